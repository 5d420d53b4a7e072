// A program: a watchdog's timeout is moved on with every heartbeat, and bites when they stay away.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function beats(
  name: string,
  pauses: number[],
  beat: () => void,
): Promise<void> {
  for (const pause of pauses) {
    await asyncio.sleep(pause);
    log(name, "beats");
    beat();
  }
  log(name, "falls silent");
  await asyncio.sleep(100);
}

async function watch(name: string, pauses: number[]): Promise<number> {
  const loop = asyncio.getRunningLoop();
  try {
    await asyncio.timeout(
      1,
      (dog) => beats(name, pauses, () => dog.reschedule(loop.time() + 1)),
    );
  } catch {
    log(name, "is dead");
  }
  return loop.time();
}

async function main(): Promise<void> {
  const tasks = await asyncio.taskGroup((group) => [
    group.createTask(() => watch("steady", [0.75, 0.75, 0.75, 0.75])),
    group.createTask(() => watch("early", [0.25, 0.375])),
    group.createTask(() => watch("late", [0.4375, 1.0625, 0.5])),
  ]);
  log(tasks.map((task) => task.result()));
}

export default () => run(main);

// An event is set and a waiter cancelled in the same turn: it ends as cancelled before it gets any further.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function waiter(
  name: string,
  pause: number,
  event: asyncio.Event,
): Promise<void> {
  await event.wait();
  await asyncio.sleep(pause);
  log(name, "goes on");
}

async function main(): Promise<void> {
  const event = new asyncio.Event();
  const pauses = { a: 0.25, b: 0.5, c: 0.75 };
  const tasks = Object.entries(pauses).map(([name, pause]) =>
    asyncio.createTask(() => waiter(name, pause, event))
  );
  await asyncio.sleep(1);
  event.set();
  tasks[1]!.cancel();
  await asyncio.wait(tasks);
  log(tasks.map(outcome));
}

export default () => run(main);

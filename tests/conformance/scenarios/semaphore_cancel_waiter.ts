// A cancelled waiter takes no permit with it.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function user(
  name: string,
  pause: number,
  semaphore: asyncio.Semaphore,
): Promise<void> {
  using _ = await semaphore.acquire();
  log(name, "enters");
  await asyncio.sleep(pause);
}

async function main(): Promise<void> {
  const semaphore = new asyncio.Semaphore(2);
  const pauses = { a: 1, b: 1.25, c: 1, d: 2, e: 1, f: 1 };
  const tasks = Object.entries(pauses).map(([name, pause]) =>
    asyncio.createTask(() => user(name, pause, semaphore))
  );
  await asyncio.sleep(0.5);
  tasks[2]!.cancel();
  tasks[4]!.cancel();
  await asyncio.wait(tasks);
  log(tasks.map(outcome), semaphore.locked());
  await semaphore.acquire();
  await semaphore.acquire();
  log(semaphore.locked());
}

export default () => run(main);

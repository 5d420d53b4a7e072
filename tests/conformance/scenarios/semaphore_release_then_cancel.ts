// A permit is released and the waiter it is meant for cancelled in the same turn: the permit goes on to the next.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function user(
  name: string,
  semaphore: asyncio.Semaphore,
): Promise<void> {
  using _ = await semaphore.acquire();
  await asyncio.sleep(0.25);
  log(name, "works");
}

async function main(): Promise<void> {
  const semaphore = new asyncio.Semaphore(0);
  const tasks = [..."abc"].map((name) =>
    asyncio.createTask(() => user(name, semaphore))
  );
  await asyncio.sleep(1);
  semaphore.release();
  tasks[0]!.cancel();
  await asyncio.wait(tasks);
  log(tasks.map(outcome), semaphore.locked());
  await semaphore.acquire();
  log(semaphore.locked());
}

export default () => run(main);

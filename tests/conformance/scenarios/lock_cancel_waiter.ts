// A cancelled waiter leaves the line of a lock, wherever it stands; the others move up.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function user(name: string, lock: asyncio.Lock): Promise<void> {
  try {
    using _ = await lock.acquire();
    log(name, "enters");
    await asyncio.sleep(1);
  } catch (error) {
    log(name, error);
    throw error;
  }
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  const tasks = [..."abcdef"].map((name) =>
    asyncio.createTask(() => user(name, lock))
  );
  await asyncio.sleep(0.5);
  tasks[3]!.cancel("in the middle");
  await asyncio.sleep(0.25);
  tasks[1]!.cancel("the first");
  await asyncio.sleep(0.5);
  tasks[5]!.cancel("the last");
  await asyncio.wait(tasks);
  log(lock.locked(), tasks.map(outcome));
}

export default () => run(main);

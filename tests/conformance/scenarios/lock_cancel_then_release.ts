// The first in line is cancelled, and the lock released in the same turn: it goes to the second.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function user(name: string, lock: asyncio.Lock): Promise<void> {
  using _ = await lock.acquire();
  log(name, "enters");
  await asyncio.sleep(1);
  log(name, "leaves");
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  await lock.acquire();
  const tasks = [..."abc"].map((name) =>
    asyncio.createTask(() => user(name, lock))
  );
  await asyncio.sleep(1);
  tasks[0]!.cancel();
  lock.release();
  await asyncio.wait(tasks);
  log(lock.locked(), tasks.map(outcome));
}

export default () => run(main);

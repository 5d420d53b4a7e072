// A lock is released and the waiter it is meant for cancelled in the same turn: it does no work, and the next goes on.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function user(name: string, lock: asyncio.Lock): Promise<void> {
  using _ = await lock.acquire();
  // Here it has the lock by now, and the cancel is raised at its next wait.
  await asyncio.sleep(0.25);
  log(name, "works");
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  await lock.acquire();
  const tasks = [..."abc"].map((name) =>
    asyncio.createTask(() => user(name, lock))
  );
  await asyncio.sleep(1);
  lock.release();
  tasks[0]!.cancel();
  await asyncio.wait(tasks);
  log(lock.locked(), tasks.map(outcome));
}

export default () => run(main);

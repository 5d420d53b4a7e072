// When all who wait for a lock are cancelled, it is free after its release.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function user(lock: asyncio.Lock): Promise<void> {
  using _ = await lock.acquire();
  log("enters");
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  {
    using _ = await lock.acquire();
    const tasks = [0, 1, 2, 3].map(() => asyncio.createTask(() => user(lock)));
    await asyncio.sleep(1);
    for (const task of tasks) task.cancel();
    await asyncio.wait(tasks);
    log(lock.locked(), tasks.map(outcome));
  }
  log(lock.locked());
  using _ = await lock.acquire();
  log("taken");
}

export default () => run(main);

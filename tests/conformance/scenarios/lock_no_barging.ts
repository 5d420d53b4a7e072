// Who releases a lock and wants it back at once waits behind those who have waited.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function waiter(name: string, lock: asyncio.Lock): Promise<void> {
  using _ = await lock.acquire();
  log(name, "enters");
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  await lock.acquire();
  const tasks = [..."ab"].map((name) =>
    asyncio.createTask(() => waiter(name, lock))
  );
  await asyncio.sleep(1);
  lock.release();
  await lock.acquire();
  log("back again");
  lock.release();
  await asyncio.wait(tasks);
}

export default () => run(main);

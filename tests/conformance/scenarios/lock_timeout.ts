// Who waits for a lock for too long gets TimeoutError, and the lock passes it by.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function user(
  name: string,
  lock: asyncio.Lock,
  patience: number,
): Promise<void> {
  try {
    await asyncio.timeout(patience, () => lock.acquire());
  } catch (error) {
    log(name, error);
    return;
  }
  log(name, "enters");
  await asyncio.sleep(1);
  lock.release();
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  await asyncio.gather(
    () => user("a", lock, 10),
    () => user("b", lock, 1.5),
    () => user("c", lock, 1.75),
    () => user("d", lock, 10),
  );
  log(lock.locked());
}

export default () => run(main);

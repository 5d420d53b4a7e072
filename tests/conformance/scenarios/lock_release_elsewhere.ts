// A lock has no owner: another task releases it, and once too often is an error.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function taker(lock: asyncio.Lock): Promise<void> {
  await lock.acquire();
  log("taken");
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  try {
    lock.release();
  } catch (error) {
    log(error);
  }
  await asyncio.createTask(() => taker(lock));
  const second = asyncio.createTask(() => taker(lock));
  await asyncio.sleep(1);
  log("released");
  lock.release();
  await second;
  lock.release();
  log(lock.locked());
  try {
    lock.release();
  } catch (error) {
    log(error);
  }
}

export default () => run(main);

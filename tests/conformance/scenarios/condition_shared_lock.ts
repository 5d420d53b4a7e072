// Two conditions share a lock: the notification of one does not wake those who wait for the other.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function waiter(
  name: string,
  condition: asyncio.Condition,
): Promise<void> {
  using _ = await condition.acquire();
  await condition.wait();
  log(name, "has the lock");
  await asyncio.sleep(0.25);
}

async function main(): Promise<void> {
  const lock = new asyncio.Lock();
  const full = new asyncio.Condition(lock);
  const empty = new asyncio.Condition(lock);
  const tasks = ([["a", full], ["b", empty], ["c", full]] as const).map(
    ([name, condition]) => asyncio.createTask(() => waiter(name, condition)),
  );
  await asyncio.sleep(1);
  {
    using _ = await empty.acquire();
    empty.notifyAll();
    log("empty");
    await asyncio.sleep(1);
  }
  await asyncio.sleep(1);
  {
    using _ = await lock.acquire();
    full.notifyAll();
    log("full", full.locked(), empty.locked());
  }
  await asyncio.wait(tasks);
  for (const condition of [full, empty]) {
    try {
      condition.notify();
    } catch (error) {
      log(error);
    }
  }
}

export default () => run(main);

// notify(n) wakes those who have waited longest, one after the other as the lock becomes free; notify_all() wakes the rest.
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
  const condition = new asyncio.Condition();
  const tasks = [..."abcde"].map((name) =>
    asyncio.createTask(() => waiter(name, condition))
  );
  for (const count of [1, 2]) {
    await asyncio.sleep(1);
    using _ = await condition.acquire();
    condition.notify(count);
    log("notified", count);
  }
  await asyncio.sleep(1);
  {
    using _ = await condition.acquire();
    condition.notifyAll();
  }
  await asyncio.wait(tasks);
  log(condition.locked());
}

export default () => run(main);

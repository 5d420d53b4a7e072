// Cancelled again while it waits for the lock, a waiter of a condition goes on waiting, and raises the last cancel.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function waiter(condition: asyncio.Condition): Promise<void> {
  using _ = await condition.acquire();
  try {
    await condition.wait();
  } catch (error) {
    log(error, condition.locked());
    throw error;
  }
}

async function main(): Promise<void> {
  const condition = new asyncio.Condition();
  const task = asyncio.createTask(() => waiter(condition));
  await asyncio.sleep(1);
  {
    using _ = await condition.acquire();
    task.cancel("first");
    await asyncio.sleep(1);
    task.cancel("second");
    await asyncio.sleep(1);
    task.cancel("third");
    await asyncio.sleep(1);
    log(outcome(task), task.cancelling());
  }
  await asyncio.wait([task]);
  log(condition.locked(), outcome(task));
}

export default () => run(main);

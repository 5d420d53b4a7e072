// A cancelled waiter of a condition has the lock when CancelledError comes out, though it has to wait for it.
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
    task.cancel("while the lock is taken");
    await asyncio.sleep(1);
    log("letting go", outcome(task));
  }
  await asyncio.wait([task]);
  log(condition.locked(), outcome(task));
}

export default () => run(main);

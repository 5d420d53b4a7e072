// A waiter is notified and cancelled in the same turn: what it was notified of is dealt with, by whomever.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function consumer(
  condition: asyncio.Condition,
  items: string[],
): Promise<void> {
  using _ = await condition.acquire();
  await condition.waitFor(() => items.length > 0);
  // Here the cancelled one takes it, since the notification has reached it; in CPython, the next one does.
  log("somebody takes", items.pop());
  await asyncio.sleep(0.25);
}

async function main(): Promise<void> {
  const condition = new asyncio.Condition();
  const items: string[] = [];
  const tasks = [0, 1, 2, 3].map(() =>
    asyncio.createTask(() => consumer(condition, items))
  );
  await asyncio.sleep(1);
  {
    using _ = await condition.acquire();
    items.push("apple");
    condition.notify();
    tasks[0]!.cancel();
  }
  await asyncio.sleep(1);
  log(outcome(tasks[0]!), items, condition.locked());
  {
    using _ = await condition.acquire();
    items.push("pear");
    tasks[2]!.cancel();
    condition.notify();
  }
  await asyncio.sleep(1);
  log(outcome(tasks[2]!), items, condition.locked());
  for (const task of tasks) task.cancel();
}

export default () => run(main);

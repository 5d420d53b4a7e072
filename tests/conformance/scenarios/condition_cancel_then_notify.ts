// A waiter is cancelled and the next one notified in the same turn: the notification is not wasted on the first.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function waiter(
  name: string,
  condition: asyncio.Condition,
  state: { open: boolean },
): Promise<void> {
  using _ = await condition.acquire();
  await condition.waitFor(() => state.open);
  log(name, "goes through");
}

async function main(): Promise<void> {
  const condition = new asyncio.Condition();
  const state = { open: false };
  const tasks = [..."ab"].map((name) =>
    asyncio.createTask(() => waiter(name, condition, state))
  );
  await asyncio.sleep(1);
  {
    using _ = await condition.acquire();
    state.open = true;
    tasks[0]!.cancel();
    condition.notify();
  }
  await asyncio.wait(tasks);
  log(tasks.map(outcome), condition.locked());
}

export default () => run(main);

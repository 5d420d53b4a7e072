// A wait for a condition that times out ends with the lock held; those who go on waiting are notified in order.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function waiter(
  name: string,
  condition: asyncio.Condition,
  state: { level: number },
  patience: number,
): Promise<void> {
  using _ = await condition.acquire();
  try {
    await asyncio.timeout(
      patience,
      () => condition.waitFor(() => state.level > 0),
    );
  } catch (error) {
    log(name, error, condition.locked());
    return;
  }
  state.level--;
  log(name, "goes on");
}

async function main(): Promise<void> {
  const condition = new asyncio.Condition();
  const state = { level: 0 };
  const patience = { a: 1, b: 5, c: 1.5, d: 6 };
  const tasks = Object.entries(patience).map(([name, time]) =>
    asyncio.createTask(() => waiter(name, condition, state, time))
  );
  for (let i = 0; i < 2; i++) {
    await asyncio.sleep(2);
    using _ = await condition.acquire();
    state.level++;
    condition.notify();
  }
  await asyncio.wait(tasks);
  log(condition.locked());
}

export default () => run(main);

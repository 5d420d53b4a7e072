// wait_for() asks its predicate at once and after each notification, with the lock, and gives what it returned.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function waiter(
  condition: asyncio.Condition,
  state: { level: number },
): Promise<void> {
  const predicate = () => {
    log("asked", state.level, condition.locked());
    return state.level >= 3 && `level ${state.level}`;
  };
  using _ = await condition.acquire();
  log(await condition.waitFor(predicate));
}

async function main(): Promise<void> {
  const condition = new asyncio.Condition();
  const state = { level: 0 };
  const task = asyncio.createTask(() => waiter(condition, state));
  for (const level of [1, 2, 4, 5]) {
    await asyncio.sleep(1);
    using _ = await condition.acquire();
    state.level = level;
    condition.notifyAll();
  }
  await task;
  using _ = await condition.acquire();
  log(await condition.waitFor(() => "at once"));
}

export default () => run(main);

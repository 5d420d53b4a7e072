// A cancel goes to the innermost wait; each level cleans up before the one above sees it.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function level(
  name: string,
  inner: PromiseLike<unknown>,
  cleanup: number,
): Promise<void> {
  try {
    await inner;
  } catch (error) {
    log(name, "cleans up");
    await asyncio.sleep(cleanup);
    log(name, "is clean");
    throw error;
  }
}

async function main(): Promise<void> {
  const future = asyncio.getRunningLoop().createFuture();
  const inner = asyncio.createTask(() => level("inner", future, 1));
  const middle = asyncio.createTask(() => level("middle", inner, 2));
  const outer = asyncio.createTask(() => level("outer", middle, 3));
  await asyncio.sleep(1);
  log("cancel", outer.cancel("stop"));
  log("future", outcome(future), "inner", outcome(inner));
  try {
    await outer;
  } catch (error) {
    log("main", error);
  }
  for (const task of [inner, middle, outer]) {
    log(outcome(task), task.cancelling());
  }
}

export default () => run(main);

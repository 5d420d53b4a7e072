// Three timeouts, each order of deadlines: which one raises where, and what cancelling() says there.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function level(limits: number[], depth = 0): Promise<void> {
  const limit = limits[depth];
  if (limit === undefined) {
    await asyncio.sleep(10);
    return;
  }
  const task = asyncio.currentTask()!;
  try {
    await asyncio.timeout(limit, () => level(limits, depth + 1));
  } catch (error) {
    log("level", depth, error, task.cancelling());
    await asyncio.sleep(0.125);
    throw error;
  }
}

async function main(): Promise<void> {
  for (const limits of [[3, 2, 1], [1, 2, 3], [2, 1, 3], [2, 3, 1]]) {
    log(limits);
    try {
      await level(limits);
    } catch (error) {
      log("main", error, asyncio.currentTask()!.cancelling());
    }
  }
}

export default () => run(main);

// A timeout in the cleanup of a cancelled task, or of an expired timeout, works as anywhere.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function cleanup(limit: number): Promise<void> {
  try {
    await asyncio.timeout(limit, async () => {
      await asyncio.sleep(1);
      log("cleanup done");
    });
  } catch (error) {
    log("cleanup", error, asyncio.currentTask()!.cancelling());
  }
}

async function worker(limit: number): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    await cleanup(limit);
  }
}

async function main(): Promise<void> {
  for (const limit of [2, 0.5]) {
    const task = asyncio.createTask(() => worker(limit));
    await asyncio.sleep(1);
    task.cancel();
    await asyncio.wait([task]);
    log("task", outcome(task), task.cancelling());
    try {
      await asyncio.timeout(1, () => worker(limit));
    } catch (error) {
      log("timeout", error, asyncio.currentTask()!.cancelling());
    }
  }
}

export default () => run(main);

// A cancel that is not the timeout's stays a cancel, even when the timeout fires during its cleanup.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function worker(cleanup: number): Promise<void> {
  const task = asyncio.currentTask()!;
  let timeout: asyncio.Timeout | undefined;
  try {
    await asyncio.timeout(2, async (scope) => {
      timeout = scope;
      try {
        await asyncio.sleep(10);
      } catch (error) {
        log("inside", error, task.cancelling());
        await asyncio.sleep(cleanup);
        log("cleaned up");
        throw error;
      }
    });
  } catch (error) {
    log("outside", error, task.cancelling(), timeout!.expired());
    throw error;
  }
}

async function main(): Promise<void> {
  for (const [cleanup, pause] of [[0.5, 1], [5, 1], [2, 3]] as const) {
    const task = asyncio.createTask(() => worker(cleanup));
    await asyncio.sleep(pause);
    task.cancel("foreign");
    await asyncio.wait([task]);
    log(outcome(task), task.cancelling());
  }
}

export default () => run(main);

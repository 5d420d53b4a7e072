// timeout() turns its own cancel into a TimeoutError when the block is left; inside, it is a CancelledError.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function main(): Promise<void> {
  const task = asyncio.currentTask()!;
  let timeout: asyncio.Timeout | undefined;
  try {
    await asyncio.timeout(1, async (scope) => {
      timeout = scope;
      log("inside", scope.when(), scope.expired());
      try {
        await asyncio.sleep(10);
      } catch (error) {
        log("inside", error, task.cancelling(), scope.expired());
        await asyncio.sleep(1);
        log("cleaned up", scope.expired());
        throw error;
      }
    });
  } catch (error) {
    log("outside", error, task.cancelling(), timeout!.expired());
  }
  await asyncio.timeout(1, async (scope) => {
    timeout = scope;
    await asyncio.sleep(0.5);
  });
  log("in time", timeout!.expired());
  await asyncio.timeout(null, async (scope) => {
    timeout = scope;
    await asyncio.sleep(3);
  });
  log("no limit", timeout!.when(), timeout!.expired());
  try {
    await asyncio.timeoutAt(asyncio.getRunningLoop().time() + 2, async () => {
      await asyncio.sleep(10);
    });
  } catch (error) {
    log("at a time", error);
  }
}

export default () => run(main);

// timeout(0) fires at the next wait, in the past as well; a body that never waits passes.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function main(): Promise<void> {
  let timeout: asyncio.Timeout | undefined;
  for (const delay of [0, -1]) {
    for (const wait of [false, true]) {
      try {
        await asyncio.timeout(delay, async (scope) => {
          timeout = scope;
          log("inside", scope.expired());
          if (wait) {
            await asyncio.sleep(1);
            log("never here");
          }
        });
        log("passed", timeout!.expired());
      } catch (error) {
        log(error, timeout!.expired());
      }
    }
  }
  try {
    await asyncio.timeout(0, async () => {
      await asyncio.getRunningLoop().createFuture();
    });
  } catch (error) {
    log("future", error);
  }
  log(asyncio.currentTask()!.cancelling());
}

export default () => run(main);

// reschedule() moves the deadline later, earlier, into the past or away; after the block it is refused.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  let timeout: asyncio.Timeout | undefined;

  await asyncio.timeout(1, async (scope) => {
    timeout = scope;
    await asyncio.sleep(0.5);
    scope.reschedule(loop.time() + 2);
    log("later", scope.when());
    await asyncio.sleep(1.5);
  });
  log("left", timeout!.expired());

  try {
    await asyncio.timeout(10, async (scope) => {
      scope.reschedule(loop.time() + 0.5);
      log("earlier", scope.when());
      await asyncio.sleep(5);
    });
  } catch (error) {
    log(error);
  }

  await asyncio.timeout(1, async (scope) => {
    timeout = scope;
    scope.reschedule(null);
    log("away", scope.when());
    await asyncio.sleep(5);
  });
  log("left", timeout!.expired());

  try {
    await asyncio.timeout(null, async (scope) => {
      timeout = scope;
      scope.reschedule(loop.time() - 1);
      log("past", scope.when());
      await asyncio.sleep(5);
    });
  } catch (error) {
    log(error);
  }

  try {
    timeout!.reschedule(100);
  } catch (error) {
    log("too late", error, timeout!.expired());
  }
}

export default () => run(main);

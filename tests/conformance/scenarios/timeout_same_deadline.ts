// Nested timeouts of one deadline: all have expired, only the outermost raises.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function main(): Promise<void> {
  const task = asyncio.currentTask()!;
  const loop = asyncio.getRunningLoop();
  const scopes: asyncio.Timeout[] = [];
  try {
    await asyncio.timeoutAt(loop.time() + 1, async (outer) => {
      try {
        await asyncio.timeoutAt(loop.time() + 1, async (inner) => {
          scopes.push(inner, outer);
          await asyncio.sleep(10);
        });
      } catch (error) {
        log("between", error, task.cancelling());
        throw error;
      }
    });
  } catch (error) {
    log("outside", error, task.cancelling());
  }
  const [inner, outer] = scopes;
  log(inner!.expired(), outer!.expired());
}

export default () => run(main);

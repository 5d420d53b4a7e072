// The outer timeout fires while the inner one is being cleaned up: the outer raises.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function main(): Promise<void> {
  const task = asyncio.currentTask()!;
  const scopes: asyncio.Timeout[] = [];
  try {
    await asyncio.timeout(2, async (outer) => {
      try {
        await asyncio.timeout(1, async (inner) => {
          scopes.push(inner, outer);
          try {
            await asyncio.sleep(10);
          } finally {
            log("cleanup", task.cancelling());
            try {
              await asyncio.sleep(5);
            } finally {
              log("cleanup cut short", task.cancelling());
            }
          }
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
  await asyncio.sleep(1);
  log("goes on");
}

export default () => run(main);

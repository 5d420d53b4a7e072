// wait_for() cancels what it waits for, and raises TimeoutError only when that has ended.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function slow(name: string, cleanup: number): Promise<void> {
  try {
    await asyncio.sleep(10);
  } catch (error) {
    log(name, "cancelled", asyncio.currentTask()!.cancelling());
    await asyncio.sleep(cleanup);
    log(name, "is clean");
    throw error;
  }
}

async function main(): Promise<void> {
  log(await asyncio.waitFor(() => asyncio.sleep(1, "in time"), 2));
  log(await asyncio.waitFor(() => asyncio.sleep(1, "no limit"), null));
  for (const cleanup of [0, 3]) {
    try {
      await asyncio.waitFor(() => slow("coroutine", cleanup), 1);
    } catch (error) {
      log("raised", error);
    }
  }
  const task = asyncio.createTask(() => slow("task", 1));
  try {
    await asyncio.waitFor(task, 1);
  } catch (error) {
    log("raised", error, outcome(task), task.cancelling());
  }
  const future = asyncio.getRunningLoop().createFuture();
  try {
    await asyncio.waitFor(future, 1);
  } catch (error) {
    log("raised", error, outcome(future));
  }
  log("main", asyncio.currentTask()!.cancelling());
}

export default () => run(main);

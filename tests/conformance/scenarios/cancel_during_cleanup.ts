// A second cancel interrupts the cleanup of the first; the blocks outside still run.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function worker(): Promise<void> {
  try {
    try {
      await asyncio.sleep(10);
    } catch (error) {
      log("cleanup starts", error);
      await asyncio.sleep(10);
      log("never here");
    } finally {
      log("inner finally");
      await asyncio.sleep(1);
      log("inner finally ends");
    }
  } catch (error) {
    log("outer sees", error);
    throw error;
  } finally {
    log("outer finally", asyncio.currentTask()!.cancelling());
  }
}

async function main(): Promise<void> {
  const task = asyncio.createTask(worker);
  await asyncio.sleep(1);
  task.cancel("first");
  await asyncio.sleep(1);
  task.cancel("second");
  await asyncio.wait([task]);
  log(outcome(task), task.cancelling());
}

export default () => run(main);

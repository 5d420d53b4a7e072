// A cancel from outside goes through wait_for() and stays a cancel, before the timeout and during its cleanup.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function inner(cleanup: number): Promise<void> {
  try {
    await asyncio.sleep(10);
  } catch (error) {
    log("inner", error);
    await asyncio.sleep(cleanup);
    log("inner is clean");
    throw error;
  }
}

async function outer(cleanup: number): Promise<void> {
  try {
    await asyncio.waitFor(() => inner(cleanup), 2);
  } catch (error) {
    log("outer", error, asyncio.currentTask()!.cancelling());
    throw error;
  }
}

async function main(): Promise<void> {
  for (const [cleanup, pause] of [[0.5, 1], [2, 1], [2, 3]] as const) {
    const task = asyncio.createTask(() => outer(cleanup));
    await asyncio.sleep(pause);
    log("cancel", task.cancel("from outside"));
    await asyncio.wait([task]);
    log(outcome(task));
  }
}

export default () => run(main);

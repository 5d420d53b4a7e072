// A task that cancels the one awaiting it is cancelled itself, at its next await.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function child(parent: asyncio.Task<unknown>): Promise<string> {
  await asyncio.sleep(1);
  log("child cancels its parent", parent.cancel("by my child"));
  log("child still runs", asyncio.currentTask()!.cancelling());
  try {
    await asyncio.sleep(1);
    return "undisturbed";
  } catch (error) {
    log("child caught", error);
    await asyncio.sleep(1);
    return "child's result";
  }
}

async function parent(): Promise<string> {
  const self = asyncio.currentTask()!;
  const task = asyncio.createTask(() => child(self));
  try {
    log("parent got", await task);
    await asyncio.sleep(1);
    return "parent's result";
  } catch (error) {
    log("parent caught", error);
    throw error;
  }
}

async function main(): Promise<void> {
  const task = asyncio.createTask(parent);
  await asyncio.wait([task]);
  log(outcome(task), task.cancelling());
}

export default () => run(main);

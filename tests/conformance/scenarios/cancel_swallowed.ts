// A task may refuse a cancel, several times; cancel() answers true until the task is done.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function stubborn(): Promise<string> {
  for (let i = 0; i < 3; i++) {
    try {
      await asyncio.sleep(10);
    } catch (error) {
      log("swallowed", error);
    }
  }
  return "done all the same";
}

async function main(): Promise<void> {
  const task = asyncio.createTask(stubborn);
  for (let turn = 1; turn < 5; turn++) {
    await asyncio.sleep(1);
    log("cancel", task.cancel(`turn ${turn}`), task.cancelling());
  }
  log(task.cancelled(), await task);
}

export default () => run(main);

// A child's error and a cancel from outside: the error comes out, and the next wait raises the cancel.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function child(
  failure: Error | undefined,
  cleanup: number,
): Promise<void> {
  try {
    await asyncio.sleep(1);
    if (failure) throw failure;
    await asyncio.sleep(10);
  } finally {
    await asyncio.sleep(cleanup);
  }
}

async function parent(): Promise<void> {
  const task = asyncio.currentTask()!;
  try {
    await asyncio.taskGroup((group) => {
      group.createTask(() => child(new Oops("child"), 0));
      group.createTask(() => child(undefined, 3));
    });
  } catch (errors) {
    log("raised", errors, task.cancelling());
  }
  try {
    await asyncio.sleep(1);
    log("never here");
  } catch (error) {
    log("next wait", error, task.cancelling());
    throw error;
  }
}

async function main(): Promise<void> {
  const task = asyncio.createTask(parent);
  await asyncio.sleep(2);
  log("cancel", task.cancel());
  await asyncio.wait([task]);
  log(outcome(task), task.cancelling());
}

export default () => run(main);

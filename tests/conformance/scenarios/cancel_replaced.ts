// Only a CancelledError that leaves the body makes a task cancelled: a result or an error replaces it.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function worker(answer: string): Promise<string> {
  try {
    await asyncio.sleep(10);
    return "late";
  } catch (error) {
    if (answer === "error") throw new Oops("instead");
    if (answer === "result") return "instead";
    throw error;
  }
}

async function byHand(): Promise<void> {
  await asyncio.sleep(0.5);
  throw new asyncio.CancelledError("by hand");
}

async function main(): Promise<void> {
  for (const answer of ["error", "result", "nothing"]) {
    const task = asyncio.createTask(() => worker(answer));
    await asyncio.sleep(1);
    task.cancel();
    await asyncio.wait([task]);
    log(answer, outcome(task), task.cancelled(), task.cancelling());
  }
  const task = asyncio.createTask(byHand);
  try {
    await task;
  } catch (error) {
    log(error, task.cancelled(), task.cancelling());
  }
  log("main is well", asyncio.currentTask()!.cancelling());
}

export default () => run(main);

// What happens to the shielded task itself, a cancel or an error, comes out of shield().
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function inner(error: Error): Promise<void> {
  await asyncio.sleep(2);
  throw error;
}

async function outer(task: asyncio.Task<void>): Promise<string> {
  try {
    await asyncio.shield(task);
    return "quiet";
  } catch (error) {
    log("outer", error, asyncio.currentTask()!.cancelling());
    return "told";
  }
}

async function main(): Promise<void> {
  // CPython 3.14 reports an error that comes after its shield was cancelled.
  asyncio.getRunningLoop().setExceptionHandler(() => {});

  let task = asyncio.createTask(() => inner(new Oops("never raised")));
  let waiting = asyncio.createTask(() => outer(task));
  await asyncio.sleep(1);
  task.cancel();
  log(await waiting, task.cancelled());

  task = asyncio.createTask(() => inner(new Oops("inner")));
  waiting = asyncio.createTask(() => outer(task));
  log(await waiting, outcome(task));

  task = asyncio.createTask(() => inner(new Oops("too late")));
  waiting = asyncio.createTask(() => outer(task));
  await asyncio.sleep(1);
  waiting.cancel();
  log(await waiting, outcome(task));
  await asyncio.sleep(5);
  log(outcome(task));
}

export default () => run(main);

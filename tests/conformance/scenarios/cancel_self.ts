// A task that cancels itself is cancelled at its next await, or when it returns without one.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

// deno-lint-ignore require-await -- it has no await, and that is the point
async function atReturn(): Promise<string> {
  asyncio.currentTask()!.cancel("at return");
  log("returns");
  return "lost";
}

async function atAwait(): Promise<void> {
  asyncio.currentTask()!.cancel("at await");
  log("awaits");
  try {
    await asyncio.sleep(1);
  } catch (error) {
    log("caught", error);
    throw error;
  }
}

async function atZero(): Promise<string> {
  asyncio.currentTask()!.cancel("at sleep(0)");
  try {
    await asyncio.sleep(0);
    log("never here");
  } catch (error) {
    log("caught", error);
  }
  await asyncio.sleep(1);
  return "kept";
}

async function inFinally(): Promise<string> {
  try {
    return "lost";
  } finally {
    asyncio.currentTask()!.cancel("in finally");
    try {
      await asyncio.sleep(1);
    } finally {
      log("left");
    }
  }
}

async function main(): Promise<void> {
  for (const body of [atReturn, atAwait, atZero, inFinally]) {
    const task: asyncio.Task<unknown> = asyncio.createTask<unknown>(body);
    await asyncio.wait([task]);
    log(outcome(task), task.cancelling());
  }
}

export default () => run(main);

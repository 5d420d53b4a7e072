// A cancel of the one who iterates as_completed() ends the loop and leaves the tasks alone.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function part(n: number): Promise<number> {
  try {
    await asyncio.sleep(n);
    return n;
  } catch (error) {
    log("never here");
    throw error;
  }
}

async function iterates(tasks: asyncio.Task<number>[]): Promise<void> {
  try {
    for (const next of asyncio.asCompleted(tasks)) log("got", await next);
  } finally {
    log("loop left");
  }
}

async function main(): Promise<void> {
  const tasks = [4, 1, 3].map((n) => asyncio.createTask(() => part(n)));
  const task = asyncio.createTask(() => iterates(tasks));
  await asyncio.sleep(2);
  task.cancel("enough");
  await asyncio.wait([task]);
  log(outcome(task), tasks.map(outcome));
  for (const next of asyncio.asCompleted(tasks)) log("got", await next);
}

export default () => run(main);

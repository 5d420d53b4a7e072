// Cancelling one of two who await a task cancels that task, and the other sees it without being cancelled itself.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function shared(): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    await asyncio.sleep(1);
    log("shared ends");
  }
}

async function waiter(
  name: string,
  task: asyncio.Task<void>,
  pause: number,
): Promise<string> {
  try {
    await task;
  } catch (error) {
    await asyncio.sleep(pause);
    log(name, error, asyncio.currentTask()!.cancelling());
    if (asyncio.currentTask()!.cancelling()) throw error;
  }
  return `${name} goes on`;
}

async function main(): Promise<void> {
  const task = asyncio.createTask(shared);
  const first = asyncio.createTask(() => waiter("first", task, 0.25));
  const second = asyncio.createTask(() => waiter("second", task, 0.5));
  await asyncio.sleep(1);
  first.cancel();
  await asyncio.wait([first, second]);
  for (const each of [task, first, second]) {
    log(outcome(each), each.cancelling());
  }
}

export default () => run(main);

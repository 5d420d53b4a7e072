// Each cancel() adds one to cancelling(), each uncancel() takes one away, down to zero.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function worker(): Promise<string> {
  const task = asyncio.currentTask()!;
  log("at start", task.cancelling(), task.uncancel());
  try {
    await asyncio.sleep(10);
  } catch (error) {
    log("caught", error, task.cancelling());
  }
  log("uncancel", task.uncancel());
  await asyncio.sleep(1);
  log("uncancel", task.uncancel());
  await asyncio.sleep(1);
  log("uncancel", task.uncancel());
  return "alive";
}

async function main(): Promise<void> {
  const task = asyncio.createTask(worker);
  await asyncio.sleep(1);
  for (let n = 0; n < 2; n++) {
    task.cancel(`cancel ${n}`);
    log("cancelling", task.cancelling());
  }
  log(await task, task.cancelling());
  log(task.cancel(), task.cancelling());
}

export default () => run(main);

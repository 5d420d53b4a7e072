// A task that swallowed a cancel, and keeps its count, still gets working timeouts.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function worker(): Promise<string> {
  const task = asyncio.currentTask()!;
  try {
    await asyncio.sleep(10);
  } catch {
    log("swallowed", task.cancelling());
  }
  for (let turn = 0; turn < 2; turn++) {
    try {
      await asyncio.timeout(1, () => asyncio.sleep(10));
    } catch (error) {
      log(error, task.cancelling());
    }
  }
  await asyncio.timeout(5, async () => {
    try {
      await asyncio.timeout(1, () => asyncio.sleep(10));
    } catch (error) {
      log("inner", error, task.cancelling());
    }
    await asyncio.sleep(1);
    log("outer goes on");
  });
  return "done";
}

async function main(): Promise<void> {
  const task = asyncio.createTask(worker);
  await asyncio.sleep(1);
  task.cancel();
  log(await task, task.cancelling());
}

export default () => run(main);

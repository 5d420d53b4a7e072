// cancelling() tells a task whether it was cancelled itself or only what it awaited.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function job(number: number): Promise<void> {
  log("job", number, "starts");
  await asyncio.sleep(10);
}

async function supervisor(jobs: asyncio.Task<void>[]): Promise<void> {
  for (let number = 1; number < 4; number++) {
    const task = asyncio.createTask(() => job(number));
    jobs.push(task);
    try {
      await task;
    } catch (error) {
      if (asyncio.currentTask()!.cancelling()) {
        log("supervisor stops");
        throw error;
      }
      log("job", number, "was cancelled: next");
    }
  }
}

async function main(): Promise<void> {
  const jobs: asyncio.Task<void>[] = [];
  const task = asyncio.createTask(() => supervisor(jobs));
  await asyncio.sleep(1);
  jobs.at(-1)!.cancel();
  await asyncio.sleep(1);
  jobs.at(-1)!.cancel();
  await asyncio.sleep(1);
  task.cancel();
  await asyncio.wait([task]);
  log(outcome(task), jobs.map(outcome));
}

export default () => run(main);

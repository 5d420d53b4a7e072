// shutdown(immediate) drops what is inside and counts it as done; what is being worked on still holds up join().
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function joiner(queue: asyncio.Queue<number>): Promise<void> {
  await queue.join();
  log("joined");
}

async function main(): Promise<void> {
  const queue = new asyncio.Queue<number>();
  for (const item of [0, 1, 2, 3]) queue.putNowait(item);
  const task = asyncio.createTask(() => joiner(queue));
  log("works on", await queue.get());
  await asyncio.sleep(1);
  queue.shutdown(true);
  log(queue.qsize());
  await asyncio.sleep(1);
  log(outcome(task));
  queue.taskDone();
  await task;
  try {
    await queue.get();
  } catch (error) {
    log(error);
  }
}

export default () => run(main);

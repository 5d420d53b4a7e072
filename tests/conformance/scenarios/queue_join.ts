// join() waits for task_done(), not for an empty queue; a cancelled join() leaves the others waiting.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function joiner(
  name: string,
  queue: asyncio.Queue<number>,
): Promise<void> {
  await queue.join();
  log(name, "joined");
}

async function main(): Promise<void> {
  const queue = new asyncio.Queue<number>();
  await joiner("empty", queue);
  for (const item of [0, 1, 2]) queue.putNowait(item);
  const tasks = [..."abc"].map((name) =>
    asyncio.createTask(() => joiner(name, queue))
  );
  await asyncio.sleep(1);
  while (!queue.empty()) log("got", queue.getNowait());
  tasks[1]!.cancel();
  for (let i = 0; i < 3; i++) {
    await asyncio.sleep(1);
    log(tasks.map(outcome));
    queue.taskDone();
  }
  await asyncio.wait(tasks);
  try {
    queue.taskDone();
  } catch (error) {
    if (error instanceof RangeError) log("too often");
  }
}

export default () => run(main);

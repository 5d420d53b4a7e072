// Those who wait for items get them in the order in which they came; cancelled ones are passed by.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function getter(
  name: string,
  queue: asyncio.Queue<number>,
): Promise<void> {
  log(name, "got", await queue.get());
}

async function main(): Promise<void> {
  const queue = new asyncio.Queue<number>();
  const tasks = [..."abcdef"].map((name) =>
    asyncio.createTask(() => getter(name, queue))
  );
  await asyncio.sleep(1);
  queue.putNowait(1);
  await asyncio.sleep(1);
  tasks[2]!.cancel();
  await asyncio.sleep(1);
  queue.putNowait(2);
  queue.putNowait(3);
  await asyncio.sleep(1);
  // Cancelled and served in one turn.
  tasks[4]!.cancel();
  queue.putNowait(4);
  await asyncio.wait(tasks);
  log(queue.qsize(), tasks.map(outcome));
}

export default () => run(main);

// Those who wait for room get it in the order in which they came; the item of a cancelled one is not put.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function putter(
  item: string,
  queue: asyncio.Queue<string>,
): Promise<void> {
  await queue.put(item);
  log(item, "is in");
}

async function main(): Promise<void> {
  const queue = new asyncio.Queue<string>(1);
  const tasks = [..."abcdef"].map((item) =>
    asyncio.createTask(() => putter(item, queue))
  );
  await asyncio.sleep(1);
  tasks[3]!.cancel();
  await asyncio.sleep(1);
  log("got", queue.getNowait());
  await asyncio.sleep(1);
  // Cancelled, and room made, in one turn.
  tasks[2]!.cancel();
  log("got", queue.getNowait());
  await asyncio.sleep(1);
  for (let i = 0; i < 2; i++) {
    log("got", queue.getNowait());
    await asyncio.sleep(1);
  }
  log(queue.qsize(), tasks.map(outcome));
}

export default () => run(main);

// Whatever the order of the items, those who wait are served in the order in which they came.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function putter(
  item: number,
  queue: asyncio.Queue<number>,
): Promise<void> {
  await queue.put(item);
  log(item, "is in");
}

async function main(): Promise<void> {
  for (
    const Kind of [asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue]
  ) {
    const queue = new Kind<number>(2);
    log(Kind.name);
    const tasks = [3, 1, 2, 5, 4].map((item) =>
      asyncio.createTask(() => putter(item, queue))
    );
    await asyncio.sleep(1);
    for (let i = 0; i < 5; i++) {
      log("got", queue.getNowait());
      await asyncio.sleep(1);
    }
    await asyncio.wait(tasks);
  }
}

export default () => run(main);

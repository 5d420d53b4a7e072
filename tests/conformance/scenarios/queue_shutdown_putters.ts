// shutdown() sends away those who wait for room; what is inside can still be got.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function putter(
  item: string,
  queue: asyncio.Queue<string>,
): Promise<void> {
  try {
    await queue.put(item);
    log(item, "is in");
  } catch (error) {
    log(item, error);
  }
}

async function main(): Promise<void> {
  const queue = new asyncio.Queue<string>(2);
  const tasks = [..."abcd"].map((item) =>
    asyncio.createTask(() => putter(item, queue))
  );
  await asyncio.sleep(1);
  queue.shutdown();
  await asyncio.wait(tasks);
  await putter("late", queue);
  try {
    while (true) log("got", await queue.get(), queue.qsize());
  } catch (error) {
    log(error);
  }
}

export default () => run(main);

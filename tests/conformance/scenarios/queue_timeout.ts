// Who waits for an item, or for room, for too long takes nothing and puts nothing.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function getter(
  name: string,
  queue: asyncio.Queue<string>,
  patience: number,
): Promise<void> {
  try {
    log(name, "got", await asyncio.waitFor(() => queue.get(), patience));
  } catch (error) {
    log(name, error);
  }
}

async function putter(
  item: string,
  queue: asyncio.Queue<string>,
  patience: number,
): Promise<void> {
  try {
    await asyncio.timeout(patience, () => queue.put(item));
    log(item, "is in");
  } catch (error) {
    log(item, error);
  }
}

async function main(): Promise<void> {
  const queue = new asyncio.Queue<string>(1);
  const tasks = ([["a", 1], ["b", 5], ["c", 1.5]] as const).map(
    ([name, time]) => asyncio.createTask(() => getter(name, queue, time)),
  );
  await asyncio.sleep(2);
  queue.putNowait("x");
  await asyncio.sleep(0.25);
  for (const [item, time] of [["y", 5], ["z", 1], ["w", 5]] as const) {
    tasks.push(asyncio.createTask(() => putter(item, queue, time)));
    await asyncio.sleep(0.25);
  }
  await asyncio.sleep(2);
  for (let i = 0; i < 2; i++) {
    log("got", queue.getNowait());
    await asyncio.sleep(1);
  }
  await asyncio.wait(tasks);
  log(queue.qsize());
}

export default () => run(main);

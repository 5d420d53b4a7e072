// An item is put and another getter cancelled in the same turn: the item arrives, and nothing else does.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function getter(
  name: string,
  queue: asyncio.Queue<string>,
): Promise<void> {
  log(name, "got", await queue.get());
}

async function main(): Promise<void> {
  const queue = new asyncio.Queue<string>();
  const tasks = [..."abc"].map((name) =>
    asyncio.createTask(() => getter(name, queue))
  );
  await asyncio.sleep(1);
  // Had the first one been cancelled, it would have the item here, and leave it in the queue in CPython.
  queue.putNowait("x");
  tasks[1]!.cancel();
  await asyncio.sleep(1);
  log(queue.qsize(), tasks.map(outcome));
  queue.putNowait("y");
  await asyncio.wait(tasks);
  log(queue.qsize(), tasks.map(outcome));
}

export default () => run(main);

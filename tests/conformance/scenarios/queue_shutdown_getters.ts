// shutdown() of an empty queue sends away all who wait for an item, and all who come.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function getter(
  name: string,
  queue: asyncio.Queue<number>,
): Promise<void> {
  try {
    log(name, "got", await queue.get());
  } catch (error) {
    if (!(error instanceof asyncio.QueueShutDown)) throw error;
    log(name, error);
  }
}

async function main(): Promise<void> {
  const queue = new asyncio.Queue<number>();
  const tasks = [..."abc"].map((name) =>
    asyncio.createTask(() => getter(name, queue))
  );
  await asyncio.sleep(1);
  tasks[1]!.cancel();
  queue.shutdown();
  await asyncio.wait(tasks);
  await getter("late", queue);
  for (const attempt of [() => queue.getNowait(), () => queue.putNowait(1)]) {
    try {
      attempt();
    } catch (error) {
      log(error);
    }
  }
}

export default () => run(main);

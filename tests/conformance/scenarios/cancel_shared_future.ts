// A future that several tasks await is cancelled with the first of them; the rest raise in the order they waited.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function waiter(
  name: string,
  future: asyncio.Future<unknown>,
): Promise<string | undefined> {
  try {
    await future;
    return undefined;
  } catch (error) {
    log(name, error, asyncio.currentTask()!.cancelling());
    return "told";
  }
}

async function main(): Promise<void> {
  const future = asyncio.getRunningLoop().createFuture();
  const tasks = [..."abcd"].map((n) =>
    asyncio.createTask(() => waiter(n, future))
  );
  await asyncio.sleep(1);
  log(tasks[2]!.cancel("enough"), future.cancelled());
  log(tasks[1]!.cancel("me too"), tasks[1]!.cancelling());
  await asyncio.sleep(1);
  for (const task of tasks) log(outcome(task));
}

export default () => run(main);

// A child that is cancelled, or cancels itself, is no error: the others and the body go on.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function child(name: string, delay: number): Promise<void> {
  try {
    await asyncio.sleep(delay);
    log(name, "ends");
  } catch (error) {
    log(name, error);
    throw error;
  }
}

async function givesUp(): Promise<void> {
  await asyncio.sleep(1.5);
  throw new asyncio.CancelledError("by hand");
}

async function main(): Promise<void> {
  await asyncio.taskGroup(async (group) => {
    const first = group.createTask(() => child("first", 10));
    group.createTask(() => child("second", 3));
    const third = group.createTask(givesUp);
    await asyncio.sleep(1);
    first.cancel("not needed");
    await asyncio.sleep(1);
    log("body ends", outcome(first), outcome(third));
  });
  log("left", asyncio.currentTask()!.cancelling());

  try {
    await asyncio.taskGroup(async (group) => {
      const task = group.createTask(() => child("awaited", 10));
      asyncio.getRunningLoop().callLater(1, () => task.cancel());
      await task;
    });
  } catch (error) {
    log("a body that awaits it is cancelled", error);
  }
}

export default () => run(main);

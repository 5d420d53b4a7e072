// Cancelling a task cancels the nest of gathers that it awaits, down to the leaves.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function leaf(name: string, cleanup: number): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    await asyncio.sleep(cleanup);
    log(name, "ends");
  }
}

async function branch(name: string, first: number): Promise<void> {
  try {
    await asyncio.gather(
      () => leaf(name + "1", first),
      () => leaf(name + "2", first + 0.25),
    );
  } catch (error) {
    await asyncio.sleep(0.125);
    log(name, error);
    throw error;
  }
}

async function tree(): Promise<void> {
  try {
    await asyncio.gather(
      () => branch("left", 1),
      asyncio.gather(() => branch("right", 2)),
    );
  } finally {
    log("tree ends");
  }
}

async function main(): Promise<void> {
  const task = asyncio.createTask(tree);
  await asyncio.sleep(1);
  task.cancel("fell it");
  try {
    await task;
  } catch (error) {
    log(error, task.cancelled());
  }
  await asyncio.sleep(5);
}

export default () => run(main);

// The message of a cancel travels to whoever awaits; of two cancels in a row the first speaks.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function sleeper(name: string): Promise<void> {
  try {
    await asyncio.sleep(10);
  } catch (error) {
    log(name, error);
    throw error;
  }
}

async function relay(name: string, task: asyncio.Task<void>): Promise<void> {
  try {
    await task;
  } catch (error) {
    log(name, error);
    throw error;
  }
}

async function watch(task: asyncio.Task<void>): Promise<void> {
  try {
    await task;
  } catch (error) {
    log("main", error);
  }
}

async function main(): Promise<void> {
  let sleeping = asyncio.createTask(() => sleeper("sleeper"));
  let relaying = asyncio.createTask(() => relay("relay", sleeping));
  await asyncio.sleep(1);
  relaying.cancel("from the outside");
  await watch(relaying);

  sleeping = asyncio.createTask(() => sleeper("sleeper"));
  relaying = asyncio.createTask(() => relay("relay", sleeping));
  await asyncio.sleep(1);
  sleeping.cancel("from the inside");
  await watch(relaying);

  sleeping = asyncio.createTask(() => sleeper("sleeper"));
  await asyncio.sleep(1);
  log(sleeping.cancel("one"), sleeping.cancel("two"), sleeping.cancelling());
  await watch(sleeping);

  sleeping = asyncio.createTask(() => sleeper("sleeper"));
  await asyncio.sleep(1);
  sleeping.cancel();
  await watch(sleeping);
}

export default () => run(main);

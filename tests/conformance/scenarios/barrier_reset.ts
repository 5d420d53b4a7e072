// reset() sends away those who wait, in order; the barrier serves those who come then.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function walker(name: string, barrier: asyncio.Barrier): Promise<void> {
  try {
    await barrier.wait();
    log(name, "goes on");
  } catch (error) {
    log(name, error);
  }
}

async function main(): Promise<void> {
  const barrier = new asyncio.Barrier(3);
  let tasks = [..."ab"].map((name) =>
    asyncio.createTask(() => walker(name, barrier))
  );
  await asyncio.sleep(1);
  barrier.reset();
  await asyncio.wait(tasks);
  log(barrier.nWaiting, barrier.broken);
  tasks = [..."cd"].map((name) =>
    asyncio.createTask(() => walker(name, barrier))
  );
  await asyncio.sleep(1);
  log(barrier.nWaiting);
  await walker("e", barrier);
  await asyncio.wait(tasks);
  barrier.reset();
  log(barrier.nWaiting, barrier.broken);
}

export default () => run(main);

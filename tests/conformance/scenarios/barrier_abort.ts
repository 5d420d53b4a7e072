// abort() breaks the barrier for those who wait and for those who come, until it is reset.
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
  const barrier = new asyncio.Barrier(2);
  let task = asyncio.createTask(() => walker("a", barrier));
  await asyncio.sleep(1);
  barrier.abort();
  await task;
  log(barrier.broken, barrier.nWaiting);
  await walker("b", barrier);
  await asyncio.sleep(1);
  barrier.reset();
  log(barrier.broken);
  task = asyncio.createTask(() => walker("c", barrier));
  await asyncio.sleep(1);
  log(barrier.nWaiting);
  await barrier.wait();
  await task;
}

export default () => run(main);

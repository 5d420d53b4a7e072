// A cancelled waiter leaves its place at the barrier free: another one has to come.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function walker(name: string, barrier: asyncio.Barrier): Promise<void> {
  await barrier.wait();
  log(name, "goes on");
}

async function main(): Promise<void> {
  const barrier = new asyncio.Barrier(3);
  const tasks = [..."ab"].map((name) =>
    asyncio.createTask(() => walker(name, barrier))
  );
  await asyncio.sleep(1);
  log(barrier.nWaiting);
  tasks[0]!.cancel();
  await asyncio.sleep(1);
  log(barrier.nWaiting);
  tasks.push(asyncio.createTask(() => walker("c", barrier)));
  await asyncio.sleep(1);
  log(barrier.nWaiting, tasks.map(outcome));
  await barrier.wait();
  await asyncio.wait(tasks);
  log(barrier.nWaiting, tasks.map(outcome));
}

export default () => run(main);

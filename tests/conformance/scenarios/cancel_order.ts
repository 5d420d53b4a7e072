// Sleeping tasks that are cancelled together wake in the order of the cancels.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function sleeper(n: number): Promise<void> {
  try {
    await asyncio.sleep(10 + n);
  } catch (error) {
    log(n, error);
    throw error;
  }
}

async function main(): Promise<void> {
  const tasks = [0, 1, 2, 3, 4, 5].map((n) =>
    asyncio.createTask(() => sleeper(n))
  );
  await asyncio.sleep(1);
  for (const [turn, n] of [3, 1, 4, 0, 5, 2].entries()) {
    tasks[n]!.cancel(`turn ${turn}`);
  }
  log("all asked");
  const [done, pending] = await asyncio.wait(tasks);
  log(done.size, pending.size, tasks.map(outcome));
}

export default () => run(main);

// A timeout of wait() raises nothing and cancels nothing; a cancelled wait() leaves the tasks alone.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function part(n: number): Promise<number> {
  try {
    await asyncio.sleep(n);
    return n;
  } catch (error) {
    log(n, "cancelled");
    throw error;
  }
}

async function waits(tasks: asyncio.Task<number>[]): Promise<void> {
  try {
    await asyncio.wait(tasks);
  } catch (error) {
    log("wait", error);
    throw error;
  }
}

async function main(): Promise<void> {
  const tasks = [1, 3, 6].map((n) => asyncio.createTask(() => part(n)));
  for (const timeout of [0, 0.5, 2, 2]) {
    const [done, pending] = await asyncio.wait(tasks, { timeout });
    log(timeout, tasks.map(outcome), done.size, pending.size);
  }
  const waiting = asyncio.createTask(() => waits(tasks));
  await asyncio.sleep(0.5);
  waiting.cancel("no more waiting");
  await asyncio.wait([waiting]);
  log(outcome(waiting), tasks.map(outcome));
  const [done, pending] = await asyncio.wait(tasks, { timeout: 10 });
  log(tasks.map(outcome), done.size, pending.size);
}

export default () => run(main);

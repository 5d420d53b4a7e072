// A timeout of as_completed() raises once for each that is missing, and leaves the tasks running.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function part(n: number): Promise<number> {
  await asyncio.sleep(n);
  log("part", n, "ends");
  return n;
}

async function main(): Promise<void> {
  const tasks = [1, 2, 4, 6].map((n) => asyncio.createTask(() => part(n)));
  for (const next of asyncio.asCompleted(tasks, { timeout: 3 })) {
    try {
      log("got", await next);
    } catch (error) {
      log("raised", error);
      await asyncio.sleep(0.25);
    }
  }
  log(tasks.map(outcome));
  await asyncio.wait(tasks);
  log(tasks.map(outcome));
}

export default () => run(main);

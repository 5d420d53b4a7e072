// An undelivered cancel is withdrawn when uncancel() brings the count to zero.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function withdraws(cancels: number, uncancels: number): Promise<string> {
  const task = asyncio.currentTask()!;
  for (let n = 0; n < cancels; n++) task.cancel(`cancel ${n}`);
  for (let n = 0; n < uncancels; n++) task.uncancel();
  log(cancels, uncancels, "left", task.cancelling());
  try {
    await asyncio.sleep(1);
    return "slept";
  } catch (error) {
    log("caught", error);
    throw error;
  }
}

async function main(): Promise<void> {
  const cases: [number, number][] = [[1, 1], [2, 1], [2, 2], [1, 0]];
  for (const [cancels, uncancels] of cases) {
    const task = asyncio.createTask(() => withdraws(cancels, uncancels));
    await asyncio.wait([task]);
    log(outcome(task));
  }
}

export default () => run(main);

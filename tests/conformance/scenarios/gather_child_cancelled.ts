// A child cancelled by someone else counts as an error of that child: the gather() is not cancelled itself.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function part(name: string, delay: number): Promise<string> {
  try {
    await asyncio.sleep(delay);
    return name;
  } finally {
    log(name, "ends");
  }
}

async function main(): Promise<void> {
  const parts: [string, number][] = [["a", 2], ["b", 5], ["c", 3]];
  const tasks = parts.map((p) => asyncio.createTask(() => part(...p)));
  const gathered = asyncio.gather(tasks);
  asyncio.getRunningLoop().callLater(1, () => tasks[1]!.cancel("only b"));
  try {
    await gathered;
  } catch (error) {
    log("raised", error, asyncio.currentTask()!.cancelling());
  }
  log(gathered.done(), gathered.cancelled());
  log(tasks.map(outcome));
  await asyncio.sleep(5);
  log(tasks.map(outcome));
}

export default () => run(main);

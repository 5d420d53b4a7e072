// A timeout over wait() ends the waiting and not the tasks; wait_for() over gather() ends them all.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function part(name: string, delay: number): Promise<string> {
  try {
    await asyncio.sleep(delay);
    log(name, "ends");
  } catch (error) {
    log(name, "cancelled");
    throw error;
  }
  return name;
}

function parts(parts: [string, number][]): asyncio.Task<string>[] {
  return parts.map(([n, d]) => asyncio.createTask(() => part(n, d)));
}

async function main(): Promise<void> {
  // CPython 3.14 reports an error that comes after its shield was cancelled.
  asyncio.getRunningLoop().setExceptionHandler(() => {});
  let tasks = parts([["a", 1], ["b", 3], ["c", 5]]);
  try {
    await asyncio.timeout(2, () => asyncio.wait(tasks));
  } catch (error) {
    log(error, tasks.map(outcome));
  }
  try {
    await asyncio.waitFor(asyncio.gather(tasks), 2);
  } catch (error) {
    log(error, tasks.map(outcome));
  }

  tasks = parts([["d", 1], ["e", 3]]);
  const gathered = asyncio.gather(tasks);
  try {
    await asyncio.waitFor(asyncio.shield(gathered), 2);
  } catch (error) {
    log(error, outcome(gathered), tasks.map(outcome));
  }
  const [done] = await asyncio.wait(
    tasks.map((task) => asyncio.createTask(() => asyncio.waitFor(task, 0.5))),
  );
  log([...done].map(outcome).sort(), tasks.map(outcome));
  log(outcome(gathered), gathered.cancelled());
}

export default () => run(main);

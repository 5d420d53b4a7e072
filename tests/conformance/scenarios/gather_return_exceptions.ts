// With return_exceptions errors and cancelled children are results, and gather() waits for all.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function part(
  name: string,
  delay: number,
  failure?: Error,
): Promise<string> {
  await asyncio.sleep(delay);
  log(name, "ends");
  if (failure) throw failure;
  return name;
}

async function main(): Promise<void> {
  const tasks = [
    asyncio.createTask(() => part("a", 3)),
    asyncio.createTask(() => part("b", 1, new Oops("b"))),
    asyncio.createTask(() => part("c", 10)),
    asyncio.createTask(() => part("d", 2, new asyncio.CancelledError())),
  ];
  asyncio.getRunningLoop().callLater(0.5, () => tasks[2]!.cancel());
  const gathered = asyncio.gather(tasks, { returnExceptions: true });
  log(await gathered);
  log(outcome(gathered), tasks.map((task) => task.cancelled()));
}

export default () => run(main);

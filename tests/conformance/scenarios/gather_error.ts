// The first error comes out at once, while the siblings go on, and their errors are taken as seen.
import * as asyncio from "../../../mod.ts";
import { log, Oops, outcome, run } from "../scenario.ts";

async function part(
  name: string,
  delay: number,
  failure?: Error,
): Promise<string> {
  try {
    await asyncio.sleep(delay);
  } catch (error) {
    log(name, "cancelled");
    throw error;
  }
  log(name, "ends");
  if (failure) throw failure;
  return name;
}

async function main(): Promise<void> {
  asyncio.getRunningLoop().setExceptionHandler((_, { exception }) =>
    log("reported", exception)
  );
  const tasks = [
    asyncio.createTask(() => part("a", 3)),
    asyncio.createTask(() => part("b", 1, new Oops("b"))),
    asyncio.createTask(() => part("c", 2, new Oops("c"))),
  ];
  const gathered = asyncio.gather(tasks);
  try {
    await gathered;
  } catch (error) {
    log("raised", error, gathered.cancelled(), gathered.done());
  }
  log(tasks.map(outcome));
  log("cancel of a finished gather", gathered.cancel());
  await asyncio.sleep(5);
  log(tasks.map(outcome));
}

export default () => run(main);

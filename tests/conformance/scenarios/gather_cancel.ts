// A cancelled gather() cancels its children and ends with the first of them, or with the last under return_exceptions.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function part(
  name: string,
  cleanup: number,
  swallow = false,
): Promise<string> {
  try {
    await asyncio.sleep(10);
  } catch (error) {
    log(name, error);
    await asyncio.sleep(cleanup);
    log(name, "is clean");
    if (!swallow) throw error;
  }
  return name;
}

async function main(): Promise<void> {
  for (const returnExceptions of [false, true]) {
    const tasks = [
      asyncio.createTask(() => part("a", 1)),
      asyncio.createTask(() => part("b", 3)),
      asyncio.createTask(() => part("c", 2, returnExceptions)),
    ];
    const gathered: asyncio.Future<unknown> = asyncio.gather(tasks, {
      returnExceptions,
    });
    await asyncio.sleep(1);
    log("cancel", gathered.cancel(), gathered.done());
    try {
      log(await gathered);
    } catch (error) {
      log("raised", error, gathered.cancelled());
    }
    log(tasks.map(outcome));
    await asyncio.sleep(5);
    log(tasks.map(outcome));
  }
}

export default () => run(main);

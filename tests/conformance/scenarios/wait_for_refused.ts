// An inner task that swallows the timeout's cancel gives its value, one that fails in cleanup its error.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function stubborn(end: string): Promise<string> {
  try {
    await asyncio.sleep(10);
    return "on time";
  } catch (error) {
    await asyncio.sleep(2);
    if (end === "value") return "late value";
    if (end === "error") throw new Oops("in cleanup");
    throw error;
  }
}

async function main(): Promise<void> {
  for (const end of ["value", "error", "cancel"]) {
    for (const asTask of [false, true]) {
      const body = () => stubborn(end);
      const aw = asTask ? asyncio.createTask(body) : body;
      try {
        log(end, asTask, await asyncio.waitFor(aw, 1));
      } catch (error) {
        log(end, asTask, "raised", error);
      }
      await asyncio.sleep(0.5);
    }
  }
  log(asyncio.currentTask()!.cancelling());
}

export default () => run(main);

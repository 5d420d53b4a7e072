// A finished task cannot be cancelled; its result, its error or its cancel comes out at every await.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function ends(how: string): Promise<string> {
  await asyncio.sleep(1);
  if (how === "error") throw new Oops("the end");
  if (how === "cancel") throw new asyncio.CancelledError();
  return "the end";
}

async function main(): Promise<void> {
  for (const how of ["result", "error", "cancel"]) {
    const task = asyncio.createTask(() => ends(how));
    await asyncio.wait([task]);
    log(how, task.cancel("too late"), task.done(), task.cancelled());
    for (let n = 0; n < 2; n++) {
      try {
        log("got", await task);
      } catch (error) {
        log("raised", error);
      }
    }
  }
}

export default () => run(main);

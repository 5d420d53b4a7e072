// An error of the body stays itself, before the deadline and instead of the timeout's cancel.
import * as asyncio from "../../../mod.ts";
import { log, Oops, run } from "../scenario.ts";

async function body(how: string): Promise<string> {
  try {
    await asyncio.sleep(how === "early" ? 0.5 : 10);
    throw new Oops("early");
  } catch (error) {
    if (how === "instead") throw new Oops("instead");
    if (how === "swallowed") {
      await asyncio.sleep(1);
      return "swallowed";
    }
    if (how === "other cancel") throw new asyncio.CancelledError("other");
    throw error;
  }
}

async function main(): Promise<void> {
  const hows = ["early", "instead", "swallowed", "other cancel", "plain"];
  for (const how of hows) {
    let timeout: asyncio.Timeout | undefined;
    const result = await asyncio.timeout(1, (scope) => {
      timeout = scope;
      return body(how);
    }).catch((error: unknown) => error);
    const task = asyncio.currentTask()!;
    log(how, result, timeout!.expired(), task.cancelling());
    await asyncio.sleep(0.25);
  }
}

export default () => run(main);

// A cancel of the one who awaits shield() leaves the shielded task alone.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function inner(): Promise<string> {
  try {
    await asyncio.sleep(3);
    log("inner ends");
    return "result";
  } catch (error) {
    log("never here");
    throw error;
  }
}

async function outer(task: asyncio.Task<string>): Promise<string> {
  try {
    return await asyncio.shield(task);
  } catch (error) {
    log("outer", error);
    throw error;
  }
}

async function main(): Promise<void> {
  const task = asyncio.createTask(inner);
  const waiting = asyncio.createTask(() => outer(task));
  await asyncio.sleep(1);
  waiting.cancel("let go");
  await asyncio.wait([waiting]);
  log(outcome(waiting), outcome(task), task.cancelling());

  const shield = asyncio.shield(task);
  log("cancel the shield", shield.cancel("too"), shield.cancelled());
  await asyncio.sleep(1);
  log(await asyncio.shield(asyncio.shield(task)));
  log("shield of a done task", await asyncio.shield(task));
}

export default () => run(main);

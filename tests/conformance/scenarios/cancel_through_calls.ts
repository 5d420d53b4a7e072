// A cancel unwinds plain nested calls from the innermost; a finally block may wait.
import * as asyncio from "../../../mod.ts";
import { log, run } from "../scenario.ts";

async function descend(depth: number): Promise<void> {
  log("enter", depth);
  try {
    if (depth < 4) await descend(depth + 1);
    else await asyncio.sleep(100);
  } finally {
    await asyncio.sleep(0.25);
    log("leave", depth);
  }
}

async function main(): Promise<void> {
  const task = asyncio.createTask(() => descend(1));
  await asyncio.sleep(1);
  task.cancel("up you come");
  try {
    await task;
  } catch (error) {
    log(error);
  }
}

export default () => run(main);

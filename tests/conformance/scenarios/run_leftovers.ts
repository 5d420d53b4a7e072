// When main ends, run() cancels the tasks that are left and waits for their cleanup; a refusal is respected.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function background(
  name: string,
  cleanup: number,
  swallow = false,
): Promise<void> {
  try {
    await asyncio.sleep(100);
  } catch (error) {
    await asyncio.sleep(cleanup);
    log(name, error);
    if (!swallow) throw error;
  }
  await asyncio.sleep(1);
  log(name, "ends");
}

export default async () => {
  const tasks: asyncio.Task<void>[] = [];

  async function main(): Promise<string> {
    tasks.push(asyncio.createTask(() => background("polite", 1)));
    tasks.push(asyncio.createTask(() => background("slow", 3)));
    tasks.push(asyncio.createTask(() => background("stubborn", 2, true)));
    await asyncio.sleep(1);
    log("main ends");
    return "result";
  }

  log(await run(main));
  log(tasks.map(outcome));
};

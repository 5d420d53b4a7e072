// A timeout over shield() gives up waiting; the work goes on, and can be waited for again.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function work(): Promise<string> {
  try {
    await asyncio.sleep(3);
    return "worked";
  } finally {
    log("work ends");
  }
}

async function main(): Promise<void> {
  const task = asyncio.createTask(work);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await asyncio.timeout(1.25, async () => {
        log("got", await asyncio.shield(task));
      });
    } catch (error) {
      log("attempt", attempt, error, outcome(task), task.cancelling());
    }
  }
}

export default () => run(main);

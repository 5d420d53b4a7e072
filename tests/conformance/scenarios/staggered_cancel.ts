// A cancel from outside ends a staggered race with all who run in it, and no new one starts.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

function runner(name: string, cleanup: number): () => Promise<void> {
  return async () => {
    log(name, "starts");
    try {
      await asyncio.sleep(10);
    } finally {
      await asyncio.sleep(cleanup);
      log(name, "ends");
    }
  };
}

async function main(): Promise<void> {
  const runners = [runner("a", 0.75), runner("b", 0.25), runner("c", 0.25)];
  const task = asyncio.createTask(() => asyncio.staggeredRace(runners, 1));
  await asyncio.sleep(1.5);
  task.cancel();
  await asyncio.sleep(5);
  log(outcome(task), task.cancelling());
}

export default () => run(main);

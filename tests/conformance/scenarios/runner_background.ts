// Tasks survive from one run of a Runner to the next, standing still between; close() cancels them.
import * as asyncio from "../../../mod.ts";
import { log, Oops, virtualLoop } from "../scenario.ts";

async function ticker(): Promise<void> {
  try {
    while (true) {
      await asyncio.sleep(1);
      log("tick");
    }
  } finally {
    await asyncio.sleep(0.25);
    log("ticker stops");
  }
}

async function start(): Promise<void> {
  asyncio.createTask(ticker, { name: "ticker" });
  await asyncio.sleep(2.5);
  log("start ends");
}

async function fails(): Promise<void> {
  await asyncio.sleep(1);
  throw new Oops("second run");
}

// deno-lint-ignore require-await -- a coroutine that never waits
async function count(): Promise<void> {
  log("tasks", asyncio.allTasks().size);
}

export default async () => {
  const runner = new asyncio.Runner({ loopFactory: virtualLoop });
  await runner.run(start);
  log("between");
  try {
    await runner.run(fails);
  } catch (error) {
    log("raised", error);
  }
  await runner.run(count);
  await runner.run(() => asyncio.sleep(1));
  log("closing");
  await runner.close();
  try {
    await runner.run(count);
  } catch (error) {
    log("run after close", error);
  }
};

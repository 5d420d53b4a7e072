// The idiom for a cleanup that must finish: shield it, and wait for it again when cancelled meanwhile.
import * as asyncio from "../../../mod.ts";
import { log, outcome, run } from "../scenario.ts";

async function flush(name: string): Promise<void> {
  log(name, "flush starts");
  await asyncio.sleep(2);
  log(name, "flush ends");
}

async function impatient(): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    await asyncio.shield(() => flush("impatient"));
    log("never here");
  }
}

async function patient(): Promise<void> {
  try {
    await asyncio.sleep(10);
  } finally {
    const task = asyncio.createTask(() => flush("patient"));
    while (!task.done()) {
      try {
        await asyncio.shield(task);
      } catch (error) {
        log("still flushing", error, asyncio.currentTask()!.cancelling());
      }
    }
    log("patient leaves");
  }
}

async function main(): Promise<void> {
  for (const worker of [impatient, patient]) {
    const task = asyncio.createTask(worker);
    for (let n = 0; n < 3; n++) {
      await asyncio.sleep(0.75);
      log("cancel", task.cancel(`cancel ${n}`));
    }
    await asyncio.wait([task]);
    log(outcome(task));
    await asyncio.sleep(5);
  }
}

export default () => run(main);

/** A function that blocks runs in a thread, and the tasks of the loop go on meanwhile. */

import * as asyncio from "@asyncio/asyncio";

/** Waits as `time.sleep()` does: nothing else can run in its thread. */
function blockingTask(seconds: number): string {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(nobody, 0, 0, seconds * 1000);
  return `Blocked for ${seconds} seconds`;
}

async function asyncTask1(): Promise<void> {
  await asyncio.sleep(0.1);
  console.log("Async task 1 finished");
}

async function asyncTask2(): Promise<void> {
  await asyncio.sleep(0.4);
  console.log("Async task 2 finished");
}

export async function main(): Promise<void> {
  const results = await asyncio.gather(
    asyncio.toThread(blockingTask, 0.2),
    asyncTask1,
    asyncTask2,
  );
  console.log(results[0]);
}

if (import.meta.main) await asyncio.run(main);

/** A cancelled task runs its `finally`, may wait there, and is awaited to its end. */

import * as asyncio from "@asyncio/asyncio";

async function upload(): Promise<void> {
  console.log("connection open");
  try {
    for (let part = 1;; part++) {
      await asyncio.sleep(1);
      console.log(`part ${part} sent`);
    }
  } finally {
    await asyncio.sleep(0.25); // saying goodbye takes a round trip
    console.log("connection closed");
  }
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  const task = asyncio.createTask(upload);
  await asyncio.sleep(2.5);

  task.cancel("that is enough");
  try {
    await task;
  } catch (error) {
    if (!asyncio.isCancelled(error)) throw error;
    console.log(`upload was cancelled: ${error.message}`);
  }
  console.log(`${(loop.time() - start).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

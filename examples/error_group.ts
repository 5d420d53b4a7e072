/** One child fails: the group cancels the others, waits for them, and throws all errors together. */

import * as asyncio from "@asyncio/asyncio";

async function checkDisk(): Promise<void> {
  await asyncio.sleep(1);
  throw new RangeError("disk is 97 % full");
}

async function checkNetwork(): Promise<void> {
  try {
    await asyncio.sleep(60);
  } catch {
    await asyncio.sleep(0.5); // cancelled: the cleanup takes time, and fails
    throw new TypeError("socket would not close");
  }
}

async function checkClock(): Promise<void> {
  try {
    await asyncio.sleep(60);
  } finally {
    console.log("clock check cancelled");
  }
}

function print(label: string, group: asyncio.ExceptionGroup): void {
  for (const error of group.exceptions) {
    console.log(`${label}: ${error.message}`);
  }
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  try {
    await asyncio.taskGroup((tg) => {
      tg.createTask(checkDisk);
      tg.createTask(checkNetwork);
      tg.createTask(checkClock);
    });
  } catch (error) {
    if (!(error instanceof asyncio.ExceptionGroup)) throw error;
    const rest = error
      .handle(RangeError, (group) => print("out of range", group))
      ?.handle(TypeError, (group) => print("in the cleanup", group));
    if (rest) throw rest;
  }
  console.log(`${(loop.time() - start).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

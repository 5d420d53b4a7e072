/** Two functions run side by side, as a task each. */

import * as asyncio from "@asyncio/asyncio";

async function foo(): Promise<void> {
  console.log("Function A starts");
  await asyncio.sleep(2);
  console.log("Function A ends");
}

async function bar(): Promise<void> {
  console.log("Function B starts");
  await asyncio.sleep(1);
  console.log("Function B ends");
}

export async function main(): Promise<void> {
  const task1 = asyncio.createTask(foo);
  const task2 = asyncio.createTask(bar);

  await task1;
  await task2;
}

if (import.meta.main) await asyncio.run(main);

/** Two functions run side by side, in one expression. */

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
  await asyncio.gather(foo, bar);
}

if (import.meta.main) await asyncio.run(main);

/** A call of a `coroutine` function is cold: nothing runs until it is awaited. */

import * as asyncio from "@asyncio/asyncio";

const greeting = asyncio.coroutine(async (name: string): Promise<string> => {
  console.log("The coroutine runs");
  await asyncio.sleep(0);
  return `Hello, ${name}`;
});

export async function main(): Promise<void> {
  const coro = greeting("World");
  console.log("Nothing has run yet");
  console.log(await coro);
}

if (import.meta.main) await asyncio.run(main);

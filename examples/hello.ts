/** One coroutine that sleeps without blocking anything else. */

import * as asyncio from "@asyncio/asyncio";

export async function main(): Promise<void> {
  console.log("Hello");
  await asyncio.sleep(1);
  console.log("World");
}

if (import.meta.main) await asyncio.run(main);

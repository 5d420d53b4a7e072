/** `run` gives back what the main coroutine returns. */

import * as asyncio from "@asyncio/asyncio";

async function fetchApi(): Promise<{ status: number }> {
  console.log("Requesting data...");
  await asyncio.sleep(1); // waits without blocking
  console.log("Data received!");
  return { status: 200 };
}

export async function main(): Promise<void> {
  const result = await fetchApi();
  console.log(`status ${result.status}`);
}

if (import.meta.main) await asyncio.run(main);

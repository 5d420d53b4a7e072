/** Two tasks of the same coroutine wait at the same time. */

import * as asyncio from "@asyncio/asyncio";

async function fetchApi(): Promise<{ status: number }> {
  console.log("Requesting data...");
  await asyncio.sleep(1);
  console.log("Data received!");
  return { status: 200 };
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  const task1 = asyncio.createTask(fetchApi);
  const task2 = asyncio.createTask(fetchApi);

  const value1 = await task1;
  const value2 = await task2;
  console.log(`statuses ${value1.status} and ${value2.status}`);
  console.log(`took ${(loop.time() - start).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

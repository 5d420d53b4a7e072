/** Tasks started first, gathered later. */

import * as asyncio from "@asyncio/asyncio";

async function work(delay: number): Promise<number> {
  console.log(`Coroutine started with delay: ${delay}`);
  await asyncio.sleep(delay);
  console.log(`Coroutine finished after ${delay} seconds`);
  return delay * 2;
}

export async function main(): Promise<void> {
  const task1 = asyncio.createTask(() => work(1));
  const task2 = asyncio.createTask(() => work(2));
  const results = await asyncio.gather(task1, task2);
  console.log(`Results: [${results.join(", ")}]`);
}

if (import.meta.main) await asyncio.run(main);

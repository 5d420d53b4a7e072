/** The same ten items, one after the other and all at once. */

import * as asyncio from "@asyncio/asyncio";

const items = Array.from({ length: 10 }, (_, i) => i);

async function processItem(item: number): Promise<number> {
  await asyncio.sleep(0.1);
  return item * 2;
}

async function sequential(): Promise<number[]> {
  const results = [];
  for (const item of items) results.push(await processItem(item));
  return results;
}

async function concurrent(): Promise<number[]> {
  return await asyncio.gather(items.map((item) => () => processItem(item)));
}

async function timed(
  label: string,
  work: () => Promise<number[]>,
): Promise<number> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();
  const results = await work();
  const elapsed = loop.time() - start;
  console.log(
    `${label}: ${elapsed.toFixed(2)}s, results=[${results.join(", ")}]`,
  );
  return elapsed;
}

export async function main(): Promise<void> {
  const slow = await timed("Sequential", sequential);
  const fast = await timed("Concurrent", concurrent);
  console.log(`Speedup: ${(slow / fast).toFixed(1)}x`);
}

if (import.meta.main) await asyncio.run(main);

/** What concurrency saves: the time on the wall against the sum of the single times. */

import * as asyncio from "@asyncio/asyncio";

const delays = [0.82, 0.31, 0.67, 0.95, 0.24];

async function fetchPage(
  url: string,
  delay: number,
): Promise<[string, number]> {
  await asyncio.sleep(delay);
  return [url, delay];
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();
  const results = await asyncio.gather(
    delays.map((delay, i) => () =>
      fetchPage(`https://example.com/page${i}`, delay)
    ),
  );
  const elapsed = loop.time() - start;

  let sum = 0;
  for (const [url, delay] of results) {
    console.log(`${url}: ${delay.toFixed(2)}s`);
    sum += delay;
  }
  console.log(`Total wall-clock time: ${elapsed.toFixed(2)}s`);
  console.log(`Sum of individual times: ${sum.toFixed(2)}s`);
  console.log(`Concurrency saved: ${(sum - elapsed).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

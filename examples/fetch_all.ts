/** Ten fetches in the time of one: `gather` over a list. */

import * as asyncio from "@asyncio/asyncio";

const urls = Array.from({ length: 10 }, (_, i) => `https://example.com/${i}`);

async function fetchPage(url: string): Promise<string> {
  await asyncio.sleep(1); // stands for the network
  return `Result from ${url}`;
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  const results = await asyncio.gather(
    urls.map((url) => () => fetchPage(url)),
  );
  for (const result of results) console.log(result);
  console.log(`${(loop.time() - start).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

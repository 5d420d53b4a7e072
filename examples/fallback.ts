/** `moveOnAfter`: a fresh answer if it comes in time, or else the cached one. */

import * as asyncio from "@asyncio/asyncio";

const cache = new Map([["London", "12°"], ["Rome", "21°"]]);

async function forecast(city: string): Promise<string> {
  await asyncio.sleep(city === "Rome" ? 0.3 : 30);
  return city === "Rome" ? "24°" : "15°";
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  for (const city of cache.keys()) {
    const fresh = await asyncio.moveOnAfter(1, () => forecast(city));
    console.log(
      fresh === undefined
        ? `${city} ${cache.get(city)} (from the cache)`
        : `${city} ${fresh}`,
    );
  }
  console.log(`${(loop.time() - start).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

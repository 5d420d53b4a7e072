/** An async generator that sleeps between its values. */

import * as asyncio from "@asyncio/asyncio";

async function* ticks(): AsyncGenerator<number> {
  for (let i = 0; i < 5; i++) {
    await asyncio.sleep(1);
    yield i;
  }
}

export async function main(): Promise<void> {
  for await (const tick of ticks()) console.log(`${tick}`);
}

if (import.meta.main) await asyncio.run(main);

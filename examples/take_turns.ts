/** `sleep(0)` lets the others have a turn in a busy loop. */

import * as asyncio from "@asyncio/asyncio";

async function worker(name: string): Promise<void> {
  for (let step = 1; step <= 3; step++) {
    console.log(`${name} ${step}`);
    await asyncio.sleep(0);
  }
}

export async function main(): Promise<void> {
  await asyncio.gather(() => worker("ping"), () => worker("pong"));
}

if (import.meta.main) await asyncio.run(main);

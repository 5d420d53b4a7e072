/** Two coroutines side by side: two seconds in all, not three. */

import * as asyncio from "@asyncio/asyncio";

async function sayAfter(delay: number, message: string): Promise<void> {
  await asyncio.sleep(delay);
  console.log(message);
}

export async function main(): Promise<void> {
  const loop = asyncio.getEventLoop();
  const start = loop.time();
  const now = () => (loop.time() - start).toFixed(2);

  console.log(`Started at ${now()}`);
  await asyncio.gather(
    () => sayAfter(1, "Hello"),
    () => sayAfter(2, "World"),
  );
  console.log(`Finished at ${now()}`);
}

if (import.meta.main) await asyncio.run(main);

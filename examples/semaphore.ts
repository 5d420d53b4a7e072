/** A semaphore lets at most three downloads run at a time; the others wait in line. */

import * as asyncio from "@asyncio/asyncio";

let running = 0;

async function download(
  file: number,
  semaphore: asyncio.Semaphore,
): Promise<void> {
  using _ = await semaphore.acquire();
  running++;
  console.log(`file ${file} starts, ${running} running`);
  await asyncio.sleep(1 + file / 10); // stands for the network
  running--;
  console.log(`file ${file} is there`);
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  const semaphore = new asyncio.Semaphore(3);
  await asyncio.gather(
    [1, 2, 3, 4, 5, 6, 7].map((file) => () => download(file, semaphore)),
  );
  console.log(`${(loop.time() - start).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

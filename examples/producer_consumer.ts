/** A producer and a consumer with a queue between them: it is bounded, so the faster one waits for the slower one. */

import * as asyncio from "@asyncio/asyncio";

async function produce(queue: asyncio.Queue<number>): Promise<void> {
  for (let i = 1; i <= 6; i++) {
    await asyncio.sleep(0.1);
    await queue.put(i); // waits while the queue is full
    console.log(`produced ${i}`);
  }
  queue.shutdown();
}

async function consume(queue: asyncio.Queue<number>): Promise<void> {
  for await (const item of queue) {
    await asyncio.sleep(0.25);
    console.log(`    consumed ${item}`);
  }
  console.log("nothing left");
}

export async function main(): Promise<void> {
  const queue = new asyncio.Queue<number>(2);
  await asyncio.gather(() => produce(queue), () => consume(queue));
}

if (import.meta.main) await asyncio.run(main);

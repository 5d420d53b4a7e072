/** A cleanup that no second cancel can cut short. */

import * as asyncio from "@asyncio/asyncio";

async function order(): Promise<void> {
  try {
    console.log("seats reserved");
    await asyncio.sleep(60);
  } finally {
    await asyncio.shieldScope(async () => {
      await asyncio.sleep(2);
      console.log("seats released");
    });
  }
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  const task = asyncio.createTask(order);
  await asyncio.sleep(1);
  task.cancel(); // the customer leaves
  await asyncio.sleep(1);
  task.cancel(); // and clicks again, impatient

  const [done] = await asyncio.wait([task]);
  console.log(`${done.size} order ended, cancelled`);
  console.log(`${(loop.time() - start).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

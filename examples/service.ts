/** `start` returns when the service is ready, and with it the value the service gives out. */

import * as asyncio from "@asyncio/asyncio";

async function database(started: (url: string) => void): Promise<void> {
  console.log("database: loading");
  await asyncio.sleep(2);
  started("db://localhost:5432");
  try {
    await asyncio.sleep(3600); // serves until it is cancelled
  } finally {
    console.log("database: stopped");
  }
}

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();

  await asyncio.taskGroup(async (tg) => {
    const url = await tg.start(database);
    console.log(`main: connected to ${url}`);
    await asyncio.sleep(1);
    console.log("main: done");
    tg.cancel();
  });
  console.log(`${(loop.time() - start).toFixed(2)}s`);
}

if (import.meta.main) await asyncio.run(main);

/** An event loop in one's own hands, where `run` would do the same. */

import * as asyncio from "@asyncio/asyncio";

export async function main(): Promise<void> {
  const loop = asyncio.getRunningLoop();
  loop.callLater(0.1, () => console.log("The callback runs"));
  await asyncio.sleep(0.2);
  console.log("The main coroutine ends");
}

if (import.meta.main) {
  const loop = asyncio.newEventLoop();
  try {
    await loop.runUntilComplete(main);
  } finally {
    loop.close();
  }
}

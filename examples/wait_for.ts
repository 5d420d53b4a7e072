/** `waitFor` cancels what does not end in time. */

import * as asyncio from "@asyncio/asyncio";

async function query(seconds: number): Promise<string> {
  try {
    await asyncio.sleep(seconds);
    return `${seconds} s query: done`;
  } catch (error) {
    console.log(`${seconds} s query: cancelled`);
    throw error;
  }
}

export async function main(): Promise<void> {
  for (const seconds of [1, 5]) {
    try {
      console.log(await asyncio.waitFor(() => query(seconds), 2));
    } catch (error) {
      if (!(error instanceof asyncio.TimeoutError)) throw error;
      console.log("Timed out after 2 s");
    }
  }
}

if (import.meta.main) await asyncio.run(main);

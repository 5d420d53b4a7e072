/** Python's `async with` is `await using`: the database is closed however the block ends. */

import * as asyncio from "@asyncio/asyncio";

class AsyncDatabase implements AsyncDisposable {
  static async connect(): Promise<AsyncDatabase> {
    await asyncio.sleep(1); // stands for the handshake
    console.log("Connected to database");
    return new AsyncDatabase();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await asyncio.sleep(1);
    console.log("Disconnected from database");
  }
}

export async function main(): Promise<void> {
  await using _db = await AsyncDatabase.connect();
  console.log("Querying database");
}

if (import.meta.main) await asyncio.run(main);

/** A class as context manager: its exit sees how the body ends, be it an error, a timeout or a cancel. */

import * as asyncio from "@asyncio/asyncio";
import {
  AbstractAsyncContextManager,
  withAsync,
} from "@asyncio/asyncio/context";

class AsyncDatabase
  extends AbstractAsyncContextManager<AsyncDatabase, boolean> {
  override async enter(): Promise<this> {
    await asyncio.sleep(1);
    console.log("Connected to database");
    return this;
  }

  override async exit(error?: unknown): Promise<boolean> {
    await asyncio.sleep(1);
    console.log(
      error === undefined
        ? "Disconnected from database"
        : `Disconnected after ${(error as Error).name}`,
    );
    return error instanceof asyncio.LookupError; // true: that one is suppressed
  }

  async query(table: string): Promise<void> {
    await asyncio.sleep(1);
    if (table === "secrets") {
      throw new asyncio.LookupError(`no table ${table}`);
    }
    console.log(`Querying ${table}`);
  }
}

export async function main(): Promise<void> {
  await withAsync(new AsyncDatabase(), (db) => db.query("users"));

  await withAsync(new AsyncDatabase(), (db) => db.query("secrets"));

  try {
    await asyncio.timeout(
      1.5, // a second to connect
      () => withAsync(new AsyncDatabase(), (db) => db.query("orders")),
    );
  } catch (error) {
    if (!(error instanceof asyncio.TimeoutError)) throw error;
    console.log("Too slow");
  }

  const task = asyncio.createTask(() =>
    withAsync(new AsyncDatabase(), () => asyncio.sleep(60))
  );
  await asyncio.sleep(2);
  task.cancel("closing time");
  try {
    await task;
  } catch (error) {
    if (!asyncio.isCancelled(error)) throw error;
    console.log("Cancelled");
  }
}

if (import.meta.main) await asyncio.run(main);

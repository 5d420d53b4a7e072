/** A context manager out of a generator: it sees the error of its body, and goes around whole functions, too. */

import * as asyncio from "@asyncio/asyncio";
import {
  asyncContextManager,
  suppress,
  withAsync,
} from "@asyncio/asyncio/context";

const transaction = asyncContextManager(async function* (name: string) {
  await asyncio.sleep(1);
  console.log(`begin ${name}`);
  const rows: number[] = [];
  try {
    yield rows;
  } catch (error) {
    console.log(`roll back ${name}: ${(error as Error).message}`);
    throw error;
  }
  await asyncio.sleep(1);
  console.log(`commit ${name}: [${rows}]`);
});

const audit = transaction("audit").wrap((text: string) => {
  console.log(`audited ${text}`);
});

export async function main(): Promise<void> {
  await withAsync(transaction("one"), async (rows) => {
    rows.push(1);
    await audit("one");
  });

  await suppress(RangeError, () =>
    withAsync(transaction("two"), (rows) => {
      rows.push(2);
      throw new RangeError("no such row");
    }));
  await audit("two");
}

if (import.meta.main) await asyncio.run(main);

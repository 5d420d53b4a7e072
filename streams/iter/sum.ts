import { open } from "./_pipeline.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Adds up all items: Python's `sum`.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam N The type of the items: `number`, or `bigint` with a start of `0n`.
 * @param start What is added to.
 * @throws {TypeError} If the source cannot be iterated over.
 *
 * @example A total
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sum } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await sum([1, 2, 3]), 6);
 * assertEquals(await sum([1n, 2n], 0n), 3n);
 * ```
 */
export async function sum<N extends number | bigint = number>(
  source: AnyIterable<N>,
  start: N = 0 as N,
): Promise<N> {
  let total: number = start as number;
  for await (const item of open(source)) total += item as number;
  return total as N;
}

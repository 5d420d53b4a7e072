import { keyed } from "./_keyed.ts";
import type { AnyIterable } from "./source.ts";

/** Options of {@linkcode sorted}. */
export interface SortedOptions<T> {
  /** What an item is compared by; it may return a promise. @default {the item itself} */
  readonly key?: ((item: T) => unknown) | undefined;
  /** Whether the largest comes first. @default {false} */
  readonly reverse?: boolean | undefined;
}

/**
 * Returns an array of all items in order: Python's `sorted`. Items that are equal keep their order.
 *
 * Items, or their keys, are compared by JavaScript's `<`: numbers, bigints, strings or dates.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If the source cannot be iterated over, or `key` is not a function.
 *
 * @example Numbers in order
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sorted } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await sorted([10, 9, 1]), [1, 9, 10]);
 * assertEquals(await sorted(["a", "ccc", "bb"], { key: (word) => word.length, reverse: true }), ["ccc", "bb", "a"]);
 * ```
 */
export async function sorted<T>(
  source: AnyIterable<T>,
  options: SortedOptions<T> = {},
): Promise<T[]> {
  const { key, reverse = false } = options;
  const pairs: [unknown, T][] = [];
  for await (const pair of keyed(source, key)) pairs.push(pair);
  const sign = reverse ? -1 : 1;
  pairs.sort(([a], [b]) => sign * compare(a as number, b as number));
  return pairs.map(([, item]) => item);
}

function compare(a: number, b: number): number {
  return a < b ? -1 : b < a ? 1 : 0;
}

import { extreme, type ExtremeOptions } from "./_extreme.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Returns the largest item, the first of them if there are several: Python's `max`.
 *
 * Items, or their keys, are compared by JavaScript's `>`: numbers, bigints, strings or dates.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @typeParam D The type of the default.
 * @throws {TypeError} If the source cannot be iterated over, or `key` is not a function.
 * @throws {RangeError} If there are no items, and no `default`.
 *
 * @example By length
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { max } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await max(["apple", "fig", "banana"], { key: (word) => word.length }), "banana");
 * assertEquals(await max([], { default: 0 }), 0);
 * ```
 */
export function max<T, D = never>(
  source: AnyIterable<T>,
  options: ExtremeOptions<T, D> = {},
): Promise<T | D> {
  return extreme(source, options, isGreater);
}

function isGreater(a: unknown, b: unknown): boolean {
  return (a as number) > (b as number);
}

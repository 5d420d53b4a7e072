import { extreme, type ExtremeOptions } from "./_extreme.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Returns the smallest item, the first of them if there are several: Python's `min`.
 *
 * Items, or their keys, are compared by JavaScript's `<`: numbers, bigints, strings or dates.
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
 * import { min } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await min(["apple", "fig", "banana"], { key: (word) => word.length }), "fig");
 * assertEquals(await min([], { default: 0 }), 0);
 * ```
 */
export function min<T, D = never>(
  source: AnyIterable<T>,
  options: ExtremeOptions<T, D> = {},
): Promise<T | D> {
  return extreme(source, options, isLess);
}

function isLess(a: unknown, b: unknown): boolean {
  return (a as number) < (b as number);
}

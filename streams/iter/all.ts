import type { Predicate } from "./filter.ts";
import { map } from "./map.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Tells whether all items are true, or `fn` returns something true for all: Python's `all`.
 *
 * It stops at the first that is not, and closes the source.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @param fn Gets an item and its index; if it returns a promise, that is awaited.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example All of them?
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { all } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await all([]), true);
 * assertEquals(await all([1, 2, 3], (n) => n > 2), false);
 * ```
 */
export async function all<T>(
  source: AnyIterable<T>,
  fn: Predicate<T> = Boolean,
): Promise<boolean> {
  for await (const verdict of map(source, fn)) if (!verdict) return false;
  return true;
}

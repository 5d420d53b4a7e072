import type { Predicate } from "./filter.ts";
import { map } from "./map.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Tells whether an item is true, or `fn` returns something true for one: Python's `any`.
 *
 * It stops at the first one, and closes the source.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @param fn Gets an item and its index; if it returns a promise, that is awaited.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example Is there one?
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { any } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await any([0, "", null]), false);
 * assertEquals(await any([1, 2, 3], (n) => n > 2), true);
 * ```
 */
export async function any<T>(
  source: AnyIterable<T>,
  fn: Predicate<T> = Boolean,
): Promise<boolean> {
  for await (const verdict of map(source, fn)) if (verdict) return true;
  return false;
}

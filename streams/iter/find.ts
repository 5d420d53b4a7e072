import { filter, type Predicate } from "./filter.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Returns the first item for which `fn` returns something true, and closes the source; `undefined` if there is none.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @param fn Gets an item and its index; if it returns a promise, that is awaited.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example The first of them
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { find } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await find([1, 4, 9], (n) => n > 2), 4);
 * ```
 */
export async function find<T>(
  source: AnyIterable<T>,
  fn: Predicate<T>,
): Promise<T | undefined> {
  for await (const item of filter(source, fn)) return item;
}

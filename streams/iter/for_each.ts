import { map, type Mapper } from "./map.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Calls `fn` with each item, one after the other.
 *
 * **Cancellation.** A cancelled caller cancels what the source or `fn` waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @param fn Gets an item and its index; if it returns a promise, that is awaited before the next item is asked for.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example Note them down
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { forEach } from "@asyncio/asyncio/iter";
 *
 * const seen: string[] = [];
 * await forEach("ab", (letter) => void seen.push(letter));
 * assertEquals(seen, ["a", "b"]);
 * ```
 */
export async function forEach<T>(
  source: AnyIterable<T>,
  fn: Mapper<T, unknown>,
): Promise<void> {
  for await (const _ of map(source, fn));
}

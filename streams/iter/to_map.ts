import { open } from "./_pipeline.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Returns a map of all items, which are pairs of a key and a value: Python's `dict`. The last value of a key counts.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam K The type of the keys.
 * @typeParam V The type of the values.
 * @throws {TypeError} If the source cannot be iterated over.
 *
 * @example Numbers of names
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toMap, zip } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toMap(zip([["Ann", "Ben"], [1, 2]])), new Map([["Ann", 1], ["Ben", 2]]));
 * ```
 */
export async function toMap<K, V>(
  source: AnyIterable<readonly [K, V]>,
): Promise<Map<K, V>> {
  const map = new Map<K, V>();
  for await (const [key, value] of open(source)) map.set(key, value);
  return map;
}

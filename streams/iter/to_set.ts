import { open } from "./_pipeline.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Returns a set of all items: Python's `set`.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If the source cannot be iterated over.
 *
 * @example Each once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toSet } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toSet("abba"), new Set(["a", "b"]));
 * ```
 */
export async function toSet<T>(source: AnyIterable<T>): Promise<Set<T>> {
  const set = new Set<T>();
  for await (const item of open(source)) set.add(item);
  return set;
}

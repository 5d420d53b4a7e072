import { open } from "./_pipeline.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Returns an array of all items: Python's `list`.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If the source cannot be iterated over.
 *
 * @example All of them
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(new Set([1, 2])), [1, 2]);
 * ```
 */
export async function toArray<T>(source: AnyIterable<T>): Promise<T[]> {
  const array: T[] = [];
  for await (const item of open(source)) array.push(item);
  return array;
}

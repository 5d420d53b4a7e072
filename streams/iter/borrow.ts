import { Borrowed } from "./_borrowed.ts";
import { open } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Lends an iterator: what gets it can read it, but not close it.
 *
 * JavaScript closes what a loop leaves early, and every tool of this module closes its source. To read a part and go on
 * later, as Python's `async for` with a `break` allows, loop over what `borrow` returns: its `return()` does nothing,
 * and it can be read on. Whoever lends an iterator still has to close it; {@linkcode scopedIter} does.
 *
 * The counterpart of asyncstdlib's `borrow`.
 *
 * **Cancellation.** It is not held back: a generator that is cancelled inside of `next()` has ended.
 *
 * @typeParam T The type of the items.
 * @param source An iterator; of an iterable, one is made that only this can read.
 * @throws {TypeError} If the source cannot be iterated over.
 *
 * @example A head and a body
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { aiter, borrow, takeWhile, toArray } from "@asyncio/asyncio/iter";
 *
 * const lines = aiter(["Host: a", "", "hello", "world"]);
 * assertEquals(await toArray(takeWhile(borrow(lines), Boolean)), ["Host: a"]);
 * assertEquals(await toArray(lines), ["hello", "world"]);
 * ```
 */
export function borrow<T>(source: AnyIterable<T>): AsyncItems<T> {
  return new Borrowed(open(source));
}

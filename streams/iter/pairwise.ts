import { open, SKIP, type Stage } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives each item with the one after it: Python's `itertools.pairwise`.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If the source cannot be iterated over.
 *
 * @example Steps
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pairwise, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(pairwise([1, 2, 4])), [[1, 2], [2, 4]]);
 * ```
 */
export function pairwise<T>(source: AnyIterable<T>): AsyncItems<[T, T]> {
  return open(source).extend<[T, T]>(new Pairing());
}

class Pairing implements Stage {
  #last: unknown = SKIP;

  apply(item: unknown): unknown {
    const last = this.#last;
    this.#last = item;
    return last === SKIP ? SKIP : [last, item];
  }
}

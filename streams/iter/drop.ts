import { checkCount } from "./_count.ts";
import { open, SKIP, type Stage } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives all items but the first `count`.
 *
 * @typeParam T The type of the items.
 * @param count A whole number, 0 or more.
 * @throws {TypeError} If the source cannot be iterated over, or `count` is not a number.
 * @throws {RangeError} If `count` is negative or not whole.
 *
 * @example Without the head
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { drop, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(drop(["head", "a", "b"], 1)), ["a", "b"]);
 * ```
 */
export function drop<T>(source: AnyIterable<T>, count: number): AsyncItems<T> {
  checkCount(count, "'count'");
  return open(source).extend<T>(new Dropping(count));
}

class Dropping implements Stage {
  #left: number;

  constructor(count: number) {
    this.#left = count;
  }

  apply(item: unknown): unknown {
    if (this.#left === 0) return item;
    this.#left--;
    return SKIP;
  }
}

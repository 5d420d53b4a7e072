import { checkCount } from "./_count.ts";
import { type LimitedStage, open } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives the first `count` items.
 *
 * No item more is asked for; the source is closed by the `next()` that finds the end. To go on with the source, take
 * from {@linkcode borrow}.
 *
 * @typeParam T The type of the items.
 * @param count A whole number, 0 or more.
 * @throws {TypeError} If the source cannot be iterated over, or `count` is not a number.
 * @throws {RangeError} If `count` is negative or not whole.
 *
 * @example The first two
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { take, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(take("abc", 2)), ["a", "b"]);
 * ```
 */
export function take<T>(source: AnyIterable<T>, count: number): AsyncItems<T> {
  checkCount(count, "'count'");
  return open(source).limit<T>(new Taking(count));
}

class Taking implements LimitedStage {
  #left: number;

  constructor(count: number) {
    this.#left = count;
  }

  get isSpent(): boolean {
    return this.#left === 0;
  }

  apply(item: unknown): unknown {
    this.#left--;
    return item;
  }
}

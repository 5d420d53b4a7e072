import { Deque } from "../../loop/deque.ts";
import { checkCount } from "./_count.ts";
import { open, SKIP, type Stage } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives all items but the last `count`.
 *
 * An item comes out when `count` others have been read after it; these are kept.
 *
 * @typeParam T The type of the items.
 * @param count A whole number, 0 or more.
 * @throws {TypeError} If the source cannot be iterated over, or `count` is not a number.
 * @throws {RangeError} If `count` is negative or not whole.
 *
 * @example Without the foot
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dropLast, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(dropLast(["a", "b", "foot"], 1)), ["a", "b"]);
 * ```
 */
export function dropLast<T>(
  source: AnyIterable<T>,
  count: number,
): AsyncItems<T> {
  checkCount(count, "'count'");
  return open(source).extend<T>(new DroppingLast(count));
}

class DroppingLast implements Stage {
  readonly #count: number;
  readonly #kept: Deque<unknown> = new Deque();

  constructor(count: number) {
    this.#count = count;
  }

  apply(item: unknown): unknown {
    this.#kept.push(item);
    return this.#kept.length > this.#count ? this.#kept.shift() : SKIP;
  }
}

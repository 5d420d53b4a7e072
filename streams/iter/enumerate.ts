import { describe } from "../../loop/check.ts";
import { open, type Stage } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives each item with its number: Python's `enumerate`.
 *
 * @typeParam T The type of the items.
 * @param start The number of the first item.
 * @throws {TypeError} If the source cannot be iterated over, or `start` is not a number.
 *
 * @example Numbered lines
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { enumerate, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(enumerate(["a", "b"], 1)), [[1, "a"], [2, "b"]]);
 * ```
 */
export function enumerate<T>(
  source: AnyIterable<T>,
  start: number = 0,
): AsyncItems<[number, T]> {
  if (typeof start !== "number") {
    throw new TypeError(`'start' must be a number: ${describe(start)}`);
  }
  return open(source).extend<[number, T]>(new Numbering(start));
}

class Numbering implements Stage {
  #next: number;

  constructor(start: number) {
    this.#next = start;
  }

  apply(item: unknown): [number, unknown] {
    return [this.#next++, item];
  }
}

import { checkFunction } from "../../loop/check.ts";
import { map } from "./map.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives what `fn` makes of each item, which is an array of its arguments: Python's `itertools.starmap`.
 *
 * @typeParam A The type of the arguments.
 * @typeParam U What `fn` makes of them.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example A function of two sources
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { starmap, toArray, zip } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(starmap(zip([[2, 3], [5, 2]]), (a, b) => a ** b)), [32, 9]);
 * ```
 */
export function starmap<A extends readonly unknown[], U>(
  source: AnyIterable<A>,
  fn: (...args: A) => U | PromiseLike<U>,
): AsyncItems<U> {
  checkFunction(fn, "The function of starmap()");
  return map(source, (args: A) => fn(...args));
}

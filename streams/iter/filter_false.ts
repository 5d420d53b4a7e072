import { checkFunction } from "../../loop/check.ts";
import { filter, type Predicate } from "./filter.ts";
import { isThenable } from "./_thenable.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives the items for which `fn` returns something false: Python's `itertools.filterfalse`.
 *
 * @typeParam T The type of the items.
 * @param fn Gets an item and its index; if it returns a promise, that is awaited.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example Odd numbers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { filterFalse, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(filterFalse([1, 2, 3], (n) => n % 2 === 0)), [1, 3]);
 * ```
 */
export function filterFalse<T>(
  source: AnyIterable<T>,
  fn: Predicate<T>,
): AsyncItems<T> {
  checkFunction(fn, "The function of filterFalse()");
  return filter(source, (item: T, index) => not(fn(item, index)));
}

function not(verdict: unknown): boolean | PromiseLike<boolean> {
  return isThenable(verdict) ? verdict.then((value) => !value) : !verdict;
}

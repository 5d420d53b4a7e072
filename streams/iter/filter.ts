import { checkFunction } from "../../loop/check.ts";
import { open, SKIP, type Stage } from "./_pipeline.ts";
import { isThenable } from "./_thenable.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Tells something of an item, and of its index; what it returns counts as true or false. */
export type Predicate<T> = (item: T, index: number) => unknown;

/**
 * Gives the items for which `fn` returns something true.
 *
 * Python's `filter`; in place of `None` for `fn`, pass `Boolean`.
 *
 * @typeParam T The type of the items.
 * @param fn Gets an item and its index; if it returns a promise, that is awaited.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example Even numbers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { filter, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(filter([1, 2, 3, 4], (n) => n % 2 === 0)), [2, 4]);
 * ```
 */
export function filter<T>(
  source: AnyIterable<T>,
  fn: Predicate<T>,
): AsyncItems<T> {
  checkFunction(fn, "The function of filter()");
  return open(source).extend<T>(new Filtering(fn as Predicate<unknown>));
}

class Filtering implements Stage {
  readonly #fn: Predicate<unknown>;
  #index = 0;

  constructor(fn: Predicate<unknown>) {
    this.#fn = fn;
  }

  apply(item: unknown): unknown {
    const verdict = this.#fn(item, this.#index++);
    if (isThenable(verdict)) return this.#later(item, verdict);
    return verdict ? item : SKIP;
  }

  async #later(item: unknown, verdict: PromiseLike<unknown>): Promise<unknown> {
    return (await verdict) ? item : SKIP;
  }
}

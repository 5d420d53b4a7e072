import { checkFunction } from "../../loop/check.ts";
import { open, type Stage } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Makes something of an item, and of its index. */
export type Mapper<T, U> = (item: T, index: number) => U | PromiseLike<U>;

/**
 * Gives what `fn` makes of each item, one after the other.
 *
 * Python's `map` with one iterable; for several, use {@linkcode starmap} over {@linkcode zip}. For calls that run at
 * the same time, use {@linkcode mapConcurrent}.
 *
 * @typeParam T The type of the source's items.
 * @typeParam U What `fn` makes of them.
 * @param fn Gets an item and its index; if it returns a promise, that is awaited before the next item is asked for.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example Squares
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { map, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(map([1, 2, 3], (n) => n * n)), [1, 4, 9]);
 * ```
 */
export function map<T, U>(
  source: AnyIterable<T>,
  fn: Mapper<T, U>,
): AsyncItems<U> {
  checkFunction(fn, "The function of map()");
  return open(source).extend<U>(new Mapping(fn as Mapper<unknown, U>));
}

class Mapping implements Stage {
  readonly #fn: Mapper<unknown, unknown>;
  #index = 0;

  constructor(fn: Mapper<unknown, unknown>) {
    this.#fn = fn;
  }

  apply(item: unknown): unknown {
    return this.#fn(item, this.#index++);
  }
}

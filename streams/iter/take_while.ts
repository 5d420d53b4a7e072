import { checkFunction } from "../../loop/check.ts";
import { END, open, type Stage } from "./_pipeline.ts";
import { isThenable } from "./_thenable.ts";
import type { Predicate } from "./filter.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives items as long as `fn` returns something true, and then closes the source: Python's `itertools.takewhile`.
 *
 * The first item that is not wanted has been read by then, and is lost.
 *
 * @typeParam T The type of the items.
 * @param fn Gets an item and its index; if it returns a promise, that is awaited.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example Up to the empty line
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { takeWhile, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(takeWhile(["a", "b", "", "c"], Boolean)), ["a", "b"]);
 * ```
 */
export function takeWhile<T>(
  source: AnyIterable<T>,
  fn: Predicate<T>,
): AsyncItems<T> {
  checkFunction(fn, "The function of takeWhile()");
  return open(source).extend<T>(new TakingWhile(fn as Predicate<unknown>));
}

class TakingWhile implements Stage {
  readonly #fn: Predicate<unknown>;
  #index = 0;

  constructor(fn: Predicate<unknown>) {
    this.#fn = fn;
  }

  apply(item: unknown): unknown {
    const verdict = this.#fn(item, this.#index++);
    if (isThenable(verdict)) return this.#later(item, verdict);
    return verdict ? item : END;
  }

  async #later(item: unknown, verdict: PromiseLike<unknown>): Promise<unknown> {
    return (await verdict) ? item : END;
  }
}

import { checkFunction } from "../../loop/check.ts";
import { open, SKIP, type Stage } from "./_pipeline.ts";
import { isThenable } from "./_thenable.ts";
import type { Predicate } from "./filter.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Leaves out items as long as `fn` returns something true, and gives the rest: Python's `itertools.dropwhile`.
 *
 * @typeParam T The type of the items.
 * @param fn Gets an item and its index; if it returns a promise, that is awaited.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example Without comments at the top
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dropWhile, toArray } from "@asyncio/asyncio/iter";
 *
 * const lines = ["# a", "# b", "c", "# d"];
 * assertEquals(await toArray(dropWhile(lines, (line) => line.startsWith("#"))), ["c", "# d"]);
 * ```
 */
export function dropWhile<T>(
  source: AnyIterable<T>,
  fn: Predicate<T>,
): AsyncItems<T> {
  checkFunction(fn, "The function of dropWhile()");
  return open(source).extend<T>(new DroppingWhile(fn as Predicate<unknown>));
}

class DroppingWhile implements Stage {
  readonly #fn: Predicate<unknown>;
  #index = 0;
  #isDropping = true;

  constructor(fn: Predicate<unknown>) {
    this.#fn = fn;
  }

  apply(item: unknown): unknown {
    if (!this.#isDropping) return item;
    const verdict = this.#fn(item, this.#index++);
    return isThenable(verdict)
      ? this.#later(item, verdict)
      : this.#judge(item, verdict);
  }

  async #later(item: unknown, verdict: PromiseLike<unknown>): Promise<unknown> {
    return this.#judge(item, await verdict);
  }

  #judge(item: unknown, verdict: unknown): unknown {
    this.#isDropping = Boolean(verdict);
    return this.#isDropping ? SKIP : item;
  }
}

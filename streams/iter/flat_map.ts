import { checkFunction } from "../../loop/check.ts";
import { DONE, Join } from "./_join.ts";
import { open, type Pipeline, pipelineOf } from "./_pipeline.ts";
import { map, type Mapper } from "./map.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives all items of what `fn` makes of each item, one after the other.
 *
 * For several at the same time, see {@linkcode flatten}.
 *
 * @typeParam T The type of the source's items.
 * @typeParam U The type of the items of what `fn` returns.
 * @param fn Gets an item and its index, and returns something to iterate over, or a promise for that.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function; from `next()`, if what `fn`
 * returns cannot be iterated over.
 *
 * @example Words
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { flatMap, toArray } from "@asyncio/asyncio/iter";
 *
 * const lines = ["to be", "or not"];
 * assertEquals(await toArray(flatMap(lines, (line) => line.split(" "))), ["to", "be", "or", "not"]);
 * ```
 */
export function flatMap<T, U>(
  source: AnyIterable<T>,
  fn: Mapper<T, AnyIterable<U>>,
): AsyncItems<U> {
  checkFunction(fn, "The function of flatMap()");
  return pipelineOf(new Flattening(open(map(source, fn))));
}

class Flattening<T> extends Join<T> {
  readonly #outer: Pipeline<AnyIterable<T>>;
  #inner: Pipeline<T> | null = null;

  constructor(outer: Pipeline<AnyIterable<T>>) {
    super([outer]);
    this.#outer = outer;
  }

  override async pull(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      if (this.#inner !== null) {
        const result = await this.#inner.next();
        if (!result.done) return result;
        this.disown(this.#inner);
        this.#inner = null;
      }
      const next = await this.#outer.next();
      if (next.done) return DONE;
      this.#inner = open(next.value, "A source");
      this.own(this.#inner);
    }
  }
}

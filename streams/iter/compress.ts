import { DONE, Join } from "./_join.ts";
import { open, type Pipeline, pipelineOf } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives the items beside which a selector is true: Python's `itertools.compress`. It ends with the shorter one, and
 * closes the other.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If one of them cannot be iterated over.
 *
 * @example Chosen columns
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compress, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(compress("abcd", [1, 0, true])), ["a", "c"]);
 * ```
 */
export function compress<T>(
  source: AnyIterable<T>,
  selectors: AnyIterable<unknown>,
): AsyncItems<T> {
  return pipelineOf(
    new Compressing(open(source), open(selectors, "The selectors")),
  );
}

class Compressing<T> extends Join<T> {
  readonly #source: Pipeline<T>;
  readonly #selectors: Pipeline<unknown>;

  constructor(source: Pipeline<T>, selectors: Pipeline<unknown>) {
    super([source, selectors]);
    this.#source = source;
    this.#selectors = selectors;
  }

  override async pull(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const result = await this.#source.next();
      if (result.done) return DONE;
      const selector = await this.#selectors.next();
      if (selector.done) return DONE;
      if (selector.value) return result;
    }
  }
}

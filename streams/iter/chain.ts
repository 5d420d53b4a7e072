import { open, type Pipeline, pipelineOf } from "./_pipeline.ts";
import { DONE, Join } from "./_join.ts";
import { flatMap } from "./flat_map.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** The type of {@linkcode chain}. */
export interface Chain {
  /** Gives all items of the first source, then those of the second, and so on. All are closed with it. */
  <T>(...sources: readonly AnyIterable<T>[]): AsyncItems<T>;
  /**
   * Gives all items of each source that comes out of `sources`: Python's `chain.from_iterable`. The next one is asked
   * for when the one before it has ended.
   */
  from<T>(sources: AnyIterable<AnyIterable<T>>): AsyncItems<T>;
}

/**
 * Gives the items of several sources, one source after the other: Python's `itertools.chain`.
 *
 * `chain(a, b)` closes all of its sources when it is closed, also those whose turn has not come. `chain.from(sources)`
 * takes an iterable of iterables, which is read as far as needed.
 *
 * @throws {TypeError} If a source cannot be iterated over; that of one that `chain.from` gets comes from `next()`.
 *
 * @example One after the other
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { chain, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(chain([1, 2], [3])), [1, 2, 3]);
 * assertEquals(await toArray(chain.from([[1, 2], [3]])), [1, 2, 3]);
 * ```
 */
export const chain: Chain = Object.assign(chainAll, { from: chainFrom });

function chainAll<T>(...sources: readonly AnyIterable<T>[]): AsyncItems<T> {
  return pipelineOf(
    new Chaining(
      sources.map((source, i) => open(source, `Source ${i + 1}`)),
    ),
  );
}

function chainFrom<T>(
  sources: AnyIterable<AnyIterable<T>>,
): AsyncItems<T> {
  return flatMap(sources, (source: AnyIterable<T>) => source);
}

class Chaining<T> extends Join<T> {
  readonly #sources: readonly Pipeline<T>[];
  #current = 0;

  constructor(sources: readonly Pipeline<T>[]) {
    super(sources);
    this.#sources = sources;
  }

  override async pull(): Promise<IteratorResult<T, undefined>> {
    for (; this.#current < this.#sources.length; this.#current++) {
      const result = await this.#sources[this.#current]!.next();
      if (!result.done) return result;
    }
    return DONE;
  }
}

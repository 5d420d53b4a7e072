import { checkIterable } from "../../loop/check.ts";
import { pipelineOf } from "./_pipeline.ts";
import { Zipping } from "./_zipping.ts";
import type { AnyIterable, AsyncItems, IteratorLike } from "./source.ts";

/** The items of a source. */
export type ItemOf<S> = S extends AsyncIterable<infer T> ? T
  : S extends Iterable<infer T> ? Awaited<T>
  : S extends IteratorLike<infer T> ? Awaited<T>
  : never;

/** An item of each source. */
export type ItemsOf<S extends readonly unknown[]> = {
  -readonly [I in keyof S]: ItemOf<S[I]>;
};

/** Options of {@linkcode zip}. */
export interface ZipOptions {
  /** Whether sources of different length are an error. @default {false} */
  readonly strict?: boolean | undefined;
  /**
   * Whether the sources are asked at the same time, each in a task of its own; otherwise one after the other.
   * @default {false}
   */
  readonly concurrent?: boolean | undefined;
}

/**
 * Gives arrays with one item of each source, and ends with the shortest one: Python's `zip`.
 *
 * When one ends or fails, the others are closed. As in Python, those before the one that ends have given an item that
 * is lost. With `concurrent`, an item takes as long as the slowest source, not as all together; and when one fails,
 * what the others wait for is cancelled.
 *
 * @param sources An array, as in TC39's `Iterator.zip`; Python has them as arguments.
 * @throws {TypeError} If a source cannot be iterated over.
 * @throws {RangeError} From `next()`, if they are `strict` and of different length.
 *
 * @example Names and ages
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toArray, zip } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(zip([["Ann", "Ben"], [32, 27]])), [["Ann", 32], ["Ben", 27]]);
 * ```
 */
export function zip<S extends readonly AnyIterable<unknown>[] | []>(
  sources: S,
  options: ZipOptions = {},
): AsyncItems<ItemsOf<S>> {
  checkIterable(sources, "The sources of zip()");
  const { strict = false, concurrent = false } = options;
  const mode = strict ? "strict" : "shortest";
  return pipelineOf(new Zipping(sources, { mode, concurrent })) as AsyncItems<
    unknown[]
  > as AsyncItems<ItemsOf<S>>;
}

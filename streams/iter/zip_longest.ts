import { checkIterable } from "../../loop/check.ts";
import { pipelineOf } from "./_pipeline.ts";
import { Zipping } from "./_zipping.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";
import type { ItemOf } from "./zip.ts";

/** Options of {@linkcode zipLongest}. */
export interface ZipLongestOptions<F> {
  /** What stands in for the items of a source that has ended. @default {undefined} */
  readonly fill?: F | undefined;
  /** Whether the sources are asked at the same time, each in a task of its own. @default {false} */
  readonly concurrent?: boolean | undefined;
}

/** An item of each source, or what stands in for it. */
export type FilledItemsOf<S extends readonly unknown[], F> = {
  -readonly [I in keyof S]: ItemOf<S[I]> | F;
};

/**
 * Gives arrays with one item of each source, and ends with the longest one: Python's `itertools.zip_longest`.
 *
 * @param sources An array; Python has them as arguments.
 * @throws {TypeError} If a source cannot be iterated over.
 *
 * @example With dashes
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toArray, zipLongest } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(zipLongest([[1, 2], ["a"]], { fill: "-" })), [[1, "a"], [2, "-"]]);
 * ```
 */
export function zipLongest<
  S extends readonly AnyIterable<unknown>[] | [],
  F = undefined,
>(
  sources: S,
  options: ZipLongestOptions<F> = {},
): AsyncItems<FilledItemsOf<S, F>> {
  checkIterable(sources, "The sources of zipLongest()");
  const { fill, concurrent = false } = options;
  const zipping = new Zipping(sources, { mode: "longest", fill, concurrent });
  return pipelineOf(zipping) as AsyncItems<unknown[]> as AsyncItems<
    FilledItemsOf<S, F>
  >;
}

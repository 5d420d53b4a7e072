import { checkObject } from "../../loop/check.ts";
import { type Duration, toSeconds } from "../../loop/duration.ts";
import { batchedByTime } from "./_batched_by_time.ts";
import { DONE, Join } from "./_join.ts";
import { checkLimit } from "./_limit.ts";
import { open, type Pipeline, pipelineOf } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** How {@linkcode batched} cuts. */
export interface BatchedOptions {
  /** How many items a batch has at most. @default {Infinity} */
  readonly size?: number | undefined;
  /** How long after its first item a batch comes out, full or not: seconds, or an object with units. @default {never} */
  readonly time?: Duration | undefined;
  /** Whether a last batch that is not full is an error; not together with `time`. @default {false} */
  readonly strict?: boolean | undefined;
}

/**
 * Gives arrays of items: Python's `itertools.batched`, by size, by time or by both.
 *
 * By time, the source is read in a task of its own, which begins with the first `next()`: a batch fills while nobody
 * waits for it, and is the only one that is read ahead.
 *
 * @typeParam T The type of the items.
 * @param batches The size of a batch, or an object with `size`, `time` and `strict`.
 * @throws {TypeError} If the source cannot be iterated over, or neither size nor time is given, or they are of a wrong
 * type.
 * @throws {RangeError} If the size is not a positive whole number, or the time is NaN, or `strict` is given with a time;
 * from `next()`, if the last batch of a strict one is not full.
 *
 * @example By size
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { batched, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(batched([1, 2, 3, 4, 5], 2)), [[1, 2], [3, 4], [5]]);
 * ```
 */
export function batched<T>(
  source: AnyIterable<T>,
  batches: number | BatchedOptions,
): AsyncItems<T[]> {
  if (typeof batches === "number") batches = { size: batches };
  checkObject(batches, "The size or the options of batched()");
  const { size = Infinity, time, strict = false } = batches;
  checkLimit(size, "'size'");
  if (time === undefined) {
    if (size === Infinity) {
      throw new TypeError("'size' or 'time' must be given: undefined");
    }
    return pipelineOf(new Batching(open(source), size, strict));
  }
  if (strict) throw new RangeError("'strict' must be false with 'time': true");
  return batchedByTime(source, size, toSeconds(time));
}

class Batching<T> extends Join<T[]> {
  readonly #source: Pipeline<T>;
  readonly #size: number;
  readonly #strict: boolean;

  constructor(source: Pipeline<T>, size: number, strict: boolean) {
    super([source]);
    this.#source = source;
    this.#size = size;
    this.#strict = strict;
  }

  override async pull(): Promise<IteratorResult<T[], undefined>> {
    const batch: T[] = [];
    while (batch.length < this.#size) {
      const result = await this.#source.next();
      if (result.done) return this.#finish(batch);
      batch.push(result.value);
    }
    return { done: false, value: batch };
  }

  #finish(batch: T[]): IteratorResult<T[], undefined> {
    if (batch.length === 0) return DONE;
    if (this.#strict) {
      throw new RangeError(
        `The last batch must have ${this.#size} items: ${batch.length}`,
      );
    }
    return { done: false, value: batch };
  }
}

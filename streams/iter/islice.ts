import { checkCount } from "./_count.ts";
import { type LimitedStage, open, SKIP } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Which items {@linkcode islice} gives. */
export interface IsliceOptions {
  /** The index of the first one. @default {0} */
  readonly start?: number | undefined;
  /** The index of the first one that is not wanted any more. @default {Infinity} */
  readonly stop?: number | undefined;
  /** The distance from one to the next, at least 1. @default {1} */
  readonly step?: number | undefined;
}

/**
 * Gives the items of a range of indices: Python's `itertools.islice`.
 *
 * As in Python, the items up to `stop` are read, and none after it; then the source is closed.
 *
 * @typeParam T The type of the items.
 * @param range The index to stop at, or an object with `start`, `stop` and `step`.
 * @throws {TypeError} If the source cannot be iterated over, or an index is not a number.
 * @throws {RangeError} If an index is negative or not whole, or the step is less than 1.
 *
 * @example Every other item
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { islice, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(islice("abcdef", { start: 1, stop: 5, step: 2 })), ["b", "d"]);
 * assertEquals(await toArray(islice("abcdef", 2)), ["a", "b"]);
 * ```
 */
export function islice<T>(
  source: AnyIterable<T>,
  range: number | IsliceOptions,
): AsyncItems<T> {
  const { start = 0, stop = Infinity, step = 1 } = typeof range === "object"
    ? range
    : { stop: range };
  checkCount(start, "'start'");
  checkCount(stop, "'stop'");
  checkCount(step, "'step'");
  if (step === 0) throw new RangeError("'step' must be 1 or more: 0");
  return open(source).limit<T>(new Slicing(start, stop, step));
}

class Slicing implements LimitedStage {
  #wanted: number;
  readonly #stop: number;
  readonly #step: number;
  #index = 0;

  constructor(start: number, stop: number, step: number) {
    this.#wanted = start;
    this.#stop = stop;
    this.#step = step;
  }

  get isSpent(): boolean {
    return this.#index >= this.#stop;
  }

  apply(item: unknown): unknown {
    if (this.#index++ !== this.#wanted) return SKIP;
    this.#wanted += this.#step;
    return item;
  }
}

import { Deque } from "../../loop/deque.ts";
import { checkCount } from "./_count.ts";
import { DONE, Join } from "./_join.ts";
import { open, type Pipeline, pipelineOf } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives the last `count` items, when the source has ended.
 *
 * @typeParam T The type of the items.
 * @param count A whole number, 0 or more; so many items are kept.
 * @throws {TypeError} If the source cannot be iterated over, or `count` is not a number.
 * @throws {RangeError} If `count` is negative or not whole.
 *
 * @example The last two
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { takeLast, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(takeLast([1, 2, 3], 2)), [2, 3]);
 * ```
 */
export function takeLast<T>(
  source: AnyIterable<T>,
  count: number,
): AsyncItems<T> {
  checkCount(count, "'count'");
  return pipelineOf(new TakingLast(open(source), count));
}

class TakingLast<T> extends Join<T> {
  readonly #source: Pipeline<T>;
  readonly #count: number;
  readonly #kept: Deque<T> = new Deque();

  constructor(source: Pipeline<T>, count: number) {
    super([source]);
    this.#source = source;
    this.#count = count;
  }

  override async pull(): Promise<IteratorResult<T, undefined>> {
    for await (const item of this.#source) {
      this.#kept.push(item);
      if (this.#kept.length > this.#count) this.#kept.shift();
    }
    return this.#kept.length === 0
      ? DONE
      : { done: false, value: this.#kept.shift() };
  }
}

import { checkFunction } from "../../loop/check.ts";
import { chain } from "./chain.ts";
import { open, type Stage } from "./_pipeline.ts";
import { isThenable } from "./_thenable.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Adds an item to what has been made of those before it; `index` is the item's. */
export type Reducer<T, A> = (
  total: A,
  item: T,
  index: number,
) => A | PromiseLike<A>;

/** Options of {@linkcode accumulate}. */
export interface AccumulateOptions<A> {
  /** What it begins with, and gives first. @default {the first item} */
  readonly initial: A;
}

/** Gives the sums of the items so far. */
export function accumulate(source: AnyIterable<number>): AsyncItems<number>;
/** Gives what `fn` makes of the items so far, from the first item on. */
export function accumulate<T>(
  source: AnyIterable<T>,
  fn: Reducer<T, T>,
): AsyncItems<T>;
/**
 * Gives `initial`, and then what `fn` makes of it and of the items so far: Python's `itertools.accumulate`.
 *
 * @typeParam T The type of the items.
 * @typeParam A What `fn` makes of them.
 * @param fn Gets what it returned last, an item and its index; if it returns a promise, that is awaited. By default, it
 * adds numbers.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example Balances
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accumulate, toArray } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await toArray(accumulate([1, 2, 3])), [1, 3, 6]);
 * assertEquals(await toArray(accumulate([1, 2, 3], (a, b) => a * b, { initial: 10 })), [10, 10, 20, 60]);
 * ```
 */
export function accumulate<T, A>(
  source: AnyIterable<T>,
  fn: Reducer<T, A>,
  options: AccumulateOptions<A>,
): AsyncItems<A>;
export function accumulate(
  source: AnyIterable<unknown>,
  fn: Reducer<unknown, unknown> = add as Reducer<unknown, unknown>,
  options?: AccumulateOptions<unknown>,
): AsyncItems<unknown> {
  checkFunction(fn, "The function of accumulate()");
  const hasInitial = options !== undefined && "initial" in options;
  const items = hasInitial ? chain([options.initial], source) : source;
  return open(items).extend(new Accumulating(fn, hasInitial ? -1 : 0));
}

function add(total: number, item: number): number {
  return total + item;
}

class Accumulating implements Stage {
  readonly #fn: Reducer<unknown, unknown>;
  #total: unknown;
  #index: number;
  #isFirst = true;

  constructor(fn: Reducer<unknown, unknown>, index: number) {
    this.#fn = fn;
    this.#index = index;
  }

  apply(item: unknown): unknown {
    const index = this.#index++;
    if (this.#isFirst) {
      this.#isFirst = false;
      return this.#total = item;
    }
    const total = this.#fn(this.#total, item, index);
    return isThenable(total) ? this.#later(total) : this.#total = total;
  }

  async #later(total: PromiseLike<unknown>): Promise<unknown> {
    return this.#total = await total;
  }
}

import { checkFunction } from "../../loop/check.ts";
import { accumulate, type Reducer } from "./accumulate.ts";
import type { AnyIterable } from "./source.ts";

/** Options of {@linkcode reduce}. */
export interface ReduceOptions<A> {
  /** What it begins with. @default {the first item} */
  readonly initial: A;
}

/** Makes one value of all items, from the first one on. */
export function reduce<T>(
  source: AnyIterable<T>,
  fn: Reducer<T, T>,
): Promise<T>;
/**
 * Makes one value of `initial` and of all items: Python's `functools.reduce`.
 *
 * **Cancellation.** A cancelled caller cancels what the source waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @typeParam A The type of the value.
 * @param fn Gets what it returned last, an item and its index; if it returns a promise, that is awaited.
 * @throws {TypeError} If the source cannot be iterated over, `fn` is not a function, or there is neither an item nor an
 * initial value.
 *
 * @example A product
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reduce } from "@asyncio/asyncio/iter";
 *
 * assertEquals(await reduce([2, 3, 4], (a, b) => a * b), 24);
 * assertEquals(await reduce([2, 3], (text, n) => text + n, { initial: "" }), "23");
 * ```
 */
export function reduce<T, A>(
  source: AnyIterable<T>,
  fn: Reducer<T, A>,
  options: ReduceOptions<A>,
): Promise<A>;
export async function reduce(
  source: AnyIterable<unknown>,
  fn: Reducer<unknown, unknown>,
  options?: ReduceOptions<unknown>,
): Promise<unknown> {
  checkFunction(fn, "The function of reduce()");
  let isEmpty = true;
  let result: unknown;
  const totals = options === undefined
    ? accumulate(source, fn)
    : accumulate(source, fn, options);
  for await (const total of totals) {
    result = total;
    isEmpty = false;
  }
  if (isEmpty) {
    throw new TypeError("reduce() of nothing needs an 'initial': no items");
  }
  return result;
}

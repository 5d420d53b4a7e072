import { checkFunction } from "../../loop/check.ts";
import { Borrowed } from "./_borrowed.ts";
import { closeAfterError } from "./_closing.ts";
import { open, type Pipeline } from "./_pipeline.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Makes an iterator that is closed with the block, and by nothing else: `await using`. */
export function scopedIter<T>(source: AnyIterable<T>): AsyncItems<T>;
/**
 * Calls `fn` with an iterator over `source` that nothing in it closes, and closes it afterwards.
 *
 * So several loops, and several tools, can read from it, one after the other. The block form is
 * `await using items = scopedIter(source)`. The counterpart of asyncstdlib's `scoped_iter`.
 *
 * **Cancellation.** A cancel ends what `fn` waits for; the source is closed.
 *
 * @typeParam T The type of the items.
 * @typeParam R What `fn` returns.
 * @returns What `fn` returns.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example Two loops
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scopedIter, take, toArray } from "@asyncio/asyncio/iter";
 *
 * const parts = await scopedIter("abcd", async (items) => {
 *   return [await toArray(take(items, 1)), await toArray(take(items, 2))];
 * });
 * assertEquals(parts, [["a"], ["b", "c"]]);
 * ```
 */
export function scopedIter<T, R>(
  source: AnyIterable<T>,
  fn: (items: AsyncItems<T>) => R | PromiseLike<R>,
): Promise<R>;
export function scopedIter<T, R>(
  source: AnyIterable<T>,
  fn?: (items: AsyncItems<T>) => R | PromiseLike<R>,
): AsyncItems<T> | Promise<R> {
  if (fn === undefined) return new Scoped(open(source));
  checkFunction(fn, "The function of scopedIter()");
  return callWith(open(source), fn);
}

async function callWith<T, R>(
  items: Pipeline<T>,
  fn: (items: AsyncItems<T>) => R | PromiseLike<R>,
): Promise<R> {
  let result: R;
  try {
    result = await fn(new Borrowed(items));
  } catch (error) {
    await closeAfterError([items]);
    throw error;
  }
  await items.return();
  return result;
}

class Scoped<T> extends Borrowed<T> {
  readonly #items: Pipeline<T>;

  constructor(items: Pipeline<T>) {
    super(items);
    this.#items = items;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.#items.return();
  }
}

import { checkLimit } from "./_limit.ts";
import { open } from "./_pipeline.ts";
import { Sharing } from "./_sharing.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Makes two iterators of one; each gives all items of the source. */
export function tee<T>(
  source: AnyIterable<T>,
): [AsyncItems<T>, AsyncItems<T>];
/**
 * Makes `n` iterators of one: each gives all items of the source.
 *
 * The source is asked when the one that is ahead wants another item, by a task of its own; so each may be read by a
 * task of its own, and a consumer that is cancelled leaves without taking the source with it. An item is kept until
 * all have taken it: memory is what the slowest is behind (see `share()` for a bound). An error of the source
 * comes out of each of them, after the items before it. The last one to be closed closes the source.
 *
 * The counterpart of asyncstdlib's `tee`, which needs a lock for that.
 *
 * **Cancellation.** A cancelled consumer closes its iterator, and no other one. When it was the last one, what the
 * source waits for is cancelled, and the consumer gets `CancelledError` when the source is closed.
 *
 * @typeParam T The type of the items.
 * @param n How many iterators.
 * @throws {TypeError} If the source cannot be iterated over, or `n` is not a number.
 * @throws {RangeError} If `n` is not a positive whole number.
 *
 * @example The sum and the largest in one pass
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { tee } from "@asyncio/asyncio/iter";
 *
 * const [one, two] = tee([3, 1, 2]);
 *
 * async function sum() {
 *   let total = 0;
 *   for await (const n of one) total += n;
 *   return total;
 * }
 *
 * async function largest() {
 *   let found = -Infinity;
 *   for await (const n of two) found = Math.max(found, n);
 *   return found;
 * }
 *
 * assertEquals(await asyncio.run(() => asyncio.all([sum, largest])), [6, 3]);
 * ```
 */
export function tee<T>(source: AnyIterable<T>, n: number): AsyncItems<T>[];
export function tee<T>(source: AnyIterable<T>, n: number = 2): AsyncItems<T>[] {
  checkLimit(n, "'n'");
  if (n === Infinity) {
    throw new RangeError(`'n' must be a positive whole number: ${n}`);
  }
  const sharing = new Sharing(open(source), Infinity);
  return Array.from({ length: n }, () => sharing.branch());
}

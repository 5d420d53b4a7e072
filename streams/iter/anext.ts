import { describe } from "../../loop/check.ts";
import type { IteratorLike } from "./source.ts";

/**
 * Thrown by {@linkcode anext} at the end of an iterator: Python's `StopAsyncIteration`.
 *
 * @example The end
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { aiter, anext, StopAsyncIteration } from "@asyncio/asyncio/iter";
 *
 * await assertRejects(() => anext(aiter([])), StopAsyncIteration);
 * ```
 */
export class StopAsyncIteration extends Error {
  static {
    this.prototype.name = "StopAsyncIteration";
  }
}

/** Returns the next item of an iterator; at its end, throws. */
export function anext<T>(iterator: IteratorLike<T>): Promise<T>;
/**
 * Returns the next item of an iterator, or `defaultValue` at its end: Python's `anext`.
 *
 * **Cancellation.** A cancelled caller cancels what the iterator waits for; whether it gives items after that is up to
 * it: a generator has ended.
 *
 * @typeParam T The type of the items.
 * @typeParam D The type of the default.
 * @throws {StopAsyncIteration} At the end, if there is no default.
 * @throws {TypeError} If it is no iterator; make one with {@linkcode aiter}.
 *
 * @example One at a time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { aiter, anext } from "@asyncio/asyncio/iter";
 *
 * const items = aiter(["a"]);
 * assertEquals([await anext(items), await anext(items, "none")], ["a", "none"]);
 * ```
 */
export function anext<T, D>(
  iterator: IteratorLike<T>,
  defaultValue: D,
): Promise<T | D>;
export async function anext(
  iterator: IteratorLike<unknown>,
  ...defaults: readonly unknown[]
): Promise<unknown> {
  if (typeof iterator?.next !== "function") {
    throw new TypeError(
      `The first argument of anext() must be an iterator: ${
        describe(iterator)
      }`,
    );
  }
  const result = await iterator.next();
  if (!result.done) return result.value;
  if (defaults.length > 0) return defaults[0];
  throw new StopAsyncIteration("The iterator has ended");
}

import { type Duration, toSeconds } from "../loop/duration.ts";
import { sleepUntil } from "../loop/sleep_until.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { yieldTurn } from "../loop/yield_turn.ts";
import { deadlineAfter } from "./_deadline.ts";

/** Suspends the current task for `delay`: seconds, or an object such as `{ minutes: 1 }`. */
export function sleep(delay: Duration): Promise<void>;
/**
 * Suspends the current task for `delay`, and returns `result`.
 *
 * Zero or a negative delay gives the others one turn and costs about as much as `await null`. `Infinity` waits until
 * it is cancelled.
 *
 * **Cancellation.** A cancelled caller gets `CancelledError` at once, and the timer is dropped. A cancel that comes
 * during the turn of `sleep(0)` is delivered at the next wait instead (in CPython, at the `sleep(0)` itself).
 *
 * @param delay Seconds, or an object with units.
 * @param result What to return.
 * @throws {RangeError} If the delay is NaN.
 * @throws {TypeError} If the delay is neither a number nor an object with units.
 *
 * @example Take a nap
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * assertEquals(await asyncio.run(() => asyncio.sleep(0.01, "rested")), "rested");
 * ```
 */
export function sleep<T>(
  delay: Duration,
  result: T,
  options?: WaitOptions,
): Promise<T>;
export function sleep(
  delay: Duration,
  result?: unknown,
  options?: WaitOptions,
): Promise<unknown> {
  // The usual cases go without another async function and without objects for options.
  if (result === undefined && options === undefined) {
    if (delay === 0) return yieldTurn();
    if (typeof delay === "number" && delay > 0) {
      return sleepUntil(deadlineAfter(delay));
    }
  }
  return sleepFor(delay, result, options ?? {});
}

async function sleepFor(
  delay: Duration,
  result: unknown,
  options: WaitOptions,
): Promise<unknown> {
  const seconds = toSeconds(delay);
  if (seconds > 0) {
    return await sleepUntil(deadlineAfter(seconds), { ...options, result });
  }
  options.signal?.throwIfAborted();
  await yieldTurn();
  return result;
}

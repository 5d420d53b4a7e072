import { checkTime } from "./check.ts";
import { currentExecution } from "./_execution.ts";
import { openPromise, rejectLast, resolveLast } from "./_promise.ts";
import { refusal } from "./_refusal.ts";
import { TimedWaiter } from "./_timers.ts";
import type { WaitOptions } from "./wait_options.ts";

/** Options of {@linkcode sleepUntil}. */
export interface SleepOptions<T> extends WaitOptions {
  /** What the sleep returns. @default {undefined} */
  readonly result?: T;
}

const NO_OPTIONS = {};

/**
 * Suspends the current task until the loop's `time()` reaches `when` (seconds): the primitive under `sleep()`.
 *
 * @returns The `result` of the options.
 * @throws {TypeError} If `when` is not a number.
 * @throws {RangeError} If it is NaN.
 *
 * **Cancellation.** A cancelled caller gets `CancelledError` and its deadline is dropped.
 *
 * @example Wake on the beat
 * ```ts
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const start = asyncio.getRunningLoop().time();
 *   for (let beat = 1; beat <= 3; beat++) await asyncio.sleepUntil(start + beat / 100);
 * });
 * ```
 */
export function sleepUntil<T = void>(
  when: number,
  options: SleepOptions<T> = NO_OPTIONS,
): Promise<T> {
  if (typeof when !== "number" || Number.isNaN(when)) checkTime(when, "'when'");
  const execution = currentExecution();
  const refused = refusal(execution, options);
  if (refused !== null) return refused;
  const promise = openPromise<T>();
  const waiter = new TimedWaiter(
    execution,
    resolveLast,
    rejectLast,
    options.result,
  );
  execution.core.timers.add(waiter, when);
  if (options.signal !== undefined) waiter.watch(options.signal);
  return promise;
}

import { isCoroutine } from "../loop/coroutine.ts";
import type { Duration } from "../loop/duration.ts";
import { toSeconds } from "../loop/duration.ts";
import { type Awaitable, ensureFuture } from "../loop/ensure_future.ts";
import { isCancelled, TimeoutError } from "../loop/errors.ts";
import { type Future, isFuture } from "../loop/future.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { timeout } from "./timeout.ts";
import { wait } from "./wait.ts";

/**
 * Waits for `awaitable` for at most `delay`, and returns its result.
 *
 * A function runs in the current task. When the time is over, it is cancelled, and `waitFor` goes on waiting until it
 * has ended; if it ends with a result all the same, that is returned. With a delay of zero or less, only something
 * that is done already gives a result, and a function is never called.
 *
 * **Cancellation.** A cancelled caller cancels what it waits for; use `shield()` to keep that alive.
 *
 * @param delay Seconds, or an object with units; `null` to wait without limit.
 * @throws {TimeoutError} If the time is over first.
 *
 * @example Give up after a while
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   await assertRejects(() => asyncio.waitFor(() => asyncio.sleep(60), 0.01), asyncio.TimeoutError);
 * });
 * ```
 */
export async function waitFor<T>(
  awaitable: Awaitable<T>,
  delay: Duration | null,
  options: WaitOptions = {},
): Promise<T> {
  if (delay !== null && toSeconds(delay) <= 0) {
    return await waitNot(ensureFuture(awaitable));
  }
  const { signal } = options;
  return await timeout(delay, async (): Promise<T> => {
    if (signal === undefined) return await begin(awaitable);
    const future = ensureFuture(awaitable);
    try {
      await wait([future], { signal });
      return future.result();
    } catch (error) {
      if (!future.done()) await endCancelled(future);
      throw error;
    }
  });
}

function begin<T>(awaitable: Awaitable<T>): T | PromiseLike<T> {
  if (typeof awaitable === "function") return awaitable();
  if (isFuture(awaitable) || isCoroutine(awaitable)) {
    return awaitable as PromiseLike<T>;
  }
  return ensureFuture(awaitable);
}

/** There is no time to wait: what is not done is cancelled. */
async function waitNot<T>(future: Future<T>): Promise<T> {
  if (future.done()) return future.result();
  await endCancelled(future);
  try {
    return future.result();
  } catch (error) {
    if (!isCancelled(error)) throw error;
    throw new TimeoutError("Timed out: there was no time to wait", {
      cause: error,
    });
  }
}

/** Cancels the future and waits until it has ended. */
async function endCancelled(future: Future<unknown>): Promise<void> {
  future.cancel();
  if (!future.done()) await wait([future]);
}

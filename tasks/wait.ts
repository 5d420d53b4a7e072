import { isCoroutine } from "../loop/coroutine.ts";
import { checkIterable, describe } from "../loop/check.ts";
import type { Duration } from "../loop/duration.ts";
import type { Future } from "../loop/future.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import { wrapFuture } from "../loop/ensure_future.ts";
import { WaitList } from "../loop/wait_list.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { yieldTurn } from "../loop/yield_turn.ts";
import { CallbackObserver } from "./_callback_observer.ts";

/** {@linkcode wait} returns when the first one is done. */
export const FIRST_COMPLETED = "FIRST_COMPLETED" as const;
/** {@linkcode wait} returns when the first one has failed, or all are done. */
export const FIRST_EXCEPTION = "FIRST_EXCEPTION" as const;
/** {@linkcode wait} returns when all are done. */
export const ALL_COMPLETED = "ALL_COMPLETED" as const;

/** When {@linkcode wait} returns. */
export type ReturnWhen =
  | typeof FIRST_COMPLETED
  | typeof FIRST_EXCEPTION
  | typeof ALL_COMPLETED;

/** What {@linkcode wait} gives back for an item: futures as they are, other promises wrapped. */
export type FutureOf<A> = A extends Future<unknown> ? A : Future<Awaited<A>>;

/** Options of {@linkcode wait}. */
export interface WaitForManyOptions extends WaitOptions {
  /** How long to wait at most: seconds, or an object with units. @default {null: without limit} */
  readonly timeout?: Duration | null | undefined;
  /** When to return. @default {"ALL_COMPLETED"} */
  readonly returnWhen?: ReturnWhen | undefined;
}

/**
 * Waits until some or all of the futures are done.
 *
 * It neither raises their errors nor cancels anything: a timeout only makes it return with what is pending. Errors
 * are looked at with `exception()` or `await`.
 *
 * **Cancellation.** A cancelled caller stops waiting; the futures go on.
 *
 * @param futures Tasks, futures or promises, at least one. Functions and coroutines are refused: make tasks of them,
 * so that they can be found in the result. Promises are wrapped in futures.
 * @returns `[done, pending]`, two sets of futures.
 * @throws {TypeError} If an item is not one of these, or `futures` is not iterable.
 * @throws {RangeError} If there is none, or `returnWhen` is unknown.
 *
 * @example Look at who is first
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const fast = asyncio.createTask(() => asyncio.sleep(0.01));
 *   const slow = asyncio.createTask(() => asyncio.sleep(60));
 *   const [done, pending] = await asyncio.wait([fast, slow], { returnWhen: asyncio.FIRST_COMPLETED });
 *   assertEquals([done.has(fast), pending.has(slow)], [true, true]);
 *   slow.cancel();
 * });
 * ```
 */
export async function wait<A extends PromiseLike<unknown>>(
  futures: Iterable<A>,
  options: WaitForManyOptions = {},
): Promise<[done: Set<FutureOf<A>>, pending: Set<FutureOf<A>>]> {
  const returnWhen = options.returnWhen ?? ALL_COMPLETED;
  if (
    returnWhen !== FIRST_COMPLETED && returnWhen !== FIRST_EXCEPTION &&
    returnWhen !== ALL_COMPLETED
  ) {
    throw new RangeError(`Invalid returnWhen value: ${describe(returnWhen)}`);
  }
  const all = checkFutures(futures);
  await waitForEnough(all, returnWhen, options);
  const done = new Set<FutureOf<A>>();
  const pending = new Set<FutureOf<A>>();
  for (const future of all) (future.done() ? done : pending).add(future);
  return [done, pending];
}

function checkFutures<A extends PromiseLike<unknown>>(
  futures: Iterable<A>,
): Set<FutureOf<A>> {
  checkIterable(futures, "A list of futures");
  const all = new Set<FutureOf<A>>();
  for (const one of futures) {
    if (typeof one === "function" || isCoroutine(one)) {
      throw new TypeError(
        `Passing functions or coroutines is forbidden, make tasks of them: ${
          describe(one)
        }`,
      );
    }
    all.add(wrapFuture(one) as FutureOf<A>);
  }
  if (all.size === 0) {
    throw new RangeError(
      "Cannot wait for nothing: the list of futures is empty",
    );
  }
  return all;
}

async function waitForEnough(
  all: Set<Future<unknown>>,
  returnWhen: ReturnWhen,
  { signal, timeout = null }: WaitForManyOptions,
): Promise<void> {
  const pending = [...all].filter((future) => !future.done());
  let left = pending.length;
  const isEnough = (done: Future<unknown>) =>
    left === 0 || returnWhen === FIRST_COMPLETED ||
    returnWhen === FIRST_EXCEPTION && hasFailed(done);
  if ([...all].some((future) => future.done() && isEnough(future))) {
    return await yieldTurn();
  }

  const enough = new WaitList<void>();
  const timer = timeout === null
    ? null
    : getEventLoop().callLater(timeout, () => enough.wakeOne());
  const observers = pending.map((future) => {
    const observer = new CallbackObserver((done) => {
      left--;
      if (isEnough(done)) enough.wakeOne();
    });
    future.observe(observer);
    return [future, observer] as const;
  });
  try {
    await enough.wait(signal === undefined ? {} : { signal });
  } finally {
    timer?.cancel();
    for (const [future, observer] of observers) future.unobserve(observer);
  }
}

function hasFailed(future: Future<unknown>): boolean {
  return !future.cancelled() && future.exception() !== null;
}

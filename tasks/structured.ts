import { checkIterable, describe } from "../loop/check.ts";
import type { Awaitable } from "../loop/ensure_future.ts";
import { InvalidStateError, RuntimeError } from "../loop/errors.ts";
import { ExceptionGroup } from "../loop/exception_group.ts";
import type { Future } from "../loop/future.ts";
import { WaitList } from "../loop/wait_list.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { toChildren } from "./_children.ts";
import { CallbackObserver } from "./_callback_observer.ts";
import type { ResultOf, Results } from "./gather.ts";
import { shieldScope } from "./scopes.ts";
import { wait } from "./wait.ts";

/**
 * Runs awaitables concurrently and returns their results in order; the first that fails cancels the others, and its
 * error is thrown once all have ended. `Promise.all` that leaves nothing running.
 *
 * **Cancellation.** A cancelled caller cancels all of them and waits until they have ended; so does `signal`.
 *
 * @throws {TypeError} If an item cannot be awaited.
 *
 * @example Nothing runs on
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const slow = asyncio.createTask(() => asyncio.sleep(60));
 *   await assertRejects(() => asyncio.all([slow, () => Promise.reject(new TypeError("no"))]), TypeError, "no");
 *   assertEquals(slow.cancelled(), true);
 * });
 * ```
 */
export async function all<const A extends readonly Awaitable<unknown>[]>(
  awaitables: A,
  options: WaitOptions = {},
): Promise<Results<A>> {
  const futures = toFutures(awaitables);
  const { future } = await decide(futures, hasNoResult, options);
  future?.result();
  return futures.map((one) => one.result()) as Results<A>;
}

/**
 * Runs awaitables concurrently and returns what the first comes to, a result or an error; the others are cancelled and
 * waited for.
 *
 * **Cancellation.** A cancelled caller cancels all of them and waits until they have ended; so does `signal`.
 *
 * @throws {RangeError} If there is none.
 * @throws {TypeError} If an item cannot be awaited.
 *
 * @example The faster one
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const winner = await asyncio.race([() => asyncio.sleep(60, "slow"), () => asyncio.sleep(0.01, "fast")]);
 *   assertEquals(winner, "fast");
 * });
 * ```
 */
export async function race<const A extends Awaitable<unknown>>(
  awaitables: Iterable<A>,
  options: WaitOptions = {},
): Promise<ResultOf<A>> {
  const futures = toFutures(awaitables);
  const { future } = await decide(futures, () => true, options);
  if (future === undefined) {
    throw new RangeError(
      "Cannot race nothing: the list of awaitables is empty",
    );
  }
  return future.result() as ResultOf<A>;
}

/**
 * Runs awaitables concurrently and returns the first result; the others are cancelled and waited for.
 *
 * **Cancellation.** A cancelled caller cancels all of them and waits until they have ended; so does `signal`.
 *
 * @throws {ExceptionGroup} If all fail.
 * @throws {RangeError} If there is none.
 * @throws {TypeError} If an item cannot be awaited.
 *
 * @example The first that works
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const found = await asyncio.any([
 *     () => Promise.reject(new Error("not here")),
 *     () => asyncio.sleep(0.01, "here"),
 *   ]);
 *   assertEquals(found, "here");
 * });
 * ```
 */
export async function any<const A extends Awaitable<unknown>>(
  awaitables: Iterable<A>,
  options: WaitOptions = {},
): Promise<ResultOf<A>> {
  const futures = toFutures(awaitables);
  if (futures.length === 0) {
    throw new RangeError(
      "Cannot choose from nothing: the list of awaitables is empty",
    );
  }
  const { future } = await decide(futures, (one) => !hasNoResult(one), options);
  if (future === undefined) {
    throw new ExceptionGroup(
      "none of the awaitables has succeeded",
      futures.map(failureOf),
    );
  }
  return future.result() as ResultOf<A>;
}

/** The future that decided, if one did; boxed, because `await` would go on to its value. */
interface Decision<T> {
  future?: Future<T>;
}

/** Waits for the first decisive future, cancels the others and waits until they have ended. */
async function decide<T>(
  futures: readonly Future<T>[],
  isDecisive: (future: Future<unknown>) => boolean,
  options: WaitOptions,
): Promise<Decision<T>> {
  const decision: Decision<T> = {};
  const over = new WaitList<void>();
  let left = futures.length;
  const onDone = (future: Future<T>) => {
    left--;
    if (decision.future !== undefined) reportLoser(future);
    else if (isDecisive(future)) decision.future = future;
    if (left === 0 || decision.future !== undefined) over.wakeOne();
  };
  for (const future of futures) {
    future.observe(new CallbackObserver(() => onDone(future)));
  }
  try {
    if (left > 0 && decision.future === undefined) await over.wait(options);
  } finally {
    for (const future of futures) future.cancel();
    const running = futures.filter((future) => !future.done());
    if (running.length > 0) await shieldScope(() => wait(running));
  }
  return decision;
}

function toFutures<T>(awaitables: Iterable<Awaitable<T>>): Future<T>[] {
  checkIterable(awaitables, "A list of awaitables");
  return toChildren([...awaitables]) as Future<T>[];
}

/** Whether a future that is done has no result. */
function hasNoResult(future: Future<unknown>): boolean {
  return future.cancelled() || future.exception() !== null;
}

/** The error of a future that has failed. */
function failureOf(future: Future<unknown>): Error {
  try {
    future.result();
  } catch (error) {
    if (error instanceof Error) return error;
    return new RuntimeError(`Not an Error: ${describe(error)}`, {
      cause: error,
    });
  }
  throw new InvalidStateError(`The future has not failed: ${future}`);
}

/** An error that comes after the decision has nowhere else to go. */
function reportLoser(future: Future<unknown>): void {
  const exception = future.cancelled() ? null : future.exception();
  if (exception === null) return;
  future.getLoop().callExceptionHandler({
    message: "A cancelled awaitable has failed",
    exception,
    future,
  });
}

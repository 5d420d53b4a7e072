import { Coroutine } from "../loop/coroutine.ts";
import { checkIterable } from "../loop/check.ts";
import { type Duration, toSeconds } from "../loop/duration.ts";
import { type Awaitable, ensureFuture } from "../loop/ensure_future.ts";
import { TimeoutError } from "../loop/errors.ts";
import type { Future } from "../loop/future.ts";
import { CallbackObserver } from "./_callback_observer.ts";
import type { ResultOf } from "./gather.ts";
import type { FutureObserver } from "../loop/future_observer.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import type { TimerHandle } from "../loop/timer_handle.ts";
import { WaitList } from "../loop/wait_list.ts";
import type { WaitOptions } from "../loop/wait_options.ts";

/** Options of {@linkcode asCompleted}. */
export interface AsCompletedOptions extends WaitOptions {
  /** How long all of them may take together: seconds, or an object with units. @default {null: without limit} */
  readonly timeout?: Duration | null | undefined;
}

/**
 * Runs awaitables concurrently, and gives them in the order in which they complete.
 *
 * With `for await` it yields futures that are done: the very tasks and futures that were passed in, and new tasks for
 * functions and coroutines. With a plain `for` it yields a coroutine for each; awaiting one gives the next result. One
 * that is given twice comes once.
 *
 * TypeScript takes the loop variable of `for await` for the value of the future; at run time it is the future. Use
 * `await` on it, which is right for both.
 *
 * When the time is over, `for await` throws `TimeoutError`, and each coroutine that is left does. Nothing is cancelled.
 *
 * **Cancellation.** A cancelled caller stops waiting; the tasks go on.
 *
 * @throws {TypeError} If `awaitables` is not a list of what can be awaited.
 *
 * @example First come, first served
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const order: string[] = [];
 *   const work = [() => asyncio.sleep(0.02, "slow"), () => asyncio.sleep(0.01, "fast")];
 *   for await (const future of asyncio.asCompleted(work)) order.push(await future);
 *   assertEquals(order, ["fast", "slow"]);
 * });
 * ```
 */
export function asCompleted<const A extends Awaitable<unknown>>(
  awaitables: Iterable<A>,
  options: AsCompletedOptions = {},
): AsCompletedIterator<ResultOf<A>> {
  checkIterable(awaitables, "A list of awaitables");
  const futures = new Set(
    [...new Set(awaitables)].map((one) =>
      ensureFuture(one) as Future<ResultOf<A>>
    ),
  );
  const { timeout, signal } = options;
  const seconds = timeout === undefined || timeout === null
    ? null
    : toSeconds(timeout);
  return new AsCompletedIterator(
    futures,
    seconds,
    signal === undefined ? {} : { signal },
  );
}

/** What {@linkcode asCompleted} returns: an iterator and an async iterator. */
export class AsCompletedIterator<T>
  implements IterableIterator<Coroutine<T>>, AsyncIterable<Future<T>> {
  readonly #completed: Future<T>[] = [];
  readonly #waiting = new WaitList<void>();
  readonly #observers = new Map<Future<T>, FutureObserver>();
  readonly #timer: TimerHandle | null;
  readonly #options: WaitOptions;
  #timedOut = false;
  /** How many have not been given out. */
  #left: number;

  /** Made by {@linkcode asCompleted}; `timeout` is in seconds. */
  constructor(
    futures: Set<Future<T>>,
    timeout: number | null,
    options: WaitOptions,
  ) {
    this.#options = options;
    this.#left = futures.size;
    for (const future of futures) {
      if (future.done()) {
        this.#completed.push(future);
      } else {
        const observer = new CallbackObserver(() => this.#onDone(future));
        this.#observers.set(future, observer);
        future.observe(observer);
      }
    }
    const waits = timeout !== null && this.#observers.size > 0;
    this.#timer = waits
      ? getEventLoop().callLater(timeout, () => this.#onTimeout())
      : null;
  }

  /** Iterates over coroutines, one for each; awaiting one gives the next result. */
  [Symbol.iterator](): IterableIterator<Coroutine<T>> {
    return this;
  }

  /** The coroutine of the next result. */
  next(): IteratorResult<Coroutine<T>> {
    if (this.#left === 0) return { done: true, value: undefined };
    this.#left--;
    return {
      done: false,
      value: new Coroutine(
        async () => (await this.#takeNext()).future,
        "asCompleted",
      ),
    };
  }

  /** Iterates over the futures, done ones, in the order of their completion. */
  [Symbol.asyncIterator](): AsyncIterator<Future<T>> {
    return {
      next: async () => {
        if (this.#left === 0) return { done: true, value: undefined };
        this.#left--;
        return { done: false, value: (await this.#takeNext()).future };
      },
    };
  }

  /** The next future that is done; boxed, because an async function would go on to the future's own value. */
  async #takeNext(): Promise<{ future: Future<T> }> {
    while (this.#completed.length === 0) {
      if (this.#timedOut) {
        throw new TimeoutError(
          `Timed out: ${this.#observers.size} futures are not done`,
        );
      }
      await this.#waiting.wait(this.#options);
    }
    return { future: this.#completed.shift()! };
  }

  #onDone(future: Future<T>): void {
    this.#observers.delete(future);
    this.#completed.push(future);
    if (this.#observers.size === 0) this.#timer?.cancel();
    this.#waiting.wakeOne();
  }

  #onTimeout(): void {
    this.#timedOut = true;
    for (const [future, observer] of this.#observers) {
      future.unobserve(observer);
    }
    this.#waiting.wakeAll();
  }
}

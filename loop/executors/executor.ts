import { checkFunction, checkIterable, describe } from "../check.ts";
import { Deque } from "../deque.ts";
import { type Duration, toSeconds } from "../duration.ts";
import type { Future } from "../future.ts";
import type { WaitOptions } from "../wait_options.ts";
import { cancelAll, resultsInOrder, TimeLimit } from "./_results_in_order.ts";

/** What a job gives that returns `R`: a generator comes out as an async generator, a promise as what it resolves to. */
export type JobResult<R> = [Awaited<R>] extends [never] ? never
  : Awaited<R> extends
    | Generator<infer T, infer TReturn, unknown>
    | AsyncGenerator<infer T, infer TReturn, unknown>
    ? AsyncGenerator<T, TReturn | undefined, void>
  : Awaited<R>;

/** How an executor is shut down. */
export interface ShutdownOptions extends WaitOptions {
  /** Whether to wait until the jobs have ended; they run to their end either way. @default {true} */
  readonly wait?: boolean | undefined;
  /** Whether jobs that have not begun are cancelled. @default {false} */
  readonly cancelFutures?: boolean | undefined;
}

/** How {@linkcode Executor.map} works. */
export interface MapOptions {
  /** How long after the call the last result may come: seconds, or an object with units. @default {without limit} */
  readonly timeout?: Duration | null | undefined;
  /** How many jobs are submitted before their results are asked for. @default {all of them} */
  readonly buffersize?: number | undefined;
}

/**
 * Runs functions elsewhere: in threads, in processes, on other machines. `ThreadPoolExecutor` and `ProcessPoolExecutor`
 * are executors; make another one by writing {@linkcode submit} and {@linkcode shutdown}.
 *
 * Python's `concurrent.futures.Executor`; the futures are asyncio's.
 *
 * @example An executor of one's own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { Executor, type JobResult } from "@asyncio/asyncio/threads";
 *
 * class Here extends Executor {
 *   override submit<A extends unknown[], R>(fn: (...args: A) => R, ...args: A) {
 *     return asyncio.ensureFuture(async () => await fn(...args)) as asyncio.Future<JobResult<R>>;
 *   }
 *
 *   override async shutdown() {}
 * }
 *
 * await asyncio.run(async () => {
 *   await using executor = new Here();
 *   assertEquals(await executor.submit(Math.max, 1, 2), 2);
 *   assertEquals(await Array.fromAsync(executor.map((n: number) => n * n, [1, 2, 3])), [1, 4, 9]);
 * });
 * ```
 */
export abstract class Executor implements AsyncDisposable {
  /**
   * Has `fn(...args)` called.
   *
   * @returns A future of its result. Cancelling it cancels the job.
   */
  abstract submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Future<JobResult<R>>;

  /** Takes no more jobs, and lets go of everything once those that it has are done. */
  abstract shutdown(options?: ShutdownOptions): Promise<void>;

  /** Ends at once what runs, where that can be done; by itself it does nothing. CPython's `kill_workers()`. */
  killWorkers(): void {}

  /**
   * Calls `fn` for each item, side by side, and gives the results in the order of the items. All jobs are submitted at
   * once, or `buffersize` of them ahead.
   *
   * **Cancellation.** When the loop over the results is left, by an error, a cancel or `break`, the jobs whose results
   * have not been taken are cancelled.
   *
   * Differs from CPython: one iterable, no `chunksize`.
   *
   * @throws {TypeError} If `fn` is not a function, or `items` cannot be iterated.
   * @throws {RangeError} If `buffersize` is not a whole number of at least 1.
   * @throws {TimeoutError} At the result that has not come when `timeout` is over.
   */
  map<T, R>(
    fn: (item: T) => R,
    items: Iterable<T>,
    options: MapOptions = {},
  ): AsyncGenerator<JobResult<R>, void, void> {
    checkFunction(fn, "What is mapped");
    checkIterable(items, "'items'");
    const { timeout = null, buffersize = Infinity } = options;
    if (
      buffersize !== Infinity &&
      !(Number.isInteger(buffersize) && buffersize > 0)
    ) {
      throw new RangeError(
        `'buffersize' must be a whole number of at least 1: ${
          describe(buffersize)
        }`,
      );
    }
    const limit = new TimeLimit(timeout === null ? null : toSeconds(timeout));
    const iterator = items[Symbol.iterator]();
    const jobs = new Deque<Future<JobResult<R>>>();
    const submitNext = (): boolean => {
      const next = iterator.next();
      if (next.done === true) return false;
      const job = this.submit(fn, next.value);
      limit.begin(job.getLoop());
      jobs.push(job);
      return true;
    };
    try {
      while (jobs.length < buffersize && submitNext()) {
        /* fills the buffer */
      }
    } catch (error) {
      limit.end();
      cancelAll(jobs);
      throw error;
    }
    return resultsInOrder(jobs, submitNext, limit);
  }

  /**
   * Shuts the executor down and waits until its jobs have ended.
   *
   * **Cancellation.** As for {@linkcode shutdown}.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}

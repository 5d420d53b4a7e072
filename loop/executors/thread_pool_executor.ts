import { Executor, type JobResult, type ShutdownOptions } from "./executor.ts";
import type { Future } from "../future.ts";
import { ThreadLink } from "./_thread_link.ts";
import type { PoolOptions } from "./pool_options.ts";
import { WorkerPool } from "./_worker_pool.ts";

/**
 * Runs jobs in threads: Workers, each with a core of its own, so that they compute side by side and do not block
 * the loop.
 *
 * - A job is a self-contained function, which is sent as source text, or an export of a module by `threadModule()`.
 * - **FIFO.** Jobs begin in the order in which they were submitted; a thread runs one at a time.
 * - **Cancellation stops the work.** A job that waits is withdrawn. One that runs has its `threadSignal()` aborted, and
 *   `checkCancelled()` raises; if it has not ended after `grace`, its thread is terminated and replaced, also in a loop
 *   that never yields. No other job is touched. The future is cancelled at once in any case, as in CPython. (A call of
 *   the system that blocks, such as `Deno.readSync()`, is not interrupted: what stops is what comes after it.)
 * - **A thread that dies fails its job** with `BrokenExecutor`, and nothing else: by `close()`, `Deno.exit()`, an error
 *   that nobody caught, or because it runs out of memory, which is seen within half a second.
 * - Errors come over with class, message, stack, cause and fields (`registerErrorClass()`); `transfer()` hands memory
 *   over, a `SharedArrayBuffer` is shared, what a job prints appears where the program prints.
 * - A job that returns a generator gives an async generator; the thread belongs to it until it has ended.
 *
 * Self-contained functions need no permission. Threads have the permissions of the program.
 *
 * Python's `concurrent.futures.ThreadPoolExecutor`; its futures are asyncio's. There, a job that runs cannot be stopped.
 *
 * @example Two at a time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { ThreadPoolExecutor } from "@asyncio/asyncio/threads";
 *
 * await asyncio.run(async () => {
 *   await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
 *   const sums = pool.map((n: number) => {
 *     let sum = 0;
 *     for (let i = 1; i <= n; i++) sum += i;
 *     return sum;
 *   }, [10, 100, 1000]);
 *   assertEquals(await Array.fromAsync(sums), [55, 5050, 500500]);
 * });
 * ```
 */
export class ThreadPoolExecutor extends Executor {
  readonly #pool: WorkerPool;

  /**
   * Makes an executor; its threads are started when there are jobs for them.
   *
   * @throws {TypeError} If the initializer cannot be sent to a thread, or a duration is none.
   * @throws {RangeError} If `maxWorkers` is not a whole number of at least 1.
   */
  constructor(options: PoolOptions = {}) {
    super();
    this.#pool = new WorkerPool(
      (name, events) => new ThreadLink(name, events),
      options,
      "thread",
    );
  }

  /**
   * Has `fn(...args)` called in a thread, now or when one is free: jobs begin in the order in which they were submitted.
   *
   * Arguments and result are copied, the arguments when the job begins. The context variables of the caller that can be
   * copied come along.
   *
   * @param fn A handle of `threadModule()`, or a function that uses nothing but its arguments and globals.
   * @returns A future of the result. Cancelling it withdraws the job, or stops it, at once or by force.
   * @throws {TypeError} If `fn` cannot be sent to a thread, or an argument is a function without `fromThread()`.
   * @throws {RuntimeError} If the executor was shut down.
   * @throws {BrokenExecutor} If its initializer has failed.
   */
  override submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Future<JobResult<R>> {
    return this.#pool.submit(fn, args) as unknown as Future<JobResult<R>>;
  }

  /**
   * Takes no more jobs, and lets the threads go as they become free. A stream that nobody reads at the moment is closed.
   *
   * **Cancellation.** A cancelled caller no longer waits; the shutdown goes on.
   *
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  override shutdown(options: ShutdownOptions = {}): Promise<void> {
    return this.#pool.shutdown(options);
  }

  /** Ends all threads at once: the jobs that run fail with `BrokenExecutor`, the others are cancelled. Takes no more. */
  override killWorkers(): void {
    this.#pool.killWorkers();
  }
}

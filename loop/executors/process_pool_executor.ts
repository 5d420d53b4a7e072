import { Executor, type JobResult, type ShutdownOptions } from "./executor.ts";
import type { Future } from "../future.ts";
import { ProcessLink } from "./_process_link.ts";
import type { PoolOptions } from "./pool_options.ts";
import { WorkerPool } from "./_worker_pool.ts";

/**
 * Runs jobs in processes of this runtime: as `ThreadPoolExecutor`, but a job that crashes the runtime itself, too,
 * fails with `BrokenExecutor` and harms nothing else.
 *
 * - A process takes longer to start than a thread, and more memory. Nothing is shared or transferred; all is copied.
 * - A job that computes does not see that it is cancelled, since `checkCancelled()` can tell only once the job has
 *   waited for something: its process is ended after `grace`.
 * - A process has the permissions that the program has as a whole (`--allow-read`; not `--allow-read=folder`, and not if
 *   there is a `--deny-read=folder` besides).
 * - It needs `--allow-run` and `--allow-env`, and does not work in a compiled program.
 *
 * Python's `concurrent.futures.ProcessPoolExecutor`. There, a process that dies breaks the executor.
 *
 * @example A job that ends its process
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { BrokenExecutor, ProcessPoolExecutor } from "@asyncio/asyncio/threads";
 *
 * await asyncio.run(async () => {
 *   await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
 *   await assertRejects(async () => await pool.submit(() => Deno.exit(1)), BrokenExecutor);
 *   assertEquals(await pool.submit((n: number) => n * 2, 21), 42);
 * });
 * ```
 */
export class ProcessPoolExecutor extends Executor {
  readonly #pool: WorkerPool;

  /**
   * Makes an executor; its processes are started when there are jobs for them.
   *
   * @throws {TypeError} If the initializer cannot be sent to a process, or a duration is none.
   * @throws {RangeError} If `maxWorkers` is not a whole number of at least 1.
   */
  constructor(options: PoolOptions = {}) {
    super();
    this.#pool = new WorkerPool(
      (name, events) => new ProcessLink(name, events),
      options,
      "process",
    );
  }

  /**
   * Has `fn(...args)` called in a process, now or when one is free: jobs begin in the order in which they were submitted.
   *
   * Arguments and result are copied, the arguments when the job begins. The context variables of the caller that can be
   * copied come along.
   *
   * @param fn A handle of `threadModule()`, or a function that uses nothing but its arguments and globals.
   * @returns A future of the result. Cancelling it withdraws the job, or stops it, at once or by force.
   * @throws {TypeError} If `fn` cannot be sent to a process, or an argument is a function without `fromThread()`.
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
   * Takes no more jobs, and lets the processes go as they become free. A stream that nobody reads at the moment is closed.
   *
   * **Cancellation.** A cancelled caller no longer waits; the shutdown goes on.
   *
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  override shutdown(options: ShutdownOptions = {}): Promise<void> {
    return this.#pool.shutdown(options);
  }

  /** Ends all processes at once: the jobs that run fail with `BrokenExecutor`, the others are cancelled. Takes no more. */
  override killWorkers(): void {
    this.#pool.killWorkers();
  }
}

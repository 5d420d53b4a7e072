import { executorOf } from "../loop/executors/default_executor.ts";
import type { JobResult } from "../loop/executors/executor.ts";
import type { Future } from "../loop/future.ts";
import { getEventLoop } from "../loop/running_loop.ts";

/**
 * Calls `fn(...args)` in a thread, so that it does not block the loop: for functions that compute, and for those that
 * wait without `await`.
 *
 * The function is sent to the thread as source text: it can use its arguments and globals, and import with `import()`
 * (an absolute URL or a package), but nothing else of the file that it stands in. Functions of a module are sent by name, see `threadModule()`.
 * Arguments and result are copied, or handed over by `transfer()`; `fromThread()` lets the function call back.
 *
 * It runs in the default executor of the loop, in one of as many threads as there are processors, with the context
 * variables of the caller that can be copied.
 *
 * **Cancellation.** A cancelled caller gets `CancelledError` at once. The function is told by `threadSignal()` and
 * `checkCancelled()`, and its thread is terminated if it has not ended after a second, also in a loop that never
 * yields. (In CPython it runs on.)
 *
 * @returns A future of what `fn` returns; a generator comes out as an async generator.
 * @throws {TypeError} If `fn` cannot be sent to a thread, or an argument is a function without `fromThread()`.
 * @throws {RuntimeError} If the default executor was shut down.
 *
 * @example Compute beside the loop
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * function fibonacci(n: number): number {
 *   return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
 * }
 *
 * assertEquals(await asyncio.run(() => asyncio.toThread(fibonacci, 20)), 6765);
 * ```
 *
 * @example Not more than two of these at a time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const limiter = new asyncio.CapacityLimiter(2);
 *
 * async function square(n: number): Promise<number> {
 *   using _ = await limiter.acquire();
 *   return await asyncio.toThread((n: number) => n * n, n);
 * }
 *
 * const squares = await asyncio.run(() => asyncio.gather([1, 2, 3].map((n) => () => square(n))));
 * assertEquals(squares, [1, 4, 9]);
 * ```
 */
export function toThread<A extends unknown[], R>(
  fn: (...args: A) => R,
  ...args: A
): Future<JobResult<R>> {
  return executorOf(getEventLoop()).run(null, fn, args);
}

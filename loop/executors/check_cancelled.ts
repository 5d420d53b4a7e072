import { CancelledError, RuntimeError } from "../errors.ts";
import { threadScope } from "./thread_scope.ts";

// The library is loaded in this thread: its class of error is the one that is looked for here.
if (threadScope !== undefined) {
  threadScope.makeCancelled = (message) => new CancelledError(message);
}

/**
 * Raises `CancelledError` if the job that runs the caller has been cancelled. For jobs that compute and never wait:
 * they have until the end of the executor's grace to look.
 *
 * In a function that is sent to a thread it is known without an import. In a process, a job sees its cancellation only
 * once it has waited for something, since processes share no memory. anyio's `from_thread.check_cancelled()`.
 *
 * @throws {CancelledError} If the job was cancelled.
 * @throws {RuntimeError} If no job runs here: it is for threads and processes of an executor.
 *
 * @example A computation that stops when nobody wants it any more
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { checkCancelled } from "@asyncio/asyncio/threads";
 *
 * const result = await asyncio.run(() =>
 *   asyncio.moveOnAfter(0.05, () =>
 *     asyncio.toThread(() => {
 *       for (;;) checkCancelled();
 *     }))
 * );
 * assertEquals(result, undefined);
 * ```
 */
export function checkCancelled(): void {
  here().checkCancelled();
}

/**
 * Returns the `AbortSignal` of the job that runs the caller: it aborts when the job is cancelled. For jobs that wait,
 * to pass on to `fetch()` and the like.
 *
 * In a function that is sent to a thread it is known without an import.
 *
 * @throws {RuntimeError} If no job runs here.
 *
 * @example A job that waits
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { threadSignal } from "@asyncio/asyncio/threads";
 *
 * const result = await asyncio.run(() =>
 *   asyncio.moveOnAfter(0.05, () =>
 *     asyncio.toThread(async () => {
 *       await new Promise((_, reject) => {
 *         const signal = threadSignal();
 *         signal.addEventListener("abort", () => reject(signal.reason));
 *       });
 *     }))
 * );
 * assertEquals(result, undefined);
 * ```
 */
export function threadSignal(): AbortSignal {
  return here().threadSignal();
}

function here(): NonNullable<typeof threadScope> {
  if (threadScope === undefined) {
    throw new RuntimeError(
      "No job of an executor runs here: call it in a thread, or ask currentSignal() in a task",
    );
  }
  return threadScope;
}

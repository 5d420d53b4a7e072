import { isLoopRunning } from "../loop/current_task.ts";
import type { Awaitable } from "../loop/ensure_future.ts";
import { isCoroutine } from "../loop/coroutine.ts";
import { RuntimeError } from "../loop/errors.ts";
import { Runner, type RunnerOptions } from "./runner.ts";

/**
 * Runs `main` on a new event loop, cleans up, and returns its result: the entry point of a program.
 *
 * When `main` has ended, the tasks that are left are cancelled and waited for, errors that nobody looked at are
 * reported, and the loop is closed. Ctrl-C (SIGINT, and other `signals`) cancels `main` and becomes a
 * `KeyboardInterrupt`; a second Ctrl-C ends it at once. With `shutdownTimeout`, tasks that refuse to end are named and
 * left behind.
 *
 * Differs from CPython: it returns a promise, because a JavaScript thread cannot block.
 *
 * **Cancellation.** `main` is cancelled by a signal, or by cancelling its task from within; the `CancelledError` comes out of `run()`
 * if it was no signal.
 *
 * @param main A function, a `Coroutine`, or anything else that can be awaited.
 * @throws {RuntimeError} If a loop is running here: use `await` or `createTask()` there.
 * @throws {TypeError} If `main` cannot be awaited.
 * @throws {KeyboardInterrupt} If a signal has ended it.
 *
 * @example A program
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * async function main() {
 *   await asyncio.sleep(0.01);
 *   return "done";
 * }
 *
 * assertEquals(await asyncio.run(main), "done");
 * ```
 */
export async function run<T>(
  main: Awaitable<T>,
  options: RunnerOptions = {},
): Promise<T> {
  if (isLoopRunning()) {
    if (isCoroutine(main)) main.close();
    throw new RuntimeError(
      "run() cannot be called from a running event loop: await the function, or make a task of it",
    );
  }
  const runner = new Runner(options);
  try {
    return await runner.run(main);
  } finally {
    await runner.close();
  }
}

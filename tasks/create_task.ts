import type { Task, TaskOptions } from "../loop/task.ts";
import type { Cold } from "../loop/task.ts";
import { getEventLoop } from "../loop/running_loop.ts";

/**
 * Makes a task of `work` and schedules it on the current loop: it begins on a later turn and runs concurrently.
 *
 * `work` is a function or a `Coroutine`. An async call such as `fetchUser(1)` is running by the time it could be
 * passed: write `createTask(() => fetchUser(1))`. The loop holds on to the task until it ends, so the result may be
 * dropped; an error that nobody looks at is reported. Where tasks belong together, prefer `taskGroup()`.
 *
 * Outside of `run()` the task runs on the thread's own loop. (CPython raises an error there.)
 *
 * @typeParam T What the function returns.
 * @throws {TypeError} If `work` is neither a function nor a `Coroutine`.
 *
 * @example Two at once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * async function double(n: number) {
 *   await asyncio.sleep(0.01);
 *   return 2 * n;
 * }
 *
 * await asyncio.run(async () => {
 *   const one = asyncio.createTask(() => double(1));
 *   const two = asyncio.createTask(() => double(2));
 *   assertEquals([await one, await two], [2, 4]);
 * });
 * ```
 */
export function createTask<T>(
  work: Cold<T>,
  options: TaskOptions = {},
): Task<T> {
  return getEventLoop().createTask(work, options);
}

import { checkFunction } from "../loop/check.ts";
import type { EventLoop, TaskFactory } from "../loop/event_loop.ts";
import {
  type Cold,
  Task,
  type TaskConstructorOptions,
  type TaskOptions,
} from "../loop/task.ts";

/** Makes a task, as the constructor of `Task` does. */
export type TaskMaker = <T>(
  work: Cold<T>,
  options: TaskConstructorOptions,
) => Task<T>;

/**
 * Makes a task factory that runs the first step of each task at once, with tasks of another class.
 *
 * @param make Makes the task: `(work, options) => new MyTask(work, options)`.
 * @returns What `loop.setTaskFactory()` takes.
 */
export function createEagerTaskFactory(make: TaskMaker): TaskFactory {
  checkFunction(make, "What makes tasks");
  return (loop, work, options) =>
    make(work, { eagerStart: true, ...options, loop });
}

const makeTask: TaskFactory = createEagerTaskFactory((work, options) =>
  new Task(work, options)
);

/**
 * A task factory that runs the first step of each task at once, inside `createTask()`. Work that ends without waiting
 * then costs no turn of the loop; the order in which things run changes.
 *
 * Differs from CPython: an `async` function cannot tell at once that it has ended, so its task ends a turn later;
 * a function that returns a plain value ends at once.
 *
 * @example Begin at once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const log: string[] = [];
 * await asyncio.run(async () => {
 *   asyncio.getRunningLoop().setTaskFactory(asyncio.eagerTaskFactory);
 *   const task = asyncio.createTask(() => void log.push("task"));
 *   log.push("after createTask");
 *   await task;
 * });
 * assertEquals(log, ["task", "after createTask"]);
 * ```
 */
export function eagerTaskFactory<T>(
  loop: EventLoop,
  work: Cold<T>,
  options: TaskOptions = {},
): Task<T> {
  return makeTask(loop, work, options);
}

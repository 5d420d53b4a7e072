import { storedExecution } from "./_execution.ts";
import { coreOf } from "./_loop_core.ts";
import { RuntimeError } from "./errors.ts";
import type { EventLoop } from "./event_loop.ts";
import type { Task } from "./task.ts";

/**
 * Returns the task that runs the caller, or `null` if it is run by a callback or, with `loop`, by another loop.
 *
 * @throws {RuntimeError} If the caller is not run by a loop and no `loop` is given.
 */
export function currentTask(loop?: EventLoop): Task<unknown> | null {
  const execution = storedExecution();
  if (loop !== undefined && coreOf(loop) !== execution?.core) return null;
  if (execution === undefined) {
    throw new RuntimeError("no running event loop: use it inside run()");
  }
  return execution.task;
}

/**
 * Returns the tasks of `loop` (the running one if not given) that have not ended.
 *
 * @throws {RuntimeError} If the caller is not run by a loop and no `loop` is given.
 */
export function allTasks(loop?: EventLoop): Set<Task<unknown>> {
  const core = loop === undefined ? storedExecution()?.core : coreOf(loop);
  if (core === undefined) {
    throw new RuntimeError("no running event loop: use it inside run()");
  }
  const tasks = new Set<Task<unknown>>();
  for (const { task } of core.tasks) tasks.add(task);
  return tasks;
}

/** Whether the caller is run by a task. */
export function isInTask(): boolean {
  return (storedExecution()?.task ?? null) !== null;
}

/** Whether a loop other than the thread's own is running the caller. */
export function isLoopRunning(): boolean {
  const core = storedExecution()?.core;
  return core !== undefined && !core.ambient && core.loop.isRunning();
}

import { Cancellation } from "./_cancellation.ts";
import type { Linked } from "./_linked_list.ts";
import type { LoopCore } from "./_loop_core.ts";
import type { Ready } from "./_ready_queue.ts";
import type { Values } from "./_values.ts";
import type { Context } from "./context.ts";
import type { Task } from "./task.ts";

/**
 * The execution of a task: what starts it, its cancellation, and its place in the loop's list of tasks. One object,
 * because there can be a million of them.
 */
export class TaskExecution extends Cancellation implements Linked, Ready {
  declare readonly task: Task<unknown>;
  declare cancellation: Cancellation;
  prev: Linked | null = null;
  next: Linked | null = null;

  constructor(core: LoopCore, task: Task<unknown>, context: Context | Values) {
    super(core, task, null, context, null);
    this.cancellation = this;
  }

  /** The first step of the task. */
  go(): void {
    startTask(this);
  }
}

let startTask: (execution: TaskExecution) => void;

/** Says how a task is started; the module of `Task` does. */
export function setTaskStarter(
  start: (execution: TaskExecution) => void,
): void {
  startTask = start;
}

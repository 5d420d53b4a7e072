import { AsyncLocalStorage } from "node:async_hooks";
import type { Cancellation, ScopeNode } from "./_cancellation.ts";
import type { LoopCore } from "./_loop_core.ts";
import type { Context } from "./context.ts";
import type { Linked } from "./_linked_list.ts";
import type { Ready } from "./_ready_queue.ts";
import type { Task } from "./task.ts";

/**
 * What runs: the one value in the async-local store. A task has one for its whole life; a callback, the callback
 * form of a scope and `Context.run()` have their own.
 */
export class Execution {
  readonly core: LoopCore;
  readonly task: Task<unknown> | null;
  /** The cancellation state of `task`. Invariant: `null` exactly when `task` is. */
  readonly cancellation: Cancellation | null;
  readonly context: Context;
  /** The innermost scope that is open here. */
  scope: ScopeNode | null;

  constructor(
    core: LoopCore,
    task: Task<unknown> | null,
    cancellation: Cancellation | null,
    context: Context,
    scope: ScopeNode | null,
  ) {
    this.core = core;
    this.task = task;
    this.cancellation = cancellation;
    this.context = context;
    this.scope = scope;
  }

  /** The same loop and task in another context or scope. */
  derive(context: Context, scope: ScopeNode | null): Execution {
    return new Execution(
      this.core,
      this.task,
      this.cancellation,
      context,
      scope,
    );
  }
}

/** The execution of a task: what starts it, and its place in the loop's list of tasks. */
export class TaskExecution extends Execution implements Linked, Ready {
  declare readonly task: Task<unknown>;
  declare readonly cancellation: Cancellation;
  prev: Linked | null = null;
  next: Linked | null = null;

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

const storage = new AsyncLocalStorage<Execution>();

/** Calls `fn` with `execution` as what runs, now and in all that it awaits. */
export function runAs<R>(execution: Execution, fn: () => R): R {
  return storage.run(execution, fn);
}

/** What runs now, or `undefined` outside of every loop of ours. */
export function storedExecution(): Execution | undefined {
  return storage.getStore();
}

/** What runs now; outside of every loop, the thread's ambient execution. */
export function currentExecution(): Execution {
  return storage.getStore() ?? ambientExecution();
}

let makeAmbient: () => Execution;
let ambient: Execution | undefined;
let chosen: Execution | null = null;

/** The execution outside of every loop: of the loop that `setEventLoop()` chose, else of the thread's own. */
export function ambientExecution(): Execution {
  return chosen ?? (ambient ??= makeAmbient());
}

/** Lets another loop serve outside of every loop; `null` goes back to the thread's own. */
export function chooseAmbient(core: LoopCore | null): void {
  ambient ??= makeAmbient();
  chosen = core === null
    ? null
    : new Execution(core, null, null, ambient.context, null);
}

/** Says how the ambient execution is made; the module that can make a loop does, which cannot be imported here. */
export function setAmbientFactory(factory: () => Execution): void {
  makeAmbient = factory;
}

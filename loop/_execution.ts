import { AsyncLocalStorage } from "node:async_hooks";
import type { Cancellation, ScopeNode } from "./_cancellation.ts";
import type { LoopCore } from "./_loop_core.ts";
import { contextOf, shareValues, type Values } from "./_values.ts";
import type { Context } from "./context.ts";
import type { Task } from "./task.ts";

/**
 * What runs: the one value in the async-local store. A task has one for its whole life (see _task_execution.ts); a
 * callback, the callback form of a scope and `Context.run()` have their own.
 */
export class Execution {
  readonly core: LoopCore;
  readonly task: Task<unknown> | null;
  /** The cancellation state of `task`. Invariant: `null` exactly when `task` is. */
  cancellation: Cancellation | null;
  /** The innermost scope that is open here. */
  scope: ScopeNode | null;
  /** The context; only its values as long as nobody has asked for it, which is the usual case. */
  #context: Context | Values;

  constructor(
    core: LoopCore,
    task: Task<unknown> | null,
    cancellation: Cancellation | null,
    context: Context | Values,
    scope: ScopeNode | null,
  ) {
    this.core = core;
    this.task = task;
    this.cancellation = cancellation;
    this.#context = context;
    this.scope = scope;
  }

  get context(): Context {
    if (this.#context instanceof Map) this.#context = contextOf(this.#context);
    return this.#context;
  }

  /** What a copy of the context is made from. */
  shareValues(): Values {
    return this.#context instanceof Map
      ? this.#context
      : shareValues(this.#context);
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

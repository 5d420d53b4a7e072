import { CancelRequest } from "./_cancellation.ts";
import { currentExecution, runAs, storedExecution } from "./_execution.ts";
import { coreOf, type LoopCore } from "./_loop_core.ts";
import { isThenable } from "./_promise.ts";
import { noteLeft } from "./_slow_turn.ts";
import { setTaskStarter, TaskExecution } from "./_task_execution.ts";
import type { Context } from "./context.ts";
import { type Coroutine, isCoroutine, startCoroutine } from "./coroutine.ts";
import { checkObject, describe } from "./check.ts";
import {
  type CancelledError,
  InvalidStateError,
  isCancelled,
  KeyboardInterrupt,
  orError,
  RuntimeError,
} from "./errors.ts";
import type { EventLoop } from "./event_loop.ts";
import { Future, settlers } from "./future.ts";
import { warnIfSlow } from "./handle.ts";

/**
 * Work that has not begun: a function, or a `Coroutine`. What schedules work takes this, because a JavaScript
 * async call is already running by the time that it could be passed on.
 */
export type Cold<T> = (() => T | PromiseLike<T>) | Coroutine<T>;

/** How a task is made. */
export interface TaskOptions {
  /** The name, for people to read. @default {"Task-N"} */
  readonly name?: string | undefined;
  /** The context in which it runs. @default {a copy of the current one} */
  readonly context?: Context | undefined;
  /** Whether the first step runs at once, inside the call. @default {false} */
  readonly eagerStart?: boolean | undefined;
}

/** How a {@linkcode Task} is made by its constructor. */
export interface TaskConstructorOptions extends TaskOptions {
  /** The loop it runs on. @default {the current loop} */
  readonly loop?: EventLoop | undefined;
}

/** How much of a stack to give. */
export interface StackOptions {
  /** The most lines to give. @default {Infinity} */
  readonly limit?: number | undefined;
}

/** How to print a stack. */
export interface PrintStackOptions extends StackOptions {
  /** Takes the text. @default {console.error} */
  readonly write?: ((text: string) => void) | undefined;
}

/** What the module's functions may do with a task. */
interface TaskSteps {
  run(task: Task<unknown>): void;
  finish(task: Task<unknown>, result: unknown): void;
  fail(task: Task<unknown>, error: unknown): void;
}

let steps: TaskSteps;
/** The core for the next task: the constructor's options would cost another object. */
let handedOver: LoopCore | null = null;

/** Makes a task on the loop of `core`; for the kernel. */
export function makeTask<T>(
  core: LoopCore,
  work: Cold<T>,
  options: TaskOptions,
): Task<T> {
  handedOver = core;
  return new Task<T>(work, options);
}

/** The task whose first step is about to run. */
let beginning: Task<unknown> | null = null;

let taskCount = 0;
/** Says what `Task.result()` and the like cannot be given. */
const NOT_FOR_TASKS = "its function decides how it ends";

/**
 * A function that runs concurrently, under control: it can be awaited, cancelled, named and looked at.
 *
 * Make one with `createTask()`. The function begins on a later turn; it runs in a copy of the current context, and
 * everything that it awaits belongs to the task. The loop holds on to the task until it ends.
 *
 * **Cancellation.** {@linkcode cancel} throws a `CancelledError` into the function, at the `await` where it is
 * suspended: a wait on a task or future cancels that and goes on when it has ended, any other wait ends at once. If
 * the function is not suspended in a wait of this library, the cancel is delivered at the next one, or when the
 * function returns: what it returns is dropped then, and disposed of if it is disposable. An `await` of a foreign
 * promise cannot be interrupted: pass it {@linkcode signal}. Cancellation is edge-triggered: a function that catches
 * the error goes on running.
 *
 * Differs from CPython: a cancel that comes after a wait has got its value does not drop the value.
 *
 * @typeParam T What the function returns.
 *
 * @example Start, wait, look
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const task = asyncio.createTask(async () => {
 *     await asyncio.sleep(0.01);
 *     return 42;
 *   }, { name: "answer" });
 *   assertEquals(task.done(), false);
 *   assertEquals(await task, 42);
 *   assertEquals(task.getName(), "answer");
 * });
 * ```
 */
export class Task<T = unknown> extends Future<T> {
  static {
    steps = {
      run: (task) => task.#run(),
      finish: (task, result) => task.#finish(result),
      fail: (task, error) => task.#fail(error),
    };
    setTaskStarter((execution) => execution.task.#begin());
  }

  readonly #execution: TaskExecution;
  readonly #work: Cold<T>;
  /** The number of an unnamed task, else its name. */
  #name: number | string;

  /**
   * Makes a task and schedules it; `createTask()` and `loop.createTask()` are the usual way.
   *
   * @throws {TypeError} If `work` is not a function or a `Coroutine`; a promise is work that runs already.
   */
  constructor(work: Cold<T>, options: TaskConstructorOptions = {}) {
    const given = handedOver;
    handedOver = null;
    checkCold(work);
    checkObject(options, "The options of a task");
    const execution = currentExecution();
    const core = given ??
      (options.loop === undefined ? execution.core : coreOf(options.loop));
    if (core.closed) throw new RuntimeError("Event loop is closed");
    super(core);
    this.#work = work;
    this.#name = options.name === undefined
      ? ++taskCount
      : String(options.name);
    const context = options.context ?? execution.shareValues();
    this.#execution = new TaskExecution(core, this as Task<unknown>, context);
    core.tasks.push(this.#execution);
    if (options.eagerStart === true && core.loop.isRunning()) this.#begin();
    else core.ready.post(this.#execution);
  }

  /** Throws always: a task ends as its function does. @throws {RuntimeError} Always. */
  override setResult(_result: T): void {
    throw new RuntimeError(
      `Task does not support set_result operation: ${NOT_FOR_TASKS}: ${this}`,
    );
  }

  /** Throws always: a task ends as its function does. @throws {RuntimeError} Always. */
  override setException(_exception: unknown): void {
    throw new RuntimeError(
      `Task does not support set_exception operation: ${NOT_FOR_TASKS}: ${this}`,
    );
  }

  /**
   * Asks the task to stop: a `CancelledError` is raised in it at the next opportunity.
   *
   * The function may clean up for as long as it takes, and may refuse. Each call adds one to
   * {@linkcode cancelling}. `message` reaches whoever awaits the task.
   *
   * @returns False if the task has ended already.
   */
  override cancel(message?: string): boolean {
    if (this.done()) return super.cancel(message);
    const cancellation = this.#execution;
    const { core } = cancellation;
    cancellation.requests++;
    cancellation.request(new CancelRequest(null, message, core.debug));
    return true;
  }

  /** The number of cancel requests that were not taken back by {@linkcode uncancel}. */
  cancelling(): number {
    return this.#execution.requests;
  }

  /**
   * Takes one cancel request back, and at zero also a cancel that was not delivered yet. For blocks that cancel the
   * task themselves and catch the error, such as timeouts.
   *
   * @returns The number of requests that are left.
   */
  uncancel(): number {
    return this.#execution.uncancel();
  }

  /** Returns the function or coroutine that the task was made from. */
  getCoro(): Cold<T> {
    return this.#work;
  }

  /** Returns the context in which the task runs. */
  getContext(): Context {
    return this.#execution.context;
  }

  /** Returns the name. */
  getName(): string {
    return typeof this.#name === "number" ? `Task-${this.#name}` : this.#name;
  }

  /** Sets the name; anything is turned into a string. */
  setName(name: unknown): void {
    this.#name = String(name);
  }

  /**
   * An `AbortSignal` that aborts, with the `CancelledError`, when the task is cancelled: pass it to what is not of
   * this library, such as `fetch`. A new one is made after it has aborted.
   *
   * A task that has taken its signal and has not waited through this library since is taken to wait on the signal:
   * then the abort is the delivery of the cancel. `currentSignal()` also follows the scopes around the caller.
   */
  get signal(): AbortSignal {
    return this.#execution.signal(null);
  }

  /**
   * Returns the stack, a line per call: of the error for a task that failed; of the suspended `await` for one that
   * waits, in debug mode only. Empty otherwise.
   */
  getStack(options: StackOptions = {}): string[] {
    const limit = options.limit ?? Infinity;
    return this.#stackText().split("\n").filter((line) => /^\s+at /.test(line))
      .slice(0, limit);
  }

  /** Prints {@linkcode getStack} with a headline. */
  printStack(options: PrintStackOptions = {}): void {
    const write = options.write ?? ((text) => console.error(text));
    const stack = this.getStack(options);
    const headline = stack.length === 0
      ? `No stack for ${this}`
      : `Stack for ${this} (most recent call first):`;
    write([headline, ...stack].join("\n"));
  }

  /** Makes `Object.prototype.toString` say what it is. */
  override get [Symbol.toStringTag](): string {
    return "Task";
  }

  /** Such as `<Task pending name='Task-1' coro=main>`. */
  override toString(): string {
    const state = super.toString();
    const details = [
      `name='${this.getName()}'`,
      `coro=${this.#work.name || "(anonymous)"}`,
    ];
    if (!this.done() && this.cancelling() > 0) {
      details.push(`cancelling=${this.cancelling()}`);
    }
    for (const wait of this.#execution.waits) {
      if (wait.target !== undefined) details.push(`wait_for=${wait.target}`);
    }
    return state.replace(
      /^(<\S+ \w+)/,
      (head) => `${head} ${details.join(" ")}`,
    );
  }

  #stackText(): string {
    if (this.done()) {
      if (this.cancelled()) return "";
      const error = this.exception();
      return error instanceof Error ? error.stack ?? "" : "";
    }
    return this.#execution.waitStack ?? "";
  }

  #begin(): void {
    const request = this.#execution.take(null);
    if (request !== null) {
      if (isCoroutine(this.#work)) this.#work.close();
      this.#endCancelled(request.message);
      return;
    }
    const { core } = this.#execution;
    const start = core.debug ? performance.now() : 0;
    beginning = this as Task<unknown>;
    runAs(this.#execution, runBeginning);
    if (core.debug) warnIfSlow(core, this, start);
  }

  /** Runs the work up to its first suspension, as the current execution. */
  #run(): void {
    const work = this.#work;
    let result: unknown;
    let isPending: boolean;
    try {
      result = isCoroutine(work) ? startCoroutine(work) : work();
      isPending = isThenable(result);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (isPending) {
      Promise.resolve(result).then(finishCurrent, failCurrent);
    } else {
      this.#finish(result);
    }
  }

  #finish(result: unknown): void {
    if (this.#isForced()) return;
    const cancellation = this.#execution;
    const request = cancellation.hasPending ? cancellation.take(null) : null;
    if (request !== null) {
      this.#disposeOf(result);
      this.#endCancelled(request.message);
    } else {
      if (cancellation.core.debug && cancellation.requests > 0) {
        warnOfSwallowedCancel(this);
      }
      this.#leaveLoop();
      settlers.value(this as Future<unknown>, result);
    }
  }

  /** Nobody gets the result of a task that ends as cancelled: a lock that it holds would be held for ever. */
  async #disposeOf(result: unknown): Promise<void> {
    const disposable = result as
      | Partial<Disposable & AsyncDisposable>
      | null
      | undefined;
    try {
      if (typeof disposable?.[Symbol.dispose] === "function") {
        disposable[Symbol.dispose]!();
      } else {
        await disposable?.[Symbol.asyncDispose]?.();
      }
    } catch (exception) {
      this.getLoop().callExceptionHandler({
        message: "Exception while disposing of the result of a cancelled task",
        exception,
        task: this as Task<unknown>,
      });
    }
  }

  #fail(error: unknown): void {
    if (this.#isForced()) return;
    const core = this.#execution.core;
    if (isCancelled(error)) {
      const isTold = core.debug || error.cause !== undefined;
      this.#endCancelled(isTold ? error : error.message || undefined);
      return;
    }
    this.#leaveLoop();
    settlers.error(this as Future<unknown>, orError(error));
    if (error instanceof KeyboardInterrupt) core.abort?.(error);
  }

  /** Whether someone has settled the task behind its back, with `Future.prototype.setResult.call(task)`. */
  #isForced(): boolean {
    if (!this.done()) return false;
    this.#leaveLoop();
    this.getLoop().callExceptionHandler({
      message: "Task has ended, but its result was set by force before",
      exception: new InvalidStateError(`The task was done already: ${this}`),
      task: this as Task<unknown>,
    });
    return true;
  }

  /** `reason` is the message, or the error that left the function if that says more: in debug mode, or by its cause. */
  #endCancelled(reason: string | CancelledError | undefined): void {
    this.#leaveLoop();
    settlers.cancelled(this as Future<unknown>, reason);
  }

  #leaveLoop(): void {
    const { core } = this.#execution;
    core.tasks.remove(this.#execution);
    if (core.debug) noteLeft(core, this.#execution, "");
    this.#execution.dropPending();
  }
}

function runBeginning(): void {
  const task = beginning!;
  beginning = null;
  steps.run(task);
}

// These two serve every task: they run in the execution of the task whose promise they were attached to.

function finishCurrent(result: unknown): void {
  steps.finish(storedExecution()!.task!, result);
}

function failCurrent(error: unknown): void {
  steps.fail(storedExecution()!.task!, error);
}

function warnOfSwallowedCancel(task: unknown): void {
  console.warn(
    `${task} was cancelled and has returned a value all the same: throw the CancelledError on, or call uncancel()`,
  );
}

/** Refuses what has begun already, and what cannot begin. */
export function checkCold(work: unknown): void {
  if (typeof work === "function" || isCoroutine(work)) return;
  const hint = isThenable(work)
    ? "it is running already. Pass a function instead, such as () => work(), or use ensureFuture()"
    : "a function or a Coroutine is wanted";
  throw new TypeError(`Cannot make a task of ${describe(work)}: ${hint}`);
}

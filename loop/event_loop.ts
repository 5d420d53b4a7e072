import {
  currentExecution,
  Execution,
  runAs,
  setAmbientFactory,
} from "./_execution.ts";
import { rememberCallers } from "./caller.ts";
import { guardFloatingCalls } from "./_floating_calls.ts";
import { LoopCore } from "./_loop_core.ts";
import { openPromise, rejectLast, resolveLast } from "./_promise.ts";
import { abandonTransports } from "./open_transports.ts";
import { SignalHandlers } from "./_signal_handlers.ts";
import { TimedWaiter } from "./_timers.ts";
import { reportUnseen } from "./_unseen.ts";
import { type Clock, SystemClock } from "./clock.ts";
import { Context } from "./context.ts";
import { isCoroutine } from "./coroutine.ts";
import { checkFunction, checkObject, checkTime, describe } from "./check.ts";
import { type Duration, toSeconds } from "./duration.ts";
import { isLoopRunning } from "./current_task.ts";
import { type Awaitable, ensureFuture } from "./ensure_future.ts";
import { KeyboardInterrupt, RuntimeError } from "./errors.ts";
import { executorOf } from "./executors/default_executor.ts";
import type { Executor, JobResult } from "./executors/executor.ts";
import type { ExceptionContext } from "./exception_context.ts";
import { type CallbackOptions, Future, isFuture } from "./future.ts";
import { Handle, runHandle } from "./handle.ts";
import { NetworkLoop } from "./network/network_loop.ts";
import {
  checkCold,
  type Cold,
  makeTask,
  Task,
  type TaskOptions,
} from "./task.ts";
import { setDeadline, TimerHandle } from "./timer_handle.ts";

/** How an {@linkcode EventLoop} is made. */
export interface EventLoopOptions {
  /** What time it is. @default {the system's monotonic clock} */
  readonly clock?: Clock | undefined;
  /**
   * `"precise"` wakes timers within 0.1 ms, at up to 2 ms of CPU for each; `"coalesced"` wakes them 0.2 to 0.4 ms
   * late at no extra CPU. Not for a `clock` of your own.
   * @default {"coalesced"}
   */
  readonly timers?: "coalesced" | "precise" | undefined;
  /** Whether debug mode is on. @default {whether the environment variable ASYNCIO_DEBUG is set, if that may be read} */
  readonly debug?: boolean | undefined;
}

/** How a signal handler behaves. */
export interface SignalHandlerOptions {
  /** Whether the handler keeps the process alive while the loop runs. @default {true} */
  readonly keepAlive?: boolean | undefined;
}

/** What {@linkcode EventLoop.setTaskFactory} takes. */
export type TaskFactory = <T>(
  loop: EventLoop,
  work: Cold<T>,
  options: TaskOptions,
) => Task<T>;

/** What {@linkcode EventLoop.setExceptionHandler} takes. */
export type ExceptionHandler = (
  loop: EventLoop,
  context: ExceptionContext,
) => void;

/**
 * An event loop: it owns tasks, timers, signal handlers and the exception handler. Most programs only need `run()`.
 *
 * It is a guest of the runtime's own loop: JavaScript's microtask queue is its ready queue, so it does not own the
 * thread, and running it gives a promise. What is scheduled on a loop that does not run is held until it does.
 *
 * **Order.** Callbacks and wake-ups go on in the order in which they became ready; timers in the order of their
 * deadlines, equal ones in the order in which they were made (in CPython that is not so).
 *
 * **Fairness.** After a millisecond without a turn of the host, timers and I/O get theirs.
 *
 * **Errors.** A callback that throws, a task or future whose error nobody looked at: all end in
 * {@linkcode callExceptionHandler}, and the loop goes on.
 *
 * @example A loop of your own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const loop = new asyncio.EventLoop();
 * const log: string[] = [];
 * loop.callSoon(() => log.push("soon"));
 * loop.callLater(0.01, () => {
 *   log.push("later");
 *   loop.stop();
 * });
 * await loop.runForever();
 * loop.close();
 * assertEquals(log, ["soon", "later"]);
 * ```
 */
export class EventLoop extends NetworkLoop {
  static {
    setAmbientFactory(() => {
      const loop = new EventLoop();
      loop.#core = new LoopCore(
        loop,
        new SystemClock(),
        true,
        loop.#core.debug,
      );
      // It is never closed: what nobody has looked at is reported when the program ends.
      globalThis.addEventListener("unload", () => reportUnseen(loop.#core));
      return new Execution(loop.#core, null, null, new Context(), null);
    });
  }

  #core: LoopCore;
  /** The ends of the promise of {@linkcode runForever}; `null` while the loop does not run. */
  #run: { resolve: () => void; reject: (error: unknown) => void } | null = null;
  #stopping = false;
  #taskFactory: TaskFactory | null = null;
  #exceptionHandler: ExceptionHandler | null = null;
  readonly #signals: SignalHandlers = new SignalHandlers(this);

  /** In debug mode, how long a callback may hold the loop before a warning, in seconds. @default {0.1} */
  slowCallbackDuration = 0.1;

  /**
   * Makes a loop.
   *
   * @throws {TypeError} If an option has a wrong value.
   */
  constructor(options: EventLoopOptions = {}) {
    super();
    checkObject(options, "The options of a loop");
    const timers = options.timers ?? "coalesced";
    if (timers !== "coalesced" && timers !== "precise") {
      throw new TypeError(
        `'timers' must be "coalesced" or "precise": ${describe(timers)}`,
      );
    }
    const clock = options.clock === undefined
      ? new SystemClock({ precise: timers === "precise" })
      : checkClock(options.clock);
    this.#core = new LoopCore(this, clock, false, false);
    this.setDebug(options.debug ?? debugByEnvironment());
    guardFloatingCalls();
  }

  /**
   * Runs until {@linkcode stop} is called.
   *
   * **Cancellation.** The promise belongs to no task, so nothing cancels it: call {@linkcode stop}.
   *
   * @returns A promise that resolves when the loop has stopped, and rejects with a `KeyboardInterrupt` that a task or
   * callback has raised.
   * @throws {RuntimeError} If the loop is running or closed, or if another loop is running here.
   */
  async runForever(): Promise<void> {
    this.#checkMayRun();
    const ended = openPromise<void>();
    this.#run = { resolve: resolveLast, reject: rejectLast };
    this.#core.abort = (error) => this.#endRun((run) => run.reject(error));
    this.#setLive(true);
    if (this.#stopping) this.#scheduleEnd();
    await ended;
  }

  /**
   * Runs until `awaitable` is done: a function or coroutine (made a task), a future, or a promise.
   *
   * **Cancellation.** The promise belongs to no task, so nothing cancels it: cancel the future, or call {@linkcode stop}.
   *
   * @returns A promise of its result.
   * @throws {RuntimeError} If the loop is running or closed, or was stopped before the future was done.
   * @throws {TypeError} If it is nothing that can be awaited.
   */
  async runUntilComplete<T>(awaitable: Awaitable<T>): Promise<T> {
    try {
      this.#checkMayRun();
    } catch (error) {
      if (isCoroutine(awaitable)) awaitable.close();
      throw error;
    }
    const future = ensureFuture(awaitable, { loop: this });
    const isOurs = !isFuture(awaitable);
    const stop = () => {
      // An interrupt has ended the run by itself.
      const isInterrupted = !future.cancelled() &&
        future.exception() instanceof KeyboardInterrupt;
      if (!isInterrupted) this.stop();
    };
    future.addDoneCallback(stop);
    try {
      await this.runForever();
    } catch (error) {
      // Nobody else can look at the error of a task that was made here.
      if (isOurs && future.done() && !future.cancelled()) future.exception();
      throw error;
    } finally {
      future.removeDoneCallback(stop);
    }
    if (!future.done()) {
      throw new RuntimeError("Event loop stopped before Future completed");
    }
    return future.result();
  }

  /** Ends the run once what is ready now has had its turn; a loop that does not run ends its next run so. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    if (this.#run !== null) this.#scheduleEnd();
  }

  /** Whether the loop is running; the thread's own loop always is. */
  isRunning(): boolean {
    return this.#run !== null || this.#core.ambient;
  }

  /** Whether {@linkcode close} was called. */
  isClosed(): boolean {
    return this.#core.closed;
  }

  /**
   * Closes the loop: what is scheduled is dropped, signal handlers are removed, and errors that nobody looked at and
   * tasks that never ended are reported. Closing twice is fine.
   *
   * @throws {RuntimeError} If the loop is running.
   */
  close(): void {
    if (this.isRunning()) {
      throw new RuntimeError("Cannot close a running event loop");
    }
    if (this.#core.closed) return;
    this.#core.closed = true;
    abandonTransports(this);
    this.#signals.clear();
    executorOf(this).close();
    this.#core.ready.clear();
    this.#core.timers.clear();
    for (const { task } of this.#core.tasks) {
      this.callExceptionHandler({
        message: "Task was destroyed but it is pending!",
        task,
      });
    }
    reportUnseen(this.#core);
  }

  #scheduleEnd(): void {
    const run = this.#run;
    this.#core.ready.post({
      go: () => {
        // An interrupt may have ended that run meanwhile.
        if (this.#run === run) this.#endRun((ended) => ended.resolve());
      },
    });
  }

  #endRun(
    settle: (
      run: { resolve: () => void; reject: (error: unknown) => void },
    ) => void,
  ): void {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    this.#stopping = false;
    this.#core.abort = null;
    this.#setLive(false);
    settle(run);
  }

  #setLive(live: boolean): void {
    this.#core.ready.setLive(live);
    this.#core.timers.setLive(live);
    this.#signals.setLive(live);
  }

  #checkMayRun(): void {
    this.#checkClosed();
    if (this.isRunning()) {
      throw new RuntimeError("This event loop is already running");
    }
    if (isLoopRunning()) {
      throw new RuntimeError(
        "Cannot run the event loop while another loop is running",
      );
    }
  }

  #checkClosed(): void {
    if (this.#core.closed) throw new RuntimeError("Event loop is closed");
  }

  /** The time in seconds, monotonic, from an arbitrary start: what {@linkcode callAt} counts in. */
  time(): number {
    return this.#core.clock.time();
  }

  /**
   * Calls `callback` on the next turn, in FIFO order with all else that is ready. Pass arguments by a closure.
   *
   * @returns A handle that can take it back.
   * @throws {RuntimeError} If the loop is closed.
   * @throws {TypeError} If `callback` is not a function.
   */
  callSoon(callback: () => unknown, options: CallbackOptions = {}): Handle {
    this.#checkClosed();
    const handle = new Handle(callback, this, options);
    this.#core.ready.post({ go: () => runHandle(handle) });
    return handle;
  }

  /**
   * The same as {@linkcode callSoon}: a loop belongs to one thread, and other Workers reach it by messages.
   *
   * @returns A handle that can take it back.
   */
  callSoonThreadsafe(
    callback: () => unknown,
    options: CallbackOptions = {},
  ): Handle {
    return this.callSoon(callback, options);
  }

  /**
   * Calls `callback` after `delay` (seconds, or an object with units); a negative delay is due at once.
   *
   * @returns A handle that can take it back.
   * @throws {RuntimeError} If the loop is closed.
   * @throws {RangeError} If the delay is NaN.
   */
  callLater(
    delay: Duration,
    callback: () => unknown,
    options: CallbackOptions = {},
  ): TimerHandle {
    return this.callAt(this.time() + toSeconds(delay), callback, options);
  }

  /**
   * Calls `callback` once {@linkcode time} has reached `when` (seconds).
   *
   * @returns A handle that can take it back.
   * @throws {RuntimeError} If the loop is closed.
   * @throws {TypeError} If `when` is not a number.
   * @throws {RangeError} If `when` is NaN.
   */
  callAt(
    when: number,
    callback: () => unknown,
    options: CallbackOptions = {},
  ): TimerHandle {
    this.#checkClosed();
    checkTime(when, "'when'");
    const handle = new TimerHandle(when, callback, this, options);
    const due = openPromise<void>();
    const nobody = new Execution(
      this.#core,
      null,
      null,
      handle.getContext(),
      null,
    );
    const deadline = new TimedWaiter(nobody, resolveLast, rejectLast);
    setDeadline(handle, deadline);
    this.#core.timers.add(deadline, when);
    due.then(() => runHandle(handle));
    return handle;
  }

  /** Makes a future that belongs to this loop. */
  createFuture<T>(): Future<T> {
    return new Future<T>({ loop: this });
  }

  /**
   * Makes a task of `work` (a function or a `Coroutine`) and schedules it, through the task factory if one is set.
   *
   * @throws {RuntimeError} If the loop is closed.
   * @throws {TypeError} If `work` is not a function or a `Coroutine`; a promise is work that runs already.
   */
  createTask<T>(work: Cold<T>, options: TaskOptions = NO_OPTIONS): Task<T> {
    if (this.#core.closed && isCoroutine(work)) work.close();
    this.#checkClosed();
    if (this.#taskFactory === null) return makeTask(this.#core, work, options);
    checkCold(work);
    const task: unknown = this.#taskFactory(this, work, options);
    if (!isFuture(task)) {
      throw new TypeError(
        `A task factory must return a Task: ${describe(task)}`,
      );
    }
    return task as Task<T>;
  }

  /**
   * Sets what makes the tasks of this loop; `null` goes back to the usual way.
   *
   * @throws {TypeError} If it is neither a function nor `null`.
   */
  setTaskFactory(factory: TaskFactory | null): void {
    if (factory !== null) checkFunction(factory, "A task factory");
    this.#taskFactory = factory;
  }

  /** Returns the task factory, or `null`. */
  getTaskFactory(): TaskFactory | null {
    return this.#taskFactory;
  }

  /**
   * Sets what is told of errors that have nowhere else to go; `null` goes back to
   * {@linkcode defaultExceptionHandler}. It runs in the context of the task or callback that failed.
   *
   * @throws {TypeError} If it is neither a function nor `null`.
   */
  setExceptionHandler(handler: ExceptionHandler | null): void {
    if (handler !== null) checkFunction(handler, "An exception handler");
    this.#exceptionHandler = handler;
  }

  /** Returns the exception handler, or `null`. */
  getExceptionHandler(): ExceptionHandler | null {
    return this.#exceptionHandler;
  }

  /** Writes what went wrong to standard error. */
  defaultExceptionHandler(context: ExceptionContext): void {
    const { message, exception, context: original, ...details } = context;
    const lines = [message || "Unhandled exception in event loop"];
    if (original !== undefined) {
      lines.push(`while handling: ${original.message}`);
    }
    for (const [key, value] of Object.entries(details)) {
      if (value !== undefined) lines.push(`${key}: ${value}`);
    }
    const errors = [exception, original?.exception].filter((error) =>
      error !== undefined
    );
    console.error(lines.join("\n"), ...errors);
  }

  /**
   * Tells the exception handler. A handler that throws is reported by the default one, and never stops the loop; only a
   * `KeyboardInterrupt` of it ends the run.
   */
  callExceptionHandler(context: ExceptionContext): void {
    const handler = this.#exceptionHandler;
    try {
      if (handler === null) this.defaultExceptionHandler(context);
      else runAs(this.#handlerExecution(context), () => handler(this, context));
    } catch (error) {
      if (error instanceof KeyboardInterrupt && this.#core.abort !== null) {
        this.#core.abort(error);
        return;
      }
      this.#reportBrokenHandler(error, context);
    }
  }

  #handlerExecution(context: ExceptionContext): Execution {
    const origin = context.task ?? context.handle ?? context.future;
    const vars = origin instanceof Task || origin instanceof Handle
      ? origin.getContext()
      : currentExecution().context;
    return new Execution(this.#core, null, null, vars, null);
  }

  #reportBrokenHandler(error: unknown, context: ExceptionContext): void {
    try {
      this.defaultExceptionHandler({
        message: "Unhandled error in exception handler",
        exception: error,
        context,
      });
    } catch (worse) {
      console.error(
        "Exception in default exception handler",
        worse,
        "while handling",
        error,
        "in",
        context.message,
      );
    }
  }

  /**
   * Has `fn(...args)` called in a thread or process of `executor`, or of the default one where that is `null`.
   *
   * @param fn A handle of `threadModule()`, or a self-contained function, as for `toThread()`.
   * @returns A future of the result. Cancelling it cancels the job.
   * @throws {RuntimeError} If the loop is closed, or the executor was shut down.
   * @throws {TypeError} If `fn` cannot be sent, or an argument is a function without `fromThread()`.
   */
  runInExecutor<A extends unknown[], R>(
    executor: Executor | null,
    fn: (...args: A) => R,
    ...args: A
  ): Future<JobResult<R>> {
    this.#checkClosed();
    return executorOf(this).run(executor, fn, args);
  }

  /**
   * Sets what {@linkcode runInExecutor} and `toThread()` use where no executor is named. (CPython takes a
   * `ThreadPoolExecutor` only.)
   *
   * @throws {TypeError} If it is not an executor.
   */
  setDefaultExecutor(executor: Executor): void {
    executorOf(this).set(executor);
  }

  /**
   * Shuts the default executor down and waits until its jobs have ended; those that have not when `timeout` (seconds,
   * or an object with units, of real time) is over are ended by force, with a warning. `run()` does this at its end.
   *
   * **Cancellation.** A cancelled caller no longer waits; the shutdown goes on.
   */
  shutdownDefaultExecutor(timeout: Duration | null = null): Promise<void> {
    return executorOf(this).shutdown(timeout);
  }

  /** Whether debug mode is on. */
  getDebug(): boolean {
    return this.#core.debug;
  }

  /**
   * Turns debug mode on or off: it remembers where tasks and callbacks were made and where tasks wait, gives
   * `CancelledError`s a stack, warns of slow callbacks, and lets a lock name its holder. It makes everything slower.
   */
  setDebug(enabled: boolean): void {
    if (enabled) rememberCallers();
    this.#core.debug = enabled;
  }

  /**
   * Calls `callback` on the loop when the process gets `signal`; replaces the handler that was set.
   *
   * @throws {TypeError} If `callback` is no function, is an async one, or the signal is not known here.
   * @throws {RuntimeError} If the signal cannot be caught, or the loop is closed.
   */
  addSignalHandler(
    signal: Deno.Signal,
    callback: () => unknown,
    options: SignalHandlerOptions = {},
  ): void {
    this.#checkClosed();
    this.#signals.set(signal, callback, options.keepAlive ?? true);
  }

  /** Returns the handler of `signal`, or `null`. (Not in asyncio.) */
  getSignalHandler(signal: Deno.Signal): (() => unknown) | null {
    return this.#signals.get(signal);
  }

  /**
   * Removes the handler of `signal`. Returns whether there was one.
   *
   * @throws {TypeError} If the signal is not a signal's name.
   */
  removeSignalHandler(signal: Deno.Signal): boolean {
    return this.#signals.remove(signal);
  }
}

const NO_OPTIONS: TaskOptions = {};

function checkClock(clock: Clock): Clock {
  checkObject(clock, "A clock");
  for (const method of ["time", "setAlarm", "clearAlarm"] as const) {
    checkFunction(clock[method], `The method ${method}() of a clock`);
  }
  return clock;
}

/** Whether ASYNCIO_DEBUG is set to something; false where the environment may not be read without asking. */
function debugByEnvironment(): boolean {
  const permission = Deno.permissions.querySync({
    name: "env",
    variable: "ASYNCIO_DEBUG",
  });
  return permission.state === "granted" &&
    Boolean(Deno.env.get("ASYNCIO_DEBUG"));
}

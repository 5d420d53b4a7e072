import { AfterAwait } from "./_after_await.ts";
import type { CancelRequest } from "./_cancellation.ts";
import { DoneCallback } from "./_done_callback.ts";
import { isEngineFunction } from "./_engine_function.ts";
import { currentExecution, Execution } from "./_execution.ts";
import { INSPECT } from "./inspect.ts";
import { coreOf, LoopCore } from "./_loop_core.ts";
import type { Observer } from "./_observer.ts";
import { openPromise, rejectLast, resolveLast } from "./_promise.ts";
import { createdAt, noteSource, sourceOf } from "./_stack.ts";
import { Unseen } from "./_unseen.ts";
import { Waiter } from "./_waiter.ts";
import type { Context } from "./context.ts";
import { checkFunction, checkObject, describe, textOf } from "./check.ts";
import {
  CancelledError,
  InvalidStateError,
  makeCancelledError,
  RuntimeError,
} from "./errors.ts";
import type { EventLoop } from "./event_loop.ts";
import type { FutureObserver } from "./future_observer.ts";

const PENDING = 0;
const FINISHED = 1;
const FAILED = 2;
const CANCELLED = 3;
const STATE_NAMES = ["pending", "finished", "finished", "cancelled"] as const;

/** How a {@linkcode Future} is made. */
export interface FutureOptions {
  /** The loop it belongs to. @default {the current loop} */
  readonly loop?: EventLoop | undefined;
}

/** How a callback is scheduled. */
export interface CallbackOptions {
  /** The context in which it runs. @default {a copy of the current one} */
  readonly context?: Context | undefined;
}

/** What {@linkcode Future.addDoneCallback} takes. */
export type FutureCallback<T> = (future: Future<T>) => void;

/** What only the kernel may do with a future. */
export interface FutureSettlers {
  value(future: Future<unknown>, value: unknown): void;
  error(future: Future<unknown>, error: unknown): void;
  /** `reason` is the message; in debug mode the error itself, which knows where it was raised. */
  cancelled(
    future: Future<unknown>,
    reason: string | CancelledError | undefined,
  ): void;
  core(future: Future<unknown>): LoopCore;
  waiter(
    waiter: FutureWaiter,
    future: Future<unknown>,
    request: CancelRequest | null,
  ): void;
}

/** The kernel's own access to futures. */
export let settlers: FutureSettlers;

/**
 * A result that is not there yet, bound to an event loop.
 *
 * It has the methods of asyncio's `Future` and the interface of a `Promise`, so it can be awaited and given to
 * `Promise.all`. Unlike a promise it can be settled and cancelled from outside, its state can be asked, and a
 * failure that nobody looks at does not kill the process: it is reported once through the loop's exception
 * handler, when the future is garbage collected or at the latest when the loop closes.
 *
 * An `await` of it belongs to the current task: cancelling the task cancels the future. `then()` with callbacks
 * of your own does not.
 *
 * Differs from CPython: a result that is itself a future or promise is kept by {@linkcode result}, but `await`
 * goes on to its value, as JavaScript always does.
 *
 * @typeParam T The type of the result.
 *
 * @example Hand a value from one task to another
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const value = await asyncio.run(async () => {
 *   const future = asyncio.getRunningLoop().createFuture<string>();
 *   asyncio.createTask(() => future.setResult("hello"));
 *   return await future;
 * });
 * assertEquals(value, "hello");
 * ```
 */
export class Future<T = unknown> implements Promise<T> {
  static {
    settlers = {
      value: (future, value) => future.#settle(FINISHED, value),
      error: (future, error) => future.#settle(FAILED, error),
      cancelled: (future, reason) => future.#settle(CANCELLED, reason),
      core: (future) => future.#core,
      waiter: (waiter, future, request) =>
        future.#settleWaiter(waiter, request),
    };
  }

  readonly #core: LoopCore;
  #state = PENDING;
  /** The result, the error, or the reason of the cancellation. */
  #outcome: unknown = undefined;
  // Who is told when it is done, linked through themselves, in the order in which they came.
  #first: Observer | null = null;
  #last: Observer | null = null;
  /** The report of an error that nobody has looked at: `null` when somebody has, or there is none. */
  #unseen: Unseen | null | undefined = null;

  /** Makes a pending future. `loop.createFuture()` does the same. */
  constructor(options: FutureOptions = {}) {
    // The kernel passes a core, which names its loop as options do.
    if (options instanceof LoopCore) this.#core = options;
    else {this.#core = options.loop === undefined
        ? currentExecution().core
        : coreOf(options.loop);}
    if (this.#core.debug) noteSource(this, new.target);
  }

  /** Returns the loop that this future belongs to. */
  getLoop(): EventLoop {
    return this.#core.loop;
  }

  /** Whether it has a result, an error, or was cancelled. */
  done(): boolean {
    return this.#state !== PENDING;
  }

  /** Whether it was cancelled. */
  cancelled(): boolean {
    return this.#state === CANCELLED;
  }

  /**
   * Returns the result, or throws the error.
   *
   * @throws {InvalidStateError} If it is not done.
   * @throws {CancelledError} If it was cancelled.
   */
  result(): T {
    if (this.#state === PENDING) {
      throw new InvalidStateError("Result is not set: the future is pending");
    }
    if (this.#state === CANCELLED) throw this.#cancelledError();
    if (this.#state === FAILED) {
      this.#markSeen();
      throw this.#outcome;
    }
    return this.#outcome as T;
  }

  /**
   * Returns the error, or `null` if there is a result. It counts as looked at from then on.
   *
   * @throws {InvalidStateError} If it is not done.
   * @throws {CancelledError} If it was cancelled.
   */
  exception(): unknown {
    if (this.#state === PENDING) {
      throw new InvalidStateError(
        "Exception is not set: the future is pending",
      );
    }
    if (this.#state === CANCELLED) throw this.#cancelledError();
    if (this.#state !== FAILED) return null;
    this.#markSeen();
    return this.#outcome;
  }

  /**
   * Sets the result and wakes everyone who waits.
   *
   * @throws {InvalidStateError} If it is done already.
   */
  setResult(result: T): void {
    this.#checkPending("set a result");
    this.#settle(FINISHED, result);
  }

  /**
   * Sets the error and wakes everyone who waits.
   *
   * @throws {InvalidStateError} If it is done already.
   * @throws {TypeError} If `exception` is a class or another function, `null` or `undefined`. (CPython also takes a
   * class, and makes the instance; JavaScript can throw anything else.)
   */
  setException(exception: unknown): void {
    this.#checkPending("set an exception");
    if (
      exception === null || exception === undefined ||
      typeof exception === "function"
    ) {
      throw new TypeError(
        `An exception must be an error, not ${
          describe(exception)
        }: make an instance`,
      );
    }
    this.#settle(FAILED, exception);
  }

  /**
   * Cancels the future: whoever waits for it gets a `CancelledError` with `message`.
   *
   * @returns False if it was done already; an error counts as looked at then.
   */
  cancel(message?: string): boolean {
    if (this.#state !== PENDING) {
      this.#markSeen();
      return false;
    }
    this.#settle(CANCELLED, message);
    return true;
  }

  /**
   * Calls `callback(future)` once the future is done: on a turn of its own, in the order of registration, never at
   * once. If the future is done already, on the next turn.
   *
   * @throws {TypeError} If `callback` is not a function.
   */
  addDoneCallback(
    callback: FutureCallback<T>,
    options: CallbackOptions = {},
  ): void {
    checkFunction(callback, "A callback");
    checkObject(options, "The options of a callback");
    const context = options.context ?? currentExecution().context.copy();
    const observer = new DoneCallback(
      callback as FutureCallback<unknown>,
      context,
      this.#core,
    );
    if (this.#state === PENDING) this.#observe(observer);
    else observer.onDone(this as Future<unknown>);
  }

  /** Removes every registration of `callback`. Returns how many there were. */
  removeDoneCallback(callback: FutureCallback<T>): number {
    let removed = 0;
    for (const observer of this.#observers()) {
      if (
        !(observer instanceof DoneCallback) ||
        observer.callback !== callback as unknown
      ) continue;
      this.#forget(observer);
      removed++;
    }
    return removed;
  }

  /**
   * Lets `observer.onDone(future)` be called the moment that the future is done, or at once if it is: without a turn
   * and a context of its own, so it is cheap. For those who build on futures.
   *
   * @throws {InvalidStateError} If the observer watches a future already.
   */
  observe(observer: FutureObserver): void {
    if (typeof observer?.onDone !== "function") {
      throw new TypeError(`A FutureObserver is wanted: ${describe(observer)}`);
    }
    if (observer.prev !== null) {
      throw new InvalidStateError(
        `An observer can watch one future at a time: ${describe(observer)}`,
      );
    }
    if (this.#state === PENDING) this.#observe(observer);
    else this.#tell(observer);
  }

  /** Takes the observer back; nothing happens if it has been told already. It must not be watching another future. */
  unobserve(observer: FutureObserver): void {
    if (this.#state === PENDING && observer.prev !== null) {
      this.#forget(observer);
    }
  }

  /**
   * Waits for the result. With `await` (or in `Promise.all`, `Promise.race`) the current task waits, and
   * cancelling it cancels this future. With callbacks of your own it is a plain promise chain.
   *
   * **Cancellation.** A task that is cancelled while it awaits the future cancels the future, and goes on when that has ended; what a
   * plain promise chain waits for is left alone.
   */
  then<R1 = T, R2 = never>(
    onFulfilled?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onRejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    // The engine makes both in one go, so one look is enough.
    if (isEngineFunction(onFulfilled) && typeof onRejected === "function") {
      this.#awaitIn(
        currentExecution(),
        onFulfilled,
        onRejected as (reason: unknown) => unknown,
      );
      // The engine does not look at what it gets back; a program that calls it in this way may.
      return new AfterAwait(this) as unknown as Promise<R1 | R2>;
    }
    return this.#toPromise().then(onFulfilled, onRejected);
  }

  /**
   * Like `Promise.prototype.catch`.
   *
   * **Cancellation.** It is a plain promise chain: cancelling the current task leaves the future alone.
   */
  catch<R = never>(
    onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null,
  ): Promise<T | R> {
    return this.#toPromise().catch(onRejected);
  }

  /**
   * Like `Promise.prototype.finally`.
   *
   * **Cancellation.** It is a plain promise chain: cancelling the current task leaves the future alone.
   */
  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#toPromise().finally(onFinally);
  }

  /** Makes `Object.prototype.toString` say what it is. */
  get [Symbol.toStringTag](): string {
    return "Future";
  }

  /** Such as `<Future pending>`. */
  toString(): string {
    const what = `${this[Symbol.toStringTag]} ${STATE_NAMES[this.#state]}`;
    return `<${what}${this.#outcomeText()}${this.#callbacksText()}${
      createdAt(this)
    }>`;
  }

  #outcomeText(): string {
    if (this.#state === FAILED) return ` exception=${textOf(this.#outcome)}`;
    if (this.#state !== FINISHED) return "";
    // A result can hold the future itself.
    if (rendering.has(this)) return " result=...";
    rendering.add(this);
    try {
      return ` result=${
        Deno.inspect(this.#outcome, { depth: 1, compact: true })
      }`;
    } finally {
      rendering.delete(this);
    }
  }

  #callbacksText(): string {
    const names: string[] = [];
    for (const observer of this.#observers()) {
      if (observer instanceof DoneCallback) {
        names.push(`${observer.callback.name || "(anonymous)"}()`);
      }
    }
    if (names.length === 0) return "";
    const shown = names.length <= 2
      ? names
      : [names[0], `<${names.length - 2} more>`, names.at(-1)];
    return ` cb=[${shown.join(", ")}]`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  #awaitIn(
    execution: Execution,
    resolve: (value: T) => unknown,
    reject: (reason: unknown) => unknown,
  ): void {
    const misuse = this.#misuse(execution);
    if (misuse !== null) {
      reject(misuse);
    } else if (this.#state !== PENDING) {
      if (this.#state === FINISHED) resolve(this.#outcome as T);
      else reject(this.#failure(execution));
    } else {
      const waiter = new FutureWaiter(
        execution,
        resolve as (value: unknown) => void,
        reject,
        this as Future<unknown>,
      );
      this.#observe(waiter);
      const cancellation = execution.cancellation;
      if (cancellation === null || !cancellation.hasPending) return;
      const request = cancellation.take(execution.scope);
      if (request !== null) waiter.interrupt(request);
    }
  }

  #misuse(execution: Execution): RuntimeError | null {
    if (execution.task === this as unknown) {
      return new RuntimeError(`A task cannot await itself: ${this}`);
    }
    const core = execution.core;
    if (core === this.#core || core.ambient || this.#core.ambient) return null;
    return new RuntimeError(
      `${
        execution.task ?? "A callback"
      } got a future attached to a different loop: ${this}`,
    );
  }

  #toPromise(): Promise<T> {
    const promise = openPromise<T>();
    const nobody = new Execution(
      this.#core,
      null,
      null,
      currentExecution().context,
      null,
    );
    this.#awaitIn(nobody, resolveLast, rejectLast);
    return promise;
  }

  #observe(observer: Observer): void {
    observer.prev = this.#last ?? HEAD;
    if (this.#last === null) this.#first = observer;
    else this.#last.next = observer;
    this.#last = observer;
  }

  #forget(observer: Observer): void {
    const prev = observer.prev === HEAD ? null : observer.prev;
    if (prev === null) this.#first = observer.next;
    else prev.next = observer.next;
    if (observer.next === null) this.#last = prev;
    else observer.next.prev = observer.prev;
    observer.prev = observer.next = null;
  }

  /** Tells an observer; one that throws must not keep the others from being told. */
  #tell(observer: Observer): void {
    try {
      observer.onDone(this as Future<unknown>);
    } catch (exception) {
      this.#core.loop.callExceptionHandler({
        message: `Exception in onDone() of ${describe(observer)}`,
        exception,
        future: this as Future<unknown>,
      });
    }
  }

  #observers(): Observer[] {
    const observers: Observer[] = [];
    for (let one = this.#first; one !== null; one = one.next) {
      observers.push(one);
    }
    return observers;
  }

  #checkPending(action: string): void {
    if (this.#state !== PENDING) {
      throw new InvalidStateError(
        `Cannot ${action}: the future is done: ${this}`,
      );
    }
  }

  #settle(state: number, outcome: unknown): void {
    this.#state = state;
    this.#outcome = outcome;
    if (state === FAILED) this.#unseen = undefined;
    let observer = this.#first;
    this.#first = this.#last = null;
    while (observer !== null) {
      const next = observer.next;
      observer.prev = observer.next = null;
      this.#tell(observer);
      observer = next;
    }
    if (this.#unseen === undefined) this.#watchUnseen();
  }

  #settleWaiter(waiter: FutureWaiter, request: CancelRequest | null): void {
    if (this.#state === FINISHED) {
      waiter.wake(this.#outcome);
      return;
    }
    const error = this.#failure(waiter.execution);
    if (!(error instanceof CancelledError)) waiter.fail(error);
    else if (request === null || this.#isKept(error)) {
      waiter.failCancelled(error);
    } else waiter.failWith(request);
  }

  /** Whether it is an error that must be handed on itself, because it knows where or why it was raised. */
  #isKept(error: CancelledError): boolean {
    return this.#state === CANCELLED && this.#outcome === error;
  }

  #watchUnseen(): void {
    const error = this.#outcome;
    const kind = this[Symbol.toStringTag];
    const label = String(this);
    const source = sourceOf(this);
    this.#unseen = new Unseen(this.#core, this, (owner) => ({
      message: `${kind} exception was never retrieved: ${label}`,
      exception: error,
      ...owner === undefined
        ? {}
        : { [kind === "Task" ? "task" : "future"]: owner },
      ...source === undefined ? {} : { sourceTraceback: source },
    }));
  }

  #markSeen(): void {
    this.#unseen?.dismiss();
    this.#unseen = null;
  }

  /** The error to throw at a wait of `execution`. */
  #failure(execution: Execution): unknown {
    if (this.#state === FAILED) {
      this.#markSeen();
      return this.#outcome;
    }
    // Where no task waits, nobody but the program itself can see the error: it must be a real one.
    return execution.task === null &&
        !(this.#outcome instanceof CancelledError)
      ? new CancelledError(this.#cancelMessage)
      : this.#cancelledError();
  }

  #cancelledError(): CancelledError {
    const reason = this.#outcome;
    if (reason instanceof CancelledError) return reason;
    return makeCancelledError(reason as string | undefined, this.#core.debug);
  }

  get #cancelMessage(): string | undefined {
    const reason = this.#outcome;
    return reason instanceof CancelledError
      ? reason.message
      : reason as string | undefined;
  }
}

/** The futures that are being rendered as text. */
const rendering = new Set<Future<unknown>>();

/** What the first observer of a future has in front of it. */
const HEAD: Observer = { prev: null, next: null, onDone() {} };

/** An `await` of a future. */
class FutureWaiter extends Waiter implements Observer {
  prev: Observer | null = null;
  next: Observer | null = null;
  readonly #future: Future<unknown>;
  #request: CancelRequest | null = null;

  constructor(
    execution: Execution,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
    future: Future<unknown>,
  ) {
    super(execution, resolve, reject);
    this.#future = future;
  }

  onDone(): void {
    settlers.waiter(this, this.#future, this.#request);
  }

  /** A cancel goes on to what is awaited; this wait ends when that has ended. */
  override interrupt(request: CancelRequest): boolean {
    this.#request = request;
    return this.#future.cancel(request.message);
  }

  /** It never gives up before the future is done. */
  leave(): void {}

  get target(): Future<unknown> {
    return this.#future;
  }
}

/** Returns whether `value` is a {@linkcode Future} (a `Task` is one). */
export function isFuture(value: unknown): value is Future<unknown> {
  return value instanceof Future;
}

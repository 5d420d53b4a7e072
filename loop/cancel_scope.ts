import { CancelRequest, ScopeNode } from "./_cancellation.ts";
import { currentExecution, type Execution, runAs } from "./_execution.ts";
import { isThenable } from "./_promise.ts";
import { checkTime } from "./check.ts";
import { type CancelledError, isCancelled, RuntimeError } from "./errors.ts";
import type { Handle } from "./handle.ts";

/** How a {@linkcode CancelScope} is made. */
export interface CancelScopeOptions {
  /** When the scope cancels itself, in seconds of the loop's `time()`. @default {Infinity} */
  readonly deadline?: number | undefined;
  /** Whether cancels from outside are held back until the scope is left. @default {false} */
  readonly shield?: boolean | undefined;
  /**
   * Whether every wait in the cancelled scope is cancelled anew until the scope is left, so that code which swallows
   * the error cannot go on waiting; otherwise a cancel is delivered once, as in asyncio.
   * @default {false}
   */
  readonly level?: boolean | undefined;
}

/**
 * A part of a task that can be cancelled as a whole: the mechanism under timeouts, task groups and shields.
 *
 * {@linkcode run} is the callback form: it ends quietly when its own cancel is what ended it. In the block form
 * (`await using scope = new CancelScope()`) the scope begins with the declaration and ends with the block; JavaScript
 * gives a block no way to swallow an error, so there the `CancelledError` comes out.
 *
 * A cancel reaches the waits that began inside the scope, in this task, also in scopes further in, but not behind a
 * shield. Several callback forms at once in one task (`Promise.all`) do not touch each other; block forms at once in
 * one task do, since nothing says where each belongs.
 *
 * @example Leave a part of the work early
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const scope = new asyncio.CancelScope();
 *   asyncio.getRunningLoop().callLater(0.01, () => scope.cancel("seen enough"));
 *   await scope.run(() => asyncio.sleep(60));
 *   assertEquals(scope.cancelledCaught, true);
 * });
 * ```
 */
export class CancelScope implements AsyncDisposable {
  readonly #shield: boolean;
  readonly #level: boolean;
  #deadline: number;
  #cancelCalled = false;
  #cancelledCaught = false;
  #reason: string | undefined;
  #exited = false;
  /** Invariant: set exactly while the scope is open. */
  #open: OpenScope | null = null;
  #isOwn = false;
  #outerCancelled = false;
  #parent: ScopeNode | null = null;
  #thrown: readonly CancelledError[] = [];

  /**
   * Makes a scope; it begins with {@linkcode run} or `await using`.
   *
   * @throws {TypeError} If the deadline is not a number.
   * @throws {RangeError} If it is NaN.
   */
  constructor(options: CancelScopeOptions = {}) {
    this.#deadline = checkDeadline(options.deadline ?? Infinity);
    this.#shield = options.shield ?? false;
    this.#level = options.level ?? false;
  }

  /** Whether {@linkcode cancel} was called, or the deadline has passed. */
  get cancelCalled(): boolean {
    return this.#cancelCalled;
  }

  /** Whether {@linkcode run} ended because of the scope's own cancel. */
  get cancelledCaught(): boolean {
    return this.#cancelledCaught;
  }

  /** Whether cancels from outside are held back. */
  get shield(): boolean {
    return this.#shield;
  }

  /** When the scope cancels itself, in seconds of the loop's `time()`; `Infinity` for never. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Moves the deadline. It has no effect once the scope is cancelled. */
  set deadline(when: number) {
    this.#deadline = checkDeadline(when);
    if (this.#open !== null) this.#watchDeadline(this.#open);
  }

  /** Cancels what runs in the scope; before it begins, as soon as it begins. A second call changes nothing. */
  cancel(reason?: string): void {
    if (this.#cancelCalled || this.#exited) return;
    this.#cancelCalled = true;
    this.#reason = reason;
    if (this.#open !== null) this.#request(this.#open);
  }

  /**
   * Calls `fn(scope)` in the scope.
   *
   * **Cancellation.** A cancel of this scope ends `fn` and is caught here; one from further out comes out as
   * `CancelledError`.
   *
   * @returns What `fn` returns, or `undefined` if the scope's own cancel ended it.
   * @throws {RuntimeError} If the scope was used before, or the caller is not in a task.
   */
  async run<R>(
    fn: (scope: this) => R | PromiseLike<R>,
  ): Promise<R | undefined> {
    const inside = this.#enterInside();
    try {
      return await callInside(inside, () => fn(this));
    } catch (error) {
      if (!this.exit() || !isCancelled(error)) throw error;
      this.#cancelledCaught = true;
    } finally {
      this.exit();
    }
  }

  /**
   * Begins the scope and calls `fn` in it, now and in all that it awaits; {@linkcode exit} must end it. For those who
   * build scopes of their own.
   *
   * **Cancellation.** What cancels `fn` comes out as `CancelledError`; {@linkcode exit} tells whose it is.
   *
   * @throws {RuntimeError} If the scope was used before, or the caller is not in a task.
   */
  within<R>(fn: () => R | PromiseLike<R>): R | PromiseLike<R> {
    return callInside(this.#enterInside(), fn);
  }

  /**
   * Begins the scope here, in the block form; {@linkcode exit} must end it. For those who build scopes of their own.
   *
   * @throws {RuntimeError} If the scope was used before, or the caller is not in a task.
   */
  enter(): void {
    this.#enter(currentExecution());
  }

  /**
   * Ends the scope; ending it again only repeats the answer.
   *
   * @returns Whether a `CancelledError` that leaves the block is the scope's own: it was cancelled, and no cancel has
   * come from further out since it began.
   */
  exit(): boolean {
    if (this.#open === null) return this.#isOwn;
    const { node, execution, timer, requestsAbove } = this.#open;
    const cancellation = execution.cancellation!;
    this.#open = null;
    this.#exited = true;
    timer?.cancel();
    cancellation.withdraw(node);
    // Blocks that overlap in one task may end in any order; then the scope is not the innermost one.
    if (execution.scope === node) execution.scope = node.parent;
    // What is pending still comes at the next wait: it is not what has ended the scope.
    this.#outerCancelled = node.isHitAgain ||
      cancellation.requestsAbove(node) - cancellation.undeliveredFor(node) >
        requestsAbove;
    this.#isOwn = this.#cancelCalled && !this.#outerCancelled;
    this.#thrown = node.thrown;
    this.#parent = node.parent;
    if (!this.#isOwn) this.passOn();
    node.shield = false;
    return this.#isOwn;
  }

  /** Says that the errors in {@linkcode thrown} leave the scope as they are, though they are its own. */
  passOn(): void {
    this.#parent?.thrown.push(...this.#thrown);
  }

  /** Whether a cancel has come from further out since the scope began; known once it has ended. */
  get outerCancelled(): boolean {
    return this.#outerCancelled;
  }

  /**
   * The cancellation errors that may be on their way out, once the scope has ended. The block form turns them into the
   * error that the block is to end with, since it cannot throw while one of them is under way.
   */
  get thrown(): readonly CancelledError[] {
    return this.#thrown.filter(isCancelled);
  }

  /**
   * Begins the block form: reading it is what `await using` does first.
   *
   * **Cancellation.** Leaving the block does not wait, and cannot be cancelled.
   */
  get [Symbol.asyncDispose](): () => Promise<void> {
    this.enter();
    return () => {
      if (this.exit()) this.passOn();
      return Promise.resolve();
    };
  }

  #enter(execution: Execution): void {
    if (this.#open !== null || this.#exited) {
      throw new RuntimeError("A cancel scope can be used only once");
    }
    const cancellation = execution.cancellation;
    if (cancellation === null) {
      throw new RuntimeError("A cancel scope must be used inside a task");
    }
    const node = new ScopeNode(execution.scope, this.#shield, this.#level);
    // What is pending has still to be delivered, and then counts as new.
    const requestsAbove = cancellation.requestsAbove(node) -
      cancellation.pendingFor(node);
    execution.scope = node;
    this.#open = { node, execution, timer: null, requestsAbove };
    if (this.#cancelCalled) this.#request(this.#open);
    else this.#watchDeadline(this.#open);
  }

  /** Begins the scope in an execution of its own. */
  #enterInside(): Execution {
    const around = currentExecution();
    const inside = around.derive(around.context, around.scope);
    this.#enter(inside);
    return inside;
  }

  #watchDeadline(open: OpenScope): void {
    open.timer?.cancel();
    open.timer = null;
    open.node.deadline = this.#deadline;
    const { loop } = open.execution.core;
    if (this.#cancelCalled || this.#deadline === Infinity) return;
    open.timer = loop.callAt(this.#deadline, () => this.cancel());
    if (this.#deadline > loop.time()) return;
    // It counts from the first wait on, or from the next turn of the host.
    const request = this.#newRequest(open, () => this.#countCancel(open));
    open.execution.cancellation!.keep(request);
  }

  #request(open: OpenScope): void {
    this.#countCancel(open);
    open.execution.cancellation!.request(this.#newRequest(open, null));
  }

  #newRequest(
    { node, execution }: OpenScope,
    onTaken: (() => void) | null,
  ): CancelRequest {
    return new CancelRequest(node, this.#reason, execution.core.debug, onTaken);
  }

  #countCancel({ node, execution }: OpenScope): void {
    this.#cancelCalled = true;
    if (node.cancelCalled) return;
    node.cancelCalled = true;
    execution.cancellation!.countScopeRequest();
  }
}

/** What there is of a scope while it is open. */
interface OpenScope {
  readonly node: ScopeNode;
  readonly execution: Execution;
  /** The cancel requests from further out when the scope began. */
  readonly requestsAbove: number;
  timer: Handle | null;
}

function checkDeadline(deadline: number): number {
  checkTime(deadline, "A deadline");
  return deadline;
}

/** Calls `fn` as `inside`; a future or other thenable that it returns is awaited there, too. */
function callInside<R>(
  inside: Execution,
  fn: () => R | PromiseLike<R>,
): R | PromiseLike<R> {
  return runAs(inside, () => {
    const result = fn();
    return !(result instanceof Promise) && isThenable(result)
      ? (async () => await result)()
      : result;
  });
}

/**
 * Asks the current task again for every cancel that is in force around the caller: the next wait raises it. For those
 * who build scopes of their own and throw another error in place of a cancel from further out.
 */
export function redeliverCancel(): void {
  const execution = currentExecution();
  execution.cancellation?.redeliver(execution.scope);
}

/**
 * Turns a `CancelledError` that is under way into another error: the same object, with the prototype and the fields
 * of `replacement`. For those who build scopes of their own.
 */
export function become(error: CancelledError, replacement: Error): void {
  Object.setPrototypeOf(error, Object.getPrototypeOf(replacement));
  for (const key of Reflect.ownKeys(replacement)) {
    // By value: the engine's accessor of `stack` works only on what went through the `Error` constructor.
    const value: unknown = Reflect.get(replacement, key);
    Object.defineProperty(error, key, {
      value,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}

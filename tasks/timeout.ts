import { become, CancelScope } from "../loop/cancel_scope.ts";
import { isInTask } from "../loop/current_task.ts";
import { checkFunction, checkTime } from "../loop/check.ts";
import type { Duration } from "../loop/duration.ts";
import { isCancelled, RuntimeError, TimeoutError } from "../loop/errors.ts";
import { deadlineAfter } from "./_deadline.ts";

type State = "created" | "active" | "expiring" | "expired" | "finished";

/**
 * A deadline for a part of a task, made by `timeout()` and `timeoutAt()`.
 *
 * When the deadline passes, what runs inside is cancelled, and the block ends with `TimeoutError` in place of the
 * `CancelledError`. Only its own cancel becomes a `TimeoutError`: one from further out stays what it is, and of
 * nested timeouts with the same deadline the outermost raises.
 */
export class Timeout implements AsyncDisposable {
  readonly #scope = new CancelScope();
  #when: number | null;
  #state: "created" | "active" | "left" = "created";

  /**
   * Makes a timeout that ends at `when`, in seconds of the loop's `time()`; `null` for none yet.
   *
   * @throws {TypeError} If `when` is neither a number nor `null`.
   * @throws {RangeError} If it is NaN.
   */
  constructor(when: number | null) {
    this.#when = checkWhen(when);
  }

  /** Returns the deadline, in seconds of the loop's `time()`, or `null`. */
  when(): number | null {
    return this.#when;
  }

  /** Whether the deadline has passed while the block was open. */
  expired(): boolean {
    return this.#scope.cancelCalled;
  }

  /**
   * Moves the deadline to `when`, in seconds of the loop's `time()`; `null` for none. One in the past expires at once.
   *
   * @throws {RuntimeError} If the block has not begun, has ended, or is expiring.
   */
  reschedule(when: number | null): void {
    const state = this.#stateName;
    if (state === "created") {
      throw new RuntimeError("Timeout has not been entered");
    }
    if (state !== "active") {
      throw new RuntimeError(`Cannot change state of ${state} Timeout`);
    }
    this.#when = checkWhen(when);
    this.#scope.deadline = when ?? Infinity;
  }

  /**
   * Begins the block form: reading it is what `await using` does first.
   *
   * **Cancellation.** Leaving the block does not wait, and cannot be cancelled.
   */
  get [Symbol.asyncDispose](): () => Promise<void> {
    this.#begin();
    this.#scope.enter();
    this.#arm();
    return () => {
      this.#leaveBlock();
      return Promise.resolve();
    };
  }

  /** Such as `<Timeout [active] when=12.500>`. */
  toString(): string {
    const when = this.#stateName === "active"
      ? ` when=${this.#when?.toFixed(3) ?? "null"}`
      : "";
    return `<Timeout [${this.#stateName}]${when}>`;
  }

  /**
   * Calls `fn(this)` under the deadline: the callback form.
   *
   * **Cancellation.** A cancel from outside comes out as `CancelledError`, also when the deadline passes too.
   *
   * @throws {TimeoutError} If the deadline passes first.
   */
  async run<R>(fn: (timeout: Timeout) => R | PromiseLike<R>): Promise<R> {
    this.#begin();
    try {
      return await this.#scope.within(() => {
        this.#arm();
        return fn(this);
      });
    } catch (error) {
      if (this.#leave() && isCancelled(error)) throw this.#timeoutError(error);
      throw error;
    } finally {
      this.#leave();
    }
  }

  get #stateName(): State {
    if (this.#state === "created") return "created";
    if (this.#scope.cancelCalled) {
      return this.#state === "left" ? "expired" : "expiring";
    }
    return this.#state === "left" ? "finished" : "active";
  }

  #begin(): void {
    if (this.#state !== "created") {
      throw new RuntimeError("Timeout has already been entered");
    }
    if (!isInTask()) {
      throw new RuntimeError("Timeout should be used inside a task");
    }
    this.#state = "active";
  }

  #arm(): void {
    this.#scope.deadline = this.#when ?? Infinity;
  }

  #leave(): boolean {
    this.#state = "left";
    return this.#scope.exit();
  }

  #leaveBlock(): void {
    if (!this.#leave()) return;
    for (const error of this.#scope.thrown) become(error, this.#timeoutError());
  }

  #timeoutError(cause?: Error): TimeoutError {
    return new TimeoutError(
      "Timed out: the deadline has passed",
      cause === undefined ? {} : { cause },
    );
  }
}

function checkWhen(when: number | null): number | null {
  if (when !== null) checkTime(when, "A deadline");
  return when;
}

/** Makes a timeout of `delay` (seconds, or an object with units; `null` for none) for a block: `await using`. */
export function timeout(delay: Duration | null): Timeout;
/**
 * Calls `fn` under a deadline of `delay`, and returns what it returns.
 *
 * If the deadline passes first, what `fn` waits for is cancelled, and once `fn` has cleaned up and ended with that
 * `CancelledError`, a `TimeoutError` is thrown. If `fn` ends in another way, that counts. A delay of zero or less
 * expires at the first wait.
 *
 * The block form is `await using t = timeout(1)`: the deadline counts until the end of the block.
 *
 * **Cancellation.** A cancel from outside comes out as `CancelledError`, also when the deadline passes too.
 *
 * @param delay Seconds, or an object with units; `null` for no deadline (`reschedule()` can set one).
 * @throws {TimeoutError} If the deadline passes first.
 * @throws {RuntimeError} If the caller is not in a task.
 *
 * @example Callback form and block form
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   await assertRejects(() => asyncio.timeout(0.01, () => asyncio.sleep(60)), asyncio.TimeoutError);
 *
 *   try {
 *     await using _ = asyncio.timeout({ milliseconds: 10 });
 *     await asyncio.sleep(60);
 *   } catch (error) {
 *     if (!(error instanceof asyncio.TimeoutError)) throw error;
 *   }
 * });
 * ```
 */
export function timeout<R>(
  delay: Duration | null,
  fn: (timeout: Timeout) => R | PromiseLike<R>,
): Promise<R>;
export function timeout<R>(
  delay: Duration | null,
  fn?: (timeout: Timeout) => R | PromiseLike<R>,
): Timeout | Promise<R> {
  return start(
    new Timeout(
      delay === null ? null : deadlineAfter(delay),
    ),
    fn,
  );
}

/** Makes a timeout that ends at `when`, in seconds of the loop's `time()`, for a block: `await using`. */
export function timeoutAt(when: number | null): Timeout;
/**
 * Calls `fn` under the deadline `when`, in seconds of the loop's `time()`; otherwise as {@linkcode timeout}.
 *
 * **Cancellation.** A cancel from outside comes out as `CancelledError`, also when the deadline passes too.
 *
 * @throws {TimeoutError} If the deadline passes first.
 * @throws {RuntimeError} If the caller is not in a task.
 */
export function timeoutAt<R>(
  when: number | null,
  fn: (timeout: Timeout) => R | PromiseLike<R>,
): Promise<R>;
export function timeoutAt<R>(
  when: number | null,
  fn?: (timeout: Timeout) => R | PromiseLike<R>,
): Timeout | Promise<R> {
  return start(new Timeout(when), fn);
}

function start<R>(
  timeout: Timeout,
  fn: ((timeout: Timeout) => R | PromiseLike<R>) | undefined,
): Timeout | Promise<R> {
  if (fn === undefined) return timeout;
  checkFunction(fn, "The body of a timeout");
  return timeout.run(fn);
}

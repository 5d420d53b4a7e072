import { CancelScope } from "../loop/cancel_scope.ts";
import { checkFunction, describe } from "../loop/check.ts";
import { isCancelled, RuntimeError } from "../loop/errors.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { yieldTurn } from "../loop/yield_turn.ts";
import { INSPECT } from "../loop/inspect.ts";
import { summary } from "./_summary.ts";
import type { Guard } from "./guard.ts";
import { Lock, type LockStatistics } from "./lock.ts";

/** What {@linkcode Condition.statistics} tells. */
export interface ConditionStatistics {
  /** How many wait to be notified. */
  readonly tasksWaiting: number;
  /** The same of the condition's lock: those who were notified wait there. */
  readonly lock: LockStatistics;
}

/**
 * A lock with a place to wait at: a task that has the lock lets go of it, waits until another one notifies it, and has
 * the lock again when it goes on.
 *
 * - **FIFO without barging.** Whoever has waited longest is notified first.
 * - **The lock is always held when `wait()` ends**, cancelled or not.
 * - **A cancelled waiter never takes a notification with it.** One whose receiver is cancelled before it has the lock
 *   again goes to the next in line. (In CPython a cancelled waiter always wakes the next one; here it does if it had
 *   been notified.)
 *
 * @example Wait for a state
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const condition = new asyncio.Condition();
 * const items: string[] = [];
 *
 * async function consume() {
 *   using _ = await condition.acquire();
 *   await condition.waitFor(() => items.length > 0);
 *   return items.shift();
 * }
 *
 * async function produce() {
 *   using _ = await condition.acquire();
 *   items.push("apple");
 *   condition.notify();
 * }
 *
 * const [item] = await asyncio.run(() => asyncio.gather(consume, produce));
 * assertEquals(item, "apple");
 * ```
 */
export class Condition {
  readonly #lock: Lock;
  readonly #waiters: WaitList<true> = new WaitList();

  /**
   * Makes a condition on a lock, which several conditions may share.
   *
   * @param lock Its lock; a new one by default.
   * @throws {TypeError} If it is no `Lock`.
   */
  constructor(lock: Lock = new Lock()) {
    if (!(lock instanceof Lock)) {
      throw new TypeError(
        `The lock of a condition must be a Lock: ${describe(lock)}`,
      );
    }
    this.#lock = lock;
  }

  /** Whether somebody has the lock. */
  locked(): boolean {
    return this.#lock.locked();
  }

  /**
   * Takes the lock, as {@linkcode Lock.acquire} does.
   *
   * **Cancellation.** A cancelled caller leaves the line and does not get the lock; the others move up.
   *
   * @returns A guard that releases it: `using _ = await condition.acquire()`.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    return this.#lock.acquire(options);
  }

  /**
   * Takes the lock if it is free. CPython has no such method.
   *
   * @returns A guard that releases it.
   * @throws {WouldBlockError} If somebody has it.
   */
  tryAcquire(): Guard {
    return this.#lock.tryAcquire();
  }

  /**
   * Hands the lock to whoever has waited longest for it, or leaves it free.
   *
   * @throws {RuntimeError} If nobody has it.
   */
  release(): void {
    this.#lock.release();
  }

  /**
   * Releases the lock, waits to be notified, and takes the lock again. It may return without a reason: look at the
   * state and wait again, or use {@linkcode waitFor}.
   *
   * **Cancellation.** A cancelled caller stops waiting and gets `CancelledError` once it has the lock again, of several
   * the last. If it had been notified, the next in line is.
   *
   * @returns `true`.
   * @throws {RuntimeError} If nobody has the lock.
   * @throws {unknown} `signal.reason`, if the signal aborts before the notification; if it has aborted already, the
   * lock is not released.
   */
  async wait(options?: WaitOptions): Promise<true> {
    this.#checkLocked("wait");
    const refused = refusedBy(options);
    if (refused !== null) return await refused;
    let isNotified = false;
    try {
      const notification = this.#waiters.wait(options);
      this.release();
      try {
        isNotified = await notification;
      } finally {
        await this.#acquireAgain();
      }
    } catch (error) {
      if (isNotified) this.#waiters.wakeOne(true);
      throw error;
    }
    return true;
  }

  /** Takes the lock, come what may; then raises the last cancel that came meanwhile. */
  async #acquireAgain(): Promise<void> {
    try {
      await this.#lock.acquire();
    } catch (error) {
      if (!isCancelled(error)) throw error;
      // Shielded, since a scope with level cancellation would refuse every further wait at once.
      await new CancelScope({ shield: true }).run(() => this.#lock.acquire());
      // A further cancel is pending by now, and this raises it.
      await yieldTurn();
      throw error;
    }
  }

  /**
   * Waits until `predicate()` is true: asks it at once and after every notification, always with the lock.
   *
   * **Cancellation.** As for {@linkcode wait}.
   *
   * @returns What the predicate returned.
   * @throws {RuntimeError} If it has to wait and nobody has the lock.
   * @throws {TypeError} If the predicate is not a function.
   * @throws {unknown} What the predicate throws, or `signal.reason`, as for {@linkcode wait}.
   *
   * @example A state that is there already
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * const condition = new asyncio.Condition();
   * using _ = await condition.acquire();
   * assertEquals(await condition.waitFor(() => "ready"), "ready");
   * ```
   */
  async waitFor<T>(predicate: () => T, options?: WaitOptions): Promise<T> {
    checkFunction(predicate, "The predicate of a condition");
    let result = predicate();
    while (!result) {
      await this.wait(options);
      result = predicate();
    }
    return result;
  }

  /**
   * Wakes up to `n` of those who wait; each goes on when it has the lock, which the caller should release soon.
   *
   * @throws {RuntimeError} If nobody has the lock.
   * @throws {TypeError} If `n` is not a number.
   */
  notify(n = 1): void {
    if (typeof n !== "number") {
      throw new TypeError(
        `The number of tasks to notify must be a number: ${describe(n)}`,
      );
    }
    this.#checkLocked("notify");
    for (let i = 0; i < n && this.#waiters.wakeOne(true); i++);
  }

  /**
   * Wakes all who wait.
   *
   * @throws {RuntimeError} If nobody has the lock.
   */
  notifyAll(): void {
    this.#checkLocked("notify");
    this.#waiters.wakeAll(true);
  }

  #checkLocked(what: string): void {
    if (!this.locked()) {
      throw new RuntimeError(`Cannot ${what}: the lock is not acquired`);
    }
  }

  /** What is going on, as a frozen object. */
  statistics(): ConditionStatistics {
    return Object.freeze({
      tasksWaiting: this.#waiters.size,
      lock: this.#lock.statistics(),
    });
  }

  /** Such as `<Condition [locked, waiters:2]>`. */
  toString(): string {
    const { locked, holder } = this.#lock.statistics();
    const by = holder === null ? "" : ` by ${holder}`;
    const state = locked ? `locked${by}` : "unlocked";
    return summary(this, state, this.#waiters.size);
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

import { type Caller, callerInDebug } from "../loop/caller.ts";
import { RuntimeError } from "../loop/errors.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { INSPECT } from "../loop/inspect.ts";
import { summary } from "./_summary.ts";
import { Guard } from "./guard.ts";
import { WouldBlockError } from "./would_block_error.ts";

/** What {@linkcode Lock.statistics} tells. */
export interface LockStatistics {
  /** Whether somebody has the lock. */
  readonly locked: boolean;
  /** How many wait for it. */
  readonly tasksWaiting: number;
  /** Who has the lock and where it was acquired; in debug mode only, `null` otherwise. */
  readonly holder: Caller | null;
}

/**
 * A mutual exclusion lock for tasks: one has it, the others wait in line.
 *
 * - **FIFO without barging.** `release()` hands the lock to whoever has waited longest; nobody can come in between.
 * - **A cancelled waiter never takes the lock with it.** The others move up.
 * - **A value handed over is never lost.** Whoever has been handed the lock has it; a cancel that comes later is raised
 *   at its next wait. Nothing wakes twice.
 * - **No waiter list grows with cancelled waiters**: O(1) removal, at once.
 * - It is not owned by a task: another one may release it. It is not re-entrant: a task that acquires it twice waits
 *   for itself.
 *
 * Hold the guard in the function that acquires: one that a task would only return is lost if the task is cancelled
 * after the hand-over, and the lock with it.
 *
 * In CPython `locked()` is false between a release and the moment in which the next one goes on; here it stays true.
 *
 * @example One at a time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const lock = new asyncio.Lock();
 * const log: string[] = [];
 *
 * async function job(name: string) {
 *   using _ = await lock.acquire();
 *   log.push(`${name} begins`);
 *   await asyncio.sleep(0.01);
 *   log.push(`${name} ends`);
 * }
 *
 * await asyncio.run(() => asyncio.gather(() => job("a"), () => job("b")));
 * assertEquals(log, ["a begins", "a ends", "b begins", "b ends"]);
 * ```
 */
export class Lock {
  // Invariant: #locked || #waiters.size === 0
  #locked = false;
  readonly #waiters: WaitList<Guard, Caller | null> = new WaitList();
  /** In debug mode, who has it. */
  #holder: Caller | null = null;

  /** Whether somebody has the lock. */
  locked(): boolean {
    return this.#locked;
  }

  /**
   * Takes the lock, and waits for it if need be.
   *
   * **Cancellation.** A cancelled caller leaves the line and does not get the lock; the others move up. A free lock is
   * taken without a wait, so that a pending cancel is not raised here.
   *
   * @returns A guard that releases it: `using _ = await lock.acquire()`.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    const caller = callerInDebug();
    if (this.#locked) return this.#waiters.wait(options, caller);
    const refused = refusedBy(options);
    if (refused !== null) return refused;
    this.#locked = true;
    this.#holder = caller;
    return Promise.resolve(new Guard(this));
  }

  /**
   * Takes the lock if it is free. CPython has no such method.
   *
   * @returns A guard that releases it: `using _ = lock.tryAcquire()`.
   * @throws {WouldBlockError} If somebody has it.
   */
  tryAcquire(): Guard {
    if (this.#locked) {
      throw new WouldBlockError(
        `Cannot acquire the lock at once: ${this.#whoHasIt()}`,
      );
    }
    this.#locked = true;
    this.#holder = callerInDebug();
    return new Guard(this);
  }

  /**
   * Hands the lock to whoever has waited longest, or leaves it free.
   *
   * @throws {RuntimeError} If nobody has it.
   */
  release(): void {
    if (!this.#locked) {
      throw new RuntimeError("Cannot release the lock: it is not acquired");
    }
    this.#holder = this.#waiters.first ?? null;
    if (this.#waiters.size === 0) this.#locked = false;
    else this.#waiters.wakeOne(new Guard(this));
  }

  /** What is going on, as a frozen object. */
  statistics(): LockStatistics {
    return Object.freeze({
      locked: this.#locked,
      tasksWaiting: this.#waiters.size,
      holder: this.#holder,
    });
  }

  /** Such as `<Lock [locked, waiters:2]>`; in debug mode, with the holder: `<Lock [locked by Task-1 at …]>`. */
  toString(): string {
    const holder = this.#holder === null ? "" : ` by ${this.#holder}`;
    const state = this.#locked ? `locked${holder}` : "unlocked";
    return summary(this, state, this.#waiters.size);
  }

  #whoHasIt(): string {
    return this.#holder === null
      ? "it is locked"
      : `it was acquired by ${this.#holder}`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

import { describe } from "../loop/check.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { INSPECT } from "../loop/inspect.ts";
import { summary } from "./_summary.ts";
import { Guard } from "./guard.ts";
import { WouldBlockError } from "./would_block_error.ts";

/** What {@linkcode Semaphore.statistics} tells. */
export interface SemaphoreStatistics {
  /** Whether `acquire()` would wait. */
  readonly locked: boolean;
  /** How many may still acquire it at once. */
  readonly value: number;
  /** How many wait for it. */
  readonly tasksWaiting: number;
}

/**
 * A counter of permits: `acquire()` takes one, `release()` gives one back, and who finds none waits in line.
 *
 * - **FIFO without barging.** `release()` hands the permit to whoever has waited longest; nobody can come in between.
 * - **A cancelled waiter never takes a permit with it.** The others move up.
 * - **A value handed over is never lost.** Whoever has been handed a permit has it; a cancel that comes later is raised
 *   at its next wait. Nothing wakes twice.
 * - **No waiter list grows with cancelled waiters**: O(1) removal, at once.
 *
 * In CPython released permits go through the counter to the waiters; here they go straight to them.
 *
 * @example At most two at a time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const semaphore = new asyncio.Semaphore(2);
 * let [running, most] = [0, 0];
 *
 * async function job() {
 *   using _ = await semaphore.acquire();
 *   most = Math.max(most, ++running);
 *   await asyncio.sleep(0.001);
 *   running--;
 * }
 *
 * await asyncio.run(() =>
 *   asyncio.taskGroup((tg) => {
 *     for (let i = 0; i < 10; i++) tg.createTask(job);
 *   })
 * );
 * assertEquals(most, 2);
 * ```
 */
export class Semaphore {
  // Invariant: #value === 0 || #waiters.size === 0
  #value: number;
  readonly #waiters: WaitList<Guard> = new WaitList();

  /**
   * Makes a semaphore.
   *
   * @param value The number of permits, a whole number or `Infinity`.
   * @throws {TypeError} If it is not a number.
   * @throws {RangeError} If it is negative or not whole.
   */
  constructor(value = 1) {
    if (typeof value !== "number") {
      throw new TypeError(
        `The value of a semaphore must be a number: ${describe(value)}`,
      );
    }
    if (value !== Infinity && !(Number.isInteger(value) && value >= 0)) {
      throw new RangeError(
        `The value of a semaphore must be a whole number of at least 0: ${value}`,
      );
    }
    this.#value = value;
  }

  /** How many may still acquire it at once. CPython hides it. */
  get value(): number {
    return this.#value;
  }

  /** Whether `acquire()` would wait. */
  locked(): boolean {
    return this.#value === 0;
  }

  /**
   * Takes a permit, and waits for one if need be.
   *
   * **Cancellation.** A cancelled caller leaves the line and gets no permit; the others move up. A free permit is taken
   * without a wait, so that a pending cancel is not raised here.
   *
   * @returns A guard that gives it back: `using _ = await semaphore.acquire()`.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    if (this.#value === 0) return this.#waiters.wait(options);
    const refused = refusedBy(options);
    if (refused !== null) return refused;
    this.#value--;
    return Promise.resolve(new Guard(this));
  }

  /**
   * Takes a permit if there is one. CPython has no such method.
   *
   * @returns A guard that gives it back: `using _ = semaphore.tryAcquire()`.
   * @throws {WouldBlockError} If there is none.
   */
  tryAcquire(): Guard {
    if (this.#value === 0) {
      throw new WouldBlockError(
        "Cannot acquire the semaphore at once: its value is 0",
      );
    }
    this.#value--;
    return new Guard(this);
  }

  /** Hands a permit to whoever has waited longest, or adds it to those that are free. */
  release(): void {
    if (this.#waiters.size === 0) this.#value++;
    else this.#waiters.wakeOne(new Guard(this));
  }

  /** What is going on, as a frozen object. */
  statistics(): SemaphoreStatistics {
    return Object.freeze({
      locked: this.locked(),
      value: this.#value,
      tasksWaiting: this.#waiters.size,
    });
  }

  /** Such as `<Semaphore [unlocked, value:1]>`. */
  toString(): string {
    const state = this.locked() ? "locked" : `unlocked, value:${this.#value}`;
    return summary(this, state, this.#waiters.size);
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

import { Task } from "../loop/task.ts";
import { describe } from "../loop/check.ts";
import { currentTask, isInTask } from "../loop/current_task.ts";
import { RuntimeError } from "../loop/errors.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { INSPECT } from "../loop/inspect.ts";
import { summary } from "./_summary.ts";
import { Guard } from "./guard.ts";
import { WouldBlockError } from "./would_block_error.ts";

/** What {@linkcode CapacityLimiter.statistics} tells. */
export interface CapacityLimiterStatistics {
  /** How many tokens are borrowed. */
  readonly borrowedTokens: number;
  /** How many there are. */
  readonly totalTokens: number;
  /** Who has one, in the order in which they got it: tasks, or what was named by `acquireOnBehalfOf()`. */
  readonly borrowers: readonly unknown[];
  /** How many calls wait for one. */
  readonly tasksWaiting: number;
}

/**
 * A semaphore that knows who has its permits, and whose size can be changed while it is in use. Its permits are tokens
 * that are borrowed, one by each borrower; the borrower is the current task, or whatever `acquireOnBehalfOf()` names.
 *
 * - **FIFO without barging.** A token that comes back goes straight to whoever has waited longest; nobody can come in
 *   between.
 * - **A cancelled waiter never takes a permit with it.** The others move up.
 * - **A value handed over is never lost.** Whoever has been handed a token has it; a cancel that comes later is raised
 *   at its next wait. Nothing wakes twice.
 * - **No waiter list grows with cancelled waiters**: O(1) removal, at once.
 * - **One token for each borrower.** Who has one and asks for another gets a `RuntimeError`, not a deadlock. Calls that
 *   one task runs side by side (`Promise.all`) need a borrower each: `acquireOnBehalfOf({})`.
 *
 * Set {@linkcode totalTokens} at any time: with more tokens, waiters go on at once; with fewer, those who have one keep
 * it, and nobody gets one until enough have come back.
 *
 * anyio's and trio's; asyncio has none. A borrower that waits twice waits in two places, and the second call fails if
 * the borrower has its token when the turn comes.
 *
 * @example Fewer or more at a time, while it runs
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const limiter = new asyncio.CapacityLimiter(1);
 * const log: string[] = [];
 *
 * async function job(name: string) {
 *   using _ = await limiter.acquire();
 *   log.push(`${name} begins`);
 *   await asyncio.sleep(0.02);
 * }
 *
 * await asyncio.run(() =>
 *   asyncio.taskGroup(async (tg) => {
 *     for (const name of ["a", "b", "c"]) tg.createTask(() => job(name));
 *     await asyncio.sleep(0.01);
 *     assertEquals(log, ["a begins"]);
 *     limiter.totalTokens = 3;
 *     assertEquals(limiter.availableTokens, 0);
 *   })
 * );
 * assertEquals(log, ["a begins", "b begins", "c begins"]);
 * ```
 */
export class CapacityLimiter {
  #totalTokens: number;
  readonly #borrowers: Set<unknown> = new Set();
  // Invariant: availableTokens <= 0 || #waiters.size === 0
  readonly #waiters: WaitList<Guard, unknown> = new WaitList();

  /**
   * Makes a limiter.
   *
   * @param totalTokens The number of tokens, a whole number or `Infinity`; with 0, everybody waits until there are more.
   * @throws {TypeError} If it is not a number.
   * @throws {RangeError} If it is negative or not whole.
   */
  constructor(totalTokens: number) {
    checkTokens(totalTokens);
    this.#totalTokens = totalTokens;
  }

  /**
   * The number of tokens; it can be set, to a whole number or `Infinity`.
   *
   * @throws {TypeError} If it is set to something that is not a number.
   * @throws {RangeError} If it is set to a number that is negative or not whole.
   */
  get totalTokens(): number {
    return this.#totalTokens;
  }

  set totalTokens(value: number) {
    checkTokens(value);
    this.#totalTokens = value;
    this.#handOver();
  }

  /** How many tokens are borrowed. */
  get borrowedTokens(): number {
    return this.#borrowers.size;
  }

  /** How many tokens can be borrowed at once; negative as long as more are out than there should be. */
  get availableTokens(): number {
    return this.#totalTokens - this.#borrowers.size;
  }

  /**
   * Borrows a token for the current task, and waits for one if need be.
   *
   * **Cancellation.** A cancelled caller leaves the line and gets no token; the others move up. A free token is taken
   * without a wait, so that a pending cancel is not raised here.
   *
   * @returns A guard that gives it back: `using _ = await limiter.acquire()`.
   * @throws {RuntimeError} If no task runs the caller, or if the task has a token already.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    return isInTask()
      ? this.acquireOnBehalfOf(currentTask(), options)
      : Promise.reject(noTask());
  }

  /**
   * Borrows a token for the current task if there is one. anyio's `acquire_nowait()`.
   *
   * @returns A guard that gives it back: `using _ = limiter.tryAcquire()`.
   * @throws {WouldBlockError} If there is none.
   * @throws {RuntimeError} If no task runs the caller, or if the task has a token already.
   */
  tryAcquire(): Guard {
    return this.tryAcquireOnBehalfOf(borrowingTask());
  }

  /**
   * Borrows a token for `borrower`, and waits for one if need be.
   *
   * **Cancellation.** As for {@linkcode acquire}.
   *
   * @param borrower Anything that tells this borrower from the others, such as the connection that needs the token.
   * @returns A guard that gives it back.
   * @throws {RuntimeError} If the borrower has a token already, now or when its turn comes.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   *
   * @example A token that outlives the task
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * const limiter = new asyncio.CapacityLimiter(10);
   * const connection = { url: "db://localhost" };
   *
   * await asyncio.run(async () => {
   *   await limiter.acquireOnBehalfOf(connection);
   * });
   * assertEquals(limiter.statistics().borrowers, [connection]);
   * limiter.releaseOnBehalfOf(connection);
   * assertEquals(limiter.borrowedTokens, 0);
   * ```
   */
  acquireOnBehalfOf(borrower: unknown, options?: WaitOptions): Promise<Guard> {
    if (this.#borrowers.has(borrower)) return Promise.reject(hasOne(borrower));
    if (this.availableTokens <= 0) return this.#waiters.wait(options, borrower);
    return refusedBy(options) ?? Promise.resolve(this.#lend(borrower));
  }

  /**
   * Borrows a token for `borrower` if there is one. anyio's `acquire_on_behalf_of_nowait()`.
   *
   * @param borrower Anything that tells this borrower from the others.
   * @returns A guard that gives it back.
   * @throws {WouldBlockError} If there is none.
   * @throws {RuntimeError} If the borrower has a token already.
   */
  tryAcquireOnBehalfOf(borrower: unknown): Guard {
    if (this.#borrowers.has(borrower)) throw hasOne(borrower);
    if (this.availableTokens <= 0) {
      throw new WouldBlockError(
        `Cannot borrow a token at once: ${this.borrowedTokens} of ${this.#totalTokens} are borrowed`,
      );
    }
    return this.#lend(borrower);
  }

  /**
   * Gives back the token of the current task. It goes to whoever has waited longest.
   *
   * @throws {RuntimeError} If no task runs the caller, or if the task has no token.
   */
  release(): void {
    this.releaseOnBehalfOf(borrowingTask());
  }

  /**
   * Gives back the token of `borrower`. It goes to whoever has waited longest.
   *
   * @throws {RuntimeError} If the borrower has no token.
   */
  releaseOnBehalfOf(borrower: unknown): void {
    if (!this.#borrowers.delete(borrower)) {
      throw new RuntimeError(
        `Cannot give back a token that is not borrowed: ${nameOf(borrower)}`,
      );
    }
    this.#handOver();
  }

  #lend(borrower: unknown): Guard {
    this.#borrowers.add(borrower);
    return new Guard(new Loan(this, borrower));
  }

  #handOver(): void {
    while (this.availableTokens > 0 && this.#waiters.size > 0) {
      const borrower = this.#waiters.first;
      if (this.#borrowers.has(borrower)) {
        this.#waiters.failOne(hasOne(borrower));
      } else this.#waiters.wakeOne(this.#lend(borrower));
    }
  }

  /** What is going on, as a frozen object. */
  statistics(): CapacityLimiterStatistics {
    return Object.freeze({
      borrowedTokens: this.borrowedTokens,
      totalTokens: this.#totalTokens,
      borrowers: Object.freeze([...this.#borrowers]),
      tasksWaiting: this.#waiters.size,
    });
  }

  /** Such as `<CapacityLimiter [borrowed:2/2, waiters:1]>`. */
  toString(): string {
    const state = `borrowed:${this.borrowedTokens}/${this.#totalTokens}`;
    return summary(this, state, this.#waiters.size);
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

/** What a guard gives back, whichever task runs it by then. */
class Loan {
  readonly #limiter: CapacityLimiter;
  readonly #borrower: unknown;

  constructor(limiter: CapacityLimiter, borrower: unknown) {
    this.#limiter = limiter;
    this.#borrower = borrower;
  }

  release(): void {
    this.#limiter.releaseOnBehalfOf(this.#borrower);
  }
}

function checkTokens(value: unknown): void {
  if (typeof value !== "number") {
    throw new TypeError(
      `The tokens of a capacity limiter must be a number: ${describe(value)}`,
    );
  }
  if (value !== Infinity && !(Number.isInteger(value) && value >= 0)) {
    throw new RangeError(
      `The tokens of a capacity limiter must be a whole number of at least 0: ${value}`,
    );
  }
}

function borrowingTask(): Task<unknown> {
  if (!isInTask()) throw noTask();
  return currentTask()!;
}

function noTask(): RuntimeError {
  return new RuntimeError(
    "No task runs the caller: name a borrower with acquireOnBehalfOf() or its twins",
  );
}

function hasOne(borrower: unknown): RuntimeError {
  return new RuntimeError(
    `Cannot borrow a second token for the same borrower: ${nameOf(borrower)}`,
  );
}

function nameOf(borrower: unknown): string {
  return borrower instanceof Task ? borrower.getName() : describe(borrower);
}

// A generation is released one by one, each on a turn of its own: who goes through can still reset or abort the
// barrier for those behind, as in CPython. All that wait in `#inside` belong to one generation; newcomers stand in
// `#outside` until the last of it has left, and are then let in, in order, as many as there is room for. Whoever has
// been let in has its place, though it may not have resumed yet: that is what `#entering` counts.

import { describe } from "../loop/check.ts";
import { BrokenBarrierError } from "../loop/errors.ts";
import type { Handle } from "../loop/handle.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { INSPECT } from "../loop/inspect.ts";

/**
 * What a barrier is doing: it waits for the parties, lets them go, sends them away after `reset()`, or is out of use
 * after `abort()`.
 */
export type BarrierState = "filling" | "draining" | "resetting" | "broken";

/** What {@linkcode Barrier.statistics} tells. */
export interface BarrierStatistics {
  /** What it is doing. */
  readonly state: BarrierState;
  /** How many it takes. */
  readonly parties: number;
  /** How many wait, also those who wait for the ones before them to leave. */
  readonly tasksWaiting: number;
}

/**
 * A place where tasks wait for each other: when the given number of them has come, all go on.
 *
 * - It can be used again and again. Who comes while the ones before are still leaving waits until they have.
 * - **A cancelled waiter never takes a turn with it**: it leaves its place free; the others go on waiting. Once all
 *   parties have come, they go on even if one of them is cancelled before its turn to leave.
 * - `reset()` breaks those who are inside, `abort()` all until the next `reset()`.
 *
 * There is no `async with`: `const index = await barrier.wait()` says the same.
 *
 * @example Two meet
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const barrier = new asyncio.Barrier(2);
 * const log: string[] = [];
 *
 * async function walk(seconds: number) {
 *   await asyncio.sleep(seconds);
 *   log.push("there");
 *   await barrier.wait();
 *   log.push("on");
 * }
 *
 * await asyncio.run(() => asyncio.gather(() => walk(0.01), () => walk(0.02)));
 * assertEquals(log, ["there", "there", "on", "on"]);
 * ```
 */
export class Barrier {
  readonly #parties: number;
  #state: BarrierState = "filling";
  // Invariant: #inside.size + #entering <= #parties
  readonly #inside: WaitList<number> = new WaitList();
  readonly #outside: WaitList<void> = new WaitList();
  #entering = 0;
  #turn: Handle | null = null;

  /**
   * Makes a barrier.
   *
   * @param parties How many have to come, a whole number.
   * @throws {TypeError} If it is not a number.
   * @throws {RangeError} If it is less than 1 or not whole.
   */
  constructor(parties: number) {
    if (typeof parties !== "number") {
      throw new TypeError(
        `The parties of a barrier must be a number: ${describe(parties)}`,
      );
    }
    if (!(Number.isInteger(parties) && parties >= 1)) {
      throw new RangeError(
        `The parties of a barrier must be a whole number of at least 1: ${parties}`,
      );
    }
    this.#parties = parties;
  }

  /** How many have to come. */
  get parties(): number {
    return this.#parties;
  }

  /** How many have come and wait for the others; 0 while they leave, and in a broken barrier. */
  get nWaiting(): number {
    return this.#state === "filling" ? this.#inside.size + this.#entering : 0;
  }

  /** Whether the barrier is broken. */
  get broken(): boolean {
    return this.#state === "broken";
  }

  /**
   * Waits until all parties have come.
   *
   * **Cancellation.** A cancelled caller leaves its place free; the others go on waiting. The last to come does not
   * wait, so that a pending cancel is not raised here.
   *
   * @returns Its number in the order of arrival, from 0 to `parties - 1`. (In CPython a number can come twice if a
   * waiter was cancelled.)
   * @throws {BrokenBarrierError} If the barrier is broken, or is reset or aborted during the wait.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  wait(options?: WaitOptions): Promise<number> {
    const isClosed = this.#state === "draining" ||
      this.#state === "resetting" || this.#entering > 0;
    return isClosed ? this.#waitOutside(options) : this.#enter(options);
  }

  async #waitOutside(options: WaitOptions | undefined): Promise<number> {
    await this.#outside.wait(options);
    this.#entering--;
    const passing = this.#enter(options);
    this.#letIn();
    return await passing;
  }

  #enter(options: WaitOptions | undefined): Promise<number> {
    const refused = refusedBy(options);
    if (refused !== null) return refused;
    if (this.#state === "broken") {
      return Promise.reject(new BrokenBarrierError("The barrier is broken"));
    }
    if (this.#inside.size + 1 < this.#parties) {
      return this.#inside.wait(options);
    }
    this.#state = "draining";
    this.#drain(0);
    return Promise.resolve(this.#parties - 1);
  }

  /** Lets one go on each turn, the first one after whoever has come last. */
  #drain(index: number): void {
    if (this.#inside.size === 0) return this.#fill();
    this.#nextTurn(() => {
      this.#inside.wakeOne(index);
      this.#drain(index + 1);
    });
  }

  #nextTurn(then: () => void): void {
    this.#turn?.cancel();
    this.#turn = getEventLoop().callSoon(then);
  }

  #fill(): void {
    this.#turn?.cancel();
    this.#turn = null;
    this.#state = "filling";
    this.#letIn();
  }

  #letIn(): void {
    // Those who were let in before come first.
    if (this.#state !== "filling" || this.#entering > 0) return;
    let room = this.#parties - this.#inside.size;
    while (room-- > 0 && this.#outside.wakeOne()) this.#entering++;
  }

  /**
   * Sends away those who are inside, with a `BrokenBarrierError`, and makes the barrier usable again. Who waits for them
   * to leave is let in. In CPython this is a coroutine; here nothing has to be awaited.
   */
  reset(): void {
    const isEmpty = this.#inside.size === 0 && this.#state !== "resetting";
    this.#inside.failAll(new BrokenBarrierError("The barrier was reset"));
    if (isEmpty) return this.#fill();
    this.#state = "resetting";
    this.#nextTurn(() => this.#fill());
  }

  /**
   * Breaks the barrier: all who wait get a `BrokenBarrierError`, and all who come, until `reset()`. In CPython this is a
   * coroutine; here nothing has to be awaited.
   */
  abort(): void {
    this.#turn?.cancel();
    this.#turn = null;
    this.#state = "broken";
    const error = new BrokenBarrierError("The barrier was aborted");
    this.#inside.failAll(error);
    this.#outside.failAll(error);
  }

  /** What is going on, as a frozen object. */
  statistics(): BarrierStatistics {
    return Object.freeze({
      state: this.#state,
      parties: this.#parties,
      tasksWaiting: this.#inside.size + this.#entering + this.#outside.size,
    });
  }

  /** Such as `<Barrier [filling, waiters:2/5]>`. */
  toString(): string {
    const extra = this.broken
      ? ""
      : `, waiters:${this.nWaiting}/${this.#parties}`;
    return `<${this.constructor.name} [${this.#state}${extra}]>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

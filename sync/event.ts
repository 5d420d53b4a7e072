import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { INSPECT } from "../loop/inspect.ts";
import { summary } from "./_summary.ts";

/** What {@linkcode Event.statistics} tells. */
export interface EventStatistics {
  /** Whether the event is set. */
  readonly isSet: boolean;
  /** How many wait for it. */
  readonly tasksWaiting: number;
}

/** What a wait for an event that is set returns: it need not be made each time. */
const SET: Promise<true> = Promise.resolve(true);

/**
 * A flag that tasks can wait for.
 *
 * - **`set()` wakes all who wait**, in the order in which they came, even if `clear()` follows at once.
 * - **A value handed over is never lost.** Who has been woken goes on, though it be cancelled meanwhile: the cancel is
 *   raised at its next wait. Nothing wakes twice.
 * - **No waiter list grows with cancelled waiters**: O(1) removal, at once.
 *
 * It hides the global `Event` of the DOM where it is imported by that name.
 *
 * @example Wait until something is ready
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const ready = new asyncio.Event();
 * const log: string[] = [];
 *
 * await asyncio.run(async () => {
 *   const task = asyncio.createTask(async () => {
 *     await ready.wait();
 *     log.push("goes on");
 *   });
 *   await asyncio.sleep(0.01);
 *   log.push("ready");
 *   ready.set();
 *   await task;
 * });
 * assertEquals(log, ["ready", "goes on"]);
 * ```
 */
export class Event {
  // Invariant: !#isSet || #waiters.size === 0
  #isSet = false;
  readonly #waiters: WaitList<true> = new WaitList();

  /** Whether the event is set. */
  isSet(): boolean {
    return this.#isSet;
  }

  /** Sets the event and wakes all who wait for it. */
  set(): void {
    this.#isSet = true;
    this.#waiters.wakeAll(true);
  }

  /** Unsets the event: who waits from now on waits for the next `set()`. */
  clear(): void {
    this.#isSet = false;
  }

  /**
   * Waits until the event is set.
   *
   * **Cancellation.** A cancelled caller stops waiting, and leaves no trace. If the event is set there is no wait, so
   * that a pending cancel is not raised here.
   *
   * @returns `true`.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  wait(options?: WaitOptions): Promise<true> {
    return this.#isSet
      ? refusedBy(options) ?? SET
      : this.#waiters.wait(options);
  }

  /** What is going on, as a frozen object. */
  statistics(): EventStatistics {
    return Object.freeze({
      isSet: this.#isSet,
      tasksWaiting: this.#waiters.size,
    });
  }

  /** Such as `<Event [unset, waiters:2]>`. */
  toString(): string {
    return summary(this, this.#isSet ? "set" : "unset", this.#waiters.size);
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

import { checkTime } from "../../loop/check.ts";
import { clearImmediate, setImmediate } from "node:timers";
import type { Clock } from "../../loop/clock.ts";

/**
 * A clock that stands still while anything runs, and jumps to the next deadline when every task is blocked: a day of
 * sleeps takes milliseconds, and programs with time in them become reproducible.
 *
 * It knows nothing of I/O: time may jump while a file or socket is being waited for.
 *
 * @example A loop on virtual time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { VirtualClock } from "@asyncio/asyncio/testing";
 *
 * const loop = new asyncio.EventLoop({ clock: new VirtualClock() });
 * await loop.runUntilComplete(() => asyncio.sleep({ days: 1 }));
 * assertEquals(loop.time(), 86_400);
 * loop.close();
 * ```
 */
export class VirtualClock implements Clock {
  #now: number;
  #turn: ReturnType<typeof setImmediate> | null = null;

  /** Makes a clock that stands at `start`, in seconds. */
  constructor(start = 0) {
    if (!Number.isFinite(start)) {
      throw new RangeError(
        `The start must be a finite number of seconds: ${start}`,
      );
    }
    this.#now = start;
  }

  /** Says that time moves only when the loop is idle. */
  get virtual(): true {
    return true;
  }

  /** The virtual time in seconds. */
  time(): number {
    return this.#now;
  }

  /** Moves the time forward by hand, by `seconds`; deadlines that have passed are met on the next turns. */
  advance(seconds: number): void {
    checkTime(seconds, "How far time moves");
    if (seconds < 0) {
      throw new RangeError(`Time can only move forward: ${seconds}`);
    }
    this.#now += seconds;
  }

  /** Jumps to `when` as soon as every task is blocked. */
  setAlarm(when: number, ring: () => void, isIdle: () => boolean): void {
    this.clearAlarm();
    const onTurn = () => {
      if (!isIdle()) {
        this.#turn = setImmediate(onTurn);
        return;
      }
      this.#turn = null;
      this.#now = Math.max(this.#now, when);
      ring();
    };
    if (when !== Infinity) this.#turn = setImmediate(onTurn);
  }

  /** Takes the alarm back. */
  clearAlarm(): void {
    if (this.#turn !== null) clearImmediate(this.#turn);
    this.#turn = null;
  }
}

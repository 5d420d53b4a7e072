import { clearImmediate, setImmediate } from "node:timers";

/**
 * What a loop takes its time from: `time()` and one alarm.
 *
 * A loop sets the alarm to its earliest deadline and looks at `time()` when it rings; an alarm that rings early
 * is set again. Give a loop a clock of your own (`new EventLoop({ clock })`) to run on simulated time; the
 * virtual clock of `./testing` is one. A clock serves one loop.
 */
export interface Clock {
  /** The time in seconds; it never goes back. */
  time(): number;
  /**
   * Calls `ring` on a turn of its own, once `time()` has reached `when` or shortly before; replaces the alarm
   * that was set. `when` may be in the past and may be `Infinity` (never). `isIdle` tells whether every task is
   * blocked: a clock that moves by itself waits for that.
   */
  setAlarm(when: number, ring: () => void, isIdle: () => boolean): void;
  /** Takes the alarm back; nothing happens when none is set. */
  clearAlarm(): void;
  /** Whether time only moves when the loop is idle: there is no I/O that waits for a turn. @default {false} */
  readonly virtual?: boolean;
}

/** The longest delay that `setTimeout` takes, in milliseconds; it fires at once above it. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
/** How early, in milliseconds, a native timer is aimed: the runtime rounds deadlines up to its 1 ms wheel. */
const HEAD_START = 0.2;

/**
 * Real, monotonic time over one native timer.
 *
 * Deno fires timers about 1.2 ms late, because the deadline is rounded up to the next slot of a wheel. The
 * alarm is therefore aimed one slot early, which makes it 0.2 to 0.4 ms late at no extra work. The precise
 * clock sleeps up to the last 2 ms and then watches the time on host turns, at the price of CPU.
 */
export class SystemClock implements Clock {
  readonly #precise: boolean;
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #immediate: ReturnType<typeof setImmediate> | undefined;
  #when = Infinity;
  #ring: () => void = () => {};

  /** Makes a clock; a `precise` one wakes within 0.1 ms and spends up to 2 ms of CPU for each alarm. */
  constructor(options: SystemClockOptions = {}) {
    this.#precise = options.precise ?? false;
  }

  /** The seconds since the start of the process. */
  time(): number {
    return performance.now() / 1000;
  }

  /** Sets the alarm. */
  setAlarm(when: number, ring: () => void): void {
    this.clearAlarm();
    this.#ring = ring;
    this.#when = when;
    this.#arm();
  }

  /** Takes the alarm back. */
  clearAlarm(): void {
    if (this.#timeout !== undefined) clearTimeout(this.#timeout);
    if (this.#immediate !== undefined) clearImmediate(this.#immediate);
    this.#timeout = this.#immediate = undefined;
  }

  #arm(): void {
    if (this.#when === Infinity) return;
    const left = this.#when * 1000 - performance.now();
    if (left <= (this.#precise ? 2 + HEAD_START : HEAD_START)) {
      this.#immediate = setImmediate(this.#onTurn);
    } else {
      const early = this.#precise ? 2 : HEAD_START;
      this.#timeout = setTimeout(
        this.#onTurn,
        Math.min(LONGEST_TIMEOUT, Math.max(1, Math.floor(left - early))),
      );
    }
  }

  readonly #onTurn = (): void => {
    this.#timeout = this.#immediate = undefined;
    if (this.#when * 1000 > performance.now()) this.#arm();
    else this.#ring();
  };
}

/** How a {@linkcode SystemClock} behaves. */
export interface SystemClockOptions {
  /** Whether alarms ring within 0.1 ms, watching the time on host turns for the last 2 ms. @default {false} */
  readonly precise?: boolean;
}

import type { TimedWaiter } from "./_timers.ts";
import type { EventLoop } from "./event_loop.ts";
import type { CallbackOptions } from "./future.ts";
import { Handle } from "./handle.ts";

/** Gives a timer the wait for its deadline, which it drops when it is cancelled; for the kernel. */
export let setDeadline: (handle: TimerHandle, deadline: TimedWaiter) => void;

/** A callback that was scheduled for a point in time, with `loop.callLater()` or `loop.callAt()`. */
export class TimerHandle extends Handle {
  static {
    setDeadline = (handle, deadline) => {
      handle.#deadline = deadline;
    };
  }

  readonly #when: number;
  #deadline: TimedWaiter | null = null;

  /** Made by the loop's methods; it is not scheduled by itself. `when` is in seconds of the loop's `time()`. */
  constructor(
    when: number,
    callback: () => unknown,
    loop: EventLoop,
    options: CallbackOptions = {},
  ) {
    super(callback, loop, options);
    this.#when = when;
  }

  /** Returns when the callback is due, in seconds of the loop's `time()`. */
  when(): number {
    return this.#when;
  }

  /** Takes the callback back: it is not called any more, and its deadline is dropped. */
  override cancel(): void {
    super.cancel();
    this.#deadline?.drop();
    this.#deadline = null;
  }

  /** Makes timers compare by their deadline with `<`, `<=`, `>` and `>=`. */
  override valueOf(): number {
    return this.#when;
  }

  /** Whether `other` is a timer with the same deadline and the same state. */
  equals(other: unknown): boolean {
    return other instanceof TimerHandle && other.#when === this.#when &&
      other.cancelled() === this.cancelled();
  }

  /** Such as `<TimerHandle when=1.5 tick()>`. */
  override toString(): string {
    return super.toString().replace(" ", ` when=${this.#when} `);
  }
}

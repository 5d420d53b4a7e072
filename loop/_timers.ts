import type { Clock } from "./clock.ts";
import { Waiter } from "./_waiter.ts";

/** A wait for a point in time. */
export class TimedWaiter extends Waiter {
  leave(): void {
    this.execution.core.timers.discard();
  }
}

/** Children per node; four was measured fastest. */
const ARITY = 4;
/** Below this size dead entries are not worth a sweep. */
const SMALLEST_SWEEP = 64;

/**
 * The deadlines of a loop: a heap by (when, sequence) under one alarm of the clock. The sequence keeps equal deadlines
 * in the order in which they came.
 *
 * A waiter that gave up stays in the heap and is dropped when it comes up; when most are dead, the heap is rebuilt from
 * the living.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #isIdle: () => boolean;
  // The heap is three arrays, so that comparing stays within numbers that lie side by side.
  #whens: number[] = [];
  #sequences: number[] = [];
  #waiters: TimedWaiter[] = [];
  #dead = 0;
  #sequence = 0;
  #alarm = Infinity;
  #paused = true;

  constructor(clock: Clock, isIdle: () => boolean) {
    this.#clock = clock;
    this.#isIdle = isIdle;
  }

  add(waiter: TimedWaiter, when: number): void {
    const index = this.#waiters.length;
    this.#whens.push(when);
    this.#sequences.push(0);
    this.#waiters.push(waiter);
    this.#siftUp(index, when, this.#sequence++, waiter);
    if (when < this.#alarm) this.#setAlarm(when);
  }

  /** Says that one waiter of the heap has given up. */
  discard(): void {
    this.#dead++;
    const size = this.#waiters.length;
    if (this.#dead === size) this.clear();
    else if (this.#dead > SMALLEST_SWEEP && this.#dead * 2 > size) {
      this.#sweep();
    }
  }

  /** Forgets all deadlines. */
  clear(): void {
    this.#whens = [];
    this.#sequences = [];
    this.#waiters = [];
    this.#dead = 0;
    this.#setAlarm(Infinity);
  }

  /** Lets the clock ring, or not: a loop that does not run must not keep the process alive. */
  setLive(live: boolean): void {
    if (!live) this.#setAlarm(Infinity);
    this.#paused = !live;
    if (live && this.#whens.length > 0) this.#setAlarm(this.#whens[0]!);
  }

  #setAlarm(when: number): void {
    if (when === this.#alarm || this.#paused) return;
    this.#alarm = when;
    if (when === Infinity) this.#clock.clearAlarm();
    else this.#clock.setAlarm(when, this.#onAlarm, this.#isIdle);
  }

  readonly #onAlarm = (): void => {
    this.#alarm = Infinity;
    const now = this.#clock.time();
    while (this.#waiters.length > 0) {
      const first = this.#waiters[0]!;
      if (first.waiting && this.#whens[0]! > now) break;
      this.#removeFirst();
      if (first.waiting) first.wakeAsMade();
      else this.#dead--;
    }
    if (this.#waiters.length > 0) this.#setAlarm(this.#whens[0]!);
  };

  #sweep(): void {
    const waiters = this.#waiters;
    let size = 0;
    for (let i = 0; i < waiters.length; i++) {
      if (waiters[i]!.waiting) {
        this.#put(size++, this.#whens[i]!, this.#sequences[i]!, waiters[i]!);
      }
    }
    this.#whens.length = this.#sequences.length = waiters.length = size;
    this.#dead = 0;
    // Sifting the inner nodes down makes a heap of any order.
    for (let i = Math.floor((size - 2) / ARITY); i >= 0; i--) this.#siftDown(i);
    this.#setAlarm(this.#whens[0]!);
  }

  #removeFirst(): void {
    const when = this.#whens.pop()!;
    const sequence = this.#sequences.pop()!;
    const waiter = this.#waiters.pop()!;
    if (this.#waiters.length === 0) return;
    this.#put(0, when, sequence, waiter);
    this.#siftDown(0);
  }

  #put(
    index: number,
    when: number,
    sequence: number,
    waiter: TimedWaiter,
  ): void {
    this.#whens[index] = when;
    this.#sequences[index] = sequence;
    this.#waiters[index] = waiter;
  }

  #move(from: number, to: number): void {
    this.#put(
      to,
      this.#whens[from]!,
      this.#sequences[from]!,
      this.#waiters[from]!,
    );
  }

  #siftUp(
    index: number,
    when: number,
    sequence: number,
    waiter: TimedWaiter,
  ): void {
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (!this.#isAfter(parent, when, sequence)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(index, when, sequence, waiter);
  }

  #siftDown(index: number): void {
    const when = this.#whens[index]!;
    const sequence = this.#sequences[index]!;
    const waiter = this.#waiters[index]!;
    const size = this.#waiters.length;
    for (;;) {
      let child = index * ARITY + 1;
      if (child >= size) break;
      const end = Math.min(child + ARITY, size);
      for (let other = child + 1; other < end; other++) {
        if (
          this.#isAfter(child, this.#whens[other]!, this.#sequences[other]!)
        ) child = other;
      }
      if (this.#isAfter(child, when, sequence)) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(index, when, sequence, waiter);
  }

  /** Whether the entry at `index` comes after (when, sequence). */
  #isAfter(index: number, when: number, sequence: number): boolean {
    const own = this.#whens[index]!;
    return own > when || (own === when && this.#sequences[index]! > sequence);
  }
}

import type { Clock } from "./clock.ts";
import type { Execution } from "./_execution.ts";
import { Waiter } from "./_waiter.ts";

/** A wait for a point in time. */
export class TimedWaiter extends Waiter {
  readonly when: number;
  /** Orders equal deadlines by creation. */
  readonly sequence: number;

  constructor(
    execution: Execution,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
    when: number,
    sequence: number,
    value?: unknown,
  ) {
    super(execution, resolve, reject, value);
    this.when = when;
    this.sequence = sequence;
  }

  leave(): void {
    this.execution.core.timers.discard();
  }
}

/** Children per node; four was measured fastest. */
const ARITY = 4;
/** Below this size dead entries are not worth a sweep. */
const SMALLEST_SWEEP = 64;

/**
 * The deadlines of a loop: a heap by (when, sequence) under one alarm of the clock.
 *
 * A waiter that gave up stays in the heap and is dropped when it comes up; when most are dead, the heap is
 * rebuilt from the living.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #isIdle: () => boolean;
  #heap: TimedWaiter[] = [];
  #dead = 0;
  #sequence = 0;
  #alarm = Infinity;
  #paused = true;

  constructor(clock: Clock, isIdle: () => boolean) {
    this.#clock = clock;
    this.#isIdle = isIdle;
  }

  /** The next sequence number. */
  get nextSequence(): number {
    return this.#sequence++;
  }

  /** How many deadlines are still waited for. */
  get size(): number {
    return this.#heap.length - this.#dead;
  }

  add(waiter: TimedWaiter): void {
    this.#heap.push(waiter);
    this.#siftUp(this.#heap.length - 1);
    if (waiter.when < this.#alarm) this.#setAlarm(waiter.when);
  }

  /** Says that one waiter of the heap has given up. */
  discard(): void {
    this.#dead++;
    if (this.#dead === this.#heap.length) this.clear();
    else if (
      this.#dead > SMALLEST_SWEEP && this.#dead * 2 > this.#heap.length
    ) this.#sweep();
  }

  /** Forgets all deadlines. */
  clear(): void {
    this.#heap = [];
    this.#dead = 0;
    this.#setAlarm(Infinity);
  }

  /** Lets the clock ring, or not: a loop that does not run must not keep the process alive. */
  setLive(live: boolean): void {
    if (!live) this.#setAlarm(Infinity);
    this.#paused = !live;
    if (live && this.#heap.length > 0) this.#setAlarm(this.#heap[0]!.when);
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
    let first = this.#heap[0];
    while (first !== undefined && (!first.waiting || first.when <= now)) {
      this.#removeFirst();
      if (first.waiting) first.wakeAsMade();
      else this.#dead--;
      first = this.#heap[0];
    }
    if (first !== undefined) this.#setAlarm(first.when);
  };

  #sweep(): void {
    this.#heap = this.#heap.filter((waiter) => waiter.waiting);
    this.#dead = 0;
    // A sorted array is a heap, but sorting costs more than sifting the inner nodes down.
    for (let i = Math.floor((this.#heap.length - 2) / ARITY); i >= 0; i--) {
      this.#siftDown(i);
    }
    this.#setAlarm(this.#heap[0]!.when);
  }

  #removeFirst(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown(0);
  }

  #siftUp(index: number): void {
    const heap = this.#heap;
    const waiter = heap[index]!;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (!isBefore(waiter, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = waiter;
  }

  #siftDown(index: number): void {
    const heap = this.#heap;
    const waiter = heap[index]!;
    const length = heap.length;
    for (;;) {
      let child = index * ARITY + 1;
      if (child >= length) break;
      const end = Math.min(child + ARITY, length);
      for (let other = child + 1; other < end; other++) {
        if (isBefore(heap[other]!, heap[child]!)) child = other;
      }
      if (!isBefore(heap[child]!, waiter)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = waiter;
  }
}

function isBefore(a: TimedWaiter, b: TimedWaiter): boolean {
  return a.when < b.when || (a.when === b.when && a.sequence < b.sequence);
}

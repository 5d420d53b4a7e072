// JavaScript's microtask queue is the ready queue: waking a waiter resolves a native promise, and the engine
// resumes the task in FIFO order. What is added here is fairness and holding back.
//
// A slice is a run of wake-ups without a turn of the host. After 1,024 wake-ups or 2 ms the slice ends: what
// becomes ready from then on is kept, in order, and released from a `setImmediate`, so that timers and sockets
// get their turn. Each release lets go of as much as fits in about 2 ms. While a loop does not run, everything is
// kept in the same way until it does.

import { setImmediate } from "node:timers";
import { Deque } from "./_deque.ts";
import { openPromise, RESOLVED, resolveLast } from "./_promise.ts";

const WAKES_PER_SLICE = 1024;
const MS_PER_SLICE = 2;
/** The clock is read at every 16th wake-up. */
const CLOCK_MASK = 15;

/** Something that goes on when it is its turn. */
export interface Ready {
  go(): void;
}

/** A turn that was put off. */
class Gate implements Ready {
  readonly #open: () => void;

  constructor(open: () => void) {
    this.#open = open;
  }

  go(): void {
    this.#open();
  }
}

export class ReadyQueue {
  readonly #kept = new Deque<Ready>();
  readonly #jobs = new Deque<Ready>();
  readonly #timed: boolean;
  /** Whether what becomes ready is kept. Invariant: true while `#kept` is not empty. */
  #keeping: boolean;
  #live: boolean;
  #releasing = false;
  #wakes = 0;
  #sliceStart = 0;
  #releaseSize = WAKES_PER_SLICE;
  #idle: (() => void)[] = [];

  /** `timed` ends slices by the clock too, which a loop on virtual time must not: it has to be reproducible. */
  constructor(live: boolean, timed: boolean) {
    this.#live = live;
    this.#keeping = !live;
    this.#timed = timed;
  }

  /** Lets `ready` go on: now (its promise is resolved), or in a later slice. */
  wake(ready: Ready): void {
    if (this.#mayGo()) ready.go();
    else this.#kept.push(ready);
  }

  /** A promise for the next turn: a shared resolved one while the slice lasts. */
  turn(): Promise<void> {
    return this.#mayGo() ? RESOLVED : this.#gate();
  }

  /** Calls `job.go()` on a turn of its own, in FIFO order with all wake-ups, in the async context of the caller. */
  post(job: Ready): void {
    this.#jobs.push(job);
    this.turn().then(this.#runNextJob);
  }

  /** Calls `callback` once nothing is ready any more, after a turn of the host. */
  whenIdle(callback: () => void): void {
    this.#idle.push(callback);
    if (this.#idle.length === 1) setImmediate(this.#checkIdle);
  }

  /** Starts or stops letting things go; what is ready meanwhile is kept. */
  setLive(live: boolean): void {
    if (live === this.#live) return;
    this.#live = live;
    this.#keeping = true;
    if (!live) return;
    if (this.#kept.length === 0) this.#beginSlice();
    else this.#release();
  }

  /** Forgets what is kept: for a loop that is closed. */
  clear(): void {
    while (this.#kept.length > 0) this.#kept.shift();
  }

  /** Whether nothing is kept for a later slice and nobody waits for that state. */
  readonly isIdle = (): boolean => this.#isQuiet() && this.#idle.length === 0;

  #isQuiet(): boolean {
    return this.#kept.length === 0 && !this.#releasing;
  }

  readonly #runNextJob = (): void => this.#jobs.shift().go();

  #mayGo(): boolean {
    if (this.#keeping) return false;
    const wakes = ++this.#wakes;
    if ((wakes & CLOCK_MASK) !== 0) return true;
    if (
      wakes < WAKES_PER_SLICE &&
      (!this.#timed || performance.now() - this.#sliceStart < MS_PER_SLICE)
    ) return true;
    this.#keeping = true;
    this.#scheduleRelease();
    return false;
  }

  #gate(): Promise<void> {
    const promise = openPromise<void>();
    this.#kept.push(new Gate(resolveLast));
    return promise;
  }

  #scheduleRelease(): void {
    if (this.#releasing) return;
    this.#releasing = true;
    setImmediate(this.#onRelease);
  }

  readonly #onRelease = (): void => {
    this.#releasing = false;
    if (this.#live) this.#release();
  };

  #release(): void {
    this.#adaptReleaseSize();
    const count = Math.min(this.#kept.length, this.#releaseSize);
    for (let i = 0; i < count; i++) this.#kept.shift().go();
    if (this.#kept.length === 0) this.#beginSlice();
    else this.#scheduleRelease();
  }

  /** What a release let go has run by the time of the next one: how long that took says how much to let go. */
  #adaptReleaseSize(): void {
    if (!this.#timed) return;
    const now = performance.now();
    const took = now - this.#sliceStart;
    this.#sliceStart = now;
    if (took > MS_PER_SLICE) {
      this.#releaseSize = Math.max(CLOCK_MASK + 1, this.#releaseSize >> 1);
    } else {this.#releaseSize = Math.min(
        WAKES_PER_SLICE,
        this.#releaseSize << 1,
      );}
  }

  #beginSlice(): void {
    this.#keeping = false;
    this.#wakes = 0;
    if (this.#timed) this.#sliceStart = performance.now();
  }

  readonly #checkIdle = (): void => {
    if (this.#live && !this.#isQuiet()) {
      setImmediate(this.#checkIdle);
      return;
    }
    const callbacks = this.#idle;
    this.#idle = [];
    for (const callback of callbacks) callback();
  };
}

// JavaScript's microtask queue is the ready queue: waking a waiter resolves a native promise, and the engine resumes
// the task in FIFO order. This adds what the engine lacks: things are kept, in order, while the slice is over (see
// _slice.ts) and while the loop does not run.

import { setImmediate } from "node:timers";
import { Deque } from "./deque.ts";
import { openPromise, RESOLVED, resolveLast } from "./_promise.ts";
import {
  addVirtualLoops,
  isQuiet,
  type Keeper,
  mayGo,
  releaseLater,
} from "./_slice.ts";

/** Something that goes on when it is its turn. */
export interface Ready {
  go(): void;
}

/** How many turns share one promise. */
const TURNS_PER_GATE = 64;

/** A turn that was put off, for several who asked for it one after the other. */
class Gate implements Ready {
  readonly promise: Promise<void> = openPromise<void>();
  readonly #open: () => void = resolveLast;
  turns = 1;

  go(): void {
    this.#open();
  }
}

/** How many loops have been stopped and not closed: their tasks must not go on. */
let stoppedLoops = 0;

/** Whether a turn may be given without asking for whom. Counts as a wake-up if it may. */
export function mayTakeTurn(): boolean {
  return stoppedLoops === 0 && mayGo();
}

export class ReadyQueue implements Keeper {
  readonly #kept = new Deque<Ready>();
  readonly #jobs = new Deque<Ready>();
  readonly #virtual: boolean;
  /** The gate at the end of `#kept`, which takes further turns. */
  #gate: Gate | null = null;
  #live: boolean;
  #stopped = false;
  #idle: (() => void)[] = [];

  /** `virtual` is for a loop on virtual time. */
  constructor(live: boolean, virtual: boolean) {
    this.#live = live;
    this.#virtual = virtual;
  }

  /** Lets `ready` go on: now (its promise is resolved), or in a later slice. */
  wake(ready: Ready): void {
    if (this.#isOpen()) ready.go();
    else this.#keep(ready);
  }

  /** A promise for the next turn: a shared resolved one while the slice lasts. */
  turn(): Promise<void> {
    if (this.#isOpen()) return RESOLVED;
    const gate = this.#gate;
    if (gate !== null && gate.turns < TURNS_PER_GATE) {
      gate.turns++;
      return gate.promise;
    }
    const fresh = new Gate();
    this.#keep(fresh);
    this.#gate = fresh;
    return fresh.promise;
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

  /** Whether nothing is ready, and nobody waits to be told so. */
  readonly isIdle = (): boolean => isQuiet() && this.#idle.length === 0;

  /** Starts or stops letting things go; what is ready meanwhile is kept. */
  setLive(live: boolean): void {
    if (live === this.#live) return;
    this.#live = live;
    if (this.#virtual) addVirtualLoops(live ? 1 : -1);
    this.#setStopped(!live);
    if (live && this.#kept.length > 0) releaseLater(this);
  }

  /** Forgets what is kept: for a loop that is closed. */
  clear(): void {
    while (this.#kept.length > 0) this.#kept.shift();
    this.#setStopped(false);
  }

  release(count: number): number {
    if (!this.#live) return 0;
    this.#gate = null;
    let released = 0;
    while (this.#live && released < count && this.#kept.length > 0) {
      const ready = this.#kept.shift();
      released += ready instanceof Gate ? ready.turns : 1;
      ready.go();
    }
    // What was kept is out, and what comes now has to queue up behind it: that is the next slice.
    return this.#kept.length > 0 ? count : Math.min(released, count - 1);
  }

  #isOpen(): boolean {
    return this.#live && this.#kept.length === 0 && mayGo();
  }

  #keep(ready: Ready): void {
    this.#kept.push(ready);
    this.#gate = null;
    if (this.#live) releaseLater(this);
  }

  #setStopped(stopped: boolean): void {
    if (stopped === this.#stopped) return;
    this.#stopped = stopped;
    stoppedLoops += stopped ? 1 : -1;
  }

  readonly #runNextJob = (): void => {
    const job = this.#jobs.shift();
    if (this.#live) job.go();
    else this.#keep(job);
  };

  readonly #checkIdle = (): void => {
    if (!isQuiet()) {
      setImmediate(this.#checkIdle);
      return;
    }
    const callbacks = this.#idle;
    this.#idle = [];
    for (const callback of callbacks) callback();
  };
}

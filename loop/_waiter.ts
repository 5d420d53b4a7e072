import type {
  CancelRequest,
  Interruptible,
  ScopeNode,
} from "./_cancellation.ts";
import { Deque } from "./deque.ts";
import type { Execution } from "./_execution.ts";
import { RESOLVED } from "./_promise.ts";
import { noteLeft, noteWoken } from "./_slow_turn.ts";
import { stackFrom } from "./_stack.ts";
import type { Ready } from "./_ready_queue.ts";
import type { CancelledError } from "./errors.ts";

const WAITING = 0;
const WOKEN = 1;
const FAILED = 2;
const CANCELLED = 3;
/** Waiting, and watching an abort signal too. */
const WATCHING = 4;
/** A flag beside these: settled, but known to its task until it has resumed. */
const KNOWN = 8;

/**
 * One suspended `await`: the ends of its native promise, and whom it belongs to.
 *
 * It is settled once, by whoever comes first: what it waits for, a cancel request, or an abort signal. Settling
 * unlinks it at once and resolves the promise when the ready queue lets it, so a value that was handed over is
 * out of reach of a later cancel.
 */
export abstract class Waiter implements Interruptible, Ready {
  readonly execution: Execution;
  readonly scope: ScopeNode | null;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;
  #state = WAITING;
  #value: unknown;

  constructor(
    execution: Execution,
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
    value: unknown = undefined,
  ) {
    this.#value = value;
    this.execution = execution;
    this.scope = execution.scope;
    this.#resolve = resolve;
    this.#reject = reject;
    const cancellation = execution.cancellation;
    if (cancellation === null) return;
    cancellation.addWait(this);
    if (!execution.core.debug) return;
    cancellation.waitStack = stackFrom(new.target);
    noteLeft(execution.core, cancellation, cancellation.waitStack);
  }

  get waiting(): boolean {
    return this.#state === WAITING || this.#state === WATCHING;
  }

  /** The value that it was made with; until it is settled. */
  get made(): unknown {
    return this.#value;
  }

  get isWoken(): boolean {
    const state = this.#state & ~KNOWN;
    return state === WOKEN || state === FAILED;
  }

  get isInterrupted(): boolean {
    return (this.#state & ~KNOWN) === CANCELLED;
  }

  wake(value: unknown): void {
    this.#settle(WOKEN, value);
  }

  /** Wakes it with the value that it was made with. */
  wakeAsMade(): void {
    this.#settle(WOKEN, this.#value);
  }

  fail(error: unknown): void {
    this.#settle(FAILED, error);
  }

  /** Lets it fail with a `CancelledError`: until it resumes, further cancels are one with this. */
  failCancelled(error: CancelledError): void {
    this.#settle(CANCELLED, error);
  }

  #settle(state: number, value: unknown): void {
    if (this.#state === WATCHING) stopWatching(this);
    this.#state = state;
    this.#value = value;
    const cancellation = this.execution.cancellation;
    // Where a cancel could still go wrong, it stays known until it has resumed.
    if (
      cancellation !== null &&
      (state === CANCELLED || cancellation.hasSeveralWaits)
    ) this.#state |= KNOWN;
    else cancellation?.removeWait(this);
    this.execution.core.ready.wake(this);
  }

  /** Gives up without waking anyone. */
  drop(): void {
    if (!this.waiting) return;
    this.#state = FAILED;
    this.leave();
  }

  go(): void {
    if (this.execution.core.debug) noteWoken(this.execution.cancellation);
    if ((this.#state & KNOWN) !== 0) {
      // It resumes in the microtask after this one.
      resuming.push(this);
      RESOLVED.then(noteResumed);
    }
    if ((this.#state & ~KNOWN) === WOKEN) this.#resolve(this.#value);
    else this.#reject(this.#value);
  }

  /** Ends the wait with the reason of `signal` when that aborts; it must not have aborted yet. */
  watch(signal: AbortSignal): void {
    const onAbort = () => {
      this.fail(signal.reason);
      this.leave();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    watches.set(this, () => signal.removeEventListener("abort", onAbort));
    this.#state = WATCHING;
  }

  interrupt(request: CancelRequest): boolean {
    this.failWith(request);
    this.leave();
    return true;
  }

  /** Lets it fail with the error of a cancel request. */
  failWith(request: CancelRequest): void {
    const error = request.throwIn(this.scope);
    const stack = this.execution.cancellation?.waitStack ?? null;
    if (stack !== null && this.execution.core.debug) {
      error.stack = `${error}\n${stack}`;
    }
    this.failCancelled(error);
  }

  /** Takes the waiter, which has just been settled, out of what it waited in. */
  abstract leave(): void;
}

/** How to stop listening, for the few waits that watch a signal: a field would make all of them larger. */
const watches = new WeakMap<Waiter, () => void>();

function stopWatching(waiter: Waiter): void {
  watches.get(waiter)!();
  watches.delete(waiter);
}

/** The waits that are about to resume and still known to their task, in order. */
const resuming = new Deque<Waiter>();

function noteResumed(): void {
  const waiter = resuming.shift();
  waiter.execution.cancellation!.removeWait(waiter);
}

// Who asks a task to stop, and where the task learns of it. All cancellation races are settled here, once.
//
// A request comes from `Task.cancel()` (its scope is `null`) or from a cancel scope. It reaches the waits that lie
// inside its scope with no shield in between. If there is one, the wait is interrupted, and with that the request
// is delivered. Otherwise the task is running, about to resume, or waiting on a promise that is not ours: the
// request stays pending and is delivered at the next suspension that it reaches, or when the function returns.
// While an interrupted wait has not resumed yet, further requests are one with the error that is on its way.

import { RESOLVED } from "./_promise.ts";
import { Deque } from "./_deque.ts";
import { type CancelledError, makeCancelledError } from "./errors.ts";

/** What cancellation knows of a scope. */
export class ScopeNode {
  readonly parent: ScopeNode | null;
  readonly level: boolean;
  shield: boolean;
  cancelCalled = false;
  deadline = Infinity;
  /**
   * The errors that requests of this scope and of outer ones have thrown at waits inside, and those of inner scopes
   * that did not take them for their own: what may be on its way out of the scope.
   */
  readonly thrown: CancelledError[] = [];

  constructor(parent: ScopeNode | null, shield: boolean, level: boolean) {
    this.parent = parent;
    this.shield = shield;
    this.level = level;
  }
}

/** One call of `cancel()`. */
export class CancelRequest {
  readonly scope: ScopeNode | null;
  readonly message: string | undefined;
  /** Told when a wait takes the request, after it was pending. */
  readonly onTaken: (() => void) | null;
  readonly #debug: boolean;
  #error: CancelledError | undefined;

  constructor(
    scope: ScopeNode | null,
    message: string | undefined,
    debug: boolean,
    onTaken: (() => void) | null = null,
  ) {
    this.onTaken = onTaken;
    this.scope = scope;
    this.message = message;
    this.#debug = debug;
  }

  /** The error, to be thrown at a wait in `scope`: the same object at all waits that the request interrupts. */
  throwIn(scope: ScopeNode | null): CancelledError {
    this.#error ??= makeCancelledError(this.message, this.#debug);
    scope?.thrown.push(this.#error);
    return this.#error;
  }
}

/** A wait that a request can reach. */
export interface Interruptible {
  readonly scope: ScopeNode | null;
  /** The future that is waited for, if it is one. */
  readonly target?: unknown;
  /** Ends the wait with the request's error, or passes the request on to what is waited for. False if too late. */
  interrupt(request: CancelRequest): boolean;
}

/** An abort signal that was handed out for a task or for a scope of it. */
interface SignalSource {
  readonly scope: ScopeNode | null;
  readonly controller: AbortController;
  /** Whether the task has not waited through us since it took the signal: it is then taken to wait on the signal. */
  fresh: boolean;
}

/** How many tasks of the thread have a request that waits to be delivered. */
let tasksWithPending = 0;

/** Whether some task of the thread has a request that waits to be delivered. */
export function isAnyPending(): boolean {
  return tasksWithPending > 0;
}

/** The cancellation state of one task. */
export class Cancellation {
  /** The count of `Task.cancelling()`. */
  requests = 0;
  /** How many of `requests` are held by scopes that are still open. */
  scopeRequests = 0;
  /** Where the task waits; in debug mode only. */
  waitStack: string | null = null;

  /** Requests that no wait has taken yet; `null` when there are none, which is the usual case. */
  #pending: CancelRequest[] | null = null;
  // A task nearly always has one wait. Several come from `Promise.all` and from calls that nobody awaits.
  #wait: Interruptible | null = null;
  #moreWaits: Set<Interruptible> | null = null;
  #signals: SignalSource[] | null = null;
  /** The wait that was interrupted and has not resumed yet. */
  #interrupted: Interruptible | null = null;

  addWait(wait: Interruptible): void {
    if (this.#wait === null) this.#wait = wait;
    else (this.#moreWaits ??= new Set()).add(wait);
    if (this.#signals !== null) {
      for (const source of this.#signals) source.fresh = false;
    }
  }

  removeWait(wait: Interruptible): void {
    if (this.#wait === wait) this.#wait = null;
    else this.#moreWaits?.delete(wait);
  }

  /** The waits that are open. */
  get waits(): Interruptible[] {
    const waits = this.#wait === null ? [] : [this.#wait];
    return this.#moreWaits === null ? waits : [...waits, ...this.#moreWaits];
  }

  get hasPending(): boolean {
    return this.#pending !== null;
  }

  #setPending(pending: CancelRequest[]): void {
    const before = this.#pending !== null;
    this.#pending = pending.length === 0 ? null : pending;
    const after = this.#pending !== null;
    if (before !== after) tasksWithPending += after ? 1 : -1;
  }

  /** Delivers the request to every wait that it reaches; keeps it pending if there is none. */
  request(request: CancelRequest): void {
    const delivered = this.#moreWaits === null || this.#moreWaits.size === 0
      ? this.#wait !== null && reaches(request, this.#wait.scope) &&
        this.#wait.interrupt(request)
      : this.#interruptAll(request);
    const signalled = this.#signals !== null && this.#abortSignals(request);
    const onItsWay = this.#interrupted !== null &&
      reaches(request, this.#interrupted.scope);
    if (
      !(delivered || signalled || onItsWay) || request.scope?.level === true
    ) this.keep(request);
  }

  #interruptAll(request: CancelRequest): boolean {
    let delivered = false;
    for (const wait of this.waits) {
      if (reaches(request, wait.scope) && wait.interrupt(request)) {
        delivered = true;
      }
    }
    return delivered;
  }

  /** Keeps a request for later; a new one takes the place of an older one from the same scope. */
  keep(request: CancelRequest): void {
    const others = (this.#pending ?? []).filter((one) =>
      one.scope !== request.scope
    );
    this.#setPending([...others, request]);
  }

  /** Takes the pending requests that reach a wait in `scope`; returns one to deliver, or `null`. */
  take(scope: ScopeNode | null): CancelRequest | null {
    if (this.#pending === null) return null;
    let taken: CancelRequest | null = null;
    const left: CancelRequest[] = [];
    for (const request of this.#pending) {
      const reached = reaches(request, scope);
      // Several at once are one delivery.
      if (reached) taken ??= request;
      if (reached && taken !== request) request.onTaken?.();
      if (!reached || request.scope?.level === true) left.push(request);
    }
    this.#setPending(left);
    taken?.onTaken?.();
    return taken;
  }

  /** Says that `wait` has been given a cancellation error and is about to resume with it. */
  noteInterrupted(wait: Interruptible): void {
    this.#interrupted = wait;
  }

  /** Says that the interrupted wait has resumed. */
  noteResumed(): void {
    this.#interrupted = null;
  }

  /** Drops what `scope` asked for and was not delivered, and its share of the count. */
  withdraw(scope: ScopeNode): void {
    if (scope.cancelCalled) {
      this.scopeRequests--;
      if (this.requests > 0) this.requests--;
    }
    if (this.#pending !== null) {
      this.#setPending(
        this.#pending.filter((request) => request.scope !== scope),
      );
    }
    if (this.#signals !== null) {
      this.#signals = this.#signals.filter((source) => source.scope !== scope);
    }
  }

  /** `Task.uncancel()`: takes one request back; at zero, also what was not delivered yet. */
  uncancel(): number {
    if (this.requests > 0 && --this.requests === 0) this.dropPending();
    return this.requests;
  }

  /** Drops what was not delivered: the task has ended, or nothing is asked of it any more. */
  dropPending(): void {
    if (this.#pending !== null) this.#setPending([]);
  }

  /** How many requests come from outside of `scope`: from `Task.cancel()` and from outer scopes, up to a shield. */
  requestsAbove(scope: ScopeNode): number {
    let count = 0;
    for (let node: ScopeNode = scope; !node.shield; node = node.parent) {
      if (node.parent === null) {
        return count + this.requests - this.scopeRequests;
      }
      if (node.parent.cancelCalled) count++;
    }
    return count;
  }

  /** How many requests are pending that a wait in `scope` would take. */
  pendingFor(scope: ScopeNode): number {
    return this.#pending?.filter((request) => reaches(request, scope)).length ??
      0;
  }

  /** Whether a request is pending that a wait in `scope` would take, and that has not been delivered before. */
  hasUndelivered(scope: ScopeNode): boolean {
    return this.#pending?.some((request) =>
      request.scope?.level !== true && reaches(request, scope)
    ) ?? false;
  }

  /** Asks again for every cancel that is in force around `scope`: it was taken, but the task goes on. */
  redeliver(scope: ScopeNode | null): void {
    if (this.requests > this.scopeRequests) {
      this.keep(new CancelRequest(null, undefined, false));
    }
    for (let node = scope; node !== null; node = node.parent) {
      if (node.cancelCalled) {
        this.keep(new CancelRequest(node, undefined, false));
      }
    }
  }

  /** The abort signal of the task in `scope`. */
  signal(scope: ScopeNode | null): AbortSignal {
    this.#signals ??= [];
    let source = this.#signals.find((one) => one.scope === scope);
    if (source === undefined) {
      source = { scope, controller: new AbortController(), fresh: true };
      this.#signals.push(source);
      const request = this.#pending?.find((one) => reaches(one, scope));
      if (request !== undefined) {
        source.controller.abort(request.throwIn(scope));
      }
    }
    source.fresh = true;
    return source.controller.signal;
  }

  /** Aborts the signals that the request reaches; true if the task is taken to wait on one of them. */
  #abortSignals(request: CancelRequest): boolean {
    const reached = this.#signals!.filter((source) =>
      reaches(request, source.scope)
    );
    this.#signals = this.#signals!.filter((source) =>
      !reached.includes(source)
    );
    let delivered = false;
    for (const source of reached) {
      if (source.controller.signal.aborted) continue;
      if (source.fresh) delivered = true;
      source.controller.abort(request.throwIn(source.scope));
    }
    return delivered;
  }
}

const resuming = new Deque<Cancellation>();

/** Has `noteResumed()` called right after the wait that has just been rejected resumes. */
export function noteResumedNext(cancellation: Cancellation): void {
  resuming.push(cancellation);
  RESOLVED.then(resumeNext);
}

function resumeNext(): void {
  resuming.shift().noteResumed();
}

/** The nearest deadline in force in `scope`; `-Infinity` if a cancel is. */
export function effectiveDeadline(scope: ScopeNode | null): number {
  let deadline = Infinity;
  for (let node = scope; node !== null; node = node.parent) {
    deadline = Math.min(
      deadline,
      node.cancelCalled ? -Infinity : node.deadline,
    );
    if (node.shield) break;
  }
  return deadline;
}

/** Whether `request` reaches a wait in `scope`: the wait is inside the request's scope, with no shield between. */
function reaches(request: CancelRequest, scope: ScopeNode | null): boolean {
  for (let node = scope; node !== request.scope; node = node.parent) {
    if (node === null || node.shield) return false;
  }
  return true;
}

// Who asks a task to stop, and where the task learns of it. All cancellation races are settled here, once.
//
// A request comes from `Task.cancel()` (its scope is `null`) or from a cancel scope. It reaches the waits that lie
// inside its scope with no shield in between. If there is one, the wait is interrupted, and with that the request
// is delivered. Otherwise the task is running, about to resume, or waiting on a promise that is not ours: the
// request stays pending and is delivered at the next suspension that it reaches, or when the function returns.

import { type CancelledError, makeCancelledError } from "./errors.ts";

/** What cancellation knows of a scope. */
export class ScopeNode {
  readonly parent: ScopeNode | null;
  readonly level: boolean;
  shield: boolean;
  cancelCalled = false;
  deadline = Infinity;
  /** The cancellation errors that were thrown at waits in this scope; those of inner scopes once they are left. */
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
  readonly #debug: boolean;
  #error: CancelledError | undefined;

  constructor(
    scope: ScopeNode | null,
    message: string | undefined,
    debug: boolean,
  ) {
    this.scope = scope;
    this.message = message;
    this.#debug = debug;
  }

  /** The error that is thrown at each `await` which this request interrupts: the same object at all of them. */
  get error(): CancelledError {
    return this.#error ??= makeCancelledError(this.message, this.#debug);
  }

  /** The error, to be thrown at a wait in `scope`. */
  throwIn(scope: ScopeNode | null): CancelledError {
    const error = this.error;
    scope?.thrown.push(error);
    return error;
  }
}

/** A wait that a request can reach. */
export interface Interruptible {
  readonly scope: ScopeNode | null;
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

/** The cancellation state of one task. */
export class Cancellation {
  /** The count of `Task.cancelling()`. */
  requests = 0;
  /** How many of `requests` are held by scopes that are still open. */
  scopeRequests = 0;
  /** Requests that no wait has taken yet; `null` when there are none, which is the usual case. */
  pending: CancelRequest[] | null = null;
  /** Where the task waits; in debug mode only. */
  waitStack: string | null = null;

  // A task nearly always has one wait. Several come from `Promise.all` and from calls that nobody awaits.
  #wait: Interruptible | null = null;
  #moreWaits: Set<Interruptible> | null = null;
  #signals: SignalSource[] | null = null;

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

  /** The waits that are open, oldest first where it matters. */
  get waits(): Interruptible[] {
    const waits = this.#wait === null ? [] : [this.#wait];
    return this.#moreWaits === null ? waits : [...waits, ...this.#moreWaits];
  }

  /** Delivers the request to every wait that it reaches; keeps it pending if there is none. */
  request(request: CancelRequest): void {
    const delivered = this.#moreWaits === null || this.#moreWaits.size === 0
      ? this.#wait !== null && reaches(request, this.#wait.scope) &&
        this.#wait.interrupt(request)
      : this.#interruptAll(request);
    const signalled = this.#signals !== null && this.#abortSignals(request);
    if (!(delivered || signalled) || request.scope?.level === true) {
      (this.pending ??= []).push(request);
    }
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

  /** Takes the pending requests that reach a wait in `scope`; returns one to deliver, or `null`. */
  take(scope: ScopeNode | null): CancelRequest | null {
    if (this.pending === null) return null;
    let taken: CancelRequest | null = null;
    const left: CancelRequest[] = [];
    for (const request of this.pending) {
      const reached = reaches(request, scope);
      // Several at once are one delivery.
      if (reached) taken ??= request;
      if (!reached || request.scope?.level === true) left.push(request);
    }
    this.pending = left.length === 0 ? null : left;
    return taken;
  }

  /** Drops what `scope` asked for and was not delivered, and its share of the count. */
  withdraw(scope: ScopeNode): void {
    if (scope.cancelCalled) {
      this.scopeRequests--;
      if (this.requests > 0) this.requests--;
    }
    if (this.pending !== null) {
      const left = this.pending.filter((request) => request.scope !== scope);
      this.pending = left.length === 0 ? null : left;
    }
    if (this.#signals !== null) {
      this.#signals = this.#signals.filter((source) => source.scope !== scope);
    }
  }

  /** `Task.uncancel()`: takes one request back; at zero, also what was not delivered yet. */
  uncancel(): number {
    if (this.requests > 0 && --this.requests === 0) this.pending = null;
    return this.requests;
  }

  /** How many requests come from outside of a scope with this parent: from `Task.cancel()` and from outer scopes. */
  requestsAbove(parent: ScopeNode | null): number {
    let count = this.requests - this.scopeRequests;
    for (let scope = parent; scope !== null; scope = scope.parent) {
      if (scope.cancelCalled) count++;
    }
    return count;
  }

  /** Asks again for every cancel that is in force around `scope`: it was taken, but the task goes on. */
  redeliver(scope: ScopeNode | null): void {
    const requests: CancelRequest[] = [];
    if (this.requests > this.scopeRequests) requests.push(new CancelRequest(null, undefined, false));
    for (let node = scope; node !== null; node = node.parent) {
      if (node.cancelCalled) requests.push(new CancelRequest(node, undefined, false));
    }
    const known = this.pending ?? [];
    const missing = requests.filter(({ scope }) => !known.some((one) => one.scope === scope));
    if (missing.length > 0) this.pending = [...known, ...missing];
  }

  /** The abort signal of the task in `scope`. */
  signal(scope: ScopeNode | null): AbortSignal {
    this.#signals ??= [];
    let source = this.#signals.find((one) => one.scope === scope);
    if (source === undefined) {
      source = { scope, controller: new AbortController(), fresh: true };
      this.#signals.push(source);
      const request = this.pending?.find((one) => reaches(one, scope));
      if (request !== undefined) source.controller.abort(request.error);
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
      if (source.fresh && !source.controller.signal.aborted) delivered = true;
      source.controller.abort(request.error);
    }
    return delivered;
  }
}

/** The nearest deadline in force in `scope`; `-Infinity` if a cancel is. */
export function effectiveDeadline(scope: ScopeNode | null): number {
  let deadline = Infinity;
  for (let node = scope; node !== null; node = node.parent) {
    deadline = Math.min(deadline, node.cancelCalled ? -Infinity : node.deadline);
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

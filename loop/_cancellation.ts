// Who asks a task to stop, and where the task learns of it. All cancellation races are settled here, once.
//
// A request comes from `Task.cancel()` (its scope is `null`) or from a cancel scope. It reaches the waits that lie
// inside its scope with no shield in between. If there is one, the wait is interrupted, and with that the request
// is delivered. Otherwise the task is running, about to resume, or waiting on a promise that is not ours: the
// request stays pending and is delivered at the next suspension that it reaches, or when the function returns.
// While an interrupted wait has not resumed yet, further requests are one with the error that is on its way.

import { Execution, storedExecution } from "./_execution.ts";
import { type CancelledError, makeCancelledError } from "./errors.ts";

/** What cancellation knows of a scope. */
export class ScopeNode {
  readonly parent: ScopeNode | null;
  readonly level: boolean;
  shield: boolean;
  cancelCalled = false;
  deadline = Infinity;
  /** Whether a cancel from further out was delivered inside that had been counted before the scope began. */
  isHitAgain = false;
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
  /** Whether it asks once more for a cancel that was taken before. */
  isAgain = false;
  /** Told when a wait takes the request, after it was pending. */
  readonly onTaken: (() => void) | null;
  readonly #debug: boolean;

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

  /** Makes the error to be thrown at a wait in `scope`: one for each wait, since a block form may change it. */
  throwIn(scope: ScopeNode | null): CancelledError {
    if (this.isAgain) {
      for (
        let node = scope;
        node !== null && node !== this.scope;
        node = node.parent
      ) node.isHitAgain = true;
    }
    const error = makeCancelledError(this.message, this.#debug);
    scope?.thrown.push(error);
    return error;
  }
}

/** A wait that a request can reach. */
export interface Interruptible {
  readonly scope: ScopeNode | null;
  /** Whether it has been given a cancellation error and has not resumed with it yet. */
  readonly isInterrupted: boolean;
  /** Whether it has been given its value, or an error, and has not resumed yet. */
  readonly isWoken: boolean;
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

/** The execution of a task, as far as it can be cancelled. */
export abstract class Cancellation extends Execution {
  /** The count of `Task.cancelling()`. */
  requests = 0;
  // A task nearly always has one wait; the other ones are among what is rare.
  #wait: Interruptible | null = null;
  #rare: Rare | null = null;

  get #others(): Rare {
    return this.#rare ??= new Rare();
  }

  addWait(wait: Interruptible): void {
    if (this.#wait === null) this.#wait = wait;
    else (this.#others.waits ??= new Set()).add(wait);
    if (this.#rare !== null) this.#rare.signals = stale(this.#rare.signals);
  }

  removeWait(wait: Interruptible): void {
    if (this.#wait === wait) this.#wait = null;
    else this.#rare?.waits?.delete(wait);
  }

  /** Whether the task waits on more than one thing at once. */
  get hasSeveralWaits(): boolean {
    const others = this.#rare?.waits?.size ?? 0;
    return others > 1 || others === 1 && this.#wait !== null;
  }

  /** The waits that are open, or about to resume. */
  get waits(): Interruptible[] {
    const waits = this.#wait === null ? [] : [this.#wait];
    return [...waits, ...this.#rare?.waits ?? []];
  }

  /** Where the task waits; in debug mode only. */
  get waitStack(): string | null {
    return this.#rare?.waitStack ?? null;
  }

  set waitStack(stack: string) {
    this.#others.waitStack = stack;
  }

  /** How many of `requests` are held by scopes that are still open. */
  get scopeRequests(): number {
    return this.#rare?.scopeRequests ?? 0;
  }

  /** Counts the cancel of a scope. */
  countScopeRequest(): void {
    this.requests++;
    this.#others.scopeRequests++;
  }

  get hasPending(): boolean {
    return this.#rare !== null && this.#rare.pending.length > 0;
  }

  get #pending(): readonly CancelRequest[] {
    return this.#rare?.pending ?? NONE;
  }

  #setPending(pending: CancelRequest[]): void {
    const before = this.hasPending;
    this.#others.pending = pending;
    const after = pending.length > 0;
    if (before !== after) tasksWithPending += after ? 1 : -1;
  }

  /** Delivers the request to every wait that it reaches; keeps it pending if there is none. */
  request(request: CancelRequest): void {
    const rare = this.#rare;
    let delivered = false;
    // A part of the task that runs, or is about to, is out of reach: its next wait has to raise.
    let missed = storedExecution()?.cancellation === this;
    for (const wait of rare === null ? [this.#wait] : this.waits) {
      if (wait === null || !reaches(request, wait.scope)) continue;
      if (wait.isInterrupted || !wait.isWoken && wait.interrupt(request)) {
        delivered = true;
      } else missed = true;
    }
    if (rare !== null && this.#abortSignals(rare, request)) delivered = true;
    if (missed || !delivered || request.scope?.level === true) {
      this.keep(request);
    }
  }

  /** Keeps a request for later; a new one takes the place of an older one from the same scope. */
  keep(request: CancelRequest): void {
    const others = this.#pending.filter((one) => one.scope !== request.scope);
    this.#setPending([...others, request]);
  }

  /** Takes the pending requests that reach a wait in `scope`; returns one to deliver, or `null`. */
  take(scope: ScopeNode | null): CancelRequest | null {
    if (!this.hasPending) return null;
    const taken = this.#pending.filter((request) => reaches(request, scope));
    this.#setPending(
      this.#pending.filter((request) =>
        request.scope?.level === true || !taken.includes(request)
      ),
    );
    for (const request of taken) request.onTaken?.();
    // Several at once are one delivery.
    return taken[0] ?? null;
  }

  /** Drops what `scope` asked for and was not delivered, and its share of the count. */
  withdraw(scope: ScopeNode): void {
    const rare = this.#rare;
    if (rare === null) return;
    if (scope.cancelCalled) {
      rare.scopeRequests--;
      if (this.requests > 0) this.requests--;
    }
    if (rare.pending.length > 0) {
      this.#setPending(
        rare.pending.filter((request) => request.scope !== scope),
      );
    }
    if (rare.signals.length > 0) {
      rare.signals = rare.signals.filter((source) => source.scope !== scope);
    }
  }

  /** `Task.uncancel()`: takes one request back; at zero, also what was not delivered yet. */
  uncancel(): number {
    if (this.requests > 0 && --this.requests === 0) this.dropPending();
    return this.requests;
  }

  /** Drops what was not delivered: the task has ended, or nothing is asked of it any more. */
  dropPending(): void {
    if (this.hasPending) this.#setPending([]);
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
    return this.#pending.filter((request) => reaches(request, scope)).length;
  }

  /** How many of these have not been delivered before. */
  undeliveredFor(scope: ScopeNode): number {
    return this.#pending.filter((request) =>
      request.scope?.level !== true && reaches(request, scope)
    ).length;
  }

  /** Asks again for every cancel that is in force around `scope`: it was taken, but the task goes on. */
  redeliver(scope: ScopeNode | null): void {
    if (this.requests > this.scopeRequests) this.#keepAgain(null);
    for (let node = scope; node !== null; node = node.parent) {
      if (node.cancelCalled) this.#keepAgain(node);
    }
  }

  #keepAgain(scope: ScopeNode | null): void {
    const request = new CancelRequest(scope, undefined, this.core.debug);
    request.isAgain = true;
    this.keep(request);
  }

  /** The abort signal of the task in `scope`. */
  signal(scope: ScopeNode | null): AbortSignal {
    const rare = this.#others;
    let source = rare.signals.find((one) =>
      one.scope === scope && !one.controller.signal.aborted
    );
    if (source === undefined) {
      source = { scope, controller: new AbortController(), fresh: true };
      rare.signals = [
        ...rare.signals.filter((one) => one.scope !== scope),
        source,
      ];
      const request = this.#pending.find((one) => reaches(one, scope));
      if (request !== undefined) {
        source.controller.abort(request.throwIn(scope));
      }
    }
    source.fresh = true;
    return source.controller.signal;
  }

  /**
   * Aborts the signals that the request reaches; true if the task is taken to wait on one of them. One that has been
   * aborted stays until the task waits or takes a signal again: meanwhile further requests are one with that.
   */
  #abortSignals(rare: Rare, request: CancelRequest): boolean {
    let delivered = false;
    for (const source of rare.signals) {
      if (!reaches(request, source.scope)) continue;
      if (source.fresh) delivered = true;
      if (!source.controller.signal.aborted) {
        source.controller.abort(request.throwIn(source.scope));
      }
    }
    rare.signals = rare.signals.filter((source) =>
      source.fresh || !source.controller.signal.aborted
    );
    return delivered;
  }
}

/** The signals of a task that has begun to wait: it is not taken to wait on them any more. */
function stale(signals: readonly SignalSource[]): readonly SignalSource[] {
  if (signals.length === 0) return signals;
  for (const source of signals) source.fresh = false;
  return signals.filter((source) => !source.controller.signal.aborted);
}

const NONE: readonly CancelRequest[] = [];
const NO_SIGNALS: readonly SignalSource[] = [];

/** The part of the state that few tasks ever need. */
class Rare {
  /** Waits beside the first one: from `Promise.all`, and from calls that nobody awaits. */
  waits: Set<Interruptible> | null = null;
  scopeRequests = 0;
  /** Requests that no wait has taken yet. */
  pending: readonly CancelRequest[] = NONE;
  signals: readonly SignalSource[] = NO_SIGNALS;
  waitStack: string | null = null;
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

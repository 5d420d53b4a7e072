import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { toOSError } from "./os_error.ts";

const DONE: Promise<void> = Promise.resolve();

/** What becomes of a call of the system that its caller has not waited for to the end. */
export interface Abandoned<T> {
  /** Takes what came when nobody waited any more. */
  value?(value: T): void;
  /** Takes the error that came when nobody waited any more. */
  error?(error: unknown): void;
}

/**
 * One operation at a time, in the order of the calls.
 *
 * An operation may be cancelled while a call of the system is under way for it. Its caller leaves at once, but its
 * turn lasts until that call has ended: nothing else happens to the file meanwhile.
 */
export class OperationQueue {
  #busy = false;
  /** Whether a call of the system is under way. */
  #calling = false;
  /** Whether the operation that this call is for has left. */
  #left = false;
  readonly #line: WaitList = new WaitList();
  readonly #answer: WaitList<unknown> = new WaitList();
  #onIdle: (() => void) | null = null;

  get busy(): boolean {
    return this.#busy;
  }

  /** Whether a call of the system is under way for an operation that has been cancelled. */
  get isAbandoned(): boolean {
    return this.#calling && this.#left;
  }

  /** Takes the turn if that takes no wait. */
  tryEnter(): boolean {
    if (this.#busy) return false;
    return this.#busy = true;
  }

  /** Waits for the turn. */
  enter(options?: WaitOptions): Promise<void> {
    if (this.#busy) return this.#line.wait(options);
    const refused = refusedBy(options);
    if (refused !== null) return refused;
    this.#busy = true;
    return DONE;
  }

  leave(): void {
    if (this.#calling) this.#left = true;
    else if (!this.#line.wakeOne()) {
      this.#busy = false;
      this.#onIdle?.();
    }
  }

  /** Ends when nobody has the turn or waits for it, and keeps it from then on. It cannot be cancelled. */
  async takeForGood(): Promise<void> {
    if (this.#busy) {
      await new Promise<void>((resolve) => this.#onIdle = resolve);
      this.#onIdle = null;
    }
    this.#busy = true;
  }

  /** Waits for a call of the system; it must be the caller's turn. Nothing is called if the wait is refused. */
  call<T>(
    start: () => Promise<T>,
    options?: WaitOptions,
    abandoned?: Abandoned<T>,
  ): Promise<T> {
    const answer = this.#answer.wait(options) as Promise<T>;
    if (this.#answer.size === 0) return answer;
    this.#calling = true;
    start().then(
      (value) => {
        if (!this.#answer.wakeOne(value)) abandoned?.value?.(value);
        this.#end();
      },
      (error: unknown) => {
        const failure = toOSError(error);
        if (!this.#answer.failOne(failure)) abandoned?.error?.(failure);
        this.#end();
      },
    );
    return answer;
  }

  #end(): void {
    this.#calling = false;
    if (!this.#left) return;
    this.#left = false;
    this.leave();
  }
}

import { Deque } from "../loop/deque.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import { INSPECT } from "../loop/inspect.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { listen, unlisten } from "./_signal_hub.ts";

/**
 * The signals that the process gets, one after the other: made by {@linkcode openSignalReceiver}.
 *
 * None is lost: those that come while nobody waits are kept, in order. Several receivers of the same signal all get it.
 */
export class SignalReceiver
  implements AsyncIterableIterator<Deno.Signal, undefined>, Disposable {
  readonly #loop: EventLoop;
  readonly #signals: ReadonlySet<Deno.Signal>;
  readonly #received: Deque<Deno.Signal> = new Deque();
  // Invariant: nobody waits while there is something to take.
  readonly #waiting: WaitList<IteratorResult<Deno.Signal, undefined>> =
    new WaitList();
  readonly #receive = (signal: Deno.Signal): void => {
    if (!this.#waiting.wakeOne({ done: false, value: signal })) {
      this.#received.push(signal);
    }
  };
  #isClosed = false;

  /** Begins to receive. */
  constructor(signals: readonly Deno.Signal[]) {
    this.#loop = getEventLoop();
    this.#signals = new Set(signals);
    if (this.#signals.size === 0) {
      throw new RangeError("A signal receiver needs at least one signal");
    }
    try {
      for (const signal of this.#signals) {
        listen(this.#loop, signal, this.#receive);
      }
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  /**
   * Waits for the next signal.
   *
   * **Cancellation.** A cancelled caller leaves all signals to the next one.
   *
   * @returns The signal, or `done` if the receiver is closed.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  next(
    options?: WaitOptions,
  ): Promise<IteratorResult<Deno.Signal, undefined>> {
    if (this.#received.length === 0 && !this.#isClosed) {
      return this.#waiting.wait(options);
    }
    return refusedBy(options) ?? Promise.resolve(
      this.#isClosed ? DONE : { done: false, value: this.#received.shift() },
    );
  }

  /**
   * Closes the receiver: what `for await` does when the loop is left.
   *
   * **Cancellation.** It does not wait.
   */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.#close();
    return Promise.resolve(DONE);
  }

  /** Iterates over the signals, until the receiver is closed. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Closes the receiver: the signals have the effect that they had before, and who waits gets the end. */
  [Symbol.dispose](): void {
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const signal of this.#signals) {
      unlisten(this.#loop, signal, this.#receive);
    }
    this.#waiting.wakeAll(DONE);
  }

  /** Such as `<SignalReceiver SIGINT SIGTERM>`. */
  toString(): string {
    const parts = [this.constructor.name, ...this.#signals];
    if (this.#isClosed) parts.push("closed");
    return `<${parts.join(" ")}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

/**
 * Receives signals as an async iterator: anyio's `open_signal_receiver()`.
 *
 * From now until the receiver is closed they do nothing else: a receiver of `SIGINT` takes Ctrl-C over from `run()`.
 *
 * @param signals At least one, such as `"SIGTERM"`.
 * @throws {TypeError} If one is not a signal's name, or not known here.
 * @throws {RangeError} If there is none.
 * @throws {RuntimeError} If one cannot be caught.
 *
 * @example Reload, and end
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const log: string[] = [];
 * await asyncio.run(async () => {
 *   using signals = asyncio.openSignalReceiver("SIGHUP", "SIGTERM");
 *   Deno.kill(Deno.pid, "SIGHUP");
 *   for await (const signal of signals) {
 *     log.push(signal);
 *     if (signal === "SIGTERM") break;
 *     Deno.kill(Deno.pid, "SIGTERM");
 *   }
 * });
 * assertEquals(log, ["SIGHUP", "SIGTERM"]);
 * ```
 */
export function openSignalReceiver(...signals: Deno.Signal[]): SignalReceiver {
  return new SignalReceiver(signals);
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

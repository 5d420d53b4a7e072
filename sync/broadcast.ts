import { INSPECT } from "../loop/inspect.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { Channel } from "./_channel.ts";
import { checkSize } from "./_size.ts";
import { Receiver } from "./receiver.ts";
import { ClosedResource } from "./resource_errors.ts";
import { WouldBlockError } from "./would_block_error.ts";

/** What {@linkcode Broadcast.statistics} tells. */
export interface BroadcastStatistics {
  /** How many items each subscriber may be behind. */
  readonly size: number;
  /** How many items the slowest subscriber is behind. */
  readonly stored: number;
  /** How many subscriptions are open. */
  readonly subscribers: number;
  /** How many tasks wait in `send()`. */
  readonly tasksWaitingSend: number;
}

/**
 * A channel in which every subscriber receives every item.
 *
 * - **Back-pressure.** Each subscriber may be `size` items behind; `send()` waits for the slowest one.
 * - **All or none.** An item goes to all subscribers at once, in the same order for all. A cancelled sender has sent its
 *   item to none of them.
 * - A subscriber gets what is sent after it has subscribed. Where there is none, what is sent goes nowhere.
 * - **FIFO without barging** among those who wait to send.
 *
 * A subscriber that does not read holds up all others: close what is not read any more, best with `using`.
 *
 * @typeParam T The type of the items.
 *
 * @example Two readers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const log: string[] = [];
 * await asyncio.run(() =>
 *   asyncio.taskGroup(async (tg) => {
 *     using news = new asyncio.Broadcast<string>(1);
 *     for (const reader of ["anna", "bert"]) {
 *       const subscription = news.subscribe();
 *       tg.createTask(async () => {
 *         for await (const item of subscription) log.push(`${reader}: ${item}`);
 *       });
 *     }
 *     await news.send("rain");
 *     await news.send("sun");
 *   })
 * );
 * assertEquals(log.sort(), ["anna: rain", "anna: sun", "bert: rain", "bert: sun"]);
 * ```
 */
export class Broadcast<T> {
  readonly #size: number;
  readonly #subscriptions: Set<Channel<T>> = new Set();
  /** Those who wait to send, each with its item. */
  readonly #senders: WaitList<void, T> = new WaitList();
  #isClosed = false;

  /**
   * Makes a broadcast without subscribers.
   *
   * @param size How many items each subscriber may be behind: a whole number of at least 1, or `Infinity`.
   * @throws {TypeError} If `size` is not a number.
   * @throws {RangeError} If `size` is less than 1 or not whole.
   */
  constructor(size: number) {
    this.#size = checkSize(size, "The size of a broadcast", 1);
  }

  /** Whether the broadcast has been closed. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /**
   * Makes a receiver of all that is sent from now on. Its clones share what it receives.
   *
   * @throws {ClosedResource} If the broadcast has been closed.
   */
  subscribe(): Receiver<T> {
    if (this.#isClosed) throw closedBroadcast("subscribe");
    const subscription = new Subscription<T>(
      this.#size,
      () => this.#deliver(),
      () => this.#subscriptions.delete(subscription),
    );
    subscription.openSenders = 1;
    this.#subscriptions.add(subscription);
    return new Receiver(subscription);
  }

  /**
   * Sends an item to all subscribers; waits until all of them have room for it.
   *
   * **Cancellation.** A cancelled caller has sent its item to nobody. If it has been taken in already, the call returns,
   * and the cancel is raised at the caller's next wait.
   *
   * @throws {ClosedResource} If the broadcast has been closed, or is while the caller waits.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  send(item: T, options?: WaitOptions): Promise<void> {
    const refused = refusedBy(options);
    if (refused !== null) return refused;
    if (this.#isClosed) return Promise.reject(closedBroadcast("send"));
    if (!this.#haveRoom()) return this.#senders.wait(options, item);
    this.#push(item);
    return Promise.resolve();
  }

  /**
   * Sends an item to all subscribers at once.
   *
   * @throws {WouldBlockError} If one of them has no room.
   * @throws {ClosedResource} If the broadcast has been closed.
   */
  trySend(item: T): void {
    if (this.#isClosed) throw closedBroadcast("send");
    if (!this.#haveRoom()) {
      throw new WouldBlockError(
        `Cannot send at once: a subscriber is ${this.#size} behind`,
      );
    }
    this.#push(item);
  }

  /**
   * Closes the broadcast; the first time. Whoever waits to send gets a `ClosedResource`; subscribers get what is left
   * and then the end.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#senders.failAll(closedBroadcast("send"));
    for (const subscription of this.#subscriptions) {
      subscription.openSenders = 0;
      subscription.endOfSending();
    }
    this.#subscriptions.clear();
  }

  /** How far the subscribers are behind and who waits, as a frozen object. */
  statistics(): BroadcastStatistics {
    let stored = 0;
    for (const { items } of this.#subscriptions) {
      stored = Math.max(stored, items.length);
    }
    return Object.freeze({
      size: this.#size,
      stored,
      subscribers: this.#subscriptions.size,
      tasksWaitingSend: this.#senders.size,
    });
  }

  /** As {@linkcode close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Such as `<Broadcast open, subscribers:2>`. */
  toString(): string {
    const state = this.#isClosed ? "closed" : "open";
    return `<${this.constructor.name} ${state}, subscribers:${this.#subscriptions.size}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  #haveRoom(): boolean {
    for (const subscription of this.#subscriptions) {
      if (!subscription.hasRoom) return false;
    }
    return true;
  }

  #push(item: T): void {
    for (const subscription of this.#subscriptions) subscription.push(item);
  }

  /** Sends what waits to be sent, as long as there is room. */
  #deliver(): void {
    while (this.#senders.size > 0 && this.#haveRoom()) {
      this.#push(this.#senders.first as T);
      this.#senders.wakeOne();
    }
  }
}

/** A channel that a broadcast fills. */
class Subscription<T> extends Channel<T> {
  readonly #deliver: () => void;
  readonly #unsubscribe: () => void;

  constructor(size: number, deliver: () => void, unsubscribe: () => void) {
    super(size);
    this.#deliver = deliver;
    this.#unsubscribe = unsubscribe;
  }

  override refill(): void {
    this.#deliver();
  }

  override endOfReceiving(): void {
    super.endOfReceiving();
    this.#unsubscribe();
    this.#deliver();
  }
}

function closedBroadcast(what: string): ClosedResource {
  return new ClosedResource(`Cannot ${what}: this broadcast has been closed`);
}

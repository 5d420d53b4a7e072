import { describe } from "../loop/check.ts";
import { Deque } from "../loop/deque.ts";
import { WaitList } from "../loop/wait_list.ts";
import { BrokenResource, EndOfStream } from "./resource_errors.ts";

/** An item that waits for room, and the end that sends it. */
export interface Offer<T> {
  readonly item: T;
  readonly end: object;
}

/** What the ends of a channel share. */
export class Channel<T> {
  readonly size: number;
  readonly items: Deque<T> = new Deque();
  // Invariant: receivers wait only while there is nothing to take, offers only while there is no room.
  /** Those who wait to receive, each with the end that it uses. */
  readonly receivers: WaitList<T, object> = new WaitList();
  readonly offers: WaitList<void, Offer<T>> = new WaitList();
  openSenders = 0;
  openReceivers = 0;
  /** When `select()` took something here last, in calls of `select()`. */
  lastSelected = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** Whether an item would be taken in at once. */
  get hasRoom(): boolean {
    return this.receivers.size > 0 || this.items.length < this.size;
  }

  /** Whether there is something to take at once. */
  get hasItem(): boolean {
    return this.items.length > 0 || this.offers.size > 0;
  }

  /** Whether there is nothing to take, and nothing can come any more. */
  get isEnded(): boolean {
    return this.openSenders === 0 && !this.hasItem;
  }

  /** Gives an item to whoever has waited longest, or stores it; there must be room. */
  push(item: T): void {
    if (!this.receivers.wakeOne(item)) this.items.push(item);
  }

  /** Takes the next item; there must be one. */
  take(): T {
    if (this.items.length === 0) return this.#takeOffer();
    const item = this.items.shift();
    this.refill();
    return item;
  }

  /** Lets the next offer in: an item has been taken out. */
  refill(): void {
    if (this.offers.size > 0) this.push(this.#takeOffer());
  }

  #takeOffer(): T {
    const { item } = this.offers.first!;
    this.offers.wakeOne();
    return item;
  }

  /** Tells those who wait to receive that nothing will come any more: the last sender has been closed. */
  endOfSending(): void {
    this.receivers.failAll(endOfStream());
  }

  /** Tells those who wait to send that nobody will take it, and drops what is stored: the last receiver has been closed. */
  endOfReceiving(): void {
    this.offers.failAll(brokenResource());
    while (this.items.length > 0) this.items.shift();
  }
}

/** Returns `channel` if it is one, which only `channel()` makes. */
export function checkChannel<T>(channel: object, end: string): Channel<T> {
  if (channel instanceof Channel) return channel;
  throw new TypeError(`A ${end} is made by channel(): ${describe(channel)}`);
}

/** What receiving raises at the end. */
export function endOfStream(): EndOfStream {
  return new EndOfStream(
    "Cannot receive: all senders are closed, and nothing is left",
  );
}

/** What sending raises when nobody is there to receive. */
export function brokenResource(): BrokenResource {
  return new BrokenResource("Cannot send: all receivers are closed");
}

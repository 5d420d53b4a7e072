import { WaitList } from "../loop/wait_list.ts";
import type { WaitOptions } from "../loop/wait_options.ts";

/** A putter that waits for room, and what it wants to put. */
export class Offer<T> {
  readonly item: T;
  /** The putter alone waits here; it is empty as soon as the putter has been woken or cancelled. */
  readonly turn: WaitList<void> = new WaitList();
  prev: Offer<T> | null = null;
  next: Offer<T> | null = null;
  isListed = false;

  constructor(item: T) {
    this.item = item;
  }
}

/**
 * The putters that wait, in order of arrival.
 *
 * The queue takes the item itself when there is room, before the putter runs again. So items never change their
 * order, and nobody can see room that is promised to another.
 */
export class Offers<T> {
  #first: Offer<T> | null = null;
  #last: Offer<T> | null = null;

  /** How many putters wait. */
  get size(): number {
    let size = 0;
    for (let offer = this.#first; offer !== null; offer = offer.next) {
      size += offer.turn.size;
    }
    return size;
  }

  /** Waits until the item has been taken. */
  async wait(item: T, options: WaitOptions): Promise<void> {
    const offer = new Offer(item);
    this.#add(offer);
    try {
      await offer.turn.wait(options);
    } finally {
      if (offer.isListed) this.#remove(offer);
    }
  }

  /** The first putter that waits, if any. */
  get first(): Offer<T> | null {
    // One that has been cancelled does not wait any more, but is still listed until it runs.
    while (this.#first !== null && this.#first.turn.size === 0) {
      this.#remove(this.#first);
    }
    return this.#first;
  }

  /** Takes out the first putter that waits, if any. */
  shift(): Offer<T> | null {
    const offer = this.first;
    if (offer !== null) this.#remove(offer);
    return offer;
  }

  #add(offer: Offer<T>): void {
    offer.isListed = true;
    offer.prev = this.#last;
    if (this.#last === null) this.#first = offer;
    else this.#last.next = offer;
    this.#last = offer;
  }

  #remove(offer: Offer<T>): void {
    offer.isListed = false;
    if (offer.prev === null) this.#first = offer.next;
    else offer.prev.next = offer.next;
    if (offer.next === null) this.#last = offer.prev;
    else offer.next.prev = offer.prev;
    offer.prev = offer.next = null;
  }
}

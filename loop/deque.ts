/** A queue in a ring buffer that grows: first in, first out, in constant time, and nothing allocated before the first item. */
export class Deque<T> {
  // Invariant: the capacity, #slots.length, is 0 or a power of two.
  #slots: (T | undefined)[] = [];
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[this.#at(this.#length++)] = item;
  }

  /** Takes the oldest item; there must be one. */
  shift(): T {
    const item = this.#slots[this.#first] as T;
    // An item that has been taken must not be kept alive here.
    this.#slots[this.#first] = undefined;
    this.#first = this.#at(1);
    this.#length--;
    if (this.#length === 0 && this.#slots.length > 4096) this.#release();
    return item;
  }

  /** The slot of the item in place `index`. */
  #at(index: number): number {
    return (this.#first + index) & (this.#slots.length - 1);
  }

  #grow(): void {
    const capacity = Math.max(16, this.#slots.length * 2);
    const slots: (T | undefined)[] = new Array(capacity);
    for (let i = 0; i < this.#length; i++) slots[i] = this.#slots[this.#at(i)];
    this.#slots = slots;
    this.#first = 0;
  }

  /** Gives back the room that a burst has taken. */
  #release(): void {
    this.#slots = [];
    this.#first = 0;
  }
}

/** A growing ring buffer: FIFO in O(1) without shifting, and no garbage while it stays small. */
export class Deque<T> {
  #items: (T | undefined)[] = new Array(16);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.#length) & (this.#items.length - 1)] = item;
    this.#length++;
  }

  /** Takes the first item; the deque must not be empty. */
  shift(): T {
    const item = this.#items[this.#head] as T;
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    if (--this.#length === 0) this.#reset();
    return item;
  }

  /** Lets go of the room that a burst took. */
  #reset(): void {
    this.#head = 0;
    if (this.#items.length > 4096) this.#items = new Array(16);
  }

  #grow(): void {
    const items = this.#items;
    const larger: (T | undefined)[] = new Array(items.length * 2);
    for (let i = 0; i < items.length; i++) {
      larger[i] = items[(this.#head + i) & (items.length - 1)];
    }
    this.#items = larger;
    this.#head = 0;
  }
}

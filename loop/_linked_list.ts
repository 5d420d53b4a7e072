/** A node of a {@linkcode LinkedList}: the links live in the item itself, so leaving costs nothing but two writes. */
export interface Linked {
  prev: Linked | null;
  next: Linked | null;
}

/** A doubly linked list through its items: O(1) at both ends and O(1) removal from the middle. */
export class LinkedList<T extends Linked> {
  first: T | null = null;
  last: T | null = null;
  size = 0;

  push(item: T): void {
    item.prev = this.last;
    item.next = null;
    if (this.last === null) this.first = item;
    else this.last.next = item;
    this.last = item;
    this.size++;
  }

  /** Takes `item` out; it must be in this list. */
  remove(item: T): void {
    if (item.prev === null) this.first = item.next as T | null;
    else item.prev.next = item.next;
    if (item.next === null) this.last = item.prev as T | null;
    else item.next.prev = item.prev;
    item.prev = item.next = null;
    this.size--;
  }

  shift(): T | null {
    const item = this.first;
    if (item !== null) this.remove(item);
    return item;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let item = this.first; item !== null; item = item.next as T | null) {
      yield item;
    }
  }
}

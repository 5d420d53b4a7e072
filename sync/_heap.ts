// A binary heap that is stable and safe against comparators that throw.
//
// Stable: every item has a number, and of two equal ones the smaller number goes first. Safe: both operations first
// find the way through the tree by comparing, and only then move items along it. So when a comparator throws, the
// heap is as it was before. `pop` follows the smaller children down to a leaf and comes back up to where the last
// item belongs, which is mostly near the leaf: about one comparison per level instead of two (Floyd).

interface Entry<T> {
  readonly item: T;
  readonly number: number;
}

/** Gives the smallest item first, and equal ones in the order of their arrival; O(log n) for both operations. */
export class Heap<T> {
  // Invariant: no entry is less than its parent, entries[(i - 1) >> 1].
  #entries: Entry<T>[] = [];
  #nextNumber = 0;
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get length(): number {
    return this.#entries.length;
  }

  push(item: T): void {
    const entries = this.#entries;
    const entry = { item, number: this.#nextNumber };
    let place = entries.length;
    while (place > 0 && this.#isLess(entry, entries[parentOf(place)]!)) {
      place = parentOf(place);
    }
    this.#nextNumber++;
    let free = entries.length;
    while (free > place) {
      entries[free] = entries[parentOf(free)]!;
      free = parentOf(free);
    }
    entries[place] = entry;
  }

  /** Takes the smallest item; there must be one. */
  pop(): T {
    const entries = this.#entries;
    const count = entries.length - 1;
    let carried = entries[count]!;
    let place = this.#leafBelowRoot(count);
    while (place > 0 && this.#isLess(carried, entries[place]!)) {
      place = parentOf(place);
    }
    entries.pop();
    if (count === 0) return carried.item;
    // The last one goes to its place, and each above it one level up; the root is left over.
    for (;; place = parentOf(place)) {
      const entry = entries[place]!;
      entries[place] = carried;
      carried = entry;
      if (place === 0) return carried.item;
    }
  }

  /** Where the way along the smaller children ends, in a heap of the first `count` entries. */
  #leafBelowRoot(count: number): number {
    const entries = this.#entries;
    let place = 0;
    for (let child = 1; child < count; child = 2 * place + 1) {
      const hasSibling = child + 1 < count;
      place = hasSibling && this.#isLess(entries[child + 1]!, entries[child]!)
        ? child + 1
        : child;
    }
    return place;
  }

  #isLess(a: Entry<T>, b: Entry<T>): boolean {
    const order = this.#compare(a.item, b.item);
    return order < 0 || order === 0 && a.number < b.number;
  }
}

function parentOf(place: number): number {
  return (place - 1) >> 1;
}

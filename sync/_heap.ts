// A binary heap that is stable and safe against comparators that throw.
//
// Stable: every item has a number, and of two equal ones the smaller number goes first. Safe: both operations first
// find the way through the tree by comparing, and only then move items along it. So when a comparator throws, the
// heap is as it was before. `pop` follows the smaller children down to a leaf and comes back up to where the last
// item belongs, which is mostly near the leaf: about one comparison per level instead of two (Floyd).

/** Gives the smallest item first, and equal ones in the order of their arrival; O(log n) for both operations. */
export class Heap<T> {
  // Invariant: nothing is less than its parent, in place (i - 1) >> 1. Two arrays beside each other, as an object for
  // each item would be looked up in memory at every comparison.
  readonly #items: T[] = [];
  readonly #numbers: number[] = [];
  #nextNumber = 0;
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get length(): number {
    return this.#items.length;
  }

  push(item: T): void {
    const [items, numbers] = [this.#items, this.#numbers];
    const number = this.#nextNumber;
    let place = items.length;
    while (place > 0 && this.#isLess(item, number, parentOf(place))) {
      place = parentOf(place);
    }
    this.#nextNumber++;
    let free = items.length;
    while (free > place) {
      const parent = parentOf(free);
      items[free] = items[parent]!;
      numbers[free] = numbers[parent]!;
      free = parent;
    }
    items[place] = item;
    numbers[place] = number;
  }

  /** Takes the smallest item; there must be one. */
  pop(): T {
    const [items, numbers] = [this.#items, this.#numbers];
    const count = items.length - 1;
    let item = items[count]!;
    let number = numbers[count]!;
    let place = this.#leafBelowRoot(count);
    while (place > 0 && this.#isLess(item, number, place)) {
      place = parentOf(place);
    }
    items.pop();
    numbers.pop();
    if (count === 0) return item;
    // The last one goes to its place, and each above it one level up; the root is left over.
    for (;; place = parentOf(place)) {
      const [above, itsNumber] = [items[place]!, numbers[place]!];
      items[place] = item;
      numbers[place] = number;
      item = above;
      number = itsNumber;
      if (place === 0) return item;
    }
  }

  /** Where the way along the smaller children ends, among the first `count` items. */
  #leafBelowRoot(count: number): number {
    const [items, numbers] = [this.#items, this.#numbers];
    let place = 0;
    for (let child = 1; child < count; child = 2 * place + 1) {
      const sibling = child + 1;
      place = sibling < count &&
          this.#isLess(items[sibling]!, numbers[sibling]!, child)
        ? sibling
        : child;
    }
    return place;
  }

  /** Whether an item comes before the one in `place`. */
  #isLess(item: T, number: number, place: number): boolean {
    const order = this.#compare(item, this.#items[place]!);
    return order < 0 || order === 0 && number < this.#numbers[place]!;
  }
}

function parentOf(place: number): number {
  return (place - 1) >> 1;
}

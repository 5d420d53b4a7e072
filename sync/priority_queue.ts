import { checkFunction, checkObject, describe } from "../loop/check.ts";
import { Heap } from "./_heap.ts";
import { naturalOrder } from "./_natural_order.ts";
import { Queue } from "./queue.ts";

/** Options of {@linkcode PriorityQueue}. */
export interface PriorityQueueOptions<T> {
  /**
   * Less than 0 if `a` is to come out before `b`, more than 0 if after, and 0 if it makes no difference, as for
   * `Array.prototype.sort`. @default {the natural order}
   */
  readonly compare?: ((a: T, b: T) => number) | undefined;
}

/**
 * A queue that gives the smallest item first.
 *
 * - **Order.** By `compare`, or else the natural one: numbers (also `bigint`) by value, strings by their characters,
 *   arrays element by element like Python's tuples, so that `[priority, name]` works, and objects by what their
 *   `valueOf()` gives, such as dates.
 * - **Stable.** Equal items come out in the order in which they went in.
 * - Putting and getting take O(log n) time.
 * - Tasks that wait, for an item or for room, are served in the order in which they came; the item of a putter that
 *   waits is not in the queue yet, and nobody looks at its priority.
 * - An item that has no order, such as `NaN` or a plain object without `compare`, is refused by `put()`. To find that
 *   out, an item is compared with itself first.
 *
 * All else is as in {@linkcode Queue}. Differs from CPython: there equal items come out in any order.
 *
 * @typeParam T The type of the items.
 *
 * @example Pairs, and a comparator
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const pairs = new asyncio.PriorityQueue<[priority: number, name: string]>();
 * pairs.putNowait([10, "later"]);
 * pairs.putNowait([9, "sooner"]);
 * assertEquals(pairs.getNowait(), [9, "sooner"]);
 *
 * const jobs = new asyncio.PriorityQueue<{ name: string; urgency: number }>(0, {
 *   compare: (a, b) => b.urgency - a.urgency,
 * });
 * jobs.putNowait({ name: "tidy up", urgency: 1 });
 * jobs.putNowait({ name: "put out the fire", urgency: 5 });
 * assertEquals(jobs.getNowait().name, "put out the fire");
 * ```
 */
export class PriorityQueue<T = unknown> extends Queue<T> {
  readonly #heap: Heap<T>;
  readonly #compare: (a: T, b: T) => number;

  /**
   * Makes an empty queue.
   *
   * @param maxsize How many items it holds at most; 0 or less is without limit.
   * @throws {TypeError} If `maxsize` is not a number, or `compare` not a function.
   * @throws {RangeError} If `maxsize` is `NaN`.
   */
  constructor(maxsize: number = 0, options: PriorityQueueOptions<T> = {}) {
    super(maxsize);
    checkObject(options, "Options");
    const { compare = naturalOrder } = options;
    checkFunction(compare, "'compare'");
    this.#compare = compare === naturalOrder ? compare : checkedOrder(compare);
    this.#heap = new Heap(this.#compare);
  }

  /** How many items are in the queue. */
  override qsize(): number {
    return this.#heap.length;
  }

  /**
   * A hook, see {@linkcode Queue.storeItem}: puts an item into its place.
   *
   * @throws {TypeError} If the item has no order.
   */
  override storeItem(item: T): void {
    // One without an order would let those fail that come after it.
    this.#compare(item, item);
    this.#heap.push(item);
  }

  /** A hook, see {@linkcode Queue.takeItem}: takes the smallest item, of equal ones the oldest. */
  override takeItem(): T {
    return this.#heap.pop();
  }
}

/** `compare` with its answers checked: a boolean, say, would pass for a number and give a wrong order. */
function checkedOrder<T>(
  compare: (a: T, b: T) => number,
): (a: T, b: T) => number {
  return (a, b) => {
    const order = compare(a, b);
    if (typeof order === "number" && order === order) return order;
    throw new TypeError(
      `'compare' must return a number: ${describe(order)}`,
    );
  };
}

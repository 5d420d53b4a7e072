import { Queue } from "./queue.ts";

/**
 * A queue that gives the item first that was put last: a stack.
 *
 * All else is as in {@linkcode Queue}: tasks that wait, for an item or for room, are served in the order in which they
 * came.
 *
 * @typeParam T The type of the items.
 *
 * @example Last in, first out
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const queue = new asyncio.LifoQueue<number>();
 * for (const item of [1, 3, 2]) queue.putNowait(item);
 * assertEquals([queue.getNowait(), queue.getNowait(), queue.getNowait()], [2, 3, 1]);
 * ```
 */
export class LifoQueue<T = unknown> extends Queue<T> {
  readonly #stack: T[] = [];

  /** How many items are in the queue. */
  override qsize(): number {
    return this.#stack.length;
  }

  /** A hook, see {@linkcode Queue.storeItem}: puts an item on top of the stack. */
  override storeItem(item: T): void {
    this.#stack.push(item);
  }

  /** A hook, see {@linkcode Queue.takeItem}: takes the item on top. */
  override takeItem(): T {
    return this.#stack.pop() as T;
  }
}

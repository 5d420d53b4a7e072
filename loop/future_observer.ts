import type { Future } from "./future.ts";

/**
 * What `Future.observe()` takes: told the moment that a future is done. For those who build on futures; programs use
 * `await` or `addDoneCallback()`.
 *
 * {@linkcode onDone} runs inside the call that settles the future, in no particular context, and must not throw.
 *
 * @example Count what is left
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Future, FutureObserver } from "@asyncio/asyncio";
 *
 * let left = 1;
 * class Counter extends FutureObserver {
 *   override onDone() {
 *     left--;
 *   }
 * }
 * const future = new Future<void>();
 * future.observe(new Counter());
 * future.setResult();
 * assertEquals(left, 0);
 * ```
 */
export abstract class FutureObserver {
  /** The neighbour before it at the future; not for programs. @ignore */
  prev: FutureObserver | null = null;
  /** The neighbour behind it at the future; not for programs. @ignore */
  next: FutureObserver | null = null;

  /** Called once, when the future is done. */
  abstract onDone(future: Future<unknown>): void;
}

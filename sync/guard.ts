/**
 * What `acquire()` gives: it releases at the end of the block that holds it, in place of Python's `async with lock`.
 *
 * - Works with `using` and with `await using`; releasing does not wait.
 * - Releases once; disposing of it again does nothing.
 * - Whoever prefers to call `release()` by hand may drop the guard: by itself it does nothing.
 *
 * @example Hold a lock for a block
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const lock = new asyncio.Lock();
 * {
 *   using _ = await lock.acquire();
 *   assertEquals(lock.locked(), true);
 * }
 * assertEquals(lock.locked(), false);
 * ```
 */
export class Guard {
  #held: { release(): void } | null;

  /** Makes a guard that calls `held.release()`. */
  constructor(held: { release(): void }) {
    this.#held = held;
  }

  /** Releases, the first time. */
  [Symbol.dispose](): void {
    const held = this.#held;
    this.#held = null;
    held?.release();
  }

  /**
   * Releases, the first time.
   *
   * **Cancellation.** It does not wait, and cannot be cancelled.
   */
  // deno-lint-ignore require-await -- what `release()` throws has to be a rejection
  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
  }
}

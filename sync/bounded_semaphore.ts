import { Semaphore } from "./semaphore.ts";

/**
 * A {@linkcode Semaphore} that notices when it is released more often than it was acquired.
 *
 * @example One release too many
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const semaphore = new asyncio.BoundedSemaphore(2);
 * await semaphore.acquire();
 * semaphore.release();
 * assertThrows(() => semaphore.release(), RangeError);
 * ```
 */
export class BoundedSemaphore extends Semaphore {
  readonly #bound: number;

  /**
   * Makes a bounded semaphore.
   *
   * @param value The number of permits, a whole number or `Infinity`.
   * @throws {TypeError} If it is not a number.
   * @throws {RangeError} If it is negative or not whole.
   */
  constructor(value = 1) {
    super(value);
    this.#bound = value;
  }

  /**
   * Hands a permit to whoever has waited longest, or adds it to those that are free.
   *
   * @throws {RangeError} If all permits are free.
   */
  override release(): void {
    if (this.value >= this.#bound && this.#bound !== Infinity) {
      throw new RangeError(
        `Cannot release the semaphore beyond its initial value: ${this.#bound}`,
      );
    }
    super.release();
  }
}

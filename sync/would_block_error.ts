/**
 * Raised by the immediate twins of what waits, such as `lock.tryAcquire()`, where the other one would wait.
 *
 * They raise an error and do not return `null`, because `using _ = null` is legal: the block would run without the
 * lock.
 *
 * @example Skip the work if somebody else is at it
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const lock = new asyncio.Lock();
 * using _ = lock.tryAcquire();
 * assertThrows(() => lock.tryAcquire(), asyncio.WouldBlockError);
 * ```
 */
export class WouldBlockError extends Error {
  static {
    this.prototype.name = "WouldBlockError";
  }

  /** Makes a would-block error. */
  constructor(message?: string) {
    super(message);
  }
}

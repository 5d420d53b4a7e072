import { type Duration, toSeconds } from "../../loop/duration.ts";
import { TimeoutError } from "../../loop/errors.ts";
import { open, type Pipeline } from "./_pipeline.ts";
import { itemsOf, Producer } from "./_producer.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives the items of a source as long as none of them takes longer than `delay`.
 *
 * The time counts from the consumer's `next()` until the item or the end is there; what the consumer does in between
 * does not count. When it is over, the source is cancelled and closed, and then the `TimeoutError` comes out. That
 * also works where the source waits for something that cannot be cancelled, if it can be closed meanwhile, as a
 * `ReadableStream` can. Nothing is read ahead.
 *
 * The counterpart of aiostream's `timeout`. For all items together, put the loop into `timeout()` of the library.
 *
 * **Cancellation.** A cancelled consumer cancels what the source waits for, and gets `CancelledError` when it is
 * closed. `return()` does the same.
 *
 * @typeParam T The type of the items.
 * @param delay Seconds, or an object with units.
 * @throws {TimeoutError} From `next()`, if an item takes longer.
 * @throws {TypeError} If the source cannot be iterated over, or the delay is neither a number nor an object with units.
 * @throws {RangeError} If the delay is NaN.
 *
 * @example A source that stalls
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { timeout } from "@asyncio/asyncio/iter";
 *
 * async function* stalling() {
 *   yield 1;
 *   await asyncio.sleep(60);
 * }
 *
 * const seen: number[] = [];
 * await asyncio.run(() =>
 *   assertRejects(async () => {
 *     for await (const item of timeout(stalling(), 0.02)) seen.push(item);
 *   }, asyncio.TimeoutError)
 * );
 * assertEquals(seen, [1]);
 * ```
 */
export function timeout<T>(
  source: AnyIterable<T>,
  delay: Duration,
): AsyncItems<T> {
  return itemsOf(new TimeLimit(toSeconds(delay), open(source)));
}

class TimeLimit<T> extends Producer<T> {
  readonly #delay: number;
  readonly #source: Pipeline<T>;

  constructor(delay: number, source: Pipeline<T>) {
    super([source]);
    this.#delay = delay;
    this.#source = source;
  }

  override begin(): void {
    this.spawn(() => this.#work());
  }

  async #work(): Promise<void> {
    for (;;) {
      await this.demand();
      this.setAlarm(this.#delay, () => this.#onTimeout());
      const result = await this.#source.next();
      this.clearAlarm();
      if (result.done) break;
      this.put(result.value);
    }
    this.forget(this.#source);
  }

  #onTimeout(): void {
    this.fail(
      new TimeoutError(`Timed out: no item came in ${this.#delay} seconds`),
    );
  }
}

import { type Duration, toSeconds } from "../../loop/duration.ts";
import { getEventLoop } from "../../loop/running_loop.ts";
import { sleepUntil } from "../../loop/sleep_until.ts";
import { checkpoint } from "../../tasks/scopes.ts";
import { open, type Pipeline } from "./_pipeline.ts";
import { itemsOf, Producer } from "./_producer.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives at most one item in `delay`: the first at once, and then the newest of those that came meanwhile; the others
 * are dropped.
 *
 * So the last item always comes out, if need be after the source has ended. The source is read as fast as it goes, in
 * a task of its own; a consumer that is slow gets the newest item, so at most two are kept. When the source fails, what
 * has not come out is dropped.
 *
 * **Cancellation.** A cancelled consumer cancels what the source waits for, and gets `CancelledError` when it is
 * closed. `return()` does the same.
 *
 * @typeParam T The type of the items.
 * @param delay Seconds, or an object with units.
 * @throws {TypeError} If the source cannot be iterated over, or the delay is neither a number nor an object with units.
 * @throws {RangeError} If the delay is NaN.
 *
 * @example A progress bar that is not drawn too often
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { throttle } from "@asyncio/asyncio/iter";
 *
 * const seen: number[] = [];
 * await asyncio.run(async () => {
 *   for await (const percent of throttle([0, 25, 50, 75, 100], 0.02)) seen.push(percent);
 * });
 * assertEquals(seen, [0, 100]);
 * ```
 */
export function throttle<T>(
  source: AnyIterable<T>,
  delay: Duration,
): AsyncItems<T> {
  return itemsOf(new Throttling(toSeconds(delay), open(source)));
}

class Throttling<T> extends Producer<T> {
  readonly #delay: number;
  readonly #source: Pipeline<T>;
  /** The newest item, until it has come out. */
  #newest: { readonly item: T } | null = null;
  /** When the next item may come out. */
  #openAt = -Infinity;

  constructor(delay: number, source: Pipeline<T>) {
    super([source]);
    this.#delay = delay;
    this.#source = source;
  }

  override begin(): void {
    this.spawn(() => this.#work());
  }

  async #work(): Promise<void> {
    const loop = getEventLoop();
    for (;;) {
      const result = await this.#source.next();
      if (result.done) break;
      const isFirst = this.#newest === null;
      this.#newest = { item: result.value };
      const left = this.#openAt - loop.time();
      if (left <= 0) this.#give();
      else if (isFirst) this.setAlarm(left, () => this.#give());
      // A source that never waits must let others have their turn.
      await checkpoint();
    }
    this.forget(this.#source);
    if (this.#newest === null) return;
    this.clearAlarm();
    await sleepUntil(this.#openAt);
    this.#give();
  }

  #give(): void {
    this.replace(this.#newest!.item);
    this.#newest = null;
    this.#openAt = getEventLoop().time() + this.#delay;
  }
}

import { type Duration, toSeconds } from "../../loop/duration.ts";
import { checkpoint } from "../../tasks/scopes.ts";
import { open, type Pipeline } from "./_pipeline.ts";
import { itemsOf, Producer } from "./_producer.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives an item once no other has come for `delay`, and drops those that were followed too soon: the last key
 * of a burst.
 *
 * The last item comes out at once when the source ends. The source is read as fast as it goes, in a task of its own;
 * a consumer that is slow gets the newest item, so at most two are kept. When the source fails, what has not come out
 * is dropped.
 *
 * **Cancellation.** A cancelled consumer cancels what the source waits for, and gets `CancelledError` when it is
 * closed. `return()` does the same.
 *
 * @typeParam T The type of the items.
 * @param delay Seconds, or an object with units.
 * @throws {TypeError} If the source cannot be iterated over, or the delay is neither a number nor an object with units.
 * @throws {RangeError} If the delay is NaN.
 *
 * @example The word when somebody stops to type
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { debounce } from "@asyncio/asyncio/iter";
 *
 * async function* typed() {
 *   yield "d";
 *   yield "de";
 *   await asyncio.sleep(0.05);
 *   yield "den";
 *   yield "deno";
 * }
 *
 * const seen: string[] = [];
 * await asyncio.run(async () => {
 *   for await (const word of debounce(typed(), 0.02)) seen.push(word);
 * });
 * assertEquals(seen, ["de", "deno"]);
 * ```
 */
export function debounce<T>(
  source: AnyIterable<T>,
  delay: Duration,
): AsyncItems<T> {
  return itemsOf(new Debouncing(toSeconds(delay), open(source)));
}

class Debouncing<T> extends Producer<T> {
  readonly #delay: number;
  readonly #source: Pipeline<T>;
  /** The newest item, until it has come out. */
  #newest: { readonly item: T } | null = null;

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
      const result = await this.#source.next();
      if (result.done) break;
      this.#newest = { item: result.value };
      this.setAlarm(this.#delay, () => this.#give());
      // A source that never waits must let others have their turn.
      await checkpoint();
    }
    this.forget(this.#source);
    this.#give();
  }

  #give(): void {
    if (this.#newest !== null) this.replace(this.#newest.item);
    this.#newest = null;
  }
}

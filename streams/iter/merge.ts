import { Feed } from "./_feed.ts";
import { itemsOf, Producer } from "./_producer.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives the items of all sources as they come, and ends with the last source.
 *
 * The items of one source keep their order. Each source is read by a task of its own, which begins with the first
 * `next()` and reads on when its item has been taken: at most one item of each source is read ahead. When a source
 * fails, the others are cancelled and closed; what has come before is given first, then the error as it is, or an
 * `ExceptionGroup` if others fail while they stop. An iterator that is dropped without being closed is closed when it
 * is garbage collected, at the latest when `run()` ends.
 *
 * Differs from aioitertools' `as_generated`, which polls and swallows a cancel.
 *
 * **Cancellation.** A cancelled consumer cancels what the sources wait for, and gets `CancelledError` when all of them
 * are closed. `return()` does the same.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If a source cannot be iterated over.
 *
 * @example Whichever is first
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { merge } from "@asyncio/asyncio/iter";
 *
 * async function* ticks(name: string, seconds: number) {
 *   for (let i = 1; i <= 2; i++) {
 *     await asyncio.sleep(seconds);
 *     yield `${name} ${i}`;
 *   }
 * }
 *
 * const seen: string[] = [];
 * await asyncio.run(async () => {
 *   for await (const tick of merge(ticks("slow", 0.05), ticks("fast", 0.01))) seen.push(tick);
 * });
 * assertEquals(seen, ["fast 1", "fast 2", "slow 1", "slow 2"]);
 * ```
 */
export function merge<T>(
  ...sources: readonly AnyIterable<T>[]
): AsyncItems<T> {
  return itemsOf(
    new Merging(
      sources.map((source, i) => new Feed(source, `Source ${i + 1}`)),
    ),
  );
}

class Merging<T> extends Producer<T> {
  readonly #sources: readonly Feed<T>[];

  constructor(sources: readonly Feed<T>[]) {
    super(sources);
    this.#sources = sources;
  }

  override begin(): void {
    for (const source of this.#sources) this.drain(source);
  }
}

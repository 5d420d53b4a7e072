import { checkFunction } from "../../loop/check.ts";
import type { Worker } from "./_crew.ts";
import { Feed } from "./_feed.ts";
import { open, type Pipeline } from "./_pipeline.ts";
import { itemsOf, Producer } from "./_producer.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/**
 * Gives the items of the source that `fn` makes of the newest item: with each new item, what came of the one before
 * is cancelled and closed. For searches while somebody types.
 *
 * The outer source is read as fast as it goes, in a task of its own. What the consumer had not taken yet is dropped
 * with its source, and the new one begins when the old one is closed; at most one item is read ahead. It ends when
 * the outer source and the newest inner one have. An error of any of them, or of `fn`, stops all.
 *
 * The counterpart of aiostream's `switchmap`.
 *
 * **Cancellation.** A cancelled consumer cancels what the sources wait for, and gets `CancelledError` when they are
 * closed. `return()` does the same.
 *
 * @typeParam T The type of the outer items.
 * @typeParam R The type of the inner items.
 * @param fn Takes an item and its index, and returns a source or a promise of one.
 * @throws {TypeError} If the source cannot be iterated over, or `fn` is not a function.
 *
 * @example The newest wins
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { switchMap } from "@asyncio/asyncio/iter";
 *
 * async function* typed() {
 *   yield "de";
 *   await asyncio.sleep(0.01);
 *   yield "deno";
 * }
 *
 * async function* search(word: string) {
 *   await asyncio.sleep(0.03);
 *   yield `found ${word}`;
 * }
 *
 * const seen: string[] = [];
 * await asyncio.run(async () => {
 *   for await (const found of switchMap(typed(), search)) seen.push(found);
 * });
 * assertEquals(seen, ["found deno"]);
 * ```
 */
export function switchMap<T, R>(
  source: AnyIterable<T>,
  fn: (
    item: T,
    index: number,
  ) => AnyIterable<R> | PromiseLike<AnyIterable<R>>,
): AsyncItems<R> {
  checkFunction(fn, "What makes the sources");
  return itemsOf(new Switching(open(source), fn));
}

class Switching<T, R> extends Producer<R> {
  readonly #outer: Pipeline<T>;
  readonly #fn: (
    item: T,
    index: number,
  ) => AnyIterable<R> | PromiseLike<AnyIterable<R>>;

  constructor(
    outer: Pipeline<T>,
    fn: (
      item: T,
      index: number,
    ) => AnyIterable<R> | PromiseLike<AnyIterable<R>>,
  ) {
    super([outer]);
    this.#outer = outer;
    this.#fn = fn;
  }

  override begin(): void {
    this.spawn(() => this.#follow());
  }

  async #follow(): Promise<void> {
    let newest: { worker: Worker; feed: Feed<R> } | null = null;
    for (let index = 0;; index++) {
      const result = await this.#outer.next();
      if (result.done) break;
      if (newest !== null) {
        await this.dismiss(newest.worker, newest.feed);
        this.clear();
      }
      const made = await this.#fn(result.value, index);
      const feed = new Feed(made, "What is made of an item");
      newest = { worker: this.drain(feed), feed };
    }
    this.forget(this.#outer);
  }
}

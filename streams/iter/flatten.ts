import { WaitList } from "../../loop/wait_list.ts";
import type { Closable, Worker } from "./_crew.ts";
import { Feed } from "./_feed.ts";
import { checkLimit } from "./_limit.ts";
import { open, type Pipeline } from "./_pipeline.ts";
import { itemsOf, Producer } from "./_producer.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Options of {@linkcode flatten}. */
export interface FlattenOptions {
  /** How many of the inner sources are open at once; the outer one is read on as they end. @default {Infinity} */
  readonly limit?: number | undefined;
}

/**
 * Gives the items of all the sources that a source gives, as they come: a `merge()` that sources can join.
 *
 * With `limit: 1` it is `chain`. The items of one inner source keep their order. At most one item of each open source
 * is read ahead. Without a limit, the outer source is read as fast as it goes: give one if it is long. When a source fails, the others are cancelled and closed; what has come before is given first, then the
 * error as it is, or an `ExceptionGroup` if others fail while they stop.
 *
 * The counterpart of aiostream's `flatten` with `task_limit`.
 *
 * **Cancellation.** A cancelled consumer cancels what the sources wait for, and gets `CancelledError` when all of them
 * are closed. `return()` does the same.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If the source cannot be iterated over, or the limit is not a number; with the item, if that is
 * not a source.
 * @throws {RangeError} If the limit is not a positive whole number.
 *
 * @example Two at once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { flatten } from "@asyncio/asyncio/iter";
 *
 * async function* page(n: number) {
 *   await asyncio.sleep(0.01);
 *   yield n;
 * }
 *
 * const seen: number[] = [];
 * await asyncio.run(async () => {
 *   for await (const n of flatten([page(1), page(2), page(3)], { limit: 2 })) seen.push(n);
 * });
 * assertEquals(seen, [1, 2, 3]);
 * ```
 */
export function flatten<T>(
  source: AnyIterable<AnyIterable<T>>,
  options: FlattenOptions = {},
): AsyncItems<T> {
  const { limit = Infinity } = options;
  checkLimit(limit, "'limit'");
  return itemsOf(new Flattening(open(source), limit));
}

class Flattening<T> extends Producer<T> {
  readonly #outer: Pipeline<AnyIterable<T>>;
  readonly #slots: WaitList<void> = new WaitList();
  #free: number;

  constructor(outer: Pipeline<AnyIterable<T>>, limit: number) {
    super([outer]);
    this.#outer = outer;
    this.#free = limit;
  }

  override begin(): void {
    this.spawn(() => this.#open());
  }

  override drain(feed: Feed<T>): Worker {
    this.#free--;
    return super.drain(feed);
  }

  override forget(feed: Closable): void {
    super.forget(feed);
    this.#free++;
    this.#slots.wakeOne();
  }

  async #open(): Promise<void> {
    for (;;) {
      if (this.#free === 0) await this.#slots.wait();
      const result = await this.#outer.next();
      if (result.done) break;
      this.drain(new Feed(result.value, "An item of the source"));
    }
  }
}

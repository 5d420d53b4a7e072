import { type Context, copyContext } from "../../loop/context.ts";
import { checkFunction, checkObject } from "../../loop/check.ts";
import type { WaitOptions } from "../../loop/wait_options.ts";
import { checkSignal } from "./_signal.ts";
import { WaitList } from "../../loop/wait_list.ts";
import { Feed } from "./_feed.ts";
import { checkLimit } from "./_limit.ts";
import type { Pipeline } from "./_pipeline.ts";
import { itemsOf, Producer } from "./_producer.ts";
import { SyncSource } from "./_source.ts";
import { isThenable } from "./_thenable.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Options of {@linkcode mapConcurrent}. */
export interface MapConcurrentOptions extends WaitOptions {
  /** How many calls run at once. */
  readonly limit: number;
  /** Whether the results come in the order of the items, or as they are there. @default {true} */
  readonly ordered?: boolean | undefined;
}

/**
 * Calls `fn` with each item of a source, `limit` calls at a time, and gives the results.
 *
 * They come in the order of the items, or with `ordered: false` as soon as they are there. While the consumer is
 * slow, at most `limit` calls run, and at most twice as many items are on their way from the source to the consumer. The
 * source may be an async one; it is asked for one item at a time, and only when a call can begin.
 *
 * Each call runs in a task and in a copy of the context of the first `next()`; what one call sets there, no other call
 * sees. One task makes several calls, one after the other. The first error, of a call or of the source, cancels the calls that run;
 * results that have had their turn by then come first, then the error as it is, or an `ExceptionGroup` if others fail
 * while they stop.
 *
 * The counterpart of anyio's `amap` and aiostream's `map` with `task_limit`; also of `pooledMap` of `@std/async`.
 *
 * **Cancellation.** A cancelled consumer cancels all calls and what the source waits for, and gets `CancelledError` when
 * the calls have ended and the source is closed. `return()` does the same; so does `signal`, with its reason as the error.
 *
 * @typeParam T The type of the items.
 * @typeParam R The type of the results.
 * @param fn Takes an item and its index, and returns a result or a promise of one.
 * @throws {TypeError} If the source cannot be iterated over, `fn` is not a function, or the limit is not a number.
 * @throws {RangeError} If the limit is not a positive whole number or `Infinity`.
 *
 * @example Two at a time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { mapConcurrent } from "@asyncio/asyncio/iter";
 *
 * async function double(n: number) {
 *   await asyncio.sleep(0.03 / n);
 *   return 2 * n;
 * }
 *
 * const seen: number[] = [];
 * await asyncio.run(async () => {
 *   for await (const n of mapConcurrent([1, 2, 3], double, { limit: 2 })) seen.push(n);
 * });
 * assertEquals(seen, [2, 4, 6]);
 * ```
 */
export function mapConcurrent<T, R>(
  source: AnyIterable<T>,
  fn: (item: T, index: number) => R | PromiseLike<R>,
  options: MapConcurrentOptions,
): AsyncItems<R> {
  checkFunction(fn, "What maps the items");
  checkObject(options, "The options of mapConcurrent()");
  const { limit, ordered = true, signal } = options;
  checkLimit(limit, "'limit'");
  checkSignal(signal);
  const feed = new Feed(source, "The source");
  return itemsOf(new Mapping(feed, fn, limit, ordered, signal));
}

class Mapping<T, R> extends Producer<R> {
  readonly #feed: Feed<T>;
  /** What the workers ask: a pipeline, which lets them take turns, unless an item is there as soon as it is asked for. */
  readonly #source: SyncSource<T> | Pipeline<T>;
  readonly #fn: (item: T, index: number) => R | PromiseLike<R>;
  readonly #limit: number;
  /** Workers that wait until enough results have been taken. */
  readonly #waiting: WaitList<void> = new WaitList();
  /** The results that are there before their turn; `null` if they need not wait for it. */
  readonly #early: Map<number, R> | null;
  #workers = 0;
  /** How many items the source was asked for, and how many results have been put; in order, this is whose turn it is. */
  #asked = 0;
  #given = 0;
  #isDrained = false;
  #context!: Context;

  constructor(
    feed: Feed<T>,
    fn: (item: T, index: number) => R | PromiseLike<R>,
    limit: number,
    ordered: boolean,
    signal: AbortSignal | undefined,
  ) {
    super([feed], Infinity, signal);
    this.#early = ordered ? new Map() : null;
    this.#feed = feed;
    this.#source = feed.source instanceof SyncSource
      ? feed.source
      : feed.pipeline;
    this.#fn = fn;
    this.#limit = limit;
  }

  override begin(): void {
    this.#context = copyContext();
    this.#hire();
  }

  override take(): IteratorResult<R, undefined> | null {
    const result = super.take();
    // Not one by one: a worker that is woken should find more than one thing to do.
    if (this.#waiting.size > 0 && this.#onTheWay <= this.#limit) {
      this.#waiting.wakeAll();
    }
    return result;
  }

  /** How many items have been asked for, and nobody has taken their result. */
  get #onTheWay(): number {
    return this.#asked - this.#given + this.backlog;
  }

  #hire(): void {
    this.#workers++;
    const context = this.#context.copy();
    this.spawn(() => this.#work(context), { context });
  }

  async #work(context: Context): Promise<void> {
    const fn = this.#fn;
    for (;;) {
      while (this.#onTheWay >= 2 * this.#limit) await this.#waiting.wait();
      if (this.#isDrained || this.isStopping) return;
      const index = this.#asked++;
      const step = this.#source.next();
      const result = step instanceof Promise ? await step : step;
      if (result.done) {
        this.#isDrained = true;
        this.forget(this.#feed);
        return;
      }
      if (this.#workers < this.#limit) this.#hire();
      let item: unknown = result.value;
      if (isThenable(item)) item = await item;
      let value: unknown = fn(item as T, index);
      if (isThenable(value)) value = await value;
      this.#deliver(index, value as R);
      if (!isSame(context, this.#context)) break;
    }
    this.#workers--;
    this.#hire();
  }

  #deliver(index: number, value: R): void {
    const early = this.#early;
    if (early !== null && index !== this.#given) {
      early.set(index, value);
      return;
    }
    this.#give(value);
    if (early === null) return;
    while (early.size > 0 && early.has(this.#given)) {
      const next = early.get(this.#given)!;
      early.delete(this.#given);
      this.#give(next);
    }
  }

  #give(value: R): void {
    this.#given++;
    this.put(value);
  }
}

/** Whether every variable has the same value in both. */
function isSame(one: Context, other: Context): boolean {
  if (one.size !== other.size) return false;
  if (one.size === 0) return true;
  for (const [variable, value] of one.entries()) {
    if (!other.has(variable) || other.get(variable) !== value) return false;
  }
  return true;
}

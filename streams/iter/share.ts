import { checkLimit } from "./_limit.ts";
import { open } from "./_pipeline.ts";
import { Sharing } from "./_sharing.ts";
import type { AnyIterable, AsyncItems } from "./source.ts";

/** Options of {@linkcode share}. */
export interface ShareOptions {
  /** How many items the slowest consumer may be behind before the others have to wait for it. @default {16} */
  readonly buffer?: number | undefined;
}

/** What {@linkcode share} returns: iterate over it as often as you like. */
export interface Shared<T> extends AsyncIterable<T>, AsyncDisposable {
  /** A new consumer, which gets what comes from now on. */
  [Symbol.asyncIterator](): AsyncItems<T>;
  /**
   * Closes the source; the consumers get what is there, and then the end.
   *
   * **Cancellation.** A cancel is held back until the source is closed.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Broadcasts one source to any number of consumers, with back-pressure: each `for await` over the result gets every
 * item that comes from then on.
 *
 * The source is asked when a consumer wants another item, by a task of its own, unless the slowest consumer is
 * `buffer` items behind: then the others wait for it. An error of the source comes out of each loop, after the items
 * before it. When the last consumer leaves, the source is closed, and a later one finds nothing.
 *
 * A consumer counts from `[Symbol.asyncIterator]()` on, which is what `for await` calls first: to let several begin with the same
 * item, take their iterators first.
 *
 * **Cancellation.** A cancelled consumer leaves, and the others go on. When it was the last one, what the source waits
 * for is cancelled, and the consumer gets `CancelledError` when the source is closed.
 *
 * @typeParam T The type of the items.
 * @throws {TypeError} If the source cannot be iterated over, or `buffer` is not a number.
 * @throws {RangeError} If `buffer` is not a positive whole number or `Infinity`.
 *
 * @example Two listeners
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { share } from "@asyncio/asyncio/iter";
 *
 * async function* prices() {
 *   for (const price of [10, 11, 12]) {
 *     await asyncio.sleep(0.01);
 *     yield price;
 *   }
 * }
 *
 * const log: string[] = [];
 * await asyncio.run(async () => {
 *   const shared = share(prices());
 *   async function listen(name: string) {
 *     for await (const price of shared) log.push(`${name} ${price}`);
 *   }
 *   await asyncio.gather(() => listen("a"), () => listen("b"));
 * });
 * assertEquals(log, ["a 10", "b 10", "a 11", "b 11", "a 12", "b 12"]);
 * ```
 */
export function share<T>(
  source: AnyIterable<T>,
  options: ShareOptions = {},
): Shared<T> {
  const { buffer = 16 } = options;
  checkLimit(buffer, "'buffer'");
  return new SharedSource(new Sharing(open(source), buffer));
}

class SharedSource<T> implements Shared<T> {
  readonly #sharing: Sharing<T>;

  constructor(sharing: Sharing<T>) {
    this.#sharing = sharing;
  }

  [Symbol.asyncIterator](): AsyncItems<T> {
    return this.#sharing.branch();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#sharing.close();
  }
}

import { checkFunction, checkObject, describe } from "../../loop/check.ts";
import { type Duration, toSeconds } from "../../loop/duration.ts";
import { getEventLoop } from "../../loop/running_loop.ts";
import { ArgumentMap } from "./_cache_keys.ts";
import { Flight } from "./_flight.ts";

/** Options of {@linkcode lruCache}. */
export interface LruCacheOptions {
  /** How many results are kept: the one that was not asked for the longest goes first. `null` is without limit, 0 keeps none. @default {128} */
  readonly maxsize?: number | null | undefined;
  /** How long a result is good for, from when it came: seconds, or an object with units. @default {null: for ever} */
  readonly ttl?: Duration | null | undefined;
}

/** What {@linkcode CachedFunction.cacheInfo} tells. */
export interface CacheInfo {
  /** Calls that needed no run of their own: the result was there, or another call was on its way to it. */
  readonly hits: number;
  /** Calls that ran the function. */
  readonly misses: number;
  /** How many results are kept at most; `null` is without limit. */
  readonly maxsize: number | null;
  /** How many results there are. */
  readonly currsize: number;
}

/** What {@linkcode CachedFunction.cacheParameters} tells. */
export interface CacheParameters {
  /** How many results are kept at most; `null` is without limit. */
  readonly maxsize: number | null;
  /** How many seconds a result is good for; `null` is for ever. */
  readonly ttl: number | null;
}

/** A function with a cache, made by `cache()` and `lruCache()`. */
export interface CachedFunction<A extends readonly unknown[], R> {
  /**
   * Gives the result for these arguments, from the cache if it is there.
   *
   * **Cancellation.** A cancelled caller leaves the run to those who wait for it too; when it is the last one, the run
   * is cancelled, and the caller gets `CancelledError` when that has ended.
   */
  (...args: A): Promise<R>;
  /** Returns the figures. */
  cacheInfo(): CacheInfo;
  /** Forgets all results and figures. A run that is under way goes on, and its result is not kept. */
  cacheClear(): void;
  /** Forgets the result for these arguments. */
  cacheDiscard(...args: A): void;
  /** Returns how the cache was made. */
  cacheParameters(): CacheParameters;
}

/**
 * Makes an async function that keeps its results, as many as `maxsize`, for as long as `ttl`.
 *
 * - **Single flight.** Calls with the same arguments at the same time are one run, in a task of its own and in a copy
 *   of the first caller's context. A caller that is cancelled does not take the others' run with it.
 * - **Errors are not kept**: all who wait for the run get it, the next call runs again.
 * - Arguments are the same as keys of a `Map` are: by value for strings and numbers, by identity for objects, and in
 *   number and order.
 *
 * The counterpart of asyncstdlib's and anyio's `lru_cache`; asyncstdlib's has no `ttl` and runs the function once for each caller.
 *
 * @typeParam A The arguments.
 * @typeParam R The result.
 * @throws {TypeError} If `fn` is not a function, or an option is not a number.
 * @throws {RangeError} If `maxsize` is not a whole number from 0 on, or `ttl` is NaN.
 *
 * @example Two calls, one run
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { lruCache } from "@asyncio/asyncio/iter";
 *
 * const getUser = lruCache(async (id: number) => {
 *   await asyncio.sleep(0.01);
 *   return `user ${id}`;
 * }, { maxsize: 100, ttl: { minutes: 5 } });
 *
 * await asyncio.run(async () => {
 *   const users = await asyncio.gather(() => getUser(1), () => getUser(1));
 *   assertEquals(users, ["user 1", "user 1"]);
 * });
 * const { hits, misses } = getUser.cacheInfo();
 * assertEquals([hits, misses], [1, 1]);
 * ```
 */
export function lruCache<A extends readonly unknown[], R>(
  fn: (...args: A) => R | PromiseLike<R>,
  options: LruCacheOptions = {},
): CachedFunction<A, R> {
  checkFunction(fn, "What is cached");
  checkObject(options, "The options of lruCache()");
  const { maxsize = 128, ttl = null } = options;
  checkMaxsize(maxsize);
  const results = new Results(
    fn,
    maxsize,
    ttl === null ? null : toSeconds(ttl),
  );
  return Object.assign((...args: A) => results.call(args), {
    cacheInfo: () => results.info(),
    cacheClear: () => results.clear(),
    cacheDiscard: (...args: A) => results.discard(args),
    cacheParameters: () => results.parameters,
  });
}

/** A result, or the run that will give it. */
interface Entry<R> {
  readonly args: readonly unknown[];
  flight: Flight<R> | null;
  result: R | undefined;
  /** When the result is too old, in the loop's time. */
  expires: number;
}

class Results<A extends readonly unknown[], R> {
  readonly parameters: CacheParameters;
  readonly #fn: (...args: A) => R | PromiseLike<R>;
  #entries: ArgumentMap<Entry<R>> = new ArgumentMap();
  /** The entries that have a result; the one that was not asked for the longest is the first. */
  readonly #kept: Set<Entry<R>> = new Set();
  #hits = 0;
  #misses = 0;

  constructor(
    fn: (...args: A) => R | PromiseLike<R>,
    maxsize: number | null,
    ttl: number | null,
  ) {
    this.#fn = fn;
    this.parameters = { maxsize, ttl };
  }

  async call(args: A): Promise<R> {
    const entry = this.#entries.get(args);
    if (entry !== undefined && this.#isGood(entry)) {
      this.#hits++;
      if (entry.flight !== null) return await entry.flight.join();
      this.#kept.delete(entry);
      this.#kept.add(entry);
      return entry.result as R;
    }
    if (entry !== undefined) this.#remove(entry);
    this.#misses++;
    return await this.#run(args).join();
  }

  info(): CacheInfo {
    return {
      hits: this.#hits,
      misses: this.#misses,
      maxsize: this.parameters.maxsize,
      currsize: this.#kept.size,
    };
  }

  clear(): void {
    this.#entries = new ArgumentMap();
    this.#kept.clear();
    this.#hits = this.#misses = 0;
  }

  discard(args: A): void {
    const entry = this.#entries.get(args);
    if (entry !== undefined) this.#remove(entry);
  }

  #isGood(entry: Entry<R>): boolean {
    return entry.flight === null
      ? getEventLoop().time() < entry.expires
      : !entry.flight.isAborted;
  }

  #run(args: A): Flight<R> {
    const flight = new Flight<R>(
      () => this.#fn(...args),
      () => this.#onEnd(entry, flight),
    );
    const entry: Entry<R> = {
      args,
      flight,
      result: undefined,
      expires: Infinity,
    };
    this.#entries.set(args, entry);
    return flight;
  }

  #onEnd(entry: Entry<R>, flight: Flight<R>): void {
    // It may have been discarded, and another one may have taken its place.
    if (this.#entries.get(entry.args) !== entry) return;
    const { maxsize, ttl } = this.parameters;
    if (!flight.hasResult || maxsize === 0) {
      this.#remove(entry);
      return;
    }
    entry.flight = null;
    entry.result = flight.result;
    if (ttl !== null) entry.expires = getEventLoop().time() + ttl;
    this.#kept.add(entry);
    if (maxsize !== null && this.#kept.size > maxsize) {
      for (const oldest of this.#kept) {
        this.#remove(oldest);
        break;
      }
    }
  }

  #remove(entry: Entry<R>): void {
    this.#kept.delete(entry);
    this.#entries.delete(entry.args);
  }
}

function checkMaxsize(maxsize: unknown): void {
  if (maxsize === null) return;
  if (typeof maxsize !== "number") {
    throw new TypeError(
      `'maxsize' must be a number or null: ${describe(maxsize)}`,
    );
  }
  if (!(Number.isInteger(maxsize) && maxsize >= 0)) {
    throw new RangeError(
      `'maxsize' must be a whole number from 0 on: ${maxsize}`,
    );
  }
}

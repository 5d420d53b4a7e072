import { type CachedFunction, lruCache } from "./lru_cache.ts";

/**
 * Makes an async function that keeps all of its results: `lruCache()` without a limit, and with the same single flight.
 *
 * The counterpart of asyncstdlib's and anyio's `cache`.
 *
 * @typeParam A The arguments.
 * @typeParam R The result.
 * @throws {TypeError} If `fn` is not a function.
 *
 * @example Ask once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { cache } from "@asyncio/asyncio/iter";
 *
 * let runs = 0;
 * const config = cache(async (name: string) => {
 *   runs++;
 *   await asyncio.sleep(0.001);
 *   return `${name}.json`;
 * });
 *
 * await asyncio.run(async () => {
 *   assertEquals(await config("app"), "app.json");
 *   assertEquals(await config("app"), "app.json");
 * });
 * assertEquals(runs, 1);
 * ```
 */
export function cache<A extends readonly unknown[], R>(
  fn: (...args: A) => R | PromiseLike<R>,
): CachedFunction<A, R> {
  return lruCache(fn, { maxsize: null });
}

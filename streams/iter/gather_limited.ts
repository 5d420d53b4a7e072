import { checkFunction } from "../../loop/check.ts";
import type { WaitOptions } from "../../loop/wait_options.ts";
import { mapConcurrent } from "./map_concurrent.ts";
import type { AnyIterable } from "./source.ts";

/**
 * Calls the functions that a source gives, `limit` at a time, and returns the list of their results in order.
 *
 * The source is read as calls can begin, so it may be long, or an async one. The first call that fails cancels
 * the others, and its error comes out when all have ended; nothing runs on. That is where it differs from `gather()` of
 * the library and from aioitertools' `gather(limit=…)`, which this is the counterpart of.
 *
 * **Cancellation.** A cancelled caller cancels all calls and what the source waits for, and gets `CancelledError` when
 * they have ended; so does `signal`, with its reason.
 *
 * @typeParam T What the functions return.
 * @param jobs Functions; async calls would be running already.
 * @throws {TypeError} If the source cannot be iterated over or gives something else, or the limit is not a number.
 * @throws {RangeError} If the limit is not a positive whole number or `Infinity`.
 *
 * @example Ten downloads at a time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { gatherLimited } from "@asyncio/asyncio/iter";
 *
 * async function download(page: number) {
 *   await asyncio.sleep(0.001);
 *   return `page ${page}`;
 * }
 *
 * const pages = Array.from({ length: 100 }, (_, i) => () => download(i));
 * const texts = await asyncio.run(() => gatherLimited(pages, 10));
 * assertEquals(texts.length, 100);
 * assertEquals(texts[99], "page 99");
 * ```
 */
export async function gatherLimited<T>(
  jobs: AnyIterable<() => T | PromiseLike<T>>,
  limit: number,
  options: WaitOptions = {},
): Promise<T[]> {
  const results: T[] = [];
  for await (
    const result of mapConcurrent(jobs, call, { ...options, limit })
  ) results.push(result);
  return results;
}

function call<T>(job: () => T | PromiseLike<T>): T | PromiseLike<T> {
  checkFunction(job, "A job");
  return job();
}

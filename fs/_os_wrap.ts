import { checkFunction } from "../loop/check.ts";

/**
 * Makes an async function of one that is not: it gives a promise, and what it throws rejects that. In aiofiles the
 * function runs in a thread; here it runs on the loop, which it blocks as long as it takes.
 *
 * @example An async function where one is wanted
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { os } from "@asyncio/asyncio/fs";
 *
 * const parse = os.wrap(JSON.parse);
 * assertEquals(await parse("[1, 2]"), [1, 2]);
 * ```
 */
export function wrap<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
): (...args: A) => Promise<Awaited<R>> {
  checkFunction(fn, "What is wrapped");
  return (...args) => Promise.try(fn, ...args);
}

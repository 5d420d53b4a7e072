/**
 * Python's asyncio for Deno: event loop, tasks that can be cancelled, task groups, timeouts and cancel scopes on plain
 * `async` functions.
 *
 * Every name of asyncio is here in camelCase and means what it means in CPython 3.14. What takes a coroutine in Python
 * takes a function here, because a JavaScript async call runs at once: `createTask(() => fetchUser(1))`. Delays are in
 * seconds.
 *
 * @example Structured concurrency
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * async function job(name: string, seconds: number) {
 *   await asyncio.sleep(seconds);
 *   return name;
 * }
 *
 * async function main() {
 *   return await asyncio.timeout(1, () =>
 *     asyncio.taskGroup(async (tg) => {
 *       const one = tg.createTask(() => job("one", 0.02));
 *       const two = tg.createTask(() => job("two", 0.01));
 *       return [await one, await two];
 *     }));
 * }
 *
 * assertEquals(await asyncio.run(main), ["one", "two"]);
 * ```
 *
 * @module
 */
export * from "./loop/mod.ts";
export * from "./sync/mod.ts";
export * from "./tasks/mod.ts";
export * from "./streams/mod.ts";

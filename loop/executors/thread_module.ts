import { describe } from "../check.ts";
import type { Future } from "../future.ts";
import { getEventLoop } from "../running_loop.ts";
import { defineExport } from "./_function_key.ts";
import { executorOf } from "./default_executor.ts";
import type { JobResult } from "./executor.ts";

/** A function of a module, to be run in a thread: called directly, it runs in the default executor. */
export type ThreadFunction<F> = F extends (...args: infer A) => infer R
  ? (...args: A) => Promise<JobResult<R>>
  : never;

/**
 * The functions that a module exports, as handles.
 *
 * @typeParam M The type of the module: `typeof import("./work.ts")`.
 */
export type ThreadModule<M> = {
  readonly [
    K in keyof M as M[K] extends (...args: never[]) => unknown ? K : never
  ]: ThreadFunction<M[K]>;
};

/**
 * Gives handles of the functions that a module exports, for `toThread()` and executors; a handle can also be called. The
 * module is loaded in the threads, not here: import its type only.
 *
 * Functions may be sync or async. One that returns a generator gives an async generator here, whose values come over
 * as they are asked for, up to 16 ahead. The thread is its own until it has ended or was closed: by `return()`, by leaving
 * the loop over it, or by a cancel of whoever waits for a value.
 *
 * To load the module, threads need what importing it needs: none for modules of JSR, `--allow-read` for local files.
 *
 * @param url Where it is, absolute.
 * @throws {TypeError} If the URL is not absolute.
 *
 * @example Functions of a module
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { threadModule } from "@asyncio/asyncio/threads";
 *
 * // Usually: threadModule<typeof import("./work.ts")>(new URL("./work.ts", import.meta.url))
 * const work = threadModule<{ shout(text: string): string; letters(text: string): Generator<string> }>(
 *   `data:text/javascript,
 *     export function shout(text) { return text.toUpperCase(); }
 *     export function* letters(text) { yield* text; }`,
 * );
 *
 * await asyncio.run(async () => {
 *   assertEquals(await asyncio.toThread(work.shout, "hello"), "HELLO");
 *   const seen: string[] = [];
 *   for await (const letter of await work.letters("abc")) seen.push(letter);
 *   assertEquals(seen, ["a", "b", "c"]);
 * });
 * ```
 */
export function threadModule<M>(url: string | URL): ThreadModule<M> {
  const href = absolute(url);
  const handles = new Map<string, unknown>();
  return new Proxy({}, {
    get(_target, name) {
      // A promise that is resolved with the module looks for then().
      if (typeof name !== "string" || name === "then") return undefined;
      let handle = handles.get(name);
      if (handle === undefined) {
        handle = makeHandle(href, name);
        handles.set(name, handle);
      }
      return handle;
    },
  }) as ThreadModule<M>;
}

function makeHandle(url: string, name: string): unknown {
  const handle = (...args: unknown[]): Future<unknown> =>
    executorOf(getEventLoop()).run(null, handle, args);
  Object.defineProperty(handle, "name", { value: name });
  defineExport(handle, url, name);
  return handle;
}

function absolute(url: string | URL): string {
  try {
    return new URL(url).href;
  } catch (cause) {
    throw new TypeError(
      `The URL of a module must be absolute, such as new URL("./work.ts", import.meta.url): ${
        describe(url)
      }`,
      { cause },
    );
  }
}

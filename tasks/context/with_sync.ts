import { checkFunction } from "../../loop/check.ts";
import { orError } from "../../loop/errors.ts";
import { syncManagerOf } from "./_manager_of.ts";
import { putBehind } from "./_put_behind.ts";
import type { BodyResult, ContextManager, ExitResult } from "./protocol.ts";

/**
 * Calls `fn` with what `manager` gives on entering, and leaves the manager however `fn` ends: Python's `with`.
 *
 * As {@linkcode withAsync}, for managers and functions that do not wait.
 *
 * @returns What `fn` returns; `undefined` if the manager has suppressed its error.
 * @throws {TypeError} If `manager` is no context manager, or `fn` no function.
 * @throws {unknown} What `fn` or the manager throws.
 *
 * @example What is opened is closed again
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { contextManager, withSync } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 * const tag = contextManager(function* (name: string) {
 *   log.push(`<${name}>`);
 *   try {
 *     yield;
 *   } finally {
 *     log.push(`</${name}>`);
 *   }
 * });
 * withSync(tag("h1"), () => log.push("foo"));
 * assertThrows(() => withSync(tag("p"), () => JSON.parse("?")), SyntaxError);
 * assertEquals(log, ["<h1>", "foo", "</h1>", "<p>", "</p>"]);
 * ```
 */
export function withSync<T, E extends ExitResult, R>(
  manager: ContextManager<T, E>,
  fn: (value: T) => R,
): BodyResult<R, E>;
/** The same for a resource with `[Symbol.dispose]`: `fn` gets the resource. */
export function withSync<D extends Disposable, R>(
  resource: D,
  fn: (resource: D) => R,
): R;
export function withSync<R>(
  manager: unknown,
  fn: (value: never) => R,
): R | undefined {
  const entered = syncManagerOf(manager);
  checkFunction(fn, "The body of withSync()");
  const value = entered.enter() as never;
  let result: R;
  try {
    result = fn(value);
  } catch (thrown) {
    const error = orError(thrown);
    if (leave(entered, error)) return undefined;
    throw error;
  }
  entered.exit(undefined);
  return result;
}

function leave(manager: ContextManager, error: unknown): boolean {
  try {
    return manager.exit(error) === true;
  } catch (thrown) {
    throw putBehind(orError(thrown), error);
  }
}

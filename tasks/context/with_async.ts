import { checkFunction } from "../../loop/check.ts";
import { orError } from "../../loop/errors.ts";
import { asyncManagerOf } from "./_manager_of.ts";
import { putBehind } from "./_put_behind.ts";
import type {
  AsyncContextManager,
  BodyResult,
  ExitResult,
} from "./protocol.ts";

/**
 * Calls `fn` with what `manager` gives on entering, and leaves the manager however `fn` ends: Python's `async with`.
 *
 * - `exit()` gets what `fn` has thrown. If it returns `true`, the error is suppressed; if it throws, that comes out in
 *   its place, with the earlier error behind it (see below); otherwise the error itself comes out.
 * - It takes disposables too, of both kinds: they are disposed of, and `fn` gets the resource. What begins with
 *   `await using`, such as a timeout, begins here.
 * - A {@linkcode CancelScope} suppresses its own cancel.
 *
 * **No error is lost.** An error thrown by `exit()` gets the earlier one as its `cause`, or as the cause of the last
 * one in its chain of causes: Python's implicit `__context__`. An error that has no place for a cause (it is no
 * `Error`, it is frozen, or its cause is something else) comes out in a `SuppressedError` with the earlier one. An error that was
 * taken out of the earlier one, such as its cause, comes out alone, and so does one with `{ cause: null }`, Python's
 * `raise ... from None`.
 *
 * **Cancellation.** A cancel reaches `fn` and the waits of the manager. In `fn` it is an error like another: `exit()`
 * gets the `CancelledError`, may wait, and should not suppress it.
 *
 * @returns What `fn` returns; `undefined` if the manager has suppressed its error.
 * @throws {TypeError} If `manager` is no context manager and not disposable, or `fn` no function.
 * @throws {unknown} What `fn` or the manager throws.
 *
 * @example Managers of one's own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { asyncContextManager, withAsync } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 * const connection = asyncContextManager(async function* (host: string) {
 *   await asyncio.sleep(0.001);
 *   log.push(`connected to ${host}`);
 *   try {
 *     yield { query: (text: string) => `${text} of ${host}` };
 *   } finally {
 *     await asyncio.sleep(0.001);
 *     log.push("disconnected");
 *   }
 * });
 *
 * await asyncio.run(() =>
 *   withAsync(connection("db"), (db) => {
 *     log.push(db.query("names"));
 *   })
 * );
 * assertEquals(log, ["connected to db", "names of db", "disconnected"]);
 * ```
 */
export function withAsync<T, E extends ExitResult, R>(
  manager: AsyncContextManager<T, E>,
  fn: (value: T) => R | PromiseLike<R>,
): Promise<BodyResult<R, E>>;
/**
 * The same for a resource with `[Symbol.asyncDispose]` or `[Symbol.dispose]`: `fn` gets the resource.
 *
 * **Cancellation.** As above.
 */
export function withAsync<D extends AsyncDisposable | Disposable, R>(
  resource: D,
  fn: (resource: D) => R | PromiseLike<R>,
): Promise<R>;
export async function withAsync<R>(
  manager: unknown,
  fn: (value: never) => R | PromiseLike<R>,
): Promise<R | undefined> {
  const entered = asyncManagerOf(manager);
  checkFunction(fn, "The body of withAsync()");
  const value = await entered.enter() as never;
  let result: R;
  try {
    result = await fn(value);
  } catch (thrown) {
    const error = orError(thrown);
    if (await leave(entered, error)) return undefined;
    throw error;
  }
  await entered.exit(undefined);
  return result;
}

async function leave(
  manager: AsyncContextManager,
  error: unknown,
): Promise<boolean> {
  try {
    return await manager.exit(error) === true;
  } catch (thrown) {
    throw putBehind(orError(thrown), error);
  }
}

/**
 * What `exit()` of a context manager returns: `true` suppresses the error it was given. A manager whose `exit()` is
 * declared as `void` never does.
 */
export type ExitResult = boolean | void;

/** What a body that returns `R` comes to: nothing, if its manager may have suppressed its error. */
export type BodyResult<R, E extends ExitResult> = true extends E ? R | undefined
  : R;

/**
 * What `withAsync()` and `AsyncExitStack` enter and leave: Python's `__aenter__` and `__aexit__`.
 *
 * Any object with these two methods is one. They may also return plain values, so a {@linkcode ContextManager} can be
 * used wherever one of these can.
 *
 * **No error is `undefined`.** JavaScript can throw `undefined` and `null` as well: in their place, managers get a
 * `RuntimeError` that says so, and that comes out.
 *
 * @typeParam T What the body gets.
 * @typeParam E What `exit()` returns; `void` if it never suppresses an error.
 *
 * @example A transaction
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { type AsyncContextManager, withAsync } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 *
 * class Transaction implements AsyncContextManager<Transaction, void> {
 *   async enter() {
 *     await asyncio.sleep(0.001);
 *     log.push("begin");
 *     return this;
 *   }
 *
 *   async exit(error?: unknown): Promise<void> {
 *     await asyncio.sleep(0.001);
 *     log.push(error === undefined ? "commit" : "roll back");
 *   }
 * }
 *
 * await asyncio.run(async () => {
 *   await withAsync(new Transaction(), () => log.push("work"));
 *   await assertRejects(() =>
 *     withAsync(new Transaction(), () => {
 *       throw new RangeError("bad row");
 *     }), RangeError);
 * });
 * assertEquals(log, ["begin", "work", "commit", "begin", "roll back"]);
 * ```
 */
export interface AsyncContextManager<
  T = unknown,
  E extends ExitResult = ExitResult,
> {
  /**
   * Begins, and returns what the body gets. If it throws, the body does not run, and `exit()` is not called.
   *
   * **Cancellation.** A cancel that comes while it waits is raised in it, and it has to undo what it has done.
   */
  enter(): T | PromiseLike<T>;

  /**
   * Ends, however the body has ended.
   *
   * **Cancellation.** When the task is cancelled in the body, `error` is a `CancelledError`. A cancel that comes while
   * it waits is raised in it, as everywhere.
   *
   * @param error What the body has thrown; `undefined` if nothing.
   * @returns `true` to suppress the error. Nothing else does, whatever its truth value.
   */
  exit(error?: unknown): E | PromiseLike<E>;
}

/**
 * What `withSync()` and `ExitStack` enter and leave: Python's `__enter__` and `__exit__`. As
 * {@linkcode AsyncContextManager}, but does not wait.
 *
 * @typeParam T What the body gets.
 * @typeParam E What `exit()` returns; `void` if it never suppresses an error.
 */
export interface ContextManager<
  T = unknown,
  E extends ExitResult = ExitResult,
> {
  /** Begins, and returns what the body gets. If it throws, the body does not run, and `exit()` is not called. */
  enter(): T;

  /**
   * Ends, however the body has ended.
   *
   * @param error What the body has thrown; `undefined` if nothing.
   * @returns `true` to suppress the error. Nothing else does, whatever its truth value.
   */
  exit(error?: unknown): E;
}

/**
 * Returns whether `value` has the methods `enter()` and `exit()`: whether it can be used as a context manager. Whether
 * it is one that waits cannot be seen without calling them.
 *
 * Python's `isinstance(value, AbstractAsyncContextManager)`, which goes by the methods too.
 *
 * @example Either a manager or a plain value
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isContextManager, nullContext } from "@asyncio/asyncio/context";
 *
 * assertEquals([nullContext(), { enter() {} }, null].map(isContextManager), [true, false, false]);
 * ```
 */
export function isContextManager(
  value: unknown,
): value is AsyncContextManager {
  if (typeof value !== "object" || value === null) return false;
  const { enter, exit } = value as Partial<AsyncContextManager>;
  return typeof enter === "function" && typeof exit === "function";
}

import { asyncManagerOf } from "./_manager_of.ts";
import { Exits } from "./_exits.ts";
import type { AsyncContextManager, ContextManager } from "./protocol.ts";

/**
 * Called and awaited when a stack is left, with what has been thrown or `undefined`; `true` suppresses it.
 */
export type AsyncExitFunction = (
  error: unknown,
) => boolean | void | PromiseLike<boolean | void>;

/**
 * A stack of things to leave: Python's `AsyncExitStack`. What a program enters one by one, in a loop or under a
 * condition, is left in reverse order, as if by nested `withAsync()` calls.
 *
 * - **Exits see the error.** Each gets the error as those before it have left it; it may suppress it, or throw another
 *   one, which comes out with the earlier one behind it, as in {@linkcode withAsync}.
 * - **It takes everything**: managers and functions that wait and that do not, and disposables of both kinds, such as
 *   files, guards of locks, timeouts, and an `AsyncDisposableStack`. It is one itself, so `AsyncDisposableStack.use()`
 *   takes it. Whatever an exit returns is awaited, so `push()` and `callback()` take async functions too.
 * - **Block form.** `await using stack = new AsyncExitStack()` leaves everything at the end of the block. The end of a
 *   block does not know the block's error: exits see `undefined` and cannot suppress it, and an error of an exit comes
 *   with it in a `SuppressedError`. In `withAsync(new AsyncExitStack(), fn)` they see it.
 * - A `TaskGroup` goes in too: an error of the body, or of another exit, cancels its tasks. It comes out as it is, or
 *   behind the group of the tasks' errors, not within it. In the block form the stack does not see the error, and waits
 *   for the tasks.
 *
 * @example As many connections as there are hosts
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { asyncContextManager, AsyncExitStack, withAsync } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 * const connect = asyncContextManager(async function* (host: string) {
 *   await asyncio.sleep(0.001);
 *   try {
 *     yield `connection to ${host}`;
 *   } finally {
 *     await asyncio.sleep(0.001);
 *     log.push(`${host} closed`);
 *   }
 * });
 *
 * await asyncio.run(() =>
 *   withAsync(new AsyncExitStack(), async (stack) => {
 *     stack.callback((text: string) => log.push(text), "all closed");
 *     for (const host of ["a", "b"]) {
 *       log.push(await stack.enterAsyncContext(connect(host)));
 *     }
 *   })
 * );
 * assertEquals(log, ["connection to a", "connection to b", "b closed", "a closed", "all closed"]);
 * ```
 *
 * @example All or nothing
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { AsyncExitStack } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 *
 * async function openAll(names: string[]): Promise<AsyncExitStack> {
 *   await using stack = new AsyncExitStack();
 *   for (const name of names) {
 *     if (name === "") throw new RangeError("no name");
 *     stack.callback(() => log.push(`closed ${name}`));
 *   }
 *   return stack.popAll(); // From here on, the caller closes.
 * }
 *
 * await openAll(["a", ""]).catch((error) => log.push(error.message));
 * const opened = await openAll(["b"]);
 * log.push("open");
 * await opened.aclose();
 * assertEquals(log, ["closed a", "no name", "open", "closed b"]);
 * ```
 */
export class AsyncExitStack
  implements AsyncContextManager<AsyncExitStack, boolean>, AsyncDisposable {
  #exits = new Exits();

  /**
   * Returns the stack.
   *
   * **Cancellation.** It does not wait.
   */
  enter(): Promise<this> {
    return Promise.resolve(this);
  }

  /**
   * Calls the exits, last in, first out, and awaits each; each gets the error as those before it have left it.
   *
   * **Cancellation.** A cancel is raised in the exit that waits; its `CancelledError` is what the next ones get, and
   * all of them are called.
   *
   * @param error What the body has thrown; `undefined` if nothing.
   * @returns Whether an exit has suppressed the error.
   * @throws {unknown} The last error that an exit has thrown, with the earlier one behind it, as in `withAsync()`.
   */
  exit(error?: unknown): Promise<boolean> {
    return this.#exits.unwindAsync(error);
  }

  /**
   * Enters a context manager that does not wait, to be left with the stack.
   *
   * @returns What its `enter()` returns.
   * @throws {TypeError} If it is no context manager and has no `[Symbol.dispose]`.
   */
  enterContext<T>(manager: ContextManager<T>): T;
  /** Takes a disposable, to be disposed of with the stack; returns it. */
  enterContext<D extends Disposable>(resource: D): D;
  enterContext(manager: unknown): unknown {
    return this.#exits.enter(manager);
  }

  /**
   * Enters a context manager, to be left with the stack.
   *
   * **Cancellation.** A cancelled `enter()` leaves nothing in the stack.
   *
   * @returns What its `enter()` returns.
   * @throws {TypeError} If it is no context manager and not disposable.
   */
  enterAsyncContext<T>(manager: AsyncContextManager<T>): Promise<T>;
  /**
   * Takes a disposable of either kind, to be disposed of with the stack; returns it. `AsyncDisposableStack.use()`.
   *
   * **Cancellation.** It does not wait.
   */
  enterAsyncContext<D extends AsyncDisposable | Disposable>(
    resource: D,
  ): Promise<D>;
  enterAsyncContext(manager: unknown): Promise<unknown> {
    return this.#exits.enterAsync(manager);
  }

  /**
   * Takes an exit function, a disposable, or a manager that has been entered already, and returns it. What it does when
   * the stack is left is awaited.
   *
   * @throws {TypeError} If it is none of these.
   *
   * @example Suppress an error
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { AsyncExitStack, withAsync } from "@asyncio/asyncio/context";
   *
   * let seen: unknown;
   * await withAsync(new AsyncExitStack(), (stack) => {
   *   stack.push((error) => {
   *     seen = error;
   *     return error instanceof RangeError;
   *   });
   *   throw new RangeError("not so bad");
   * });
   * assertEquals(String(seen), "RangeError: not so bad");
   * ```
   */
  push<
    X extends
      | AsyncExitFunction
      | Pick<AsyncContextManager, "exit">
      | AsyncDisposable
      | Disposable,
  >(exit: X): X {
    this.#exits.push(exit, asyncManagerOf);
    return exit;
  }

  /**
   * The same as {@linkcode push}: Python's name for exits that wait.
   *
   * @throws {TypeError} If it is none of these.
   */
  pushAsyncExit<
    X extends
      | AsyncExitFunction
      | Pick<AsyncContextManager, "exit">
      | AsyncDisposable
      | Disposable,
  >(exit: X): X {
    return this.push(exit);
  }

  /**
   * Takes a function to be called with these arguments and awaited, and returns it. It does not see an error, and cannot
   * suppress one. `AsyncDisposableStack.defer()`.
   *
   * @throws {TypeError} If it is not a function.
   */
  callback<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): (...args: A) => R {
    this.#exits.pushAsyncCallback(fn, args);
    return fn;
  }

  /**
   * The same as {@linkcode callback}: Python's name for functions that wait.
   *
   * @throws {TypeError} If it is not a function.
   */
  pushAsyncCallback<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): (...args: A) => R {
    return this.callback(fn, ...args);
  }

  /** Hands everything over to a new stack, which is returned; this one is empty then. `AsyncDisposableStack.move()`. */
  popAll(): this {
    const moved = new (this.constructor as new () => this)();
    moved.#exits = this.#exits.popAll();
    return moved;
  }

  /**
   * Leaves everything at once, as if without an error. The stack is empty then and can be used again.
   *
   * **Cancellation.** As {@linkcode exit}: all exits are called.
   */
  async aclose(): Promise<void> {
    await this.exit(undefined);
  }

  /**
   * The block form: {@linkcode aclose}. An error of the block is not seen and cannot be suppressed.
   *
   * **Cancellation.** As {@linkcode aclose}.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.aclose();
  }
}

import { checkFunction } from "../../loop/check.ts";
import type {
  AsyncContextManager,
  BodyResult,
  ExitResult,
} from "./protocol.ts";
import { withAsync } from "./with_async.ts";

/**
 * A base for context managers: Python's `AbstractAsyncContextManager` and `AsyncContextDecorator`. A subclass has at
 * least an `exit()`.
 *
 * The callback form is `withAsync(manager, fn)`. The block form is `await using _ = await manager.enter()` where
 * `enter()` returns the manager. **A block does not tell its end how the body has ended:** `exit()` gets no error there
 * and cannot suppress one, and what it throws beside an error of the body comes in a `SuppressedError`.
 *
 * @typeParam T What the body gets.
 * @typeParam E What `exit()` returns; `void` if it never suppresses an error.
 *
 * @example Callback form, wrapped function and block form
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { AbstractAsyncContextManager, withAsync } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 *
 * class Busy extends AbstractAsyncContextManager<Busy, void> {
 *   override async enter() {
 *     log.push("busy");
 *     return this;
 *   }
 *
 *   override async exit() {
 *     await asyncio.sleep(0.001);
 *     log.push("idle");
 *   }
 * }
 *
 * await asyncio.run(async () => {
 *   await withAsync(new Busy(), () => log.push("callback"));
 *
 *   const work = new Busy().wrap(async (n: number) => log.push(`function ${n}`));
 *   await work(1);
 *
 *   await using _ = await new Busy().enter();
 *   log.push("block");
 * });
 * assertEquals(log, ["busy", "callback", "idle", "busy", "function 1", "idle", "busy", "block", "idle"]);
 * ```
 */
export abstract class AbstractAsyncContextManager<
  T = unknown,
  E extends ExitResult = ExitResult,
> implements AsyncContextManager<T, E>, AsyncDisposable {
  /**
   * Begins. As it is, returns the manager; override it for another `T`.
   *
   * **Cancellation.** As it is, it does not wait.
   */
  enter(): Promise<T> {
    return Promise.resolve(this as unknown as T);
  }

  /**
   * Ends, however the body has ended.
   *
   * **Cancellation.** When the task is cancelled in the body, `error` is a `CancelledError`.
   *
   * @param error What the body has thrown; `undefined` if nothing.
   * @returns `true` to suppress the error.
   */
  abstract exit(error?: unknown): Promise<E>;

  /** A hook: returns the manager for one call of a wrapped function. As it is, this one. Python's `_recreate_cm`. */
  recreate(): AsyncContextManager<T, E> {
    return this;
  }

  /**
   * Returns a function that calls `fn` inside the manager: Python's `@manager` in front of a function. It has the
   * arguments and the `this` of the call. A manager made by `asyncContextManager()` is made anew for every call.
   *
   * **Cancellation.** Calls of the function are cancelled as `withAsync()` is.
   *
   * @throws {TypeError} If `fn` is not a function.
   */
  wrap<A extends unknown[], R>(
    fn: (...args: A) => R | PromiseLike<R>,
  ): (...args: A) => Promise<BodyResult<R, E>> {
    checkFunction(fn, "A function to wrap");
    const recreate = () => this.recreate();
    return function (this: unknown, ...args: A): Promise<BodyResult<R, E>> {
      return withAsync(recreate(), () => fn.apply(this, args));
    };
  }

  /**
   * The block form: ends the manager as if without an error, since a block does not tell.
   *
   * **Cancellation.** As `exit()`.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.exit(undefined);
  }
}

import { checkFunction } from "../../loop/check.ts";
import type { BodyResult, ContextManager, ExitResult } from "./protocol.ts";
import { withSync } from "./with_sync.ts";

/**
 * A base for context managers that do not wait: Python's `AbstractContextManager` and `ContextDecorator`. As
 * {@linkcode AbstractAsyncContextManager}, with `using` in place of `await using`.
 *
 * @typeParam T What the body gets.
 * @typeParam E What `exit()` returns; `void` if it never suppresses an error.
 */
export abstract class AbstractContextManager<
  T = unknown,
  E extends ExitResult = ExitResult,
> implements ContextManager<T, E>, Disposable {
  /** Begins. As it is, returns the manager; override it for another `T`. */
  enter(): T {
    return this as unknown as T;
  }

  /**
   * Ends, however the body has ended.
   *
   * @param error What the body has thrown; `undefined` if nothing.
   * @returns `true` to suppress the error.
   */
  abstract exit(error?: unknown): E;

  /** A hook: returns the manager for one call of a wrapped function. As it is, this one. Python's `_recreate_cm`. */
  recreate(): ContextManager<T, E> {
    return this;
  }

  /**
   * Returns a function that calls `fn` inside the manager: Python's `@manager` in front of a function. It has the
   * arguments and the `this` of the call. A manager made by `contextManager()` is made anew for every call.
   *
   * @throws {TypeError} If `fn` is not a function.
   */
  wrap<A extends unknown[], R>(
    fn: (...args: A) => R,
  ): (...args: A) => BodyResult<R, E> {
    checkFunction(fn, "A function to wrap");
    const recreate = () => this.recreate();
    return function (this: unknown, ...args: A): BodyResult<R, E> {
      return withSync(recreate(), () => fn.apply(this, args));
    };
  }

  /** The block form: ends the manager as if without an error, since a block does not tell. */
  [Symbol.dispose](): void {
    this.exit(undefined);
  }
}

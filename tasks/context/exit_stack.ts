import { syncManagerOf } from "./_manager_of.ts";
import { Exits } from "./_exits.ts";
import type { ContextManager } from "./protocol.ts";

/** Called when a stack is left, with what has been thrown or `undefined`; `true` suppresses it. */
export type ExitFunction = (error: unknown) => boolean | void;

/**
 * A stack of things to leave, for those that do not wait: Python's `ExitStack`. As {@linkcode AsyncExitStack}, with
 * `withSync()` and `using`.
 *
 * @example Files that are closed in any case
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ExitStack, withSync } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 * withSync(new ExitStack(), (stack) => {
 *   for (const name of ["a", "b"]) {
 *     stack.enterContext({ [Symbol.dispose]: () => log.push(`closed ${name}`) });
 *   }
 *   log.push("work");
 * });
 * assertEquals(log, ["work", "closed b", "closed a"]);
 * ```
 */
export class ExitStack
  implements ContextManager<ExitStack, boolean>, Disposable {
  #exits = new Exits();

  /** Returns the stack. */
  enter(): this {
    return this;
  }

  /**
   * Calls the exits, last in, first out; each gets the error as those before it have left it.
   *
   * @param error What the body has thrown; `undefined` if nothing.
   * @returns Whether an exit has suppressed the error.
   * @throws {unknown} The last error that an exit has thrown, with the earlier one behind it, as in `withAsync()`.
   */
  exit(error?: unknown): boolean {
    return this.#exits.unwind(error);
  }

  /**
   * Enters a context manager, to be left with the stack.
   *
   * @returns What its `enter()` returns.
   * @throws {TypeError} If it is no context manager and not disposable.
   */
  enterContext<T>(manager: ContextManager<T>): T;
  /** Takes a disposable, to be disposed of with the stack; returns it. `DisposableStack.use()`. */
  enterContext<D extends Disposable>(resource: D): D;
  enterContext(manager: unknown): unknown {
    return this.#exits.enter(manager);
  }

  /**
   * Takes an exit function, a disposable, or a manager that has been entered already, and returns it.
   *
   * @throws {TypeError} If it is none of these.
   */
  push<X extends ExitFunction | Pick<ContextManager, "exit"> | Disposable>(
    exit: X,
  ): X {
    this.#exits.push(exit, syncManagerOf);
    return exit;
  }

  /**
   * Takes a function to be called with these arguments, and returns it. It does not see an error, and cannot suppress
   * one. `DisposableStack.defer()`.
   *
   * @throws {TypeError} If it is not a function.
   */
  callback<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): (...args: A) => R {
    this.#exits.pushCallback(fn, args);
    return fn;
  }

  /** Hands everything over to a new stack, which is returned; this one is empty then. `DisposableStack.move()`. */
  popAll(): this {
    const moved = new (this.constructor as new () => this)();
    moved.#exits = this.#exits.popAll();
    return moved;
  }

  /** Leaves everything at once, as if without an error. The stack is empty then and can be used again. */
  close(): void {
    this.exit(undefined);
  }

  /** The block form: {@linkcode close}. An error of the block is not seen and cannot be suppressed. */
  [Symbol.dispose](): void {
    this.close();
  }
}

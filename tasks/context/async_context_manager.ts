import { checkFunction, describe } from "../../loop/check.ts";
import { RuntimeError } from "../../loop/errors.ts";
import { putBehind } from "./_put_behind.ts";
import { AbstractAsyncContextManager } from "./abstract_async_context_manager.ts";

/**
 * What {@linkcode asyncContextManager} makes: an async generator function's call as a context manager. It can be
 * entered once; wrapped functions get a new one for every call.
 *
 * @typeParam T What the generator yields.
 */
export class AsyncGeneratorContextManager<T>
  extends AbstractAsyncContextManager<T, boolean> {
  /** Invariant: `null` from the first `enter()` on, so that the arguments are not kept alive. */
  #start: (() => AsyncGenerator<T>) | null;
  /** The way to the `yield`. */
  #first: Promise<IteratorResult<T>> | null = null;
  /** Invariant: set while the generator is suspended at its `yield`. */
  #generator: AsyncGenerator<T> | null = null;

  /** Makes a manager; `start` calls the async generator function. */
  constructor(start: () => AsyncGenerator<T>) {
    super();
    this.#start = start;
  }

  /**
   * Runs the generator up to its `yield`.
   *
   * **Cancellation.** A cancel is raised at the `await` at which the generator waits.
   *
   * @returns What it yields.
   * @throws {RuntimeError} If it ends before that, or the manager was entered before.
   * @throws {TypeError} If what was called is no async generator function.
   */
  override async enter(): Promise<T> {
    const generator = this.#takeStart()();
    if (typeof generator?.throw !== "function") {
      throw new TypeError(
        `asyncContextManager() takes an async generator function; it returned: ${
          describe(generator)
        }`,
      );
    }
    this.#first = generator.next();
    const { done, value } = await this.#first;
    if (done) throw new RuntimeError("The generator didn't yield");
    this.#generator = generator;
    return value;
  }

  /**
   * Runs the generator to its end. An error is thrown at the `yield`; if the generator catches it, it is suppressed.
   *
   * **Cancellation.** A cancel is raised at the `await` at which the generator waits.
   *
   * @param error What the body has thrown; `undefined` if nothing.
   * @returns Whether the generator has ended without an error though it was given one.
   * @throws {RuntimeError} If it yields again, or the manager has not been entered or was left already.
   * @throws {unknown} What the generator throws, unless it is `error`.
   */
  override async exit(error?: unknown): Promise<boolean> {
    const generator = this.#generator;
    if (generator === null) {
      throw new RuntimeError(
        "Cannot leave a context manager that is not entered",
      );
    }
    this.#generator = null;
    if (error === undefined) {
      if (!(await generator.next()).done) {
        await stop(generator, "The generator didn't stop");
      }
      return false;
    }
    try {
      if (!(await generator.throw(error)).done) {
        await stop(generator, "The generator didn't stop after throw()");
      }
      return true;
    } catch (thrown) {
      if (thrown === error) return false;
      throw thrown;
    }
  }

  /**
   * Returns a manager of the same call of the generator function, not entered.
   *
   * @throws {RuntimeError} If this one has been entered: the arguments are not kept.
   */
  override recreate(): AsyncGeneratorContextManager<T> {
    const start = this.#takeStart();
    this.#start = start;
    return new AsyncGeneratorContextManager(start);
  }

  /**
   * The block form: resumes the generator as if without an error, since a block does not tell: its `finally` runs, its
   * `catch` does not. Does nothing if the manager has not been entered, or was left already.
   *
   * **Cancellation.** As {@linkcode exit}.
   */
  override async [Symbol.asyncDispose](): Promise<void> {
    // A block can be left while enter() is under way: by an error beside it in Promise.all().
    await Promise.allSettled([this.#first]);
    if (this.#generator !== null) await this.exit(undefined);
  }

  #takeStart(): () => AsyncGenerator<T> {
    const start = this.#start;
    if (start === null) {
      throw new RuntimeError(
        "A context manager made of a generator can be entered only once",
      );
    }
    this.#start = null;
    return start;
  }
}

/** Closes a generator that has yielded once too often. */
async function stop(
  generator: AsyncGenerator,
  message: string,
): Promise<never> {
  const failure = new RuntimeError(message);
  try {
    await generator.return(undefined);
  } catch (error) {
    throw putBehind(error, failure);
  }
  throw failure;
}

/**
 * Makes context managers of an async generator function that yields once: Python's `@asynccontextmanager`.
 *
 * What comes before the `yield` is the entering, the yielded value is what the body gets, and what comes after it is
 * the leaving. An error of the body is thrown at the `yield`, so clean up in `finally`. A generator that catches the
 * error and ends suppresses it; one that throws another replaces it.
 *
 * The callback form is `withAsync(manager(…), fn)`. In the block form,
 *
 * ```ts ignore
 * await using opened = manager(…);
 * const value = await opened.enter();
 * ```
 *
 * the generator is resumed as if nothing had been thrown, since JavaScript does not tell the end of a block: `finally`
 * runs, but `catch` sees nothing, and what comes after the `yield` outside of `finally` runs in either case. A manager
 * that commits or rolls back needs the callback form.
 *
 * Differs from CPython: a generator's end is no error in JavaScript, so no error of the body can be mistaken for it.
 *
 * **Cancellation.** The manager's `enter()` and `exit()` are cancelled where the generator waits. A cancel of the body
 * is thrown at the `yield`.
 *
 * @returns A function with the same arguments that returns a context manager.
 * @throws {TypeError} If `fn` is not a function.
 *
 * @example Commit or roll back
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { asyncContextManager, withAsync } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 * const transaction = asyncContextManager(async function* (name: string) {
 *   await asyncio.sleep(0.001);
 *   try {
 *     yield `transaction ${name}`;
 *   } catch (error) {
 *     log.push(`${name} rolled back`);
 *     throw error;
 *   }
 *   log.push(`${name} committed`);
 * });
 *
 * await asyncio.run(async () => {
 *   await withAsync(transaction("a"), (it) => log.push(it));
 *   await assertRejects(() => withAsync(transaction("b"), () => Promise.reject(new RangeError("no"))), RangeError);
 * });
 * assertEquals(log, ["transaction a", "a committed", "b rolled back"]);
 * ```
 *
 * @example Block form
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { asyncContextManager } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 * const room = asyncContextManager(async function* () {
 *   try {
 *     yield "a room";
 *   } finally {
 *     log.push("lights out");
 *   }
 * });
 * {
 *   await using opened = room();
 *   log.push(await opened.enter());
 * }
 * assertEquals(log, ["a room", "lights out"]);
 * ```
 */
export function asyncContextManager<A extends unknown[], T>(
  fn: (...args: A) => AsyncGenerator<T>,
): (...args: A) => AsyncGeneratorContextManager<T> {
  checkFunction(fn, "The generator function of asyncContextManager()");
  function make(this: unknown, ...args: A): AsyncGeneratorContextManager<T> {
    return new AsyncGeneratorContextManager(() => fn.apply(this, args));
  }
  return Object.defineProperty(make, "name", { value: fn.name });
}

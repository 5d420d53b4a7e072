import { checkFunction, describe } from "../../loop/check.ts";
import { RuntimeError } from "../../loop/errors.ts";
import { putBehind } from "./_put_behind.ts";
import { AbstractContextManager } from "./abstract_context_manager.ts";

/**
 * What {@linkcode contextManager} makes: a generator function's call as a context manager. It can be entered once;
 * wrapped functions get a new one for every call.
 *
 * @typeParam T What the generator yields.
 */
export class GeneratorContextManager<T>
  extends AbstractContextManager<T, boolean> {
  /** Invariant: `null` from the first `enter()` on, so that the arguments are not kept alive. */
  #start: (() => Generator<T>) | null;
  /** Invariant: set while the generator is suspended at its `yield`. */
  #generator: Generator<T> | null = null;

  /** Makes a manager; `start` calls the generator function. */
  constructor(start: () => Generator<T>) {
    super();
    this.#start = start;
  }

  /**
   * Runs the generator up to its `yield`.
   *
   * @returns What it yields.
   * @throws {RuntimeError} If it ends before that, or the manager was entered before.
   * @throws {TypeError} If what was called is no generator function.
   */
  override enter(): T {
    const generator = this.#takeStart()();
    if (typeof generator?.throw !== "function") {
      throw new TypeError(
        `contextManager() takes a generator function; it returned: ${
          describe(generator)
        }`,
      );
    }
    const { done, value } = generator.next();
    if (done) throw new RuntimeError("The generator didn't yield");
    this.#generator = generator;
    return value;
  }

  /**
   * Runs the generator to its end. An error is thrown at the `yield`; if the generator catches it, it is suppressed.
   *
   * @param error What the body has thrown; `undefined` if nothing.
   * @returns Whether the generator has ended without an error though it was given one.
   * @throws {RuntimeError} If it yields again, or the manager has not been entered or was left already.
   * @throws {unknown} What the generator throws, unless it is `error`.
   */
  override exit(error?: unknown): boolean {
    const generator = this.#generator;
    if (generator === null) {
      throw new RuntimeError(
        "Cannot leave a context manager that is not entered",
      );
    }
    this.#generator = null;
    if (error === undefined) {
      if (!generator.next().done) stop(generator, "The generator didn't stop");
      return false;
    }
    try {
      if (!generator.throw(error).done) {
        stop(generator, "The generator didn't stop after throw()");
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
  override recreate(): GeneratorContextManager<T> {
    const start = this.#takeStart();
    this.#start = start;
    return new GeneratorContextManager(start);
  }

  /**
   * The block form: resumes the generator as if without an error, since a block does not tell: its `finally` runs, its
   * `catch` does not. Does nothing if the manager has not been entered, or was left already.
   */
  override [Symbol.dispose](): void {
    if (this.#generator !== null) this.exit(undefined);
  }

  #takeStart(): () => Generator<T> {
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
function stop(generator: Generator, message: string): never {
  const failure = new RuntimeError(message);
  try {
    generator.return(undefined);
  } catch (error) {
    throw putBehind(error, failure);
  }
  throw failure;
}

/**
 * Makes context managers of a generator function that yields once: Python's `@contextmanager`. As
 * {@linkcode asyncContextManager}, for generators that do not wait.
 *
 * @returns A function with the same arguments that returns a context manager.
 * @throws {TypeError} If `fn` is not a function.
 *
 * @example Change something for a while
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { contextManager, withSync } from "@asyncio/asyncio/context";
 *
 * const settings = { depth: 1 };
 * const withDepth = contextManager(function* (depth: number) {
 *   const before = settings.depth;
 *   settings.depth = depth;
 *   try {
 *     yield settings;
 *   } finally {
 *     settings.depth = before;
 *   }
 * });
 * assertEquals(withSync(withDepth(7), ({ depth }) => depth), 7);
 * assertEquals(settings.depth, 1);
 * ```
 */
export function contextManager<A extends unknown[], T>(
  fn: (...args: A) => Generator<T>,
): (...args: A) => GeneratorContextManager<T> {
  checkFunction(fn, "The generator function of contextManager()");
  function make(this: unknown, ...args: A): GeneratorContextManager<T> {
    return new GeneratorContextManager(() => fn.apply(this, args));
  }
  return Object.defineProperty(make, "name", { value: fn.name });
}

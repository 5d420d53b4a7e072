import { checkFunction, checkIterable, describe } from "../../loop/check.ts";
import { CancelledError, KeyboardInterrupt } from "../../loop/errors.ts";
import { type ErrorClass, ExceptionGroup } from "../../loop/exception_group.ts";
import type { ContextManager } from "./protocol.ts";
import { withAsync } from "./with_async.ts";

/** Not errors, but requests to end. In Python they are no subclasses of `Exception`. */
const REQUESTS_TO_END: readonly ErrorClass[] = [
  CancelledError,
  KeyboardInterrupt,
];

// Not an AbstractContextManager: that is disposable, and a block cannot suppress anything.
class Suppress implements ContextManager<undefined, boolean> {
  readonly #matches: (error: unknown) => boolean;

  constructor(classes: readonly ErrorClass[]) {
    this.#matches = (error) => classes.some((one) => matches(error, one));
  }

  enter(): undefined {}

  exit(error?: unknown): boolean {
    if (this.#matches(error)) return true;
    if (!(error instanceof ExceptionGroup)) return false;
    const [, rest] = error.split(this.#matches);
    if (rest === null) return true;
    // Thrown only if something has been taken out: an exit does not throw what it was given.
    if (rest !== error) throw rest;
    return false;
  }
}

function matches(error: unknown, one: ErrorClass): boolean {
  if (!(error instanceof one)) return false;
  const request = REQUESTS_TO_END.find((type) => error instanceof type);
  return request === undefined || one === request ||
    one.prototype instanceof request;
}

/**
 * Returns a context manager that suppresses errors of these classes: Python's `suppress`. It can be used again, also
 * inside of itself.
 *
 * @throws {TypeError} If something is not a class.
 */
export function suppress(
  errors: ErrorClass | readonly ErrorClass[],
): ContextManager<undefined, boolean>;
/**
 * Calls `fn`, and returns what it returns, or `undefined` if it throws an error of one of these classes: Python's
 * `with suppress(...)`.
 *
 * - Of an {@linkcode ExceptionGroup}, the matching errors are taken out; if others are left, they come out as a group.
 * - A `CancelledError` or `KeyboardInterrupt` is suppressed only if its own class is named: as in Python, `Error` does
 *   not mean them.
 * - There is no block form, since nothing at the end of a JavaScript block can keep an error from going on. Without
 *   `fn`, it returns a context manager for `withSync()`, `withAsync()` and the stacks.
 *
 * **Cancellation.** A cancel reaches `fn`, and its `CancelledError` comes out unless `CancelledError` is named.
 *
 * @throws {TypeError} If something is not a class, or `fn` is not a function.
 * @throws {unknown} What `fn` throws, if it does not match.
 *
 * @example Remove a file that may not be there
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { suppress } from "@asyncio/asyncio/context";
 *
 * async function remove(name: string): Promise<boolean> {
 *   throw new Deno.errors.NotFound(name);
 * }
 *
 * assertEquals(await suppress(Deno.errors.NotFound, () => remove("temp.txt")), undefined);
 * ```
 */
export function suppress<R>(
  errors: ErrorClass | readonly ErrorClass[],
  fn: () => R | PromiseLike<R>,
): Promise<R | undefined>;
export function suppress<R>(
  errors: ErrorClass | readonly ErrorClass[],
  fn?: () => R | PromiseLike<R>,
): ContextManager<undefined, boolean> | Promise<R | undefined> {
  const manager = new Suppress(classesOf(errors));
  if (fn === undefined) return manager;
  checkFunction(fn, "The body of suppress()");
  return withAsync(manager, fn);
}

function classesOf(
  errors: ErrorClass | readonly ErrorClass[],
): readonly ErrorClass[] {
  if (typeof errors !== "function") {
    checkIterable(errors, "The errors to suppress");
  }
  const classes = typeof errors === "function" ? [errors] : [...errors];
  for (const one of classes) {
    if (one === Error || one?.prototype instanceof Error) continue;
    throw new TypeError(
      `An error to suppress must be a class of errors: ${describe(one)}`,
    );
  }
  return classes;
}

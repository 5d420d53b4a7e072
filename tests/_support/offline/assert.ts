/**
 * Stands in for `@std/assert` where JSR cannot be reached: what the tests use
 * of it, with the same signatures, over `node:assert`.
 *
 * @module
 */
import { AssertionError as NodeAssertionError } from "node:assert";
import { equal } from "./_equal.ts";

// deno-lint-ignore no-explicit-any
type Constructor<T> = new (...args: any[]) => T;
// deno-lint-ignore no-explicit-any
type AbstractConstructor<T> = abstract new (...args: any[]) => T;

/** Error of an assertion that does not hold. */
export class AssertionError extends Error {
  override name = "AssertionError";
}

/** `What: message`, or `What.` when there is no message. */
function complain(what: string, message: string | undefined): never {
  throw new AssertionError(message ? `${what}: ${message}` : `${what}.`);
}

/** Complains with both values, line by line. */
function complainOfDifference(
  what: string,
  values: { actual: unknown; expected: unknown; msg: string | undefined },
): never {
  const { actual, expected, msg } = values;
  const operator = "deepStrictEqual";
  // Node's error compares nothing, but renders the difference.
  const diff = new NodeAssertionError({ actual, expected, operator }).message;
  const lines = diff.slice(diff.indexOf("\n")).trim();
  throw new AssertionError(`${what}${msg ? `: ${msg}` : "."}\n\n${lines}\n`);
}

/** Asserts that `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Asserts that `expr` is falsy. */
export function assertFalse(
  expr: unknown,
  msg = "",
): asserts expr is false | 0 | "" | null | undefined {
  if (expr) throw new AssertionError(msg);
}

/** Asserts that two values are equal by value. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  complainOfDifference("Values are not equal", { actual, expected, msg });
}

/** Asserts that two values are not equal by value. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  const value = Deno.inspect(actual);
  complain(`Expected actual: ${value} not to be: ${value}`, msg);
}

/** Asserts that two values are the same by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  complainOfDifference("Values are not strictly equal", {
    actual,
    expected,
    msg,
  });
}

/** Asserts that a value is neither null nor undefined. */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  complain(`Expected actual: "${actual}" to not be null or undefined`, msg);
}

/** Asserts that a value is an instance of a class. */
export function assertInstanceOf<T extends AbstractConstructor<unknown>>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  complain(
    `Expected object to be an instance of "${expectedType.name}" but was "${
      nameOf(actual)
    }"`,
    msg,
  );
}

/** The class of an object, or the type of another value. */
function nameOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? value.constructor.name : typeof value;
}

/** Asserts that a string contains another. */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (actual.includes(expected)) return;
  complain(`Expected actual: "${actual}" to contain: "${expected}"`, msg);
}

/** Asserts that a string matches. */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (expected.test(actual)) return;
  complain(`Expected actual: "${actual}" to match: "${expected}"`, msg);
}

/** Asserts that `fn` throws, and returns what it throws. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that `fn` throws an error of a class, with words in its message. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: Constructor<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  ...wanted: Wanted
): unknown {
  const expected = readWanted(wanted);
  try {
    fn();
  } catch (error) {
    checkError(error, expected);
    return error;
  }
  complain("Expected function to throw", expected.msg);
}

/** Asserts that the promise of `fn` rejects, and returns its reason. */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/** Asserts that the promise of `fn` rejects with an error of a class. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: Constructor<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...wanted: Wanted
): Promise<unknown> {
  const expected = readWanted(wanted);
  let promise: PromiseLike<unknown> | undefined;
  try {
    promise = fn();
  } catch {
    // Throwing is not rejecting: `promise` stays undefined.
  }
  if (typeof promise?.then !== "function") {
    complain("Function throws when expected to reject", expected.msg);
  }
  try {
    await promise;
  } catch (error) {
    checkError(error, expected);
    return error;
  }
  complain("Expected function to reject", expected.msg);
}

/** What follows `fn`: `msg?`, or `ErrorClass, msgIncludes?, msg?`. */
type Wanted = [
  first?: Constructor<Error> | string,
  ...rest: (string | undefined)[],
];

interface ExpectedError {
  ErrorClass?: Constructor<Error> | undefined;
  msgIncludes?: string | undefined;
  msg: string | undefined;
}

function readWanted([first, msgIncludes, msg]: Wanted): ExpectedError {
  return typeof first === "string"
    ? { msg: first }
    : { ErrorClass: first, msgIncludes, msg };
}

function checkError(error: unknown, expected: ExpectedError): void {
  const { ErrorClass, msgIncludes, msg } = expected;
  if (ErrorClass === undefined) return;
  if (!(error instanceof Error)) {
    complain(`Expected an Error object but got ${Deno.inspect(error)}`, msg);
  }
  if (!(error instanceof ErrorClass)) {
    complain(
      `Expected error to be instance of "${ErrorClass.name}", but was "${
        nameOf(error)
      }"`,
      msg,
    );
  }
  if (msgIncludes && !error.message.includes(msgIncludes)) {
    complain(
      `Expected error message to include "${msgIncludes}", but got "${error.message}"`,
      msg,
    );
  }
}

/** Fails. */
export function fail(msg?: string): never {
  complain("Failed assertion", msg);
}

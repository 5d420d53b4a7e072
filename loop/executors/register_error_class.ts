import { checkFunction } from "../check.ts";
import {
  BrokenBarrierError,
  CancelledError,
  IncompleteReadError,
  InvalidStateError,
  KeyboardInterrupt,
  LimitOverrunError,
  LookupError,
  RuntimeError,
  TimeoutError,
} from "../errors.ts";
import { ExceptionGroup } from "../exception_group.ts";
import {
  decodeError,
  type ErrorData,
  findGlobalClass,
} from "./_error_codec.ts";
import { BrokenExecutor } from "./broken_executor.ts";

const classes = new Map<string, ErrorConstructor>();

/**
 * Lets errors of a class of yours come out of threads and processes as what they are; the class is found by its name.
 *
 * Those that every thread has and those of this library are known. Others arrive as the nearest class that is known,
 * with their own name, message, stack, cause and fields. (Python imports the class by its module; here a module that
 * is loaded in a thread need not be loaded on this side.)
 *
 * @throws {TypeError} If it is not an error class.
 *
 * @example An error of one's own
 * ```ts
 * import { assertEquals, assertInstanceOf } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { registerErrorClass } from "@asyncio/asyncio/threads";
 *
 * class ParseError extends Error {
 *   override name = "ParseError";
 *   line = 0;
 * }
 * registerErrorClass(ParseError);
 *
 * await asyncio.run(async () => {
 *   try {
 *     await asyncio.toThread(() => {
 *       class ParseError extends Error {
 *         override name = "ParseError";
 *         line = 42;
 *       }
 *       throw new ParseError("unexpected end");
 *     });
 *   } catch (error) {
 *     assertInstanceOf(error, ParseError);
 *     assertEquals([error.message, error.line], ["unexpected end", 42]);
 *   }
 * });
 * ```
 */
export function registerErrorClass(
  errorClass: abstract new (...args: never[]) => Error,
): void {
  checkFunction(errorClass, "An error class");
  if (!(errorClass.prototype instanceof Error)) {
    throw new TypeError(
      `An error class must extend Error: function ${errorClass.name}`,
    );
  }
  classes.set(errorClass.name, errorClass as unknown as ErrorConstructor);
}

for (
  const known of [
    BrokenBarrierError,
    BrokenExecutor,
    CancelledError,
    ExceptionGroup,
    IncompleteReadError,
    InvalidStateError,
    KeyboardInterrupt,
    LimitOverrunError,
    LookupError,
    RuntimeError,
    TimeoutError,
  ]
) registerErrorClass(known);

/** Makes the error of a job again. */
export function errorOf(data: ErrorData): unknown {
  return decodeError(
    data,
    (name) => classes.get(name) ?? findGlobalClass(name),
  );
}

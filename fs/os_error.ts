import { constants } from "node:os";
import { describe } from "../loop/check.ts";
import { BrokenPipeError } from "../loop/connection_errors.ts";
import { OSError, type OSErrorOptions } from "../loop/os_error.ts";

export { BrokenPipeError, OSError, type OSErrorOptions };

/** Raised when an operation would block on a file that was made non-blocking, or a lock is taken. */
export class BlockingIOError extends OSError {
  static {
    this.prototype.name = "BlockingIOError";
  }
}

/** Raised when something is to be made that exists already. */
export class FileExistsError extends OSError {
  static {
    this.prototype.name = "FileExistsError";
  }
}

/** Raised when a file or folder does not exist. */
export class FileNotFoundError extends OSError {
  static {
    this.prototype.name = "FileNotFoundError";
  }
}

/** Raised when a system call was interrupted. */
export class InterruptedError extends OSError {
  static {
    this.prototype.name = "InterruptedError";
  }
}

/** Raised when a folder is where a file is wanted. */
export class IsADirectoryError extends OSError {
  static {
    this.prototype.name = "IsADirectoryError";
  }
}

/** Raised when something else is where a folder is wanted. */
export class NotADirectoryError extends OSError {
  static {
    this.prototype.name = "NotADirectoryError";
  }
}

/** Raised when the system's rights forbid it. A permission that Deno lacks is `Deno.errors.NotCapable` instead. */
export class PermissionError extends OSError {
  static {
    this.prototype.name = "PermissionError";
  }
}

type OSErrorClass = new (
  errno: number,
  strerror: string,
  options?: OSErrorOptions,
) => OSError;

/** The errors with a class of their own, by the system's name. */
const CLASSES: ReadonlyMap<string, OSErrorClass> = new Map([
  ["EACCES", PermissionError],
  ["EAGAIN", BlockingIOError],
  ["EEXIST", FileExistsError],
  ["EINTR", InterruptedError],
  ["EISDIR", IsADirectoryError],
  ["ENOENT", FileNotFoundError],
  ["ENOTDIR", NotADirectoryError],
  ["EPERM", PermissionError],
  ["EPIPE", BrokenPipeError],
  ["EWOULDBLOCK", BlockingIOError],
]);

/** The words of the C library for what file operations run into: the platform's own differ from system to system. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "Permission denied"],
  ["EAGAIN", "Resource temporarily unavailable"],
  ["EBADF", "Bad file descriptor"],
  ["EBUSY", "Device or resource busy"],
  ["EEXIST", "File exists"],
  ["EFBIG", "File too large"],
  ["EINTR", "Interrupted system call"],
  ["EINVAL", "Invalid argument"],
  ["EIO", "Input/output error"],
  ["EISDIR", "Is a directory"],
  ["ELOOP", "Too many levels of symbolic links"],
  ["EMFILE", "Too many open files"],
  ["ENAMETOOLONG", "File name too long"],
  ["ENFILE", "Too many open files in system"],
  ["ENOENT", "No such file or directory"],
  ["ENOSPC", "No space left on device"],
  ["ENOTDIR", "Not a directory"],
  ["ENOTEMPTY", "Directory not empty"],
  ["ENXIO", "No such device or address"],
  ["EPERM", "Operation not permitted"],
  ["EPIPE", "Broken pipe"],
  ["EROFS", "Read-only file system"],
  ["ESPIPE", "Illegal seek"],
  ["EXDEV", "Invalid cross-device link"],
]);

const NUMBERS: Readonly<Record<string, number | undefined>> = constants.errno;

/** Deno's errors that do not carry the system's name, by the name of their class. */
const CODES_BY_NAME: ReadonlyMap<string, string> = new Map([
  ["BadResource", "EBADF"],
  ["BrokenPipe", "EPIPE"],
  ["Interrupted", "EINTR"],
  ["WouldBlock", "EAGAIN"],
]);

/**
 * Makes the error that has the system's name `code`, such as `"ENOENT"`: of its own class if it has one.
 *
 * @throws {RangeError} If the platform has no error of that name.
 *
 * @example The error of a file that is not there
 * ```ts
 * import { assertInstanceOf } from "@std/assert";
 * import { FileNotFoundError, makeOSError } from "@asyncio/asyncio/fs";
 *
 * assertInstanceOf(makeOSError("ENOENT", { filename: "x" }), FileNotFoundError);
 * ```
 */
export function makeOSError(
  code: string,
  options: OSErrorOptions = {},
): OSError {
  const errno = NUMBERS[code];
  if (errno === undefined) {
    throw new RangeError(
      `'code' must be the name of a system error, such as "ENOENT": ${
        describe(code)
      }`,
    );
  }
  return make(code, errno, WORDS.get(code) ?? code, options);
}

function make(
  code: string,
  errno: number,
  strerror: string,
  options: OSErrorOptions,
): OSError {
  return new (CLASSES.get(code) ?? OSError)(errno, strerror, options);
}

/**
 * Returns the {@linkcode OSError} for what a call of Deno or `node:fs` threw, with that as its cause; whatever is no
 * error of the system, such as a missing permission of Deno's, comes back as it is.
 *
 * @example Throw what CPython would
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { FileNotFoundError, toOSError } from "@asyncio/asyncio/fs";
 *
 * async function touch(filename: string) {
 *   try {
 *     await Deno.utime(filename, 0, 0);
 *   } catch (error) {
 *     throw toOSError(error, { filename });
 *   }
 * }
 * await assertRejects(() => touch("no/such/file"), FileNotFoundError);
 * ```
 */
export function toOSError(
  error: unknown,
  options: Omit<OSErrorOptions, "cause"> = {},
): unknown {
  if (!(error instanceof Error) || error instanceof OSError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  const errno = NUMBERS[code];
  if (errno === undefined) return error;
  const strerror = WORDS.get(code) ?? platformWords(error.message);
  return make(code, errno, strerror, { ...options, cause: error });
}

/** The system's name for an error of the platform, if it is one of the system. */
function codeOf(error: Error & { code?: unknown }): string | undefined {
  if (typeof error.code === "string") return error.code;
  // Deno leaves the name out where it has no class for an error.
  const number = error.message.match(/\(os error (\d+)\)/)?.[1];
  return CODES_BY_NAME.get(error.name) ??
    Object.keys(NUMBERS).find((name) => String(NUMBERS[name]) === number);
}

/** The words in `No data (os error 61): read 'x'` and in `ENODATA: no data, read`. */
function platformWords(message: string): string {
  const [, words] = message.match(/^(.*?) \(os error \d+\)/) ??
    message.match(/^[A-Z0-9]+: ([^,]*)/) ?? [];
  return words ?? message;
}

import { repr } from "./repr.ts";

/** What an {@linkcode OSError} is about. */
export interface OSErrorOptions extends ErrorOptions {
  /** The path that the call was given. @default {none} */
  readonly filename?: string | null | undefined;
  /** The second path, of calls that take two, such as `rename()`. @default {none} */
  readonly filename2?: string | null | undefined;
}

/**
 * Raised when the system refuses what it was asked for. CPython's `OSError`, also known there as `IOError`.
 *
 * The common errors have a class each, as in CPython: catch {@linkcode FileNotFoundError} and the like, or ask for
 * the number. The platform's own error is the `cause`.
 *
 * A permission that Deno was not given (`--allow-read` and such) is no `OSError`: `Deno.errors.NotCapable` comes
 * through as it is.
 *
 * @example Which error, and of which file
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { FileNotFoundError, readText } from "@asyncio/asyncio/fs";
 *
 * const error = await assertRejects(() => readText("no/such/file"), FileNotFoundError);
 * assertEquals(error.errno, 2);
 * assertEquals(error.strerror, "No such file or directory");
 * assertEquals(error.filename, "no/such/file");
 * assertEquals(error.message, "[Errno 2] No such file or directory: 'no/such/file'");
 * ```
 */
export class OSError extends Error {
  static {
    this.prototype.name = "OSError";
  }

  /** The number of the error, as the platform counts (`os.constants.errno` of `node:os`), or `null`. */
  readonly errno: number | null;
  /** The system's words for the error, or `null`. */
  readonly strerror: string | null;
  /** The path that the call was given, or `null`. */
  readonly filename: string | null;
  /** The second path, of calls that take two, or `null`. */
  readonly filename2: string | null;

  /** Makes an error that has a message only. */
  constructor(message?: string, options?: ErrorOptions);
  /** Makes an error out of its number, the system's words for it, and what it is about. */
  constructor(errno: number, strerror: string, options?: OSErrorOptions);
  constructor(
    first?: string | number,
    second?: string | ErrorOptions,
    third: OSErrorOptions = {},
  ) {
    const [errno, strerror] = typeof first === "number"
      ? [first, second as string]
      : [null, null];
    const options: OSErrorOptions = typeof second === "object" ? second : third;
    const { filename = null, filename2 = null } = options;
    super(
      errno === null
        ? first as string | undefined
        : messageOf(errno, strerror!, filename, filename2),
      "cause" in options ? { cause: options.cause } : {},
    );
    this.errno = errno;
    this.strerror = strerror;
    this.filename = filename;
    this.filename2 = filename2;
  }
}

function messageOf(
  errno: number,
  strerror: string,
  filename: string | null,
  filename2: string | null,
): string {
  let message = `[Errno ${errno}] ${strerror}`;
  if (filename !== null) message += `: ${repr(filename)}`;
  if (filename2 !== null) message += ` -> ${repr(filename2)}`;
  return message;
}

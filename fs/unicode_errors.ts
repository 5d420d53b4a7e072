/** What a {@linkcode UnicodeDecodeError} or {@linkcode UnicodeEncodeError} is about. */
export interface UnicodeFault<T> {
  /** What was to be converted: bytes or text. */
  object: T;
  /** Where the fault starts in `object`. */
  start: number;
  /** Where the fault ends in `object`; what is there is no longer part of it. */
  end: number;
  /** What is wrong. */
  reason: string;
}

/** Raised when text and bytes cannot be converted into each other. Python's `UnicodeError`. */
export class UnicodeError extends RangeError {
  static {
    this.prototype.name = "UnicodeError";
  }

  /** The encoding, as its codec calls itself. */
  readonly encoding: string;
  /** Where the fault starts in `object`. */
  readonly start: number;
  /** Where the fault ends in `object`; what is there is no longer part of it. */
  readonly end: number;
  /** What is wrong. */
  readonly reason: string;

  /** Makes an error; programs see one of the two subclasses. */
  constructor(encoding: string, message: string, fault: UnicodeFault<unknown>) {
    super(`'${encoding}' codec ${message}: ${fault.reason}`);
    this.encoding = encoding;
    this.start = fault.start;
    this.end = fault.end;
    this.reason = fault.reason;
  }
}

/**
 * Raised when bytes mean nothing in an encoding, and the error handler is `"strict"` or does not help.
 *
 * Positions count from the start of `object`: what was decoded in one go, so a part of the file. Python's
 * `UnicodeDecodeError`, with its message.
 *
 * @example Where it went wrong
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { UnicodeDecodeError } from "@asyncio/asyncio/fs";
 *
 * const error = new UnicodeDecodeError("utf-8", {
 *   object: new Uint8Array([0x61, 0xff]),
 *   start: 1,
 *   end: 2,
 *   reason: "invalid start byte",
 * });
 * assertEquals(error.message, "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte");
 * ```
 */
export class UnicodeDecodeError extends UnicodeError {
  static {
    this.prototype.name = "UnicodeDecodeError";
  }

  /** The bytes that were to be decoded. */
  readonly object: Uint8Array;

  /** Makes a decoding error. */
  constructor(encoding: string, fault: UnicodeFault<Uint8Array>) {
    const { object, start, end } = fault;
    const what = end - start === 1
      ? `byte 0x${hex(object[start] ?? 0, 2)} in position ${start}`
      : `bytes in position ${start}-${end - 1}`;
    super(encoding, `can't decode ${what}`, fault);
    this.object = object;
  }
}

/**
 * Raised when a character does not exist in an encoding, and the error handler is `"strict"` or does not help.
 *
 * Positions are indexes of the string `object`, that is UTF-16 code units, where Python counts code points: they
 * differ after a character beyond U+FFFF. Otherwise it is Python's `UnicodeEncodeError`, with its message.
 *
 * @example Where it went wrong
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { UnicodeEncodeError } from "@asyncio/asyncio/fs";
 *
 * const error = new UnicodeEncodeError("ascii", {
 *   object: "café",
 *   start: 3,
 *   end: 4,
 *   reason: "ordinal not in range(128)",
 * });
 * assertEquals(
 *   error.message,
 *   "'ascii' codec can't encode character '\\xe9' in position 3: ordinal not in range(128)",
 * );
 * ```
 */
export class UnicodeEncodeError extends UnicodeError {
  static {
    this.prototype.name = "UnicodeEncodeError";
  }

  /** The text that was to be encoded. */
  readonly object: string;

  /** Makes an encoding error. */
  constructor(encoding: string, fault: UnicodeFault<string>) {
    const { object, start, end } = fault;
    const code = object.codePointAt(start) ?? 0;
    const what = end - start === (code > 0xffff ? 2 : 1)
      ? `character '${escapeCodePoint(code)}' in position ${start}`
      : `characters in position ${start}-${end - 1}`;
    super(encoding, `can't encode ${what}`, fault);
    this.object = object;
  }
}

/** Writes a character as Python does in a string: `\xe9`, `\u20ac` or `\U0001f600`. */
export function escapeCodePoint(code: number): string {
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  if (code <= 0xffff) return `\\u${hex(code, 4)}`;
  return `\\U${hex(code, 8)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

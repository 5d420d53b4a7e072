/**
 * Raised when a file is asked for what it cannot do: to read a file that is open for writing only, to seek in a pipe.
 *
 * In CPython, `io.UnsupportedOperation` is both a `ValueError`, which is a `RangeError` here, and an `OSError`.
 *
 * @example Reading what is open for writing
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { open, UnsupportedOperation } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await using file = await open(path, "w");
 * await assertRejects(() => file.read(), UnsupportedOperation, "not readable");
 * await Deno.remove(path);
 * ```
 */
export class UnsupportedOperation extends RangeError {
  static {
    this.prototype.name = "UnsupportedOperation";
  }

  /** Makes an error of an operation that the file does not have. */
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
  }
}

import { describe } from "../loop/check.ts";
import { pathText } from "./_path_text.ts";

/** An object that stands for a path, such as a `Path`. Python's `os.PathLike`. */
export interface PathLike {
  /** Returns the path as a string. Python's `__fspath__()`. */
  fspath(): string;
}

/** What names a file: a string, a `file:` URL, or an object with `fspath()`. */
export type FilePath = string | URL | PathLike;

/**
 * Returns the path as a string. CPython's `os.fspath()`; it takes `file:` URLs too, and no bytes.
 *
 * @throws {TypeError} If it is none of these, or a URL of another kind.
 * @throws {RangeError} If the path contains a NUL character, which no system allows.
 *
 * @example One argument, three forms
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fspath, Path } from "@asyncio/asyncio/fs";
 *
 * assertEquals(fspath("/tmp/x"), "/tmp/x");
 * assertEquals(fspath(new Path("/tmp", "x")), "/tmp/x");
 * assertEquals(fspath(new URL("file:///tmp/x")), "/tmp/x");
 * ```
 */
export function fspath(path: FilePath): string {
  const text = pathText(path);
  if (text.includes("\0")) {
    throw new RangeError(`Embedded NUL character in a path: ${describe(text)}`);
  }
  return text;
}

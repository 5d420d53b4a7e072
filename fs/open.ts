import type { BinaryFile } from "./binary_file.ts";
import type { BinaryOptions, FileOptions } from "./file_options.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { checkOptions, layer } from "./_layers.ts";
import {
  type AccessMode,
  type BinaryMode,
  parseMode,
  type TextMode,
} from "./_mode.ts";
import { openDevice } from "./_open_device.ts";
import { Opening } from "./opening.ts";
import type { RawFile } from "./raw_file.ts";
import type { TextFile } from "./text_file.ts";

export type { AccessMode, BinaryMode, TextMode };

/** Opens a text file. */
export function open(
  path: FilePath,
  mode?: TextMode,
  options?: FileOptions,
): Opening<TextFile>;
/** Opens a file of bytes, without a buffer. */
export function open(
  path: FilePath,
  mode: BinaryMode,
  options: BinaryOptions & { readonly buffering: 0 },
): Opening<RawFile>;
/** Opens a file of bytes. */
export function open(
  path: FilePath,
  mode: BinaryMode,
  options?: BinaryOptions,
): Opening<BinaryFile>;
/**
 * Opens a file. CPython's `open()`, and aiofiles'.
 *
 * The mode is one of `"r"` (read), `"w"` (cut off or create, and write), `"a"` (write at the end) and `"x"` (create, and
 * fail if it exists), with a `"b"` for bytes, and a `"+"` to read and write. It tells what comes: a `TextFile`, a
 * `BinaryFile`, or, with `buffering: 0`, a `RawFile`.
 *
 * The encoding is UTF-8 if none is given, on all platforms.
 *
 * **Cancellation.** A cancelled caller leaves at once; a file that is opened nonetheless is closed. The opening itself
 * cannot be stopped: one of a FIFO goes on until somebody opens its other end.
 *
 * @param path A path, a `file:` URL, or an object with `fspath()`.
 * @param mode What is to be done with the file. @default {"r"}
 * @throws {TypeError} If an argument is of the wrong type.
 * @throws {RangeError} If mode and options do not fit together.
 * @throws {LookupError} If there is no such encoding or error handler.
 * @throws {FileNotFoundError} If the file does not exist; and other kinds of `OSError`.
 * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
 *
 * @example Write and read
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { open } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await asyncio.run(async () => {
 *   await using file = await open(path, "w+", { encoding: "utf-16" });
 *   await file.write("naïve\n");
 *   await file.seek(0);
 *   assertEquals(await file.read(), "naïve\n");
 * });
 * await Deno.remove(path);
 * ```
 */
export function open(
  path: FilePath,
  mode: string,
  options?: FileOptions,
): Opening<TextFile | BinaryFile | RawFile>;
export function open(
  path: FilePath,
  mode: string = "r",
  options: FileOptions = {},
): Opening<TextFile | BinaryFile | RawFile> {
  return new Opening(start(path, mode, options));
}

async function start(
  path: FilePath,
  mode: string,
  options: FileOptions,
): Promise<TextFile | BinaryFile | RawFile> {
  const parsed = parseMode(mode);
  checkOptions(parsed, options);
  const name = fspath(path);
  const device = await openDevice(name, parsed, options);
  return layer(device, { name, mode, parsed }, options);
}

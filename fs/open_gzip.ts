import { describe } from "../loop/check.ts";
import type { BinaryFile } from "./binary_file.ts";
import type { BinaryOptions, FileOptions } from "./file_options.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { GunzipDevice, GzipWriterDevice } from "./_gzip_device.ts";
import { checkOptions, layer } from "./_layers.ts";
import { type AccessMode, parseMode } from "./_mode.ts";
import { openDevice } from "./_open_device.ts";
import { Opening } from "./opening.ts";
import type { RawFile } from "./raw_file.ts";
import type { TextFile } from "./text_file.ts";

/** Opens a compressed file of bytes. */
export function openGzip(
  path: FilePath,
  mode?: `${AccessMode}${"" | "b"}`,
  options?: BinaryOptions,
): Opening<BinaryFile>;
/**
 * Opens a file that is compressed with gzip. CPython's `gzip.open()`, whose files are of bytes if the mode has no `"t"`.
 *
 * A file may have several members, one after the other: `"a"` writes a further one. There are no positions: neither
 * `seek()` nor `tell()`, and no `"+"`. What is written waits in the compressor, also after `flush()` and `sync()`, until
 * the file is closed; CPython's `flush()` empties it.
 *
 * **Cancellation.** As for `open()`.
 *
 * @param mode As for `open()`, without `"+"`. @default {"rb"}
 * @throws {RangeError} If mode and options do not fit together.
 * @throws {OSError} If the file cannot be opened; reading throws it if the file is damaged.
 *
 * @example Write and read
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { openGzip } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await asyncio.run(async () => {
 *   {
 *     await using file = await openGzip(path, "wt");
 *     await file.write("again and again\n".repeat(100));
 *   }
 *   await using file = await openGzip(path, "rt");
 *   assertEquals(await file.readline(), "again and again\n");
 * });
 * await Deno.remove(path);
 * ```
 */
export function openGzip(
  path: FilePath,
  mode: `${AccessMode}t`,
  options?: FileOptions,
): Opening<TextFile>;
export function openGzip(
  path: FilePath,
  mode: string = "rb",
  options: FileOptions = {},
): Opening<TextFile | BinaryFile> {
  return new Opening(start(path, mode, options));
}

async function start(
  path: FilePath,
  mode: string,
  options: FileOptions,
): Promise<TextFile | BinaryFile> {
  const text = typeof mode === "string" && mode.includes("t");
  const parsed = { ...parseMode(mode), binary: !text };
  if (parsed.updating) {
    throw new RangeError(
      `A compressed file cannot be updated: 'mode' is ${describe(mode)}`,
    );
  }
  if (options.buffering === 0) {
    throw new RangeError(
      "A compressed file cannot be unbuffered: 'buffering' is 0",
    );
  }
  checkOptions(parsed, options);
  const name = fspath(path);
  const inner = await openDevice(name, parsed, options);
  const device = parsed.access === "r"
    ? new GunzipDevice(inner)
    : new GzipWriterDevice(inner);
  // Not raw, since it is buffered.
  return layer(device, { name, mode, parsed }, options) as Exclude<
    TextFile | BinaryFile,
    RawFile
  >;
}

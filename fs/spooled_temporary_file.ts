import type { WaitOptions } from "../loop/wait_options.ts";
import { checkInteger } from "./_check.ts";
import { checkOptions, layer } from "./_layers.ts";
import { denoTempOptions, type TemporaryNameOptions } from "./_make_temp.ts";
import { parseMode } from "./_mode.ts";
import { SpooledDevice } from "./_spooled_device.ts";
import { makeNameless } from "./_temporary_device.ts";
import type { BinaryFile } from "./binary_file.ts";
import type { BinaryOptions, FileOptions } from "./file_options.ts";
import type { BinaryMode, TextMode } from "./open.ts";
import { Opening } from "./opening.ts";
import type { RawFile } from "./raw_file.ts";
import type { TextFile } from "./text_file.ts";

/** Options of {@linkcode SpooledTemporaryFile}, beside those of the file. */
export interface SpooledOptions extends TemporaryNameOptions {
  /** How many bytes are kept in memory at most; 0 is without limit. @default {0} */
  readonly maxSize?: number | undefined;
}

/** What a spooled file can do beside what others can. */
export interface Spooled {
  /**
   * Moves the file to the disk now.
   *
   * **Cancellation.** A cancelled caller leaves at once; the file is moved nonetheless.
   */
  rollover(options?: WaitOptions): Promise<void>;
}

/** Makes a spooled file of bytes, without a buffer. */
export function SpooledTemporaryFile(
  mode: BinaryMode,
  options: BinaryOptions & SpooledOptions & { readonly buffering: 0 },
): Opening<RawFile & Spooled>;
/** Makes a spooled file of bytes. */
export function SpooledTemporaryFile(
  mode?: BinaryMode,
  options?: BinaryOptions & SpooledOptions,
): Opening<BinaryFile & Spooled>;
/**
 * Makes a temporary file that is kept in memory until it has more than `maxSize` bytes; then it goes to the disk, where
 * it has no name. Until it is flushed, what the file's own buffer holds does not count. CPython's
 * `tempfile.SpooledTemporaryFile()`.
 *
 * **Cancellation.** It does not wait.
 *
 * @param mode As of `open()`. @default {"w+b"}
 * @throws {RangeError} If mode and options do not fit together.
 *
 * @example Small results stay in memory
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SpooledTemporaryFile } from "@asyncio/asyncio/fs";
 *
 * await using file = await SpooledTemporaryFile("w+", { maxSize: 1_000_000 });
 * await file.write("small");
 * await file.seek(0);
 * assertEquals(await file.read(), "small");
 * ```
 */
export function SpooledTemporaryFile(
  mode: TextMode,
  options?: FileOptions & SpooledOptions,
): Opening<TextFile & Spooled>;
export function SpooledTemporaryFile(
  mode: string = "w+b",
  options: FileOptions & SpooledOptions = {},
): Opening<(TextFile | BinaryFile | RawFile) & Spooled> {
  return new Opening(Promise.try(() => spool(mode, options)));
}

function spool(mode: string, options: FileOptions & SpooledOptions) {
  const { maxSize = 0 } = options;
  checkInteger(maxSize, "'maxSize'", 0);
  const how = denoTempOptions(options);
  const parsed = parseMode(mode);
  checkOptions(parsed, options);
  // Not by the kernel: it is a part of writing, which a cancel cannot stop.
  const device = new SpooledDevice(maxSize, async () => {
    const path = await Deno.makeTempFile(how);
    return await makeNameless(
      await Deno.open(path, { read: true, write: true }),
      path,
    );
  });
  const file = layer(device, { name: "<spooled>", mode, parsed }, options);
  const rollover = (wait?: WaitOptions) => file.datasync(wait);
  return Object.assign(file, { rollover });
}

import { FsDevice } from "./_fs_device.ts";
import { checkOptions, layer } from "./_layers.ts";
import type { TemporaryNameOptions } from "./_make_temp.ts";
import { parseMode } from "./_mode.ts";
import {
  makeNameless,
  openTemporary,
  removeIfThere,
  TemporaryDevice,
} from "./_temporary_device.ts";
import type { BinaryFile } from "./binary_file.ts";
import type { BinaryOptions, FileOptions } from "./file_options.ts";
import type { BinaryMode, TextMode } from "./open.ts";
import { Opening } from "./opening.ts";
import type { RawFile } from "./raw_file.ts";
import type { TextFile } from "./text_file.ts";

/** What {@linkcode TemporaryFile} makes, by the mode. */
type AnyFile = TextFile | BinaryFile | RawFile;

/** Options of {@linkcode NamedTemporaryFile}, beside those of the file. */
export interface NamedTemporaryOptions extends TemporaryNameOptions {
  /** Whether the file is removed at all. @default {true} */
  readonly delete?: boolean | undefined;
  /** Whether it is removed when it is closed, or else at the end of the block. @default {true} */
  readonly deleteOnClose?: boolean | undefined;
}

/** Makes a temporary file of bytes, without a buffer. */
export function TemporaryFile(
  mode: BinaryMode,
  options: BinaryOptions & TemporaryNameOptions & { readonly buffering: 0 },
): Opening<RawFile>;
/** Makes a temporary file of bytes. */
export function TemporaryFile(
  mode?: BinaryMode,
  options?: BinaryOptions & TemporaryNameOptions,
): Opening<BinaryFile>;
/**
 * Makes a temporary file that has no name, and is gone when it is closed or the program ends. CPython's
 * `tempfile.TemporaryFile()`. (On Windows it has a name until it is closed.)
 *
 * **Cancellation.** A cancelled caller leaves at once; a file that is made nonetheless is removed.
 *
 * @param mode As of `open()`. @default {"w+b"}
 * @throws {RangeError} If mode and options do not fit together.
 * @throws {FileNotFoundError} If there is no folder to make it in.
 *
 * @example A place for intermediate results
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { TemporaryFile } from "@asyncio/asyncio/fs";
 *
 * await using file = await TemporaryFile("w+");
 * await file.write("one\ntwo\n");
 * await file.seek(0);
 * assertEquals(await file.readlines(), ["one\n", "two\n"]);
 * ```
 */
export function TemporaryFile(
  mode: TextMode,
  options?: FileOptions & TemporaryNameOptions,
): Opening<TextFile>;
export function TemporaryFile(
  mode: string = "w+b",
  options: FileOptions & TemporaryNameOptions = {},
): Opening<AnyFile> {
  return new Opening(startNameless(mode, options));
}

/** Makes a temporary file of bytes that has a name, without a buffer. */
export function NamedTemporaryFile(
  mode: BinaryMode,
  options: BinaryOptions & NamedTemporaryOptions & { readonly buffering: 0 },
): Opening<RawFile>;
/** Makes a temporary file of bytes that has a name. */
export function NamedTemporaryFile(
  mode?: BinaryMode,
  options?: BinaryOptions & NamedTemporaryOptions,
): Opening<BinaryFile>;
/**
 * Makes a temporary file; `file.name` is its path. It is removed when it is closed; with `deleteOnClose: false` only at
 * the end of the `await using` block, so that it can be closed and opened again. CPython's
 * `tempfile.NamedTemporaryFile()`, but one that is dropped without closing stays.
 *
 * **Cancellation.** A cancelled caller leaves at once; a file that is made nonetheless is removed.
 *
 * @param mode As of `open()`. @default {"w+b"}
 * @throws {RangeError} If mode and options do not fit together.
 * @throws {FileNotFoundError} If there is no folder to make it in.
 *
 * @example A file for another program
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { NamedTemporaryFile, os, readText } from "@asyncio/asyncio/fs";
 *
 * let path: string;
 * {
 *   await using file = await NamedTemporaryFile("w", { suffix: ".txt", deleteOnClose: false });
 *   path = file.name;
 *   await file.write("text");
 *   await file.close();
 *   assertEquals(await readText(path), "text");
 * }
 * assertEquals(await os.path.exists(path), false);
 * ```
 */
export function NamedTemporaryFile(
  mode: TextMode,
  options?: FileOptions & NamedTemporaryOptions,
): Opening<TextFile>;
export function NamedTemporaryFile(
  mode: string = "w+b",
  options: FileOptions & NamedTemporaryOptions = {},
): Opening<AnyFile> {
  return new Opening(startNamed(mode, options));
}

async function startNameless(
  mode: string,
  options: FileOptions & TemporaryNameOptions,
): Promise<AnyFile> {
  const parsed = parseMode(mode);
  checkOptions(parsed, options);
  const [file, path] = await openTemporary(options);
  const device = await makeNameless(file, path);
  return layer(device, { name: path, mode, parsed }, options);
}

async function startNamed(
  mode: string,
  options: FileOptions & NamedTemporaryOptions,
): Promise<AnyFile> {
  const parsed = parseMode(mode);
  checkOptions(parsed, options);
  const { delete: isToGo = true, deleteOnClose = true } = options;
  const [file, path] = await openTemporary(options);
  const device = isToGo && deleteOnClose
    ? new TemporaryDevice(file, path)
    : new FsDevice(file, file.statSync());
  const layered = layer(device, { name: path, mode, parsed }, options);
  if (isToGo && !deleteOnClose) removeAfterwards(layered, path);
  return layered;
}

/** The end of a block closes the file and removes it then; closing it by hand does not. */
function removeAfterwards(file: AnyFile, path: string): void {
  const value = async () => {
    try {
      await file.close();
    } finally {
      await removeIfThere(path);
    }
  };
  Object.defineProperty(file, Symbol.asyncDispose, { value });
}

/**
 * Questions about paths by the names of Python's `os.path`: what aiofiles has in `aiofiles.ospath`.
 *
 * What only works on strings (`join`, `dirname` …) is in `node:path`, and in `PurePath`.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ospath } from "@asyncio/asyncio/fs";
 *
 * assertEquals(await ospath.exists("no/such/file"), false);
 * assertEquals(await ospath.isdir("."), true);
 * ```
 *
 * Every function takes `{ signal }`.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @module
 */
import { fstat } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { WaitOptions } from "../loop/wait_options.ts";
import { lstat, stat } from "./_os_stat.ts";
import { NATIVE } from "./_flavour.ts";
import { pathText } from "./_path_text.ts";
import { request } from "./_system.ts";
import { waitOnly } from "./_wait_only.ts";
import type { FilePath } from "./fspath.ts";
import { OSError } from "./os_error.ts";

/** An open file that knows its descriptor, or can be asked itself, as a `Deno.FsFile` can. */
export type OpenFileLike =
  | { fileno(): number }
  | { stat(): Promise<Deno.FileInfo> };

/**
 * Whether there is something of that name; a symbolic link that leads nowhere counts as nothing.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 */
export async function exists(
  path: FilePath,
  options: WaitOptions = {},
): Promise<boolean> {
  return await look(stat, path, options) !== null;
}

/**
 * Whether it is a file, or a symbolic link to one.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 */
export async function isfile(
  path: FilePath,
  options: WaitOptions = {},
): Promise<boolean> {
  return (await look(stat, path, options))?.isFile ?? false;
}

/**
 * Whether it is a folder, or a symbolic link to one.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 */
export async function isdir(
  path: FilePath,
  options: WaitOptions = {},
): Promise<boolean> {
  return (await look(stat, path, options))?.isDirectory ?? false;
}

/**
 * Whether it is a symbolic link, wherever that leads.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 */
export async function islink(
  path: FilePath,
  options: WaitOptions = {},
): Promise<boolean> {
  return (await look(lstat, path, options))?.isSymlink ?? false;
}

/**
 * Whether another file system begins there.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 */
export async function ismount(
  path: FilePath,
  options: WaitOptions = {},
): Promise<boolean> {
  const info = await look(lstat, path, options);
  if (info === null || info.isSymlink) return false;
  const above = NATIVE.join([pathText(path), ".."]);
  const parent = await look(stat, above, options);
  if (parent === null) return false;
  return info.dev !== parent.dev || info.ino === parent.ino;
}

/**
 * Returns how many bytes the file has.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 *
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function getsize(
  path: FilePath,
  options: WaitOptions = {},
): Promise<number> {
  return (await stat(path, waitOnly(options))).size;
}

/**
 * Returns when the file was read last: seconds since 1970, to the millisecond.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 *
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function getatime(
  path: FilePath,
  options: WaitOptions = {},
): Promise<number> {
  return seconds((await stat(path, waitOnly(options))).atime);
}

/**
 * Returns when the file was changed last: seconds since 1970, to the millisecond.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 *
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function getmtime(
  path: FilePath,
  options: WaitOptions = {},
): Promise<number> {
  return seconds((await stat(path, waitOnly(options))).mtime);
}

/**
 * Returns when the file or its rights were changed last, or on Windows when it was made: seconds since 1970, to the
 * second on some systems.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 *
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function getctime(
  path: FilePath,
  options: WaitOptions = {},
): Promise<number> {
  const { ctime, birthtime } = await stat(path, waitOnly(options));
  return seconds(Deno.build.os === "windows" ? birthtime : ctime);
}

/**
 * Whether the two lead to one file.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 *
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function samefile(
  first: FilePath,
  second: FilePath,
  options: WaitOptions = {},
): Promise<boolean> {
  const wait = waitOnly(options);
  return isSame(await stat(first, wait), await stat(second, wait));
}

/**
 * Whether the two open files, or descriptors, are of one file.
 *
 * **Cancellation.** A cancelled caller leaves at once.
 *
 * @throws {OSError} If one of them is no open descriptor.
 */
export async function sameopenfile(
  first: number | OpenFileLike,
  second: number | OpenFileLike,
  options: WaitOptions = {},
): Promise<boolean> {
  return isSame(
    await lookAtOpen(first, options),
    await lookAtOpen(second, options),
  );
}

/**
 * Returns the path from the root on, without `.` and `..`; symbolic links are not looked at. A promise, as in
 * aiofiles, although it does not wait.
 */
export async function abspath(path: FilePath): Promise<string> {
  const text = pathText(path);
  // Two slashes at the start may have a meaning of their own on POSIX.
  const isSpecial = NATIVE.splitRoot(text)[1] === "//";
  return await Promise.resolve((isSpecial ? "/" : "") + resolve(text));
}

/** What the system knows, or `null`: a name that cannot be is one of no file. */
async function look(
  how: typeof lstat,
  path: FilePath,
  options: WaitOptions,
): Promise<Deno.FileInfo | null> {
  if (pathText(path).includes("\0")) return null;
  try {
    return await how(path, waitOnly(options));
  } catch (error) {
    if (error instanceof OSError) return null;
    throw error;
  }
}

const fstatOf = promisify(fstat);

function lookAtOpen(
  file: number | OpenFileLike,
  options: WaitOptions,
): Promise<{ dev: number; ino: number | null }> {
  if (typeof file === "object" && "stat" in file) {
    return request({}, () => file.stat(), options);
  }
  const descriptor = typeof file === "number" ? file : file.fileno();
  return request({}, () => fstatOf(descriptor), options);
}

function isSame(
  first: { dev: number; ino: number | null },
  second: { dev: number; ino: number | null },
): boolean {
  return first.ino === second.ino && first.dev === second.dev;
}

function seconds(date: Date | null): number {
  return (date?.getTime() ?? 0) / 1000;
}

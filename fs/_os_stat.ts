import { constants } from "node:fs";
import { access as nodeAccess, statfs } from "node:fs/promises";
import { describe } from "../loop/check.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { OSError } from "./os_error.ts";
import { request } from "./_system.ts";

/** Options of what looks at a file, or at where a symbolic link leads. */
export interface FollowOptions extends WaitOptions {
  /** Whether to look at what a symbolic link leads to, or at the link itself. @default {true} */
  readonly followSymlinks?: boolean;
}

/**
 * Returns what the system knows about a file: `size`, `mode`, `mtime` and the other fields of `Deno.FileInfo`, which
 * are `st_size`, `st_mode` … in Python; times are dates.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function stat(
  path: FilePath,
  options: FollowOptions = {},
): Promise<Deno.FileInfo> {
  const filename = fspath(path);
  const look = options.followSymlinks ?? true ? Deno.stat : Deno.lstat;
  return await request({ filename }, () => look(filename), options);
}

/**
 * Returns what the system knows about a file, or about the symbolic link itself: `stat()` without following.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @throws {FileNotFoundError} If there is no such file.
 */
export function lstat(
  path: FilePath,
  options: WaitOptions = {},
): Promise<Deno.FileInfo> {
  return stat(path, { ...options, followSymlinks: false });
}

/** For {@linkcode access}: whether the file exists. */
export const F_OK: number = constants.F_OK;
/** For {@linkcode access}: whether it can be read. */
export const R_OK: number = constants.R_OK;
/** For {@linkcode access}: whether it can be written. */
export const W_OK: number = constants.W_OK;
/** For {@linkcode access}: whether it can be executed, or a folder entered. */
export const X_OK: number = constants.X_OK;

/**
 * Whether the file exists and its rights allow what `mode` asks for: `F_OK`, or `R_OK`, `W_OK` and `X_OK` added up.
 *
 * It goes by the permission bits, the user and the main group of the program; other groups, access lists and read-only
 * disks are seen only when the file is used. So rather use it and catch the error.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @throws {RangeError} If `mode` is anything else.
 */
export async function access(
  path: FilePath,
  mode: number,
  options: WaitOptions = {},
): Promise<boolean> {
  if (!Number.isInteger(mode) || mode < 0 || mode > (R_OK | W_OK | X_OK)) {
    throw new RangeError(
      `'mode' must be F_OK or a sum of R_OK, W_OK and X_OK: ${describe(mode)}`,
    );
  }
  const filename = fspath(path);
  try {
    if (Deno.build.os === "windows") {
      await request({ filename }, () => nodeAccess(filename, mode), options);
      return true;
    }
    return allows(await stat(filename, options), mode);
  } catch (error) {
    if (error instanceof OSError) return false;
    throw error;
  }
}

/** `node:fs` does not follow symbolic links here, and does not know what the superuser may do. */
function allows(info: Deno.FileInfo, mode: number): boolean {
  const rights = info.mode ?? 0;
  if (Deno.uid() === 0) {
    const canExecute = info.isDirectory || (rights & 0o111) !== 0;
    return canExecute || (mode & X_OK) === 0;
  }
  if (info.uid === Deno.uid()) return ((rights >> 6) & mode) === mode;
  if (info.gid === Deno.gid()) return ((rights >> 3) & mode) === mode;
  return (rights & mode) === mode;
}

/** What {@linkcode statvfs} tells; Python's names have an `f_` in front. */
export interface FileSystemInfo {
  /** The size of a block that is good for reading and writing, in bytes. */
  readonly bsize: number;
  /** The size of the blocks that are counted here, in bytes. */
  readonly frsize: number;
  /** How many blocks there are. */
  readonly blocks: number;
  /** How many blocks are free. */
  readonly bfree: number;
  /** How many blocks are free for users who are not the superuser. */
  readonly bavail: number;
  /** How many files there may be. */
  readonly files: number;
  /** How many more files there may be. */
  readonly ffree: number;
}

/**
 * Returns how large and how full the file system is on which the file lies. `favail`, `flag`, `fsid` and `namemax` of
 * Python are not to be had.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function statvfs(
  path: FilePath,
  options: WaitOptions = {},
): Promise<FileSystemInfo> {
  const filename = fspath(path);
  const found = await request({ filename }, () => statfs(filename), options);
  const { bsize, blocks, bfree, bavail, files, ffree } = found;
  // Where the platform does not tell, the two are the same.
  const { frsize = bsize } = found as { frsize?: number };
  return { bsize, frsize, blocks, bfree, bavail, files, ffree };
}

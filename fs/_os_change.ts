import { checkObject, checkTime } from "../loop/check.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { checkInteger } from "./_check.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { request } from "./_system.ts";

/**
 * Sets the permission bits of a file, such as `0o644`. On Windows only the bit for writing has a meaning.
 *
 * **Cancellation.** A cancelled caller leaves at once; the change may still take place.
 *
 * @throws {TypeError} If `mode` is not a number.
 * @throws {RangeError} If it is negative or not a whole number.
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function chmod(
  path: FilePath,
  mode: number,
  options: WaitOptions = {},
): Promise<void> {
  const filename = fspath(path);
  checkInteger(mode, "'mode'", 0);
  await request({ filename }, () => Deno.chmod(filename, mode), options);
}

/** Whom {@linkcode chown} gives a file to. */
export interface ChownOptions extends WaitOptions {
  /** The number of the user. @default {the user it belongs to} */
  readonly uid?: number | undefined;
  /** The number of the group. @default {the group it belongs to} */
  readonly gid?: number | undefined;
}

/**
 * Gives a file to another user or group. Not on Windows.
 *
 * **Cancellation.** A cancelled caller leaves at once; the change may still take place.
 *
 * @throws {FileNotFoundError} If there is no such file.
 * @throws {PermissionError} If the system does not allow it.
 */
export async function chown(
  path: FilePath,
  options: ChownOptions,
): Promise<void> {
  const filename = fspath(path);
  checkObject(options, "The options of chown()");
  const { uid = null, gid = null } = options;
  if (uid !== null) checkInteger(uid, "'uid'", 0);
  if (gid !== null) checkInteger(gid, "'gid'", 0);
  await request({ filename }, () => Deno.chown(filename, uid, gid), options);
}

/** The times for {@linkcode utime}, in seconds since 1970 or as dates. */
export interface UtimeOptions extends WaitOptions {
  /** When the file was read last. @default {now} */
  readonly atime?: number | Date | undefined;
  /** When the file was changed last. @default {now} */
  readonly mtime?: number | Date | undefined;
}

/**
 * Sets the times of a file, to now if none are given.
 *
 * **Cancellation.** A cancelled caller leaves at once; the change may still take place.
 *
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function utime(
  path: FilePath,
  options: UtimeOptions = {},
): Promise<void> {
  const filename = fspath(path);
  const now = new Date();
  const { atime = now, mtime = now } = options;
  checkTime(secondsOf(atime), "'atime'");
  checkTime(secondsOf(mtime), "'mtime'");
  await request(
    { filename },
    () => Deno.utime(filename, atime, mtime),
    options,
  );
}

function secondsOf(time: number | Date): number {
  return time instanceof Date ? time.getTime() / 1000 : time;
}

/**
 * Makes a file `length` bytes long: it is cut off, or filled up with zeros.
 *
 * **Cancellation.** A cancelled caller leaves at once; the change may still take place.
 *
 * @throws {RangeError} If `length` is negative or not a whole number.
 * @throws {FileNotFoundError} If there is no such file.
 */
export async function truncate(
  path: FilePath,
  length: number,
  options: WaitOptions = {},
): Promise<void> {
  checkInteger(length, "'length'", 0);
  const filename = fspath(path);
  await request({ filename }, () => Deno.truncate(filename, length), options);
}

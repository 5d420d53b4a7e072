import { dirname } from "node:path";
import type { WaitOptions } from "../loop/wait_options.ts";
import { makedirs, removedirs } from "./_os_folders.ts";
import { lstat } from "./_os_stat.ts";
import { request } from "./_system.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { makeOSError, OSError } from "./os_error.ts";

/**
 * Gives a file or folder another name; a file that had it is replaced, in one step. On Windows too: Python raises
 * `FileExistsError` there.
 *
 * **Cancellation.** A cancelled caller leaves at once; the renaming may still take place.
 *
 * @throws {FileNotFoundError} If there is no such file.
 * @throws {OSError} If the two lie on different disks, or a folder that is not empty has the name.
 */
export async function rename(
  source: FilePath,
  target: FilePath,
  options: WaitOptions = {},
): Promise<void> {
  const filename = fspath(source);
  const filename2 = fspath(target);
  await request(
    { filename, filename2 },
    () => Deno.rename(filename, filename2),
    options,
  );
}

/** {@linkcode rename}: in Python, the one of the two that replaces a file on Windows, too. */
export const replace: typeof rename = rename;

/**
 * Renames, makes the folders that the new name needs, and removes those that the old one leaves empty.
 *
 * **Cancellation.** A cancelled caller leaves at once; the step under way may still take place, the others do not.
 *
 * @throws {FileNotFoundError} If there is no such file; the new folders are there then.
 */
export async function renames(
  source: FilePath,
  target: FilePath,
  options: WaitOptions = {},
): Promise<void> {
  const from = fspath(source);
  const to = fspath(target);
  await makedirs(dirname(to), { ...options, existOk: true });
  await rename(from, to, options);
  try {
    await removedirs(dirname(from), options);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  }
}

/**
 * Removes a file or a symbolic link.
 *
 * **Cancellation.** A cancelled caller leaves at once; the removal may still take place.
 *
 * @throws {FileNotFoundError} If there is no such file.
 * @throws {IsADirectoryError} If it is a folder: see `rmdir()`. Python's error for it differs between systems.
 */
export async function remove(
  path: FilePath,
  options: WaitOptions = {},
): Promise<void> {
  const filename = fspath(path);
  // Deno would remove an empty folder as well.
  const { isDirectory } = await lstat(filename, options);
  if (isDirectory) throw makeOSError("EISDIR", { filename });
  await request({ filename }, () => Deno.remove(filename), options);
}

/** {@linkcode remove}, by its other name. */
export const unlink: typeof remove = remove;

/**
 * Gives a file a second name: a hard link.
 *
 * **Cancellation.** A cancelled caller leaves at once; the link may still be made.
 *
 * @throws {FileNotFoundError} If there is no such file.
 * @throws {FileExistsError} If there is something of the new name.
 */
export async function link(
  source: FilePath,
  target: FilePath,
  options: WaitOptions = {},
): Promise<void> {
  const filename = fspath(source);
  const filename2 = fspath(target);
  await request(
    { filename, filename2 },
    () => Deno.link(filename, filename2),
    options,
  );
}

/** Options of {@linkcode symlink}. */
export interface SymlinkOptions extends WaitOptions {
  /** Whether the link is to a folder that is not there yet. Only Windows has to know. @default {what is there} */
  readonly targetIsDirectory?: boolean | undefined;
}

/**
 * Makes a symbolic link of the name `target` that leads to `source`, whether that exists or not.
 *
 * Deno wants the permissions to read and write everything for it.
 *
 * **Cancellation.** A cancelled caller leaves at once; the link may still be made.
 *
 * @throws {FileExistsError} If there is something of the new name.
 */
export async function symlink(
  source: FilePath,
  target: FilePath,
  options: SymlinkOptions = {},
): Promise<void> {
  const filename = fspath(source);
  const filename2 = fspath(target);
  const { targetIsDirectory } = options;
  const kind = targetIsDirectory === undefined
    ? undefined
    : { type: targetIsDirectory ? "dir" as const : "file" as const };
  await request(
    { filename, filename2 },
    () => Deno.symlink(filename, filename2, kind),
    options,
  );
}

/**
 * Returns where a symbolic link leads, as it is written there.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @throws {OSError} If it is no symbolic link.
 */
export async function readlink(
  path: FilePath,
  options: WaitOptions = {},
): Promise<string> {
  const filename = fspath(path);
  return await request({ filename }, () => Deno.readLink(filename), options);
}

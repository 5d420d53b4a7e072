import { dirname, sep } from "node:path";
import type { WaitOptions } from "../loop/wait_options.ts";
import { checkInteger } from "./_check.ts";
import { readDir } from "./_read_dir.ts";
import { request } from "./_system.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { FileNotFoundError, OSError } from "./os_error.ts";
import { isdir } from "./ospath.ts";

/** Options of {@linkcode mkdir}. */
export interface MkdirOptions extends WaitOptions {
  /** The permission bits; the system takes away those of its `umask`. @default {0o777} */
  readonly mode?: number | undefined;
}

/**
 * Makes a folder.
 *
 * **Cancellation.** A cancelled caller leaves at once; the folder may still be made.
 *
 * @throws {FileExistsError} If there is something of that name.
 * @throws {FileNotFoundError} If the folder for it is not there: see `makedirs()`.
 */
export async function mkdir(
  path: FilePath,
  options: MkdirOptions = {},
): Promise<void> {
  const filename = fspath(path);
  const { mode = 0o777 } = options;
  checkInteger(mode, "'mode'", 0);
  await request({ filename }, () => Deno.mkdir(filename, { mode }), options);
}

/** Options of {@linkcode makedirs}. */
export interface MakedirsOptions extends MkdirOptions {
  /** Whether a folder that is there already is fine. @default {false} */
  readonly existOk?: boolean | undefined;
}

/**
 * Makes a folder and those that it lies in. `mode` is for the last one, the others get the usual rights.
 *
 * **Cancellation.** A cancelled caller leaves at once; some or all of the folders may be made.
 *
 * @throws {FileExistsError} If there is something of that name, or, with `existOk`, something that is no folder.
 * @throws {NotADirectoryError} If one of those that it lies in is no folder.
 */
export async function makedirs(
  path: FilePath,
  options: MakedirsOptions = {},
): Promise<void> {
  const filename = fspath(path);
  const parent = dirname(filename);
  try {
    try {
      await mkdir(filename, options);
    } catch (error) {
      if (!(error instanceof FileNotFoundError) || parent === filename) {
        throw error;
      }
      await request(
        { filename: parent },
        () => Deno.mkdir(parent, { recursive: true }),
        options,
      );
      await mkdir(filename, options);
    }
  } catch (error) {
    // Which error it is depends on the system: that of a disk without rights may come first.
    const isFine = options.existOk && error instanceof OSError &&
      await isdir(filename, options);
    if (!isFine) throw error;
  }
}

/**
 * Removes a folder that is empty.
 *
 * **Cancellation.** A cancelled caller leaves at once; the removal may still take place.
 *
 * @throws {FileNotFoundError} If there is no such folder.
 * @throws {NotADirectoryError} If it is no folder, but a symbolic link to one, say.
 * @throws {OSError} If it is not empty: see `removeTree()`.
 */
export async function rmdir(
  path: FilePath,
  options: WaitOptions = {},
): Promise<void> {
  const filename = fspath(path);
  // Deno would remove a file as well; with a separator at the end, the name can only be that of a folder.
  const name = filename === "" ? "" : filename + sep;
  await request({ filename }, () => Deno.remove(name), options);
}

/**
 * Removes a folder that is empty, then the one that it lies in if that is empty now, and so on.
 *
 * **Cancellation.** A cancelled caller leaves at once; the removal under way may still take place, no further one does.
 *
 * @throws {OSError} If the first one cannot be removed.
 */
export async function removedirs(
  path: FilePath,
  options: WaitOptions = {},
): Promise<void> {
  let folder = fspath(path);
  await rmdir(folder, options);
  try {
    for (let parent = dirname(folder); parent !== folder;) {
      await rmdir(parent, options);
      folder = parent;
      parent = dirname(folder);
    }
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  }
}

/**
 * Returns the names of what is in a folder, in no particular order; `.` and `..` are not among them.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @param path The folder, or by default the one that the program works in.
 * @throws {FileNotFoundError} If there is no such folder.
 * @throws {NotADirectoryError} If it is no folder.
 */
export async function listdir(
  path: FilePath = ".",
  options: WaitOptions = {},
): Promise<string[]> {
  const entries = await readDir(fspath(path), options);
  return entries.map((entry) => entry.name);
}

/**
 * Returns the folder that the program works in. A promise, as in aiofiles, although it does not wait.
 *
 * @throws {FileNotFoundError} If the folder has been removed.
 */
export async function getcwd(): Promise<string> {
  return await request({}, () => Promise.try(Deno.cwd));
}

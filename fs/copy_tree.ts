import type { WaitOptions } from "../loop/wait_options.ts";
import { ExceptionGroup } from "../loop/exception_group.ts";
import { NATIVE } from "./_flavour.ts";
import { chmod } from "./_os_change.ts";
import { makedirs } from "./_os_folders.ts";
import { readlink, symlink } from "./_os_names.ts";
import { stat } from "./_os_stat.ts";
import { readDir } from "./_read_dir.ts";
import { copyFile } from "./copy_file.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { OSError } from "./os_error.ts";
import { isdir } from "./ospath.ts";

/** Options of {@linkcode copyTree}. */
export interface CopyTreeOptions extends WaitOptions {
  /** Whether symbolic links are copied as links; otherwise what they lead to is copied. @default {false} */
  readonly symlinks?: boolean | undefined;
  /** Whether to copy into folders that are there already. @default {false} */
  readonly dirsExistOk?: boolean | undefined;
  /** Called with each folder and the names in it; returns those that are left out. @default {none are} */
  readonly ignore?:
    | ((folder: string, names: string[]) => Iterable<string>)
    | undefined;
}

/**
 * Copies a folder and all that is in it, with permission bits. CPython's `shutil.copytree()`; times are not copied.
 *
 * What cannot be copied does not keep it from copying the rest.
 *
 * **Cancellation.** A cancelled caller leaves at once; what has been copied stays, the file under way may be copied
 * nonetheless, and nothing else is.
 *
 * @throws {FileExistsError} If `target` exists, and `dirsExistOk` is not set.
 * @throws {ExceptionGroup} Of the `OSError`s, if some of it could not be copied.
 *
 * @example All but the hidden files
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { copyTree, os, TemporaryDirectory, writeText } from "@asyncio/asyncio/fs";
 *
 * await using folder = await TemporaryDirectory();
 * await os.mkdir(`${folder.name}/from`);
 * await writeText(`${folder.name}/from/a.txt`, "a");
 * await writeText(`${folder.name}/from/.hidden`, "h");
 *
 * await copyTree(`${folder.name}/from`, `${folder.name}/to`, {
 *   ignore: (_folder, names) => names.filter((name) => name.startsWith(".")),
 * });
 * assertEquals(await os.listdir(`${folder.name}/to`), ["a.txt"]);
 * ```
 */
export async function copyTree(
  source: FilePath,
  target: FilePath,
  options: CopyTreeOptions = {},
): Promise<void> {
  const errors: Error[] = [];
  const from = fspath(source);
  await copyFolder(from, fspath(target), { options, errors });
  if (errors.length > 0) {
    throw new ExceptionGroup(`Cannot copy all of ${from}`, errors);
  }
}

interface Copying {
  readonly options: CopyTreeOptions;
  readonly errors: Error[];
}

async function copyFolder(
  from: string,
  to: string,
  copying: Copying,
): Promise<void> {
  const { options } = copying;
  const { ignore, dirsExistOk = false } = options;
  // Before the copy is made: it may lie in here.
  const entries = await readDir(from, options);
  const { mode } = await stat(from, options);
  const ignored = new Set(ignore?.(from, entries.map((entry) => entry.name)));
  await makedirs(to, { ...options, existOk: dirsExistOk });
  for (const entry of entries) {
    if (ignored.has(entry.name)) continue;
    try {
      await copyEntry(
        entry,
        NATIVE.join([from, entry.name]),
        NATIVE.join([to, entry.name]),
        copying,
      );
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      copying.errors.push(error);
    }
  }
  // Only now: the rights may forbid to write here.
  if (mode !== null) await chmod(to, mode & 0o7777, options);
}

async function copyEntry(
  { isDirectory, isSymlink }: Deno.DirEntry,
  from: string,
  to: string,
  copying: Copying,
): Promise<void> {
  const { options } = copying;
  if (isSymlink && options.symlinks) {
    await symlink(await readlink(from, options), to, options);
  } else if (isDirectory || (isSymlink && await isdir(from, options))) {
    await copyFolder(from, to, copying);
  } else await copyFile(from, to, options);
}

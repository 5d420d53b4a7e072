import type { WaitOptions } from "../loop/wait_options.ts";
import { NATIVE } from "./_flavour.ts";
import { rmdir } from "./_os_folders.ts";
import { lstat } from "./_os_stat.ts";
import { readDir } from "./_read_dir.ts";
import { request } from "./_system.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { FileNotFoundError, makeOSError, OSError } from "./os_error.ts";

/** Options of {@linkcode removeTree}. */
export interface RemoveTreeOptions extends WaitOptions {
  /** Called for what cannot be removed; then the rest is removed. @default {the first such error is thrown} */
  readonly onError?: ((error: OSError) => void) | undefined;
}

/**
 * Removes a folder and all that is in it; symbolic links are removed, not followed. CPython's `shutil.rmtree()`.
 *
 * What somebody else removes meanwhile is fine.
 *
 * **Cancellation.** A cancelled caller leaves at once, and no more is removed but, perhaps, the file under way.
 * `Deno.remove()` would go on to the end.
 *
 * @throws {FileNotFoundError} If there is no such folder.
 * @throws {NotADirectoryError} If it is no folder, but a symbolic link to one, say.
 *
 * @example A folder with what is in it
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { os, removeTree, writeText } from "@asyncio/asyncio/fs";
 *
 * const folder = await Deno.makeTempDir();
 * await writeText(`${folder}/a.txt`, "a");
 * await removeTree(folder);
 * assertEquals(await os.path.exists(folder), false);
 * ```
 */
export async function removeTree(
  path: FilePath,
  options: RemoveTreeOptions = {},
): Promise<void> {
  const folder = fspath(path);
  try {
    const { isDirectory } = await lstat(folder, options);
    if (!isDirectory) throw makeOSError("ENOTDIR", { filename: folder });
  } catch (error) {
    return report(error, options);
  }
  await removeFolder(folder, options);
}

async function removeFolder(
  folder: string,
  options: RemoveTreeOptions,
): Promise<void> {
  try {
    for (const { name, isDirectory } of await readDir(folder, options)) {
      const filename = NATIVE.join([folder, name]);
      if (isDirectory) await removeFolder(filename, options);
      else await removeFile(filename, options);
    }
    await rmdir(folder, options);
  } catch (error) {
    reportUnlessGone(error, options);
  }
}

async function removeFile(
  filename: string,
  options: RemoveTreeOptions,
): Promise<void> {
  try {
    await request({ filename }, () => Deno.remove(filename), options);
  } catch (error) {
    reportUnlessGone(error, options);
  }
}

function reportUnlessGone(error: unknown, options: RemoveTreeOptions): void {
  if (!(error instanceof FileNotFoundError)) report(error, options);
}

function report(error: unknown, { onError }: RemoveTreeOptions): void {
  if (onError === undefined || !(error instanceof OSError)) throw error;
  onError(error);
}

import { describe } from "../loop/check.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { request } from "./_system.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { makeOSError, OSError } from "./os_error.ts";

/**
 * Copies the content and the permission bits of a file, in place of a file of that name. `shutil.copy()` of CPython,
 * except that `target` is always the name of the copy and never a folder for it.
 *
 * **Cancellation.** A cancelled caller leaves at once; if it has begun, the file is copied nonetheless.
 *
 * @throws {FileNotFoundError} If there is no such file, or no folder for the copy.
 * @throws {IsADirectoryError} If one of the two is a folder.
 * @throws {OSError} If both are the same file, which stays as it is; if the first is a named pipe; or the system
 * refuses.
 *
 * @example A copy
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { copyFile, os, readText, writeText } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await writeText(path, "text");
 * await copyFile(path, `${path}.bak`);
 * assertEquals(await readText(`${path}.bak`), "text");
 * for (const name of [path, `${path}.bak`]) await os.remove(name);
 * ```
 */
export async function copyFile(
  source: FilePath,
  target: FilePath,
  options: WaitOptions = {},
): Promise<void> {
  const filename = fspath(source);
  const filename2 = fspath(target);
  const both = { filename, filename2 };
  const { isDirectory, isFifo } = await request(
    both,
    () => Deno.stat(filename),
    options,
  );
  // The platform calls a folder an invalid argument, and would wait at a pipe.
  if (isDirectory) throw makeOSError("EISDIR", { filename });
  if (isFifo) {
    throw new OSError(`Cannot copy a named pipe: ${describe(filename)}`);
  }
  await request(both, () => Deno.copyFile(filename, filename2), options);
}

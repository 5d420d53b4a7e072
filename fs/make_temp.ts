import { tmpdir } from "node:os";
import {
  makeTempFile,
  makeTempFolder,
  type TemporaryNameOptions,
} from "./_make_temp.ts";
import { open } from "./open.ts";
import type { RawFile } from "./raw_file.ts";

export type { TemporaryNameOptions };

/**
 * Makes a temporary file, and returns it, open for reading and writing bytes without a buffer, with its path. CPython
 * returns a descriptor in place of the file. The caller closes and removes it.
 *
 * **Cancellation.** A cancelled caller leaves at once; a file that is made nonetheless is removed.
 *
 * @throws {FileNotFoundError} If there is no such folder.
 *
 * @example A file of one's own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mkstemp, os } from "@asyncio/asyncio/fs";
 *
 * const [file, path] = await mkstemp({ suffix: ".bin" });
 * await file.write(new Uint8Array([1, 2, 3]));
 * await file.close();
 * assertEquals(await os.path.getsize(path), 3);
 * await os.remove(path);
 * ```
 */
export async function mkstemp(
  options: TemporaryNameOptions = {},
): Promise<[file: RawFile, path: string]> {
  const path = await makeTempFile(options);
  try {
    return [await open(path, "r+b", { ...options, buffering: 0 }), path];
  } catch (error) {
    await Deno.remove(path).catch(() => {});
    throw error;
  }
}

/**
 * Makes a temporary folder, which only this user may look into, and returns its path. The caller removes it.
 *
 * **Cancellation.** A cancelled caller leaves at once; a folder that is made nonetheless is removed.
 *
 * @throws {FileNotFoundError} If there is no folder to make it in.
 *
 * @example A folder of one's own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mkdtemp, os } from "@asyncio/asyncio/fs";
 *
 * const path = await mkdtemp();
 * assertEquals(await os.listdir(path), []);
 * await os.rmdir(path);
 * ```
 */
export function mkdtemp(options: TemporaryNameOptions = {}): Promise<string> {
  return makeTempFolder(options);
}

/** Returns the folder of the system for temporary files. A promise, as in anyio, although it does not wait. */
export function gettempdir(): Promise<string> {
  return Promise.resolve(tmpdir());
}

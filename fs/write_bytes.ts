import type { WaitOptions } from "../loop/wait_options.ts";
import { toBytes } from "./_check.ts";
import { request } from "./_system.ts";
import type { BytesLike } from "./byte_file.ts";
import { type FilePath, fspath } from "./fspath.ts";

/**
 * Makes a file of `bytes`, in place of one that is there, and returns how many they are. `pathlib`'s `write_bytes()`.
 * The bytes must not be changed before it is done. A reader may see a part of them: see `atomicWrite()`.
 *
 * **Cancellation.** A cancelled caller leaves at once; if it has begun, the file is written nonetheless, unless the
 * program ends before.
 *
 * @throws {OSError} If the system refuses; the file may then be empty or a part of what it should be.
 *
 * @example Four bytes
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { os, writeBytes } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * assertEquals(await writeBytes(path, new Uint32Array([7])), 4);
 * assertEquals(await os.path.getsize(path), 4);
 * await Deno.remove(path);
 * ```
 */
export async function writeBytes(
  path: FilePath,
  bytes: BytesLike,
  options: WaitOptions = {},
): Promise<number> {
  const filename = fspath(path);
  const data = toBytes(bytes);
  await request({ filename }, () => Deno.writeFile(filename, data), options);
  return data.length;
}

import type { WaitOptions } from "../loop/wait_options.ts";
import { stat } from "./_os_stat.ts";
import { request } from "./_system.ts";
import type { Bytes } from "./byte_file.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { open } from "./open.ts";

/** From this size on, `Deno.readFile()` takes longer than reading into an array of the right size: up to seven times. */
const LARGE = 4 * 1024 * 1024;

/**
 * Returns the bytes of a file. `pathlib`'s `read_bytes()`.
 *
 * **Cancellation.** A cancelled caller leaves at once; what the system is reading for it is dropped when it comes.
 *
 * @throws {FileNotFoundError} If there is no such file; and other kinds of `OSError`.
 *
 * @example Bytes out and in
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readBytes, writeBytes } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await writeBytes(path, new Uint8Array([1, 2, 3]));
 * assertEquals(await readBytes(path), new Uint8Array([1, 2, 3]));
 * await Deno.remove(path);
 * ```
 */
export async function readBytes(
  path: FilePath,
  options: WaitOptions = {},
): Promise<Bytes> {
  const { size } = await stat(path, options);
  if (size < LARGE) {
    const filename = fspath(path);
    return await request({ filename }, () => Deno.readFile(filename), options);
  }
  await using file = await open(path, "rb", options);
  return await file.read(-1, options);
}

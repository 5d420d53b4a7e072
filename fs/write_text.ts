import { encodeText } from "./_encode_text.ts";
import type { FilePath } from "./fspath.ts";
import { writeBytes } from "./write_bytes.ts";
import type { TextOptions } from "./text_options.ts";

/**
 * Makes a file of `text`, in place of one that is there, and returns the text's length as JavaScript counts it.
 * `pathlib`'s `write_text()`. A reader may see a part of it: see `atomicWrite()`.
 *
 * **Cancellation.** A cancelled caller leaves at once; if it has begun, the file is written nonetheless, unless the
 * program ends before.
 *
 * @throws {UnicodeEncodeError} If a character is not in the encoding, under `errors: "strict"`; nothing is written.
 * @throws {OSError} If the system refuses; the file may then be empty or a part of what it should be.
 *
 * @example Text in an encoding
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readBytes, writeText } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await writeText(path, "é", { encoding: "latin-1" });
 * assertEquals(await readBytes(path), new Uint8Array([0xe9]));
 * await Deno.remove(path);
 * ```
 */
export async function writeText(
  path: FilePath,
  text: string,
  options: TextOptions = {},
): Promise<number> {
  await writeBytes(path, encodeText(text, options), options);
  return text.length;
}

import type { FilePath } from "./fspath.ts";
import { open } from "./open.ts";
import type { TextOptions } from "./text_options.ts";

/**
 * Writes `text` at the end of a file, which is made if it is not there, and returns the text's length as JavaScript
 * counts it.
 *
 * Texts of up to some kilobytes that are appended at the same time, by other programs too, do not mix. Who appends
 * often keeps the file open instead: that is a hundred times faster.
 *
 * **Cancellation.** A cancelled caller leaves at once; the text is then written as a whole or not at all.
 *
 * @throws {UnicodeEncodeError} If a character is not in the encoding, under `errors: "strict"`; nothing is written.
 * @throws {OSError} If the system refuses.
 *
 * @example A line more
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { appendText, readText } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await appendText(path, "one\n");
 * await appendText(path, "two\n");
 * assertEquals(await readText(path), "one\ntwo\n");
 * await Deno.remove(path);
 * ```
 */
export async function appendText(
  path: FilePath,
  text: string,
  options: TextOptions = {},
): Promise<number> {
  await using file = await open(path, "a", options);
  return await file.write(text, options);
}

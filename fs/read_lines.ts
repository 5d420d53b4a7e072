import type { FilePath } from "./fspath.ts";
import { open } from "./open.ts";
import type { TextOptions } from "./text_options.ts";

/**
 * Returns the lines of a file, each with its line end: what opening it and `readlines()` give. To keep only a part of a
 * large file in memory, open it and loop over its lines.
 *
 * **Cancellation.** A cancelled caller leaves at once; what the system is reading for it is dropped when it comes.
 *
 * @throws {FileNotFoundError} If there is no such file; and other kinds of `OSError`.
 * @throws {UnicodeDecodeError} If the bytes are not of the encoding, under `errors: "strict"`.
 *
 * @example Lines without their ends
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readLines, writeText } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await writeText(path, "one\ntwo");
 * assertEquals(await readLines(path), ["one\n", "two"]);
 * assertEquals((await readLines(path)).map((line) => line.trimEnd()), ["one", "two"]);
 * await Deno.remove(path);
 * ```
 */
export async function readLines(
  path: FilePath,
  options: TextOptions = {},
): Promise<string[]> {
  await using file = await open(path, "r", options);
  return await file.readlines(-1, options);
}

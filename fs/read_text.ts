import { request } from "./_system.ts";
import { lookup } from "./codecs/lookup.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { open } from "./open.ts";
import type { TextOptions } from "./text_options.ts";

/**
 * Returns the text of a file: what opening it and `read()` give, and as fast as `Deno.readTextFile()` for small files
 * of UTF-8.
 *
 * Unless `newline` says otherwise, `\r` and `\r\n` are read as `\n`. `pathlib`'s `read_text()`.
 *
 * **Cancellation.** A cancelled caller leaves at once; what the system is reading for it is dropped when it comes.
 *
 * @throws {FileNotFoundError} If there is no such file; and other kinds of `OSError`.
 * @throws {UnicodeDecodeError} If the bytes are not of the encoding, under `errors: "strict"`.
 * @throws {LookupError} If there is no such encoding or error handler.
 *
 * @example A file of one call
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readText, writeText } from "@asyncio/asyncio/fs";
 *
 * const path = await Deno.makeTempFile();
 * await writeText(path, "one\r\ntwo\n", { newline: "" });
 * assertEquals(await readText(path), "one\ntwo\n");
 * assertEquals(await readText(path, { newline: "" }), "one\r\ntwo\n");
 * await Deno.remove(path);
 * ```
 */
export async function readText(
  path: FilePath,
  options: TextOptions = {},
): Promise<string> {
  const { encoding, errors, newline = null } = options;
  const isPlain = newline === null && (errors ?? "strict") === "strict" &&
    lookup(encoding ?? "utf-8").name === "utf-8";
  if (isPlain) {
    const filename = fspath(path);
    const text = await request(
      { filename },
      () => Deno.readTextFile(filename),
      options,
    );
    // That is also what the platform puts for a fault, which is to be looked at then.
    if (!text.includes("\ufffd")) {
      return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
    }
  }
  await using file = await open(path, "r", options);
  return await file.read(-1, options);
}

import { describe } from "../../loop/check.ts";
import { LookupError } from "../../loop/errors.ts";
import type { Codec } from "./codec.ts";
import { type Encoding, encodings } from "./_encodings.ts";

/** All encodings by their normalised names and aliases. */
const known = new Map<string, Encoding>();
for (const encoding of encodings) {
  known.set(normalize(encoding.name), encoding);
  for (const alias of encoding.aliases.split(" ")) {
    if (alias !== "") known.set(alias, encoding);
  }
}

const made = new Map<Encoding, Codec>();

/**
 * Returns the codec of an encoding, by any of the names that Python knows it by: `"utf-8"`, `"UTF8"`, `"latin-1"`,
 * `"windows-1252"`.
 *
 * UTF-8, UTF-16 and UTF-32 in all their forms, ASCII, Latin-1 and the single-byte encodings of ISO 8859, of Windows
 * (`cp1250` to `cp1258`, `cp874`), `cp866`, `koi8-r`, `koi8-u`, `mac-roman` and `mac-cyrillic` are as in CPython. The
 * encodings of East Asia (`gb2312`, `gbk`, `gb18030`, `big5`, `euc-jp`, `shift_jis`, `iso-2022-jp`, `euc-kr` and their
 * Windows variants) can be read only, and mean what they mean on the web.
 *
 * Python's `codecs.lookup()`.
 *
 * @throws {LookupError} If there is no such encoding.
 *
 * @example Text in pieces
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lookup } from "@asyncio/asyncio/fs";
 *
 * const codec = lookup("UTF8");
 * assertEquals(codec.name, "utf-8");
 * const decoder = codec.newDecoder("replace");
 * assertEquals(decoder.decode(new Uint8Array([0xff, 0x61, 0xc3])), "\ufffda");
 * assertEquals(decoder.decode(new Uint8Array([0xa9]), true), "é");
 * ```
 */
export function lookup(encoding: string): Codec {
  if (typeof encoding !== "string") {
    throw new TypeError(`'encoding' must be a string: ${describe(encoding)}`);
  }
  const found = known.get(normalize(encoding));
  if (found === undefined) {
    throw new LookupError(`unknown encoding: ${encoding}`);
  }
  let codec = made.get(found);
  if (codec === undefined) made.set(found, codec = found.make(found.name));
  return codec;
}

/** What is neither letter nor digit only separates, and case does not count. */
function normalize(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, "_")
    .replace(/^_|_$/g, "").replaceAll(".", "_");
}

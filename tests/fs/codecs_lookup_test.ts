import { assert, assertEquals, assertThrows } from "@std/assert";
import { LookupError } from "../../loop/errors.ts";
import { lookup } from "../../fs/codecs/lookup.ts";
import { test } from "../_support/mod.ts";
import { ask } from "./_oracle.ts";

type Answer =
  | [name: string, table: string | null, encoded: string, text: string]
  | null;

/** Names of encodings that are the same in CPython. */
const NAMES = [
  ...["utf-8", "utf8", "U8", "UTF", "utf_8", "UTF8-ucs4", "cp65001", " utf 8 "],
  ...["utf--8", "utf-8-sig", "UTF_8_SIG", "utf-16", "U16", "utf-16-le"],
  ...["UTF-16LE", "utf_16_be", "UnicodeBigUnmarked", "utf-32", "u32"],
  ...["utf-32-le", "utf-32BE", "ascii", "us-ascii", "646", "ANSI_X3.4-1968"],
  ...["latin-1", "latin1", "L1", "iso-8859-1", "ISO8859-1", "8859", "cp819"],
  ...["iso-8859-2", "latin2", "iso-8859-3", "iso-8859-4", "cyrillic"],
  ...["arabic", "greek", "hebrew", "iso-8859-9", "latin5", "latin6", "thai"],
  ...["iso8859-11", "l7", "iso-8859-14", "latin9", "iso8859-16", "cp866"],
  ...["koi8-r", "koi8-u", "macintosh", "mac-roman", "mac-cyrillic", "cp874"],
  ...["cp1250", "windows-1251", "cp1252", "1252", "windows-1252", "cp1253"],
  ...["cp1254", "cp1255", "cp1256", "cp1257", "cp1258"],
  ...["gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950", "euc-jp"],
  ...["shift_jis", "sjis", "cp932", "iso-2022-jp", "euc-kr", "cp949"],
  ...["", "x", "utf8_sig", "utf16-le", ".utf-8", "utf-8-", "ütf-8", "latin-2é"],
];

/** In every encoding of East Asia there is a part of it. Big5 has its own idea of kana in CPython. */
const HAN = "Plain, 日本 中文 臺灣。 end";
const TEXT = "Plain, ひらがな ｶﾅ\n日本 中文 丂 한국어 € 😀 end";

function textFor(name: string): string {
  return /^big5|950/.test(name) ? HAN : TEXT;
}

async function askAll(): Promise<[name: string, Answer][]> {
  const cases = NAMES.map((name) => [name, textFor(name)]);
  const answers = await ask<Answer>("codec_lookup", cases);
  assert(answers !== null);
  return answers.map((answer, i) => [NAMES[i]!, answer]);
}

test("lookup() knows CPython's names of encodings", async () => {
  for (const [name, answer] of await askAll()) {
    if (answer === null) assertThrows(() => lookup(name), LookupError, name);
    else assertEquals(lookup(name).name, answer[0], name);
  }
});

test("lookup() has CPython's tables of single bytes, both ways", async () => {
  let count = 0;
  for (const [name, answer] of await askAll()) {
    const table = answer?.[1];
    if (table === undefined || table === null) continue;
    const all = Uint8Array.from(table, (_, byte) => byte);
    const text = lookup(name).newDecoder("replace").decode(all, true);
    assertEquals(text, table, name);
    const encoder = lookup(name).newEncoder("ignore");
    const defined = all.filter((byte) => table[byte] !== "\ufffd");
    assertEquals(encoder.encode(table), defined, name);
    count++;
  }
  assertEquals(count, 46);
});

test("IncrementalDecoder.decode() reads what CPython writes, in pieces of any size", async () => {
  let count = 0;
  for (const [name, answer] of await askAll()) {
    if (answer === null) continue;
    const [, , encoded, text] = answer;
    const bytes = Uint8Array.fromHex(encoded);
    for (let size = 1; size < 8; size++) {
      const decoder = lookup(name).newDecoder();
      let read = "";
      for (let at = 0; at < bytes.length; at += size) {
        read += decoder.decode(bytes.subarray(at, at + size));
      }
      read += decoder.decode(new Uint8Array(0), true);
      assertEquals(read, text, `${name} by ${size}`);
    }
    count++;
  }
  assertEquals(count, 81);
});

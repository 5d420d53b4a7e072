import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { LookupError } from "../../loop/errors.ts";
import { lookup } from "../../fs/codecs/lookup.ts";
import {
  UnicodeDecodeError,
  UnicodeEncodeError,
  UnicodeError,
} from "../../fs/unicode_errors.ts";
import { test } from "../_support/mod.ts";

function bytes(hex: string): Uint8Array {
  return Uint8Array.fromHex(hex);
}

test("lookup() gives the same codec for all names of an encoding", () => {
  assertStrictEquals(lookup("utf8"), lookup(" UTF-8 "));
});

test("lookup() refuses what is no encoding", () => {
  assertThrows(() => lookup("utf-9"), LookupError, "unknown encoding: utf-9");
  assertThrows(
    () => lookup(8 as unknown as string),
    TypeError,
    "'encoding' must be a string: 8",
  );
});

test("Codec.newEncoder() refuses an encoding that can only be read", () => {
  assertThrows(
    () => lookup("gbk").newEncoder(),
    LookupError,
    "encoding can only be read: gbk",
  );
});

test("Codec refuses an unknown error handler at once", () => {
  for (const name of ["utf-8", "utf-8-sig", "utf-16", "cp1252"]) {
    const codec = lookup(name);
    const makers = [
      () => codec.newDecoder("bogus"),
      () => codec.newEncoder("bogus"),
    ];
    for (const make of makers) {
      assertThrows(make, LookupError, "unknown error handler name 'bogus'");
    }
    assertThrows(
      () => codec.newDecoder(1 as unknown as string),
      TypeError,
      "'errors' must be a string: 1",
    );
  }
  assertThrows(() => lookup("utf-8").newDecoder("toString"), LookupError);
});

test("IncrementalDecoder.decode() refuses an error handler for encoding at a fault", () => {
  const decoder = lookup("utf-8").newDecoder("xmlcharrefreplace");
  assertEquals(decoder.decode(bytes("61")), "a");
  assertThrows(() => decoder.decode(bytes("ff")), TypeError, "xmlcharref");
});

test("IncrementalDecoder.decode() refuses UTF-16 and UTF-32 without a byte order mark", () => {
  const utf16 = lookup("utf-16").newDecoder("ignore");
  assertEquals(utf16.decode(bytes("61")), "");
  const error = assertThrows(
    () => utf16.decode(bytes("00")),
    UnicodeDecodeError,
    "'utf-16' codec can't decode bytes in position 0-1: Stream does not start with BOM",
  );
  assertEquals([error.object, error.start, error.end], [bytes("6100"), 0, 2]);
  assertThrows(
    () => lookup("utf-32").newDecoder().decode(bytes("61000000")),
    UnicodeDecodeError,
    "'utf-32' codec can't decode bytes in position 0-3: Stream does not start with BOM",
  );
});

test("IncrementalDecoder.decode() has the state of before after an error", () => {
  const decoder = lookup("utf-8").newDecoder();
  decoder.decode(bytes("e2"));
  assertThrows(() => decoder.decode(bytes("82ff")), UnicodeDecodeError);
  assertEquals(decoder.decode(bytes("82ac")), "€");
});

test("IncrementalDecoder.reset() forgets what is cut, and the byte order", () => {
  const utf8 = lookup("utf-8").newDecoder();
  utf8.decode(bytes("e282"));
  utf8.reset();
  assertEquals(utf8.decode(bytes("61"), true), "a");

  const utf16 = lookup("utf-16").newDecoder();
  assertEquals(utf16.decode(bytes("feff006100")), "a");
  assertEquals(utf16.getState(), [bytes("00"), 1]);
  utf16.reset();
  assertEquals(utf16.getState(), [bytes(""), 2]);
  assertEquals(utf16.decode(bytes("fffe6100"), true), "a");
});

test("IncrementalEncoder.reset() makes the byte order mark due again", () => {
  const encoder = lookup("utf-8-sig").newEncoder();
  const written = ["a", "b"].map((text) => encoder.encode(text).toHex());
  encoder.reset();
  written.push(encoder.encode("c").toHex());
  assertEquals(written, ["efbbbf61", "62", "efbbbf63"]);
});

test("IncrementalEncoder.encode() owes the byte order mark still after an error", () => {
  for (const name of ["utf-8-sig", "utf-16", "utf-32"]) {
    const encoder = lookup(name).newEncoder();
    const due = encoder.getState();
    assertThrows(() => encoder.encode("\ud800"), UnicodeEncodeError);
    assertEquals(encoder.getState(), due);
  }
});

test("IncrementalEncoder.encode() does not join halves of a pair from two pieces", () => {
  const encoder = lookup("utf-8").newEncoder("surrogatepass");
  assertEquals(encoder.encode("\ud83d").toHex(), "eda0bd");
  assertEquals(encoder.encode("\ude00").toHex(), "edb880");
});

test("IncrementalDecoder.decode() goes on after a fault in East Asia", () => {
  const texts = [
    ["gb18030", "81308130ff41d6d0"],
    ["big5", "a441ff41a440"],
    ["euc-jp", "a4a2ff418fb0a1"],
    ["shift_jis", "82a0fd41b1"],
    ["euc-kr", "b0a1ff41"],
    ["iso-2022-jp", "1b2442242241411b28424180"],
  ].map(([name, hex]) =>
    lookup(name!).newDecoder("replace").decode(bytes(hex!), true)
  );
  assertEquals(texts, [
    "\x80\ufffdA中",
    "乙\ufffdA一",
    "あ\ufffdA丂",
    "あ\ufffdAｱ",
    "가\ufffdA",
    "あ疏A\ufffd",
  ]);
});

test("IncrementalDecoder.decode() names a fault in East Asia", () => {
  const decoder = lookup("gbk").newDecoder();
  assertThrows(
    () => decoder.decode(bytes("61ff")),
    UnicodeDecodeError,
    "'gbk' codec can't decode byte 0xff in position 1: illegal multibyte sequence",
  );
  assertThrows(
    () => decoder.decode(bytes("61d6"), true),
    UnicodeDecodeError,
    "'gbk' codec can't decode byte 0xd6 in position 1: incomplete multibyte sequence",
  );
});

test("UnicodeDecodeError keeps its own copy of the bytes", () => {
  const buffer = bytes("61ff62");
  const error = assertThrows(
    () => lookup("ascii").newDecoder().decode(buffer),
    UnicodeDecodeError,
  );
  buffer.fill(0);
  assertEquals(error.object, bytes("61ff62"));
  assertEquals(error.name, "UnicodeDecodeError");
  assertEquals(error instanceof UnicodeError, true);
  assertEquals(error instanceof RangeError, true);
});

test("UnicodeEncodeError counts code units, as an index of the string", () => {
  const error = assertThrows(
    () => lookup("cp1252").newEncoder().encode("é€\u{1f600}x"),
    UnicodeEncodeError,
    "'charmap' codec can't encode character '\\U0001f600' in position 2: character maps to <undefined>",
  );
  assertEquals([error.name, error.start, error.end, error.encoding], [
    "UnicodeEncodeError",
    2,
    4,
    "charmap",
  ]);
});

// Encodings in which every byte is a character: ASCII, Latin-1, and those that have a table.

import type { DecodeForm } from "./_decoder.ts";
import { type EncodeForm, findByPattern } from "./_encoder.ts";
import { decodeLatin1, decodeUnits, isAscii } from "./_platform.ts";

/** Stands in tables where a byte has no meaning: U+FFFD. */
const NONE = 0xfffd;

/** An encoding both ways. */
export interface Form {
  decoding: DecodeForm;
  encoding: EncodeForm;
}

/** Makes the parts that every such encoding has in common. */
function singleByteForm(options: {
  name: string;
  decode: (bytes: Uint8Array) => string | undefined;
  encode: (text: string) => Uint8Array<ArrayBuffer>;
  isUndefined: (byte: number) => boolean;
  /** Matches characters that have no encoding. */
  foreign: RegExp;
  reason: string;
}): Form {
  const { name, decode, encode, isUndefined, foreign, reason } = options;
  return {
    decoding: {
      name,
      boundary: (bytes) => bytes.length,
      decode,
      findFault(bytes, at) {
        let start = at;
        while (start < bytes.length && !isUndefined(bytes[start]!)) start++;
        return start === bytes.length
          ? undefined
          : { start, end: start + 1, reason, cut: false };
      },
    },
    encoding: {
      name,
      // Not `test`, which would start where the last fault was.
      accepts: (text) => text.search(foreign) === -1,
      encode,
      findFault: findByPattern(foreign, reason),
    },
  };
}

/** ASCII: bytes and characters below 128. */
export function asciiForm(): Form {
  const encoder = new TextEncoder();
  return singleByteForm({
    name: "ascii",
    decode: (bytes) => isAscii(bytes) ? decodeLatin1(bytes) : undefined,
    encode: (text) => encoder.encode(text),
    isUndefined: (byte) => byte > 0x7f,
    // deno-lint-ignore no-control-regex
    foreign: /[^\x00-\x7f]+/gu,
    reason: "ordinal not in range(128)",
  });
}

/** Latin-1 as Python has it: every byte is the code of its character. The web's is Windows-1252. */
export function latin1Form(): Form {
  return singleByteForm({
    name: "latin-1",
    decode: decodeLatin1,
    encode(text) {
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
      return bytes;
    },
    isUndefined: () => false,
    // deno-lint-ignore no-control-regex
    foreign: /[^\x00-\xff]+/gu,
    reason: "ordinal not in range(256)",
  });
}

/** An encoding by its table of 256 characters; U+FFFD stands where there is none. */
export function tableForm(table: string): Form {
  const unitOf = Uint16Array.from(table, (one) => one.charCodeAt(0));
  const byteOf = new Uint8Array(0x10000);
  for (let byte = 0; byte < 256; byte++) byteOf[unitOf[byte]!] = byte;
  const defined = table.replaceAll("\ufffd", "");

  return singleByteForm({
    name: "charmap",
    decode(bytes) {
      if (isAscii(bytes)) return decodeLatin1(bytes);
      const text = new Uint16Array(bytes.length);
      for (let i = 0; i < bytes.length; i++) {
        const unit = unitOf[bytes[i]!]!;
        if (unit === NONE) return undefined;
        text[i] = unit;
      }
      return decodeUnits(text);
    },
    encode(text) {
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) {
        bytes[i] = byteOf[text.charCodeAt(i)]!;
      }
      return bytes;
    },
    isUndefined: (byte) => unitOf[byte] === NONE,
    foreign: new RegExp(
      `[^${defined.replace(/[\\\]^-]/g, "\\$&")}]+`,
      "gu",
    ),
    reason: "character maps to <undefined>",
  });
}

/** How the table of CPython differs from the one that the platform has under a label. */
export interface TableChanges {
  /** What is done about bytes 0x80 to 0x9f: the platform fills gaps with control characters. */
  controls?: "undefined" | "all";
  /** Characters by their bytes. */
  characters?: Record<number, string>;
}

/** Asks the platform for the table of an encoding. */
export function platformTable(
  label: string,
  { controls, characters = {} }: TableChanges = {},
): string {
  const decoder = new TextDecoder(label);
  let table = "";
  for (let byte = 0; byte < 256; byte++) {
    let character = characters[byte] ??
      decoder.decode(Uint8Array.of(byte));
    if (byte >= 0x80 && byte <= 0x9f) {
      const control = String.fromCharCode(byte);
      if (controls === "all") character = control;
      else if (controls === "undefined" && character === control) {
        character = "\ufffd";
      }
    }
    table += character;
  }
  return table;
}

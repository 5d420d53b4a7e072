import type { DecodeForm } from "./_decoder.ts";
import { type EncodeForm, findByPattern } from "./_encoder.ts";
import { decodeUnits } from "./_platform.ts";

/** UTF-32 as it is read, in one byte order. */
export function utf32Decoding(bigEndian: boolean): DecodeForm {
  return {
    name: bigEndian ? "utf-32-be" : "utf-32-le",

    boundary: (bytes) => bytes.length - bytes.length % 4,

    decode(bytes) {
      if (bytes.length % 4 !== 0) return undefined;
      const view = viewOf(bytes);
      const units = new Uint16Array(bytes.length / 2);
      let size = 0;
      for (let i = 0; i < bytes.length; i += 4) {
        const code = view.getUint32(i, !bigEndian);
        if (whyInvalid(code) !== undefined) return undefined;
        if (code > 0xffff) units[size++] = 0xd7c0 + (code >> 10);
        units[size++] = code > 0xffff ? 0xdc00 | code & 0x3ff : code;
      }
      return decodeUnits(units.subarray(0, size));
    },

    findFault(bytes, at) {
      const view = viewOf(bytes);
      const size = bytes.length;
      let start = at;
      for (; start + 4 <= size; start += 4) {
        const reason = whyInvalid(view.getUint32(start, !bigEndian));
        if (reason !== undefined) {
          return { start, end: start + 4, reason, cut: false };
        }
      }
      return start === size
        ? undefined
        : { start, end: size, reason: "truncated data", cut: true };
    },
  };
}

/** UTF-32 as it is written; `name` for errors, which differs where a byte order mark comes first. */
export function utf32Encoding(name: string, bigEndian: boolean): EncodeForm {
  return {
    name,
    accepts: (text) => text.isWellFormed(),
    encode(text) {
      const bytes = new Uint8Array(4 * text.length);
      const view = viewOf(bytes);
      let size = 0;
      for (const character of text) {
        view.setUint32(size, character.codePointAt(0)!, !bigEndian);
        size += 4;
      }
      return size === bytes.length ? bytes : bytes.slice(0, size);
    },
    findFault: findByPattern(/[\ud800-\udfff]/gu, "surrogates not allowed"),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What is wrong about a code point, in CPython's words. */
function whyInvalid(code: number): string | undefined {
  if (code >= 0xd800 && code <= 0xdfff) {
    return "code point in surrogate code point range(0xd800, 0xe000)";
  }
  return code > 0x10ffff ? "code point not in range(0x110000)" : undefined;
}

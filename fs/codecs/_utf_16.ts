import type { DecodeForm } from "./_decoder.ts";
import { type EncodeForm, findByPattern } from "./_encoder.ts";
import { decodeValid, platformDecoder } from "./_platform.ts";

/** UTF-16 as it is read, in one byte order. */
export function utf16Decoding(bigEndian: boolean): DecodeForm {
  const name = bigEndian ? "utf-16-be" : "utf-16-le";
  const decoder = platformDecoder(bigEndian ? "utf-16be" : "utf-16le");
  const high = bigEndian ? 0 : 1;

  /** The upper six bits of a unit tell the halves of a pair. */
  function isHalf(bytes: Uint8Array, at: number, upper: number): boolean {
    return (bytes[at + high]! & 0xfc) === upper;
  }

  return {
    name,

    boundary(bytes) {
      const size = bytes.length - bytes.length % 2;
      return size >= 2 && isHalf(bytes, size - 2, 0xd8) ? size - 2 : size;
    },

    decode: (bytes) => decodeValid(decoder, bytes),

    findFault(bytes, at) {
      const size = bytes.length;
      let start = at;
      for (; start + 2 <= size; start += 2) {
        if (isHalf(bytes, start, 0xdc)) {
          const reason = "illegal encoding";
          return { start, end: start + 2, reason, cut: false };
        }
        if (!isHalf(bytes, start, 0xd8)) continue;
        if (start + 4 > size) {
          const reason = "unexpected end of data";
          return { start, end: size, reason, cut: true };
        }
        if (!isHalf(bytes, start + 2, 0xdc)) {
          const reason = "illegal UTF-16 surrogate";
          return { start, end: start + 2, reason, cut: false };
        }
        start += 2;
      }
      return start === size
        ? undefined
        : { start, end: size, reason: "truncated data", cut: true };
    },
  };
}

/** UTF-16 as it is written; `name` for errors, which differs where a byte order mark comes first. */
export function utf16Encoding(name: string, bigEndian: boolean): EncodeForm {
  const high = bigEndian ? 0 : 1;
  return {
    name,
    accepts: (text) => text.isWellFormed(),
    encode(text) {
      const bytes = new Uint8Array(2 * text.length);
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        bytes[2 * i + high] = unit >> 8;
        bytes[2 * i + 1 - high] = unit & 0xff;
      }
      return bytes;
    },
    findFault: findByPattern(/[\ud800-\udfff]/gu, "surrogates not allowed"),
  };
}

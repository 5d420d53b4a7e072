import type { DecodeForm } from "./_decoder.ts";
import { type EncodeForm, findByPattern } from "./_encoder.ts";
import type { Fault } from "./_fault.ts";
import {
  decodeLatin1,
  decodeValid,
  isAscii,
  platformDecoder,
} from "./_platform.ts";

const decoder = platformDecoder("utf-8");
const encoder = new TextEncoder();

/** UTF-8 as it is read. */
export const utf8Decoding: DecodeForm = {
  name: "utf-8",

  boundary(bytes) {
    const size = bytes.length;
    // Back to where the last character starts, which is never further away if it is cut.
    for (let i = size - 1; i >= 0 && i >= size - 3; i--) {
      if ((bytes[i]! & 0xc0) === 0x80) continue;
      return findFaultAt(bytes, i)?.cut ? i : size;
    }
    return size;
  },

  // Most text is ASCII in long stretches, and that is four times faster.
  decode: (bytes) =>
    isAscii(bytes) ? decodeLatin1(bytes) : decodeValid(decoder, bytes),

  findFault(bytes, start) {
    let i = start;
    while (i < bytes.length) {
      const byte = bytes[i]!;
      if (byte < 0x80) {
        i++;
        continue;
      }
      const fault = findFaultAt(bytes, i);
      if (fault !== undefined) return fault;
      i += sequenceSize(byte);
    }
    return undefined;
  },
};

/** UTF-8 as it is written. */
export const utf8Encoding: EncodeForm = {
  name: "utf-8",
  accepts: (text) => text.isWellFormed(),
  encode: (text) => encoder.encode(text),
  findFault: findByPattern(/[\ud800-\udfff]+/gu, "surrogates not allowed"),
};

/** How many bytes follow from a first byte, itself included. */
function sequenceSize(first: number): number {
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** Looks at the character that starts here. The second byte of it has a range that depends on the first. */
function findFaultAt(bytes: Uint8Array, start: number): Fault | undefined {
  const first = bytes[start]!;
  if (first < 0x80) return undefined;
  if (first < 0xc2 || first > 0xf4) {
    const reason = "invalid start byte";
    return { start, end: start + 1, reason, cut: false };
  }
  const size = bytes.length;
  const end = start + sequenceSize(first);
  let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let i = start + 1; i < end; i++) {
    if (i === size) {
      return { start, end: size, reason: "unexpected end of data", cut: true };
    }
    const byte = bytes[i]!;
    if (byte < low || byte > high) {
      // Two bytes of a surrogate may get their third, which "surrogatepass" asks for: CPython waits for it.
      const cut = first === 0xed && i === size - 1 && byte >= 0xa0 &&
        byte <= 0xbf && i === start + 1;
      return { start, end: i, reason: "invalid continuation byte", cut };
    }
    low = 0x80;
    high = 0xbf;
  }
  return undefined;
}

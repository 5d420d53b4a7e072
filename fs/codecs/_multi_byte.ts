// The encodings of East Asia, which the platform can read only. Here is found where their characters end.

import type { DecodeForm } from "./_decoder.ts";
import { decodeValid, platformDecoder } from "./_platform.ts";

/** The size of the character that starts at `at`; may reach past the end of the bytes. */
export type SizeOf = (bytes: Uint8Array, at: number) => number;

/** An encoding that the platform reads, by its label there. */
export function multiByteDecoding(options: {
  name: string;
  label: string;
  sizeOf: SizeOf;
}): DecodeForm {
  const { name, label, sizeOf } = options;
  const decoder = platformDecoder(label);
  return {
    name,

    boundary(bytes) {
      let at = 0;
      while (at < bytes.length) {
        const end = at + sizeOf(bytes, at);
        if (end > bytes.length) break;
        at = end;
      }
      return at;
    },

    decode: (bytes) => decodeValid(decoder, bytes),

    findFault(bytes, at) {
      let start = at;
      while (start < bytes.length) {
        const end = start + sizeOf(bytes, start);
        const character = bytes.subarray(start, end);
        if (decodeValid(decoder, character) === undefined) {
          if (end > bytes.length) {
            const reason = "incomplete multibyte sequence";
            return { start, end: bytes.length, reason, cut: true };
          }
          // Only the first byte is at fault: the second may be a character.
          const reason = "illegal multibyte sequence";
          return { start, end: start + 1, reason, cut: false };
        }
        start = end;
      }
      return undefined;
    },
  };
}

/** GBK and GB 18030: two bytes, or four if the second is a digit. */
export function sizeOfGb(bytes: Uint8Array, at: number): number {
  if (bytes[at]! <= 0x80 || bytes[at] === 0xff) return 1;
  const second = bytes[at + 1] ?? 0;
  return second >= 0x30 && second <= 0x39 ? 4 : 2;
}

/** Big5 and EUC-KR: one byte or two. */
export function sizeOfDouble(bytes: Uint8Array, at: number): number {
  return bytes[at]! <= 0x80 || bytes[at] === 0xff ? 1 : 2;
}

/** EUC-JP: three bytes after 0x8f, two after 0x8e, which stands for half-width kana. */
export function sizeOfEucJp(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first === 0x8f) return 3;
  return first === 0x8e || (first >= 0xa1 && first <= 0xfe) ? 2 : 1;
}

/** Shift JIS: half-width kana are single bytes. */
export function sizeOfShiftJis(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  return first <= 0x80 || (first >= 0xa0 && first <= 0xdf) || first > 0xfc
    ? 1
    : 2;
}

/**
 * ISO-2022-JP: an escape starts other characters, and another one goes back to ASCII, which every line must do. All
 * between them is taken for one character, so that nothing has to be remembered.
 */
export function sizeOfIso2022Jp(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x1b) return 1;
  for (let i = at; i + 2 < bytes.length; i++) {
    if (bytes[i] === 0x1b && bytes[i + 1] === 0x28 && bytes[i + 2] === 0x42) {
      return i + 3 - at;
    }
  }
  return bytes.length + 1 - at;
}

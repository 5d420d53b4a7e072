// The platform's own conversions, which are many times faster than loops here.

import { Buffer, isAscii } from "node:buffer";

export { isAscii };

/** Decodes Latin-1: every byte is the code of its character. */
export function decodeLatin1(bytes: Uint8Array): string {
  return Buffer.prototype.latin1Slice.call(bytes);
}

/** Makes a string of UTF-16 code units. */
export function decodeUnits(units: Uint16Array): string {
  const { buffer, byteOffset, byteLength } = units;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return Buffer.prototype.ucs2Slice.call(bytes);
}

/** A decoder of the platform that refuses what is not valid, and keeps a byte order mark. */
export function platformDecoder(label: string): TextDecoder {
  return new TextDecoder(label, { fatal: true, ignoreBOM: true });
}

/** Decodes what is valid as a whole; `undefined` otherwise. */
export function decodeValid(
  decoder: TextDecoder,
  bytes: Uint8Array,
): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** One array of bytes out of two or more. */
export function concat(
  parts: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

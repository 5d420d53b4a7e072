// What is done about a fault, by CPython's names. A handler answers with what stands for the fault and with the
// place where to go on; `undefined` says that it cannot help, and the fault becomes an error.

import { describe } from "../../loop/check.ts";
import { LookupError } from "../../loop/errors.ts";
import { escapeCodePoint } from "../unicode_errors.ts";
import type { Fault } from "./_fault.ts";

type Reply<T> = readonly [instead: T, resume: number] | undefined;

/** Answers a fault in bytes. */
export type DecodeHandler = (
  bytes: Uint8Array,
  fault: Fault,
  encoding: string,
) => Reply<string>;

/** Answers a fault in text, by text that is to be encoded instead, or by bytes. */
export type EncodeHandler = (
  text: string,
  fault: Fault,
  encoding: string,
) => Reply<string | Uint8Array>;

interface ErrorHandler {
  decode: DecodeHandler;
  encode: EncodeHandler;
}

const handlers: Record<string, ErrorHandler> = {
  strict: { decode: () => undefined, encode: () => undefined },
  ignore: {
    decode: (_bytes, { end }) => ["", end],
    encode: (_text, { end }) => ["", end],
  },
  replace: {
    decode: (_bytes, { end }) => ["\ufffd", end],
    encode: (text, fault) => [escape(text, fault, () => "?"), fault.end],
  },
  backslashreplace: {
    decode(bytes, { start, end }) {
      let text = "";
      for (let i = start; i < end; i++) text += escapeCodePoint(bytes[i]!);
      return [text, end];
    },
    encode: (text, fault) => [escape(text, fault, escapeCodePoint), fault.end],
  },
  xmlcharrefreplace: {
    decode() {
      throw new TypeError(
        'The error handler "xmlcharrefreplace" is for encoding only',
      );
    },
    encode: (text, fault) => [
      escape(text, fault, (code) => `&#${code};`),
      fault.end,
    ],
  },
  surrogateescape: { decode: decodeEscaped, encode: encodeEscaped },
  surrogatepass: { decode: decodeSurrogate, encode: encodeSurrogates },
};

/**
 * Returns the error handler of this name.
 *
 * @throws {LookupError} If there is none.
 */
export function lookupErrorHandler(name: string): ErrorHandler {
  if (typeof name !== "string") {
    throw new TypeError(`'errors' must be a string: ${describe(name)}`);
  }
  if (!Object.hasOwn(handlers, name)) {
    throw new LookupError(`unknown error handler name '${name}'`);
  }
  return handlers[name]!;
}

/** Replaces each character of the fault. */
function escape(
  text: string,
  { start, end }: Fault,
  replace: (code: number) => string,
): string {
  let escaped = "";
  for (const character of text.slice(start, end)) {
    escaped += replace(character.codePointAt(0)!);
  }
  return escaped;
}

/** Bytes from 0x80 become U+DC80 to U+DCFF; a smaller one ends what is escaped, as it may mean something. */
function decodeEscaped(bytes: Uint8Array, fault: Fault): Reply<string> {
  let text = "";
  let i = fault.start;
  for (; i < fault.end && bytes[i]! >= 0x80; i++) {
    text += String.fromCharCode(0xdc00 | bytes[i]!);
  }
  return i === fault.start ? undefined : [text, i];
}

/** The way back. What follows the escaped bytes is a fault of its own. */
function encodeEscaped(
  text: string,
  { start, end }: Fault,
  encoding: string,
): Reply<Uint8Array> {
  const bytes: number[] = [];
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < 0xdc80 || code > 0xdcff) break;
    bytes.push(code & 0xff);
  }
  // Single bytes are no text there; and CPython's tables give up a run of characters as a whole.
  if (surrogateWidth(encoding) > 0 && encoding !== "utf-8") return undefined;
  if (encoding === "charmap" && bytes.length < end - start) return undefined;
  return bytes.length === 0
    ? undefined
    : [Uint8Array.from(bytes), start + bytes.length];
}

/** How many bytes a lone surrogate takes that is encoded against the rules; 0 where there is no way to do so. */
function surrogateWidth(encoding: string): number {
  if (encoding === "utf-8") return 3;
  if (encoding.startsWith("utf-16")) return 2;
  return encoding.startsWith("utf-32") ? 4 : 0;
}

function decodeSurrogate(
  bytes: Uint8Array,
  { start }: Fault,
  encoding: string,
): Reply<string> {
  const width = surrogateWidth(encoding);
  if (width === 0 || start + width > bytes.length) return undefined;
  const code = encoding === "utf-8"
    ? codeOfUtf8(bytes, start)
    : codeOfUnit(bytes, start, width, encoding.endsWith("be"));
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return isSurrogate ? [String.fromCharCode(code), start + width] : undefined;
}

function codeOfUtf8(bytes: Uint8Array, at: number): number {
  const [first, second, third] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!];
  const valid = (first & 0xf0) === 0xe0 && (second & 0xc0) === 0x80 &&
    (third & 0xc0) === 0x80;
  return valid
    ? (first & 0xf) << 12 | (second & 0x3f) << 6 | third & 0x3f
    : NaN;
}

function codeOfUnit(
  bytes: Uint8Array,
  at: number,
  width: number,
  bigEndian: boolean,
): number {
  let code = 0;
  for (let i = 0; i < width; i++) {
    code = code * 256 + bytes[bigEndian ? at + i : at + width - 1 - i]!;
  }
  return code;
}

function encodeSurrogates(
  text: string,
  { start, end }: Fault,
  encoding: string,
): Reply<Uint8Array> {
  const width = surrogateWidth(encoding);
  if (width === 0) return undefined;
  const bytes = new Uint8Array(width * (end - start));
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    const at = width * (i - start);
    if (encoding === "utf-8") {
      bytes.set([0xed, 0x80 | code >> 6 & 0x3f, 0x80 | code & 0x3f], at);
    } else {
      const bigEndian = encoding.endsWith("be");
      bytes[bigEndian ? at + width - 1 : at] = code & 0xff;
      bytes[bigEndian ? at + width - 2 : at + 1] = code >> 8;
    }
  }
  return [bytes, end];
}

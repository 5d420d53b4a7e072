import { describe } from "../loop/check.ts";

/** What `readuntil()` looks for: bytes, or text that is looked for as UTF-8. */
export type Separator = string | Uint8Array;

const encoder = new TextEncoder();

/** Returns the bytes of one or more separators. */
export function separatorsOf(
  separator: Separator | readonly Separator[],
): Uint8Array[] {
  const list = Array.isArray(separator) ? separator : [separator];
  if (list.length === 0) {
    throw new RangeError("There must be at least one separator: []");
  }
  return list.map(bytesOf);
}

function bytesOf(separator: unknown): Uint8Array {
  const bytes = typeof separator === "string"
    ? encoder.encode(separator)
    : separator;
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(
      `A separator must be a string or a Uint8Array: ${describe(separator)}`,
    );
  }
  if (bytes.length === 0) {
    throw new RangeError("A separator must have at least one byte");
  }
  return bytes;
}

/** Where a separator stands. */
export interface Match {
  /** Where it begins. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
}

/** Returns the match that ends first among those that begin at `from` or later. */
export function firstMatch(
  bytes: Uint8Array,
  separators: readonly Uint8Array[],
  from: number,
): Match | null {
  let first: Match | null = null;
  for (const separator of separators) {
    const start = findBytes(bytes, separator, from);
    const end = start + separator.length;
    if (start !== -1 && (first === null || end < first.end)) {
      first = { start, end };
    }
  }
  return first;
}

function findBytes(
  bytes: Uint8Array,
  wanted: Uint8Array,
  from: number,
): number {
  for (
    let at = bytes.indexOf(wanted[0]!, from);
    at !== -1 && at + wanted.length <= bytes.length;
    at = bytes.indexOf(wanted[0]!, at + 1)
  ) if (stands(bytes, wanted, at)) return at;
  return -1;
}

/** Whether `wanted` stands in `bytes` at `at`. */
function stands(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  for (let i = 1; i < wanted.length; i++) {
    if (bytes[at + i] !== wanted[i]) return false;
  }
  return true;
}

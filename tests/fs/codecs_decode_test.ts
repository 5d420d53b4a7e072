import { assert, assertEquals } from "@std/assert";
import { lookup } from "../../fs/codecs/lookup.ts";
import { UnicodeDecodeError } from "../../fs/unicode_errors.ts";
import { test } from "../_support/mod.ts";
import { ask, Random } from "./_oracle.ts";

type Case = [encoding: string, errors: string, pieces: string[]];
type Answer = unknown[][];

const ENCODINGS = [
  "utf-8",
  "utf-8",
  "utf-8",
  "utf-8-sig",
  "utf-16",
  "utf-16-le",
  "utf-16-be",
  "utf-32",
  "utf-32-le",
  "utf-32-be",
  "ascii",
  "latin-1",
  "cp1252",
  "koi8-u",
];
const ERRORS = [
  "strict",
  "ignore",
  "replace",
  "backslashreplace",
  "surrogateescape",
  "surrogatepass",
];
const CHARACTERS = ["a", "\n", "\r", "é", "ÿ", "€", "\ufeff", "漢", "😀"];

/** Parts of UTF-8 that are cut, too long, surrogates, beyond Unicode or no UTF-8 at all. */
const BROKEN_UTF_8 = [
  "80",
  "bf",
  "c0",
  "c3",
  "e0",
  "e080",
  "e282",
  "ed",
  "eda0",
  "eda080",
  "edb2bf",
  "ef",
  "efbb",
  "efbbbf",
  "f0",
  "f080",
  "f09f",
  "f09f98",
  "f490",
  "f5",
  "ff",
];

function hex(bytes: Uint8Array | number[]): string {
  return Uint8Array.from(bytes).toHex();
}

/** A number in the byte order of the encoding. */
function number(value: number, width: number, encoding: string): string {
  const bytes = Array.from(
    { length: width },
    (_, i) => Math.floor(value / 256 ** i) % 256,
  );
  return hex(encoding.endsWith("be") ? bytes.reverse() : bytes);
}

function wide(random: Random, encoding: string): string {
  const width = encoding.startsWith("utf-16") ? 2 : 4;
  const unit = random.pick([
    0x61,
    0x0a,
    0x20ac,
    0xfeff,
    0xd83d,
    0xde00,
    0xdc80,
    0x1f600,
    0x110000,
    0xdcdc,
  ]);
  const whole = number(unit, width, encoding);
  return random.below(12) === 0
    ? whole.slice(0, 2 * random.below(width))
    : whole;
}

function fragment(random: Random, encoding: string): string {
  if (/16|32/.test(encoding)) return wide(random, encoding);
  if (!encoding.startsWith("utf-8")) return hex([random.below(256)]);
  return random.below(3) === 0
    ? random.pick(BROKEN_UTF_8)
    : hex(new TextEncoder().encode(random.pick(CHARACTERS)));
}

function mark(random: Random, encoding: string): string {
  switch (encoding) {
    case "utf-16":
      return random.pick(["fffe", "feff"]);
    case "utf-32":
      return random.pick(["fffe0000", "0000feff"]);
    case "utf-8-sig":
      return random.pick(["efbbbf", "efbbbf", "efbb", "ef", ""]);
    default:
      return "";
  }
}

function makeCase(random: Random): Case {
  const encoding = random.pick(ENCODINGS);
  const parts = random.list(10, () => fragment(random, encoding));
  // More than a few ASCII bytes, as the platform treats them otherwise than short text.
  if (random.below(4) === 0) parts.push("61".repeat(40));
  let rest = mark(random, encoding) + parts.join("");
  const pieces = [];
  while (random.below(4) > 0) {
    const size = 2 * random.below(Math.min(rest.length / 2 + 1, 9));
    pieces.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return [encoding, random.pick(ERRORS), [...pieces, rest]];
}

/** Decodes as the oracle does; `handOver` moves the state to a new decoder before each piece. */
function decode([encoding, errors, pieces]: Case, handOver: boolean): Answer {
  const codec = lookup(encoding);
  let decoder = codec.newDecoder(errors);
  const answers: Answer = [];
  for (const [i, piece] of pieces.entries()) {
    if (handOver) {
      const state = decoder.getState();
      decoder = codec.newDecoder(errors);
      decoder.setState(state);
    }
    const bytes = Uint8Array.fromHex(piece);
    try {
      const text = decoder.decode(bytes, i === pieces.length - 1);
      bytes.fill(0xff);
      const [buffered, flag] = decoder.getState();
      answers.push([text, hex(buffered), flag]);
    } catch (error) {
      if (!(error instanceof UnicodeDecodeError)) throw error;
      const { message, object, start, end, reason } = error;
      answers.push([message, error.encoding, hex(object), start, end, reason]);
      break;
    }
  }
  return answers;
}

test("IncrementalDecoder.decode() gives CPython's text, errors and state", async () => {
  const random = new Random(1);
  const cases = Array.from({ length: 6000 }, () => makeCase(random));
  const expected = await ask<Answer>("codec_decode", cases);
  assert(expected !== null);
  for (const [i, answer] of expected.entries()) {
    const one = cases[i]!;
    const message = JSON.stringify(one);
    assertEquals(decode(one, false), answer, message);
    assertEquals(decode(one, true), answer, `state moved: ${message}`);
  }
});

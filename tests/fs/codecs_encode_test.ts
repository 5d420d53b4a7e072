import { assert, assertEquals } from "@std/assert";
import { lookup } from "../../fs/codecs/lookup.ts";
import { UnicodeEncodeError } from "../../fs/unicode_errors.ts";
import { test } from "../_support/mod.ts";
import { ask, Random } from "./_oracle.ts";

type Case = [
  encoding: string,
  errors: string,
  state: number | null,
  pieces: string[],
];
type Answer = unknown[][];

const ENCODINGS = [
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
  "xmlcharrefreplace",
];
const CHARACTERS = [
  "a",
  "z",
  "\n",
  "\x80",
  "é",
  "€",
  "\ufeff",
  "ї",
  "漢",
  "😀",
  "\ud83d",
  "\udc80",
  "\udcff",
];

function makeCase(random: Random): Case {
  // Few kinds of characters in one case, so that not nearly every text is at fault.
  const characters = random.list(3, () => random.pick(CHARACTERS)).concat("b");
  return [
    random.pick(ENCODINGS),
    random.pick(ERRORS),
    random.pick([null, null, 0]),
    random.list(
      4,
      () => random.list(8, () => random.pick(characters)).join(""),
    ),
  ];
}

/** Encodes as the oracle does. */
function encode([encoding, errors, state, pieces]: Case): Answer {
  const encoder = lookup(encoding).newEncoder(errors);
  if (state !== null) encoder.setState(state);
  const answers: Answer = [];
  for (const piece of pieces) {
    try {
      const bytes = encoder.encode(piece);
      answers.push([bytes.toHex(), encoder.getState()]);
    } catch (error) {
      if (!(error instanceof UnicodeEncodeError)) throw error;
      const { message, object, start, end, reason } = error;
      answers.push([message, error.encoding, object, start, end, reason]);
      break;
    }
  }
  return answers;
}

test("IncrementalEncoder.encode() gives CPython's bytes, errors and state", async () => {
  const random = new Random(2);
  const cases = Array.from({ length: 6000 }, () => makeCase(random));
  const expected = await ask<Answer>("codec_encode", cases);
  assert(expected !== null);
  for (const [i, answer] of expected.entries()) {
    const one = cases[i]!;
    assertEquals(encode(one), answer, JSON.stringify(one));
  }
});

test("IncrementalEncoder.accepts() tells what can be encoded", () => {
  const random = new Random(3);
  for (let i = 0; i < 3000; i++) {
    const [encoding, , , pieces] = makeCase(random);
    const encoder = lookup(encoding).newEncoder("strict");
    for (const piece of pieces) {
      let accepted = true;
      try {
        encoder.encode(piece);
      } catch {
        accepted = false;
      }
      assertEquals(
        encoder.accepts(piece),
        accepted,
        JSON.stringify([encoding, piece]),
      );
    }
  }
});

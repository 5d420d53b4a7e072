/**
 * Random sequences of file operations, the same for a seed everywhere.
 *
 * @module
 */

import { Random } from "./_oracle.ts";

/** Bytes as they travel to CPython. */
export interface Hex {
  bytes: string;
}

/** An operation and its arguments. */
export type Step = [name: string, ...args: unknown[]];

/** What is done to one file. */
export interface Case {
  content: string | null;
  mode: string;
  options: {
    encoding?: string;
    errors?: string;
    newline?: string;
    buffering?: number;
  };
  steps: Step[];
}

const ALPHABETS: Record<string, readonly string[]> = {
  "ascii": ["a", "b", " ", "Z"],
  "latin-1": ["a", "é", "ÿ", "\x80"],
  "cp1252": ["a", "é", "€", "™"],
  "utf-8": ["a", "é", "€", "😀", "\ufeff"],
  "utf-8-sig": ["a", "é", "€", "😀"],
  "utf-16": ["a", "é", "€", "😀"],
  "utf-16-le": ["a", "é", "€", "😀"],
  "utf-16-be": ["a", "é", "€", "😀"],
  "utf-32": ["a", "é", "€", "😀"],
  "utf-32-be": ["a", "é", "€", "😀"],
};

/** The encodings with a byte order mark. */
const MARKED = ["utf-8-sig", "utf-16", "utf-32"];

const LINE_ENDS = ["\n", "\n", "\r\n", "\r"];

/** Text with line ends of all kinds. */
function text(random: Random, encoding: string, length: number): string {
  const alphabet = ALPHABETS[encoding]!;
  let result = "";
  for (let i = 0; i < length; i++) {
    result += random.below(100) < 15
      ? random.pick(LINE_ENDS)
      : random.pick(alphabet);
  }
  return result;
}

function units(value: string, size: 2 | 4, littleEndian: boolean): number[] {
  const codes = size === 2
    ? Array.from({ length: value.length }, (_, i) => value.charCodeAt(i))
    : Array.from(value, (character) => character.codePointAt(0)!);
  return codes.flatMap((code) => {
    const bytes = Array.from(
      { length: size },
      (_, i) => (code >>> 8 * i) & 255,
    );
    return littleEndian ? bytes : bytes.reverse();
  });
}

/** Encodes without any code of the library. */
function encode(value: string, encoding: string): Uint8Array {
  const utf8 = new TextEncoder().encode(value);
  switch (encoding) {
    case "utf-8":
      return utf8;
    case "utf-8-sig":
      return Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8]);
    case "utf-16":
      return Uint8Array.from(units("\ufeff" + value, 2, true));
    case "utf-16-le":
    case "utf-16-be":
      return Uint8Array.from(units(value, 2, encoding.endsWith("le")));
    case "utf-32":
      return Uint8Array.from(units("\ufeff" + value, 4, true));
    case "utf-32-be":
      return Uint8Array.from(units(value, 4, false));
    case "cp1252":
      return Uint8Array.from(
        value,
        (c) => ({ "€": 0x80, "™": 0x99 })[c] ?? c.charCodeAt(0),
      );
    default:
      return Uint8Array.from(value, (c) => c.charCodeAt(0));
  }
}

const ERRORS = [
  "strict",
  "strict",
  "strict",
  "ignore",
  "replace",
  "backslashreplace",
  "surrogateescape",
];

const NEWLINES = [undefined, undefined, "", "\n", "\r", "\r\n"];
const MODES = ["r", "r", "r", "r+", "w", "w+", "a", "a+", "x", "x+"];

/** A case of a text file. In a small one, pieces of the buffer are not seen, so that everything may be mixed. */
export function textCase(seed: number, large: boolean): Case {
  const random = new Random(seed);
  const encoding = random.pick(Object.keys(ALPHABETS));
  const errors = random.pick(ERRORS);
  const newline = random.pick(NEWLINES);
  const mode = large ? "r" : random.pick(MODES);
  const length = large ? random.below(40_000) : random.below(120);
  const content = encode(text(random, encoding, length), encoding);
  const isFaulty = !large && errors !== "strict" && random.below(10) < 6;
  if (isFaulty || (!large && random.below(20) < 1)) {
    for (let i = 0; i < 4 && content.length > 8; i++) {
      content[4 + random.below(content.length - 4)] = random.below(256);
    }
  }
  const options: Case["options"] = { encoding, errors };
  if (newline !== undefined) options.newline = newline;
  if (random.below(10) < 1) options.buffering = 1;
  const scale = large ? 9000 : 12;
  const steps = Array.from(
    { length: 2 + random.below(10) },
    () => textStep(random, encoding, { mode, scale, large }),
  );
  // To find a position changes what CPython has seen of line ends.
  const isMoved = steps.some(([name]) => name === "tell" || name === "stay");
  return {
    content: mode.startsWith("x") ? null : content.toHex(),
    mode: mode + random.pick(["", "", "t"]),
    options,
    steps: isMoved ? steps.filter(([name]) => name !== "newlines") : steps,
  };
}

interface Scale {
  mode: string;
  scale: number;
  large: boolean;
}

function textStep(
  random: Random,
  encoding: string,
  { mode, scale, large }: Scale,
): Step {
  const reading = (): Step =>
    random.pick<Step>([
      ["read", random.below(scale)],
      ["read", random.below(scale)],
      ["readline"],
      ["readline"],
      ["readline", 1 + random.below(scale)],
      // Where it is written, too, CPython's gets positions wrong.
      mode.includes("+") ? ["read"] : ["readlines", random.below(scale * 2)],
      ["read"],
    ]);
  const moving = (): Step =>
    random.pick<Step>([
      ["tell"],
      ["tell"],
      ["return", random.below(10)],
      ["return", random.below(10)],
      ["seek", 0],
      ["seek", 0, 2],
      ["stay"],
      ...(large ? [] : [
        ["seek", 1, 1] as Step,
        ["seek", -1] as Step,
        ["newlines"] as Step,
        ["readable"] as Step,
        ["writable"] as Step,
        ["seekable"] as Step,
      ]),
    ]);
  const writing = (): Step =>
    random.pick<Step>([
      ["write", text(random, encoding, random.below(12))],
      ["write", text(random, encoding, random.below(12))],
      // An error costs CPython the byte order mark.
      [
        "write",
        random.pick([
          "€",
          MARKED.includes(encoding) ? "é" : "\udc80",
          "ā",
          "😀",
        ]),
      ],
      ["writelines", ["1\n", text(random, encoding, 3)]],
      ["truncate"],
      ["truncate", 4 * random.below(20)],
      ["flush"],
    ]);
  if (large) return random.below(10) < 6 ? reading() : moving();
  const share = mode === "r" ? 0.05 : mode.includes("+") ? 0.4 : 0.7;
  const dice = random.below(1000) / 1000;
  if (dice < share) return writing();
  return dice < share + (1 - share) * 0.6 ? reading() : moving();
}

/** A case of a file of bytes. */
export function binaryCase(seed: number): Case {
  const random = new Random(seed);
  const mode = random.pick(MODES).replace(/^./, "$&b");
  const options: Case["options"] = {};
  const buffering = random.pick([undefined, undefined, 1 + random.below(40)]);
  if (buffering !== undefined && buffering !== 1) options.buffering = buffering;
  const content = Uint8Array.from(
    { length: random.below(200) },
    () => random.below(10) < 1 ? 10 : random.below(256),
  );
  return {
    content: mode.startsWith("x") ? null : content.toHex(),
    mode,
    options,
    steps: Array.from(
      { length: 2 + random.below(12) },
      () => binaryStep(random, mode),
    ).flatMap((step) =>
      // Where it can be read, too, CPython takes an append for an overwrite.
      mode === "ab+" && step[0].startsWith("write")
        ? [["seek", 0, 2], step, ["flush"], ["seek", 0, 2]]
        : [step]
    ),
  };
}

function someBytes(random: Random, limit: number): Hex {
  return {
    bytes: Uint8Array.from(
      { length: random.below(limit) },
      () => random.below(10) < 1 ? 10 : random.below(256),
    ).toHex(),
  };
}

function binaryStep(random: Random, mode: string): Step {
  const reading = (): Step =>
    random.pick<Step>([
      ["read", random.below(60)],
      ["read", random.below(6)],
      ["read"],
      ["readline"],
      ["readline", 1 + random.below(10)],
      ["readlines", random.below(30)],
      ["readinto", random.below(30)],
      ["peeked"],
    ]);
  const moving = (): Step =>
    random.pick<Step>([
      ["tellexactly"],
      ["tellexactly"],
      ["return", random.below(10)],
      ["seek", random.below(250)],
      ["seek", random.below(40) - 20, 1],
      ["seek", -random.below(40), 2],
      ["seek", random.below(20), 2],
      ["readable"],
      ["writable"],
    ]);
  const writing = (): Step =>
    random.pick<Step>([
      ["write", someBytes(random, 12)],
      ["write", someBytes(random, 100)],
      ["writelines", [someBytes(random, 5), someBytes(random, 50)]],
      ["truncate"],
      ["truncate", random.below(250)],
      ["flush"],
    ]);
  const share = mode.startsWith("r") && !mode.includes("+")
    ? 0.05
    : mode.includes("+")
    ? 0.4
    : 0.7;
  const dice = random.below(1000) / 1000;
  if (dice < share) return writing();
  return dice < share + (1 - share) * 0.6 ? reading() : moving();
}

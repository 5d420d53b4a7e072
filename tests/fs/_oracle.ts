/**
 * CPython as oracle: a program of `oracle/` answers cases, one JSON line each. Where no CPython 3.13 is found
 * (`PYTHON` names one), the answers in `records/` are used; `RECORD=1` writes them.
 *
 * @module
 */

const ORACLES = new URL("oracle/", import.meta.url);
const RECORDS = new URL("records/", import.meta.url);

let python: Promise<string | null> | undefined;

async function findPython(): Promise<string | null> {
  for (const name of [Deno.env.get("PYTHON"), "python3.13", "python3"]) {
    if (!name) continue;
    try {
      const { stdout } = await new Deno.Command(name, {
        args: ["-c", "import sys; print(sys.version_info[:2] == (3, 13))"],
      }).output();
      if (new TextDecoder().decode(stdout).trim() === "True") return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}

/** How many answers a record keeps. */
const RECORDED = 200;

/**
 * What `oracle/<name>.py` answers to the cases, one answer for each; from the record there are fewer of them.
 * `recordedAs` are the cases without what is different in every run.
 */
export async function ask<A>(
  name: string,
  cases: readonly unknown[],
  { recordedAs = cases }: { recordedAs?: readonly unknown[] } = {},
): Promise<A[]> {
  const record = new URL(`${name}.json`, RECORDS);
  const digest = await digestOf(JSON.stringify(recordedAs.slice(0, RECORDED)));
  const found = await (python ??= findPython());
  if (found === null) {
    const [of, answers] = JSON.parse(await Deno.readTextFile(record));
    if (of === digest) return answers;
    throw new Error(`The record is of other cases: ${record}`);
  }
  const lines = cases.map((one) => JSON.stringify(one)).join("\n");
  const answers = await answersOf<A>(found, name, lines);
  if (Deno.env.get("RECORD")) {
    const kept = answers.slice(0, RECORDED);
    await Deno.writeTextFile(record, JSON.stringify([digest, kept]) + "\n");
  }
  return answers;
}

async function answersOf<A>(
  python: string,
  name: string,
  lines: string,
): Promise<A[]> {
  const child = new Deno.Command(python, {
    args: ["-X", "utf8", new URL(`${name}.py`, ORACLES).pathname],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writing = new Blob([lines]).stream().pipeTo(child.stdin);
  const { success, stdout } = await child.output();
  await writing;
  if (!success) throw new Error(`oracle/${name}.py failed`);
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) =>
    JSON.parse(line)
  );
}

async function digestOf(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(text),
  );
  return new Uint8Array(bytes).toHex().slice(0, 16);
}

/** Random numbers that are the same in every run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % count;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  list<T>(max: number, make: () => T): T[] {
    return Array.from({ length: this.below(max + 1) }, make);
  }
}

/** What the tests of threads share: gates that block a thread, and programs in a process of their own. */

import { fileURLToPath } from "node:url";

const FOLDER = new URL("./", import.meta.url);
const ROOT = new URL("../../../", import.meta.url);
const IMPORT_MAP = new URL(
  "tests/_support/offline/import_map.json",
  ROOT,
);

/** Memory that a job can block on: `[0]` is set by {@linkcode open}, the rest is free. */
export function makeGate(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(64));
}

/** Lets jobs go that wait by {@linkcode waitAt}, now and later. */
export function open(gate: Int32Array): void {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
}

/** A job: counts itself in place 1, and blocks its thread until the gate is open. */
export function waitAt<T>(gate: Int32Array, result: T): T {
  Atomics.add(gate, 1, 1);
  Atomics.notify(gate, 1);
  Atomics.wait(gate, 0, 0);
  return result;
}

/** Waits until so many jobs have come to the gate. */
export async function arrived(gate: Int32Array, count: number): Promise<void> {
  for (let seen = 0; seen < count; seen = Atomics.load(gate, 1)) {
    const { async: isWaiting, value } = Atomics.waitAsync(gate, 1, seen);
    if (isWaiting) await value;
  }
}

/** What a program has left behind. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `source` as a program of its own, which imports from `asyncio` and `threads`. */
export async function runProgram(
  source: string,
  flags: readonly string[] = ["-A"],
): Promise<Ended> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  const imports = `import * as asyncio from "${new URL("mod.ts", ROOT).href}";
import * as threads from "${new URL("tasks/threads/mod.ts", ROOT).href}";
const WORK = "${new URL("_work.ts", FOLDER).href}";
void [asyncio, threads, WORK];
`;
  try {
    await Deno.writeTextFile(file, imports + source);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--no-check",
        "--import-map",
        fileURLToPath(IMPORT_MAP),
        ...flags,
        file,
      ],
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    return {
      code,
      out: decoder.decode(stdout),
      err: decoder.decode(stderr),
    };
  } finally {
    await Deno.remove(file);
  }
}

/**
 * Files beside what Deno offers itself, CPython, and aiofiles where that is installed. `FS_BENCH_MB` says how large the
 * file of lines is (100).
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import {
  type Case,
  type Group,
  nanosPerOp,
  type Plans,
  type Stopwatch,
  type Timed,
} from "./_harness.ts";
import { findPython } from "./_python.ts";
import * as asyncio from "../mod.ts";
import { open, readBytes, readText } from "../fs/mod.ts";

const LINE = 80;
const LINES = Number(Deno.env.get("FS_BENCH_MB") ?? 100) * 1e6 / LINE;
const WRITES = 1_000_000;
const SINGLE_WRITES = 5_000;
const PLACES = 5_000;
const SMALL_FILES = 10_000;

const PLANS: Plans = {
  check: { warmup: 2, rounds: 8, pythonRounds: 3 },
  full: { warmup: 2, rounds: 12, pythonRounds: 4 },
};

/** Made when the first sample is taken, and removed at the end; CPython gets its name. */
const FOLDER = `${tmpdir()}/asyncio_fs_bench_${Deno.pid}`;
Deno.env.set("FS_BENCH", FOLDER);

let made = false;

async function makeFolder(): Promise<void> {
  if (made) return;
  made = true;
  await Deno.mkdir(`${FOLDER}/small`, { recursive: true });
  addEventListener(
    "unload",
    () => Deno.removeSync(FOLDER, { recursive: true }),
  );
  await using file = await open(`${FOLDER}/lines`, "w");
  for (let i = 0; i < LINES; i++) await file.write(line(i));
  for (let i = 0; i < SMALL_FILES; i++) {
    await Deno.writeTextFile(`${FOLDER}/small/${i}`, line(i).repeat(50));
  }
}

function line(i: number): string {
  return `${i} `.padEnd(LINE - 1, "abcdefg ") + "\n";
}

/** As that of @std/streams. */
class TextLineStream extends TransformStream<string, string> {
  constructor() {
    let rest = "";
    super({
      transform(chunk, controller) {
        const text = rest + chunk;
        let start = 0;
        for (
          let end = text.indexOf("\n");
          end >= 0;
          end = text.indexOf("\n", start)
        ) {
          const hasCr = end > start && text[end - 1] === "\r";
          controller.enqueue(text.slice(start, hasCr ? end - 1 : end));
          start = end + 1;
        }
        rest = text.slice(start);
      },
      flush(controller) {
        if (rest !== "") controller.enqueue(rest);
      },
    });
  }
}

async function streamedLines(path: string): Promise<number> {
  const file = await Deno.open(path);
  const lines = file.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  let count = 0;
  for await (const _ of lines) count++;
  return count;
}

async function iteratedLines(path: string): Promise<number> {
  await using file = await open(path);
  let count = 0;
  for await (const _ of file) count++;
  return count;
}

async function readLines(path: string): Promise<number> {
  await using file = await open(path);
  let count = 0;
  while (await file.readline() !== "") count++;
  return count;
}

async function batchedLines(path: string): Promise<number> {
  await using file = await open(path);
  let count = 0;
  for (;;) {
    const { length } = await file.readLinesBatch();
    if (length === 0) return count;
    count += length;
  }
}

async function byteLines(path: string): Promise<number> {
  await using file = await open(path, "rb");
  let count = 0;
  for await (const _ of file) count++;
  return count;
}

/** Ours against what is plain, each with as many operations as it takes to see something. */
function fileCase(
  name: string,
  [ours, ops]: [Timed, number],
  [reference, referenceOps]: [Timed, number],
  rest: Pick<Case, "cpython" | "bars">,
): Case {
  return {
    name,
    unit: "ns",
    ours: async () => {
      await makeFolder();
      return await asyncio.run(() => nanosPerOp(ours, ops));
    },
    reference: async () => {
      await makeFolder();
      return await nanosPerOp(reference, referenceOps);
    },
    ...rest,
  };
}

function timed(work: () => Promise<unknown>): Timed {
  return async (watch) => {
    watch.start();
    await work();
    watch.end();
  };
}

function linesCase(
  name: string,
  count: (path: string) => Promise<number>,
  rest: Pick<Case, "cpython" | "bars">,
): Case {
  const all = (count: (path: string) => Promise<number>) =>
    timed(async () => {
      if (await count(`${FOLDER}/lines`) !== LINES) {
        throw new Error(`Some lines are missing in "${name}"`);
      }
    });
  return fileCase(name, [all(count), LINES], [all(streamedLines), LINES], rest);
}

const TEXTS = Array.from({ length: 1000 }, (_, i) => line(i));
const BYTES = TEXTS.map((text) => new TextEncoder().encode(text));

async function writeText(): Promise<void> {
  await using file = await open(`${FOLDER}/written`, "w");
  for (let i = 0; i < WRITES; i++) await file.write(TEXTS[i % 1000]!);
}

async function writeBytes(): Promise<void> {
  await using file = await open(`${FOLDER}/written`, "wb");
  for (let i = 0; i < WRITES; i++) await file.write(BYTES[i % 1000]!);
}

async function writeSingly(): Promise<void> {
  using file = await Deno.open(`${FOLDER}/written`, {
    write: true,
    create: true,
    truncate: true,
  });
  for (let i = 0; i < SINGLE_WRITES; i++) await file.write(BYTES[i % 1000]!);
}

function place(i: number): number {
  return (i * 7919 * 4096) % (LINES * LINE - 4096);
}

async function pread(watch: Stopwatch): Promise<void> {
  await using file = await open(`${FOLDER}/lines`, "rb");
  watch.start();
  for (let i = 0; i < PLACES; i++) await file.pread(4096, place(i));
  watch.end();
}

async function seekAndRead(watch: Stopwatch): Promise<void> {
  using file = await Deno.open(`${FOLDER}/lines`);
  watch.start();
  for (let i = 0; i < PLACES; i++) {
    await file.seek(place(i), Deno.SeekMode.Start);
    await file.read(new Uint8Array(4096));
  }
  watch.end();
}

async function readSmall(
  read: (path: string) => Promise<string>,
): Promise<void> {
  for (let i = 0; i < SMALL_FILES; i++) await read(`${FOLDER}/small/${i}`);
}

/** Cases of CPython that ours is compared with under a name of its own. */
async function aiofilesCases(): Promise<Case[]> {
  const python = await findPython();
  if ("missing" in python) return [];
  const { success } = await new Deno.Command(python.command, {
    args: ["-c", "import aiofiles"],
    stderr: "null",
  }).output();
  if (!success) return [];
  const rest = (times: number) => ({ cpython: true, bars: { python: times } });
  const writeCase = fileCase(
    "write-aiofiles",
    [timed(writeText), WRITES],
    [timed(writeSingly), SINGLE_WRITES],
    rest(100),
  );
  return [
    linesCase("lines-aiofiles", iteratedLines, rest(300)),
    linesCase("batches-aiofiles", batchedLines, rest(300)),
    writeCase,
    fileCase("pread-aiofiles", [pread, PLACES], [seekAndRead, PLACES], rest(3)),
  ];
}

/** Lines, small writes, random reads and whole files. */
export const fsGroup: Group = {
  name: "fs",
  plans: PLANS,
  cases: [
    linesCase("lines", iteratedLines, {
      cpython: true,
      bars: { ratio: 0.75, python: 1 },
    }),
    linesCase("readline", readLines, { cpython: false, bars: { ratio: 0.75 } }),
    linesCase("batches", batchedLines, {
      cpython: false,
      bars: { ratio: 0.4 },
    }),
    linesCase("byte-lines", byteLines, { cpython: true, bars: {} }),
    fileCase(
      "write",
      [timed(writeText), WRITES],
      [timed(writeSingly), SINGLE_WRITES],
      { cpython: true, bars: { ratio: 0.01, python: 0.67 } },
    ),
    fileCase(
      "write-bytes",
      [timed(writeBytes), WRITES],
      [timed(writeSingly), SINGLE_WRITES],
      { cpython: true, bars: { ratio: 0.01, python: 0.67 } },
    ),
    fileCase("pread", [pread, PLACES], [seekAndRead, PLACES], {
      cpython: false,
      bars: { ratio: 0.6 },
    }),
    fileCase(
      "whole-file",
      [timed(() => readBytes(`${FOLDER}/lines`)), LINES],
      [timed(() => readFile(`${FOLDER}/lines`)), LINES],
      { cpython: false, bars: { ratio: 1.3 } },
    ),
    fileCase(
      "small-files",
      [timed(() => readSmall(readText)), SMALL_FILES],
      [timed(() => readSmall(Deno.readTextFile)), SMALL_FILES],
      { cpython: false, bars: { ratio: 1.3 } },
    ),
    ...await aiofilesCases(),
  ],
};

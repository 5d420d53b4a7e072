/**
 * What it costs to start a process and to wait for its end, beside `Deno.Command`.
 *
 * @module
 */

import {
  type Group,
  type Plans,
  type Stopwatch,
  type TimedCase,
  timedCase,
} from "./_harness.ts";
import * as asyncio from "../mod.ts";
import { createSubprocessExec, PIPE } from "../streams/subprocess.ts";

const SPAWNS = 40;
const AT_ONCE = 10;
const MEGABYTES = 32;

const PLANS: Plans = {
  check: { warmup: 2, rounds: 25, pythonRounds: 5 },
  full: { warmup: 3, rounds: 40, pythonRounds: 20 },
};

/** Cases by what becomes of the streams of the process. */
export const subprocessGroup: Group = {
  name: "subprocess",
  plans: PLANS,
  cases: [
    spawnCase("spawn", {
      ours: async () => {
        const process = await createSubprocessExec("true");
        await process.wait();
      },
      reference: async () => {
        await new Deno.Command("true").spawn().status;
      },
      bars: { ratio: 1.2 },
    }),
    spawnCase("piped", {
      ours: async () => {
        const process = await createSubprocessExec("true", [], {
          stdout: PIPE,
          stderr: PIPE,
        });
        await process.communicate();
      },
      reference: async () => {
        await new Deno.Command("true").output();
      },
      bars: { ratio: 1.2 },
    }),
    timedCase("subprocess", {
      name: "ten-at-once",
      ops: SPAWNS,
      ours: (watch) =>
        asyncio.run(() =>
          spawns(watch, async () => {
            const process = await createSubprocessExec("true");
            await process.wait();
          }, AT_ONCE)
        ),
      reference: (watch) =>
        spawns(watch, async () => {
          await new Deno.Command("true").spawn().status;
        }, AT_ONCE),
      cpython: true,
      bars: { ratio: 1.2 },
    }),
    timedCase("subprocess", {
      name: "read-MB",
      ops: MEGABYTES,
      ours: (watch) => asyncio.run(() => read(watch)),
      reference: readPlainly,
      cpython: true,
      bars: {},
    }),
  ],
};

function spawnCase(
  name: string,
  { ours, reference, bars }: {
    ours: () => Promise<void>;
    reference: () => Promise<void>;
    bars: TimedCase["bars"];
  },
) {
  return timedCase("subprocess", {
    name,
    ops: SPAWNS,
    ours: (watch) => asyncio.run(() => spawns(watch, ours, 1)),
    reference: (watch) => spawns(watch, reference, 1),
    cpython: true,
    bars,
  });
}

async function spawns(
  watch: Stopwatch,
  spawn: () => Promise<void>,
  atOnce: number,
): Promise<void> {
  watch.start();
  for (let i = 0; i < SPAWNS; i += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, spawn));
  }
  watch.end();
}

const ZEROS = ["-c", `${MEGABYTES * 1024 * 1024}`, "/dev/zero"];

async function read(watch: Stopwatch): Promise<void> {
  watch.start();
  const process = await createSubprocessExec("head", ZEROS, { stdout: PIPE });
  while ((await process.stdout.read(65536)).length > 0);
  await process.wait();
  watch.end();
}

async function readPlainly(watch: Stopwatch): Promise<void> {
  watch.start();
  const child = new Deno.Command("head", { args: ZEROS, stdout: "piped" })
    .spawn();
  const reader = child.stdout.getReader();
  while (!(await reader.read()).done);
  await child.status;
  watch.end();
}

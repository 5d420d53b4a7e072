/**
 * A million tasks that sleep for a second. Each sample is a process of its own,
 * because the memory of one would be the garbage of the next; `deno bench` has no such case.
 *
 * @module
 */

import type { Group, Measure } from "./_harness.ts";

/** The wall time past the second, and the heap of a task that sleeps. */
export const sleepersGroup: Group = {
  name: "sleepers",
  plans: {
    check: { warmup: 0, rounds: 2, pythonRounds: 1 },
    full: { warmup: 0, rounds: 3, pythonRounds: 1 },
  },
  cases: [
    {
      name: "wall-past-1s",
      unit: "ms",
      ours: inProcess("tasks", "wall"),
      reference: inProcess("functions", "wall"),
      cpython: true,
      bars: { ratio: 0.6, python: 6 },
    },
    {
      name: "heap-per-task",
      unit: "B",
      ours: inProcess("tasks", "heap"),
      reference: inProcess("functions", "heap"),
      cpython: false,
      bars: { limit: 1536 },
    },
  ],
};

function inProcess(side: string, figure: string): Measure {
  return async () => {
    const script = new URL("sleepers_process.ts", import.meta.url);
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--v8-flags=--expose-gc,--max-old-space-size=6144",
        script.href,
        side,
        figure,
      ],
      stderr: "inherit",
    }).output();
    if (!success) throw new Error(`The process of "${side}" failed`);
    return Number.parseFloat(new TextDecoder().decode(stdout));
  };
}

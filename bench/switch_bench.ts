/**
 * What a switch to the next task costs: `sleep(0)` beside `await null`.
 *
 * @module
 */

import { type Case, type Group, TIMED_PLANS, timedCase } from "./_harness.ts";
import * as asyncio from "../mod.ts";

const SWITCHES = 2_000_000;

/** Cases with 1, 2 and 1,000 tasks. */
export const switchGroup: Group = {
  name: "switch",
  plans: TIMED_PLANS,
  cases: [switching(1), switching(2), switching(1000)],
};

function switching(tasks: number): Case {
  const turns = SWITCHES / tasks;

  async function yieldingTask(): Promise<void> {
    for (let i = 0; i < turns; i++) await asyncio.sleep(0);
  }

  async function yieldingFunction(): Promise<void> {
    for (let i = 0; i < turns; i++) await null;
  }

  return timedCase("switch", {
    name: tasks === 1 ? "1-task" : `${tasks}-tasks`,
    ops: SWITCHES,
    ours: (watch) =>
      asyncio.run(async () => {
        watch.start();
        await asyncio.gather(
          Array.from({ length: tasks }, () => asyncio.createTask(yieldingTask)),
        );
        watch.end();
      }),
    reference: async (watch) => {
      watch.start();
      await Promise.all(Array.from({ length: tasks }, yieldingFunction));
      watch.end();
    },
    cpython: true,
    bars: { ratio: 1.5, python: 20 },
  });
}

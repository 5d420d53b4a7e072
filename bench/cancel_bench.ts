/**
 * What it costs to cancel a task that sleeps, to run its `finally`, and to wait for its end.
 *
 * @module
 */

import {
  type Group,
  type Stopwatch,
  TIMED_PLANS,
  timedCase,
} from "./_harness.ts";
import * as asyncio from "../mod.ts";

const TASKS = 100_000;
const BARS = { ratio: 3, python: 4 };

/** Cases by who cancels. */
export const cancelGroup: Group = {
  name: "cancel",
  plans: TIMED_PLANS,
  cases: [
    timedCase("cancel", {
      name: "each",
      ops: TASKS,
      ours: cancelEach,
      reference: rejectEach,
      cpython: true,
      bars: BARS,
    }),
    timedCase("cancel", {
      name: "task-group",
      ops: TASKS,
      ours: cancelGroupOfTasks,
      reference: rejectEach,
      cpython: true,
      bars: BARS,
    }),
  ],
};

let asleep = 0;

async function sleeper(): Promise<void> {
  asleep++;
  try {
    await asyncio.sleep(3600);
  } finally {
    asleep--;
  }
}

function assertAllAwake(): void {
  if (asleep !== 0) throw new Error(`Tasks that still sleep: ${asleep}`);
}

async function allAsleep(): Promise<void> {
  while (asleep < TASKS) await asyncio.sleep(0);
}

function cancelEach(watch: Stopwatch): Promise<void> {
  return asyncio.run(async () => {
    const tasks: asyncio.Task<void>[] = [];
    for (let i = 0; i < TASKS; i++) tasks.push(asyncio.createTask(sleeper));
    await allAsleep();
    watch.start();
    for (const task of tasks) task.cancel();
    await asyncio.gather(tasks, { returnExceptions: true });
    watch.end();
    assertAllAwake();
  });
}

function cancelGroupOfTasks(watch: Stopwatch): Promise<void> {
  return asyncio.run(async () => {
    await asyncio.taskGroup(async (group) => {
      for (let i = 0; i < TASKS; i++) group.createTask(sleeper);
      await allAsleep();
      watch.start();
      group.cancel();
    });
    watch.end();
    assertAllAwake();
  });
}

async function sleepingFunction(promise: Promise<void>): Promise<void> {
  asleep++;
  try {
    await promise;
  } finally {
    asleep--;
  }
}

/** The floor: one error for all, since making 100,000 of them with a stack would dominate. */
async function rejectEach(watch: Stopwatch): Promise<void> {
  const rejects: ((reason: Error) => void)[] = [];
  const ends: Promise<void>[] = [];
  for (let i = 0; i < TASKS; i++) {
    const { promise, reject } = Promise.withResolvers<void>();
    rejects.push(reject);
    ends.push(sleepingFunction(promise));
  }
  const cancelled = new Error("cancelled");
  watch.start();
  for (const reject of rejects) reject(cancelled);
  await Promise.allSettled(ends);
  watch.end();
  assertAllAwake();
}

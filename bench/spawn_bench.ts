/**
 * What it costs to start a task whose body ends at once, and to wait for it.
 *
 * @module
 */

import {
  type Case,
  type Group,
  nanosPerOp,
  type Stopwatch,
  TIMED_PLANS,
  timedCase,
} from "./_harness.ts";
import * as asyncio from "../mod.ts";

const TASKS = 100_000;
const BARS = { ratio: 2.5, python: 4 };

/** Cases by the way the tasks are joined, and by their number. */
export const spawnGroup: Group = {
  name: "spawn",
  plans: TIMED_PLANS,
  cases: [
    timedCase("spawn", {
      name: "task-group",
      ops: TASKS,
      ours: inGroup,
      reference: promiseAll,
      cpython: true,
      bars: BARS,
    }),
    timedCase("spawn", {
      name: "gather",
      ops: TASKS,
      ours: (watch) => asyncio.run(() => gather(watch)),
      reference: promiseAll,
      cpython: true,
      bars: BARS,
    }),
    timedCase("spawn", {
      name: "await-each",
      ops: TASKS,
      ours: awaitEach,
      reference: awaitEachPromise,
      cpython: true,
      bars: BARS,
    }),
    growth(100_000),
    growth(1_000_000),
  ],
};

async function body(): Promise<void> {}

function inGroup(watch: Stopwatch): Promise<void> {
  return asyncio.run(async () => {
    watch.start();
    await asyncio.taskGroup((group) => {
      for (let i = 0; i < TASKS; i++) group.createTask(body);
      return Promise.resolve();
    });
    watch.end();
  });
}

async function gather(watch: Stopwatch): Promise<void> {
  watch.start();
  await asyncio.gather(spawn(TASKS));
  watch.end();
}

function spawn(count: number): asyncio.Task<void>[] {
  const tasks: asyncio.Task<void>[] = [];
  for (let i = 0; i < count; i++) tasks.push(asyncio.createTask(body));
  return tasks;
}

function awaitEach(watch: Stopwatch): Promise<void> {
  return asyncio.run(async () => {
    watch.start();
    for (const task of spawn(TASKS)) await task;
    watch.end();
  });
}

/** What a task is at the least: started later, and settled by what its body does. */
function startLater(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  queueMicrotask(() => void body().then(resolve, reject));
  return promise;
}

async function promiseAll(watch: Stopwatch): Promise<void> {
  watch.start();
  const promises: Promise<void>[] = [];
  for (let i = 0; i < TASKS; i++) promises.push(startLater());
  await Promise.all(promises);
  watch.end();
}

async function awaitEachPromise(watch: Stopwatch): Promise<void> {
  watch.start();
  const promises: Promise<void>[] = [];
  for (let i = 0; i < TASKS; i++) promises.push(startLater());
  for (const promise of promises) await promise;
  watch.end();
}

/**
 * The cost of one of many tasks at once, beside as many in batches of a thousand.
 * Both keep all tasks to the end: otherwise the batches would die young, and the case would
 * show what the garbage collector does with long-lived objects.
 */
function growth(many: number): Case {
  const inBatches = (batch: number) => (watch: Stopwatch) =>
    asyncio.run(async () => {
      const kept: asyncio.Task<void>[][] = [];
      watch.start();
      for (let i = 0; i < many; i += batch) {
        const tasks = spawn(batch);
        kept.push(tasks);
        await asyncio.gather(tasks);
      }
      watch.end();
    });
  return {
    name: `1000-to-${many}`,
    unit: "ns",
    ours: () => nanosPerOp(inBatches(many), many),
    reference: () => nanosPerOp(inBatches(1000), many),
    cpython: false,
    bars: { ratio: 2 },
    plans: {
      check: { warmup: 1, rounds: 5, pythonRounds: 0 },
      full: { warmup: 2, rounds: 10, pythonRounds: 0 },
    },
  };
}

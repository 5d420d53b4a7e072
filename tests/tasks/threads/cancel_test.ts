import { assert, assertEquals, assertRejects } from "@std/assert";
import { CancelledError } from "../../../loop/errors.ts";
import type { Future } from "../../../loop/future.ts";
import { createTask } from "../../../tasks/create_task.ts";
import { gather } from "../../../tasks/gather.ts";
import { run } from "../../../tasks/run.ts";
import { sleep } from "../../../tasks/sleep.ts";
import { timeout } from "../../../tasks/timeout.ts";
import { TimeoutError } from "../../../loop/errors.ts";
import { wait } from "../../../tasks/wait.ts";
import {
  checkCancelled,
  threadModule,
  ThreadPoolExecutor,
  threadSignal,
} from "../../../tasks/threads/mod.ts";
import { test } from "../../_support/mod.ts";
import { arrived, makeGate, open, waitAt } from "./_support.ts";

const work = threadModule<typeof import("./_work.ts")>(
  new URL("./_work.ts", import.meta.url),
);

/** Waits until a job has written something into place 2 of its gate. */
async function told(gate: Int32Array): Promise<number> {
  const { async: isWaiting, value } = Atomics.waitAsync(gate, 2, 0);
  if (isWaiting) await value;
  return Atomics.load(gate, 2);
}

test("A cancelled job that waits is withdrawn", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const first = pool.submit(waitAt<string>, gate, "first");
    await arrived(gate, 1);
    const second = pool.submit(waitAt<string>, gate, "second");
    const third = pool.submit(waitAt<string>, gate, "third");
    assertEquals(second.cancel("not you"), true);
    assertEquals(second.cancel(), false);
    open(gate);
    assertEquals(await gather([first, third]), ["first", "third"]);
    await assertRejects(async () => await second, CancelledError, "not you");
    assertEquals(gate[1], 2);
  }));

for (const kind of ["computeUntilCancelled", "waitUntilCancelled"] as const) {
  test(`A cancelled job is told: ${kind}`, () =>
    run(async () => {
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1, grace: 60 });
      await pool.submit(work.setSeed, 1);
      const gate = makeGate();
      const job = pool.submit(work[kind], gate);
      await arrived(gate, 1);
      job.cancel("stop");
      assertEquals(job.cancelled(), true);
      assertEquals(await told(gate), 1);
      // It was not ended by force, and the next job knows nothing of the cancel.
      assertEquals(await pool.submit(work.getSeed), 1);
      await pool.submit(() => checkCancelled());
      assertEquals(await pool.submit(() => threadSignal().aborted), false);
    }));
}

test("A job that does not stop is ended after the grace, and its thread is replaced", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2, grace: 0.02 });
    const gate = makeGate();
    const other = pool.submit(waitAt<string>, gate, "untouched");
    await arrived(gate, 1);
    const stubborn = pool.submit((gate: Int32Array) => {
      Atomics.add(gate, 1, 1);
      Atomics.notify(gate, 1);
      for (;;);
    }, gate);
    await arrived(gate, 2);
    const next = pool.submit(() => "next");
    stubborn.cancel();
    assertEquals(await next, "next");
    open(gate);
    assertEquals(await other, "untouched");
  }));

test("A cancelled task cancels the job it waits for", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, grace: 60 });
    const gate = makeGate();
    const task = createTask(async () => {
      await pool.submit(work.computeUntilCancelled, gate);
    });
    await arrived(gate, 1);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    assertEquals(await told(gate), 1);
  }));

test("A timeout ends a job that never answers", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, grace: 0 });
    await assertRejects(
      () => timeout(0.02, () => pool.submit(() => new Promise(() => {}))),
      TimeoutError,
    );
    assertEquals(await pool.submit(() => 1), 1);
  }));

test("A job that is cancelled while its thread starts never begins", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, grace: 60 });
    const gate = makeGate();
    const job = pool.submit(waitAt<number>, gate, 1);
    job.cancel();
    assertEquals(await pool.submit(() => "next"), "next");
    assertEquals(gate[1], 0);
  }));

test("Cancelling a job that is done does nothing", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const job = pool.submit(() => 1);
    await job;
    assertEquals([job.cancel(), job.cancelled()], [false, false]);
  }));

/** A generator of numbers below `limit`, the same for the same seed. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
}

const KINDS: ((counter: Int32Array, i: number) => unknown)[] = [
  (counter, i) => {
    Atomics.add(counter, 0, 1);
    return i;
  },
  async (counter, i) => {
    Atomics.add(counter, 0, 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return i;
  },
  (counter, i) => {
    Atomics.add(counter, 0, 1);
    const end = performance.now() + 2;
    while (performance.now() < end) checkCancelled();
    return i;
  },
  (counter, i) => {
    Atomics.add(counter, 0, 1);
    const end = performance.now() + 2;
    while (performance.now() < end);
    return i;
  },
];

for (const seed of [1, 2, 3, 4, 5, 6]) {
  test(`Cancels at every stage lose no job and no thread: seed ${seed}`, () =>
    run(async () => {
      const random = randomFrom(seed);
      await using pool = new ThreadPoolExecutor({
        maxWorkers: 1 + random(3),
        grace: random(2) * 0.001,
      });
      const counter = new Int32Array(new SharedArrayBuffer(4));
      const jobs: Future<unknown>[] = [];
      const cancelled = new Set<number>();
      const cancelOne = (i: number) => {
        if (jobs[i]!.cancel()) cancelled.add(i);
      };
      for (let i = 0; i < 60; i++) {
        jobs.push(pool.submit(KINDS[random(KINDS.length)]!, counter, i));
        if (random(3) === 0) cancelOne(random(jobs.length));
        if (random(4) === 0) await sleep(random(3) / 1000);
        if (random(3) === 0) cancelOne(random(jobs.length));
      }
      await wait(jobs);
      jobs.forEach((job, i) =>
        assertEquals(
          job.cancelled() ? "cancelled" : job.result(),
          cancelled.has(i) ? "cancelled" : i,
        )
      );
      assert(counter[0]! >= 60 - cancelled.size);
      assertEquals(await pool.submit(() => "alive"), "alive");
    }));
}

/** CPython's test_threads, and what test_events and test_base_events say about executors, ported by meaning. */

import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import {
  type Future,
  gather,
  getRunningLoop,
  run,
  RuntimeError,
} from "../../mod.ts";
import {
  type Executor,
  type JobResult,
  type ShutdownOptions,
  threadModule,
  ThreadPoolExecutor,
  toThread,
} from "../../tasks/threads/mod.ts";
import { test } from "../_support/mod.ts";
import { loopTest } from "./_kernel.ts";
import { user } from "./_thread_jobs.ts";

const jobs = threadModule<typeof import("./_thread_jobs.ts")>(
  new URL("./_thread_jobs.ts", import.meta.url),
);

/** Counts its calls in a memory that all threads see. */
function callOn(calls: Int32Array): void {
  Atomics.add(calls, 0, 1);
}

function makeCalls(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** An executor that takes no job. */
class DummyExecutor extends ThreadPoolExecutor {
  override submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ..._args: A
  ): Future<JobResult<R>> {
    throw new RuntimeError(`cannot submit ${fn.name} into a dummy executor`);
  }
}

/** An executor that takes long to end. */
class SlowExecutor extends ThreadPoolExecutor {
  override shutdown({ wait = true }: ShutdownOptions = {}): Promise<void> {
    return new Promise((resolve) => {
      if (wait) setTimeout(resolve, 60);
      else resolve();
    });
  }
}

// --- ToThreadTests -----------------------------------------------------------------------------

test("threads/ToThreadTests.test_to_thread: the result comes back", () =>
  run(async () => {
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    assertEquals(await toThread(sum, [40, 2]), 42);
  }));

test("threads/ToThreadTests.test_to_thread_exception: the error comes back", () =>
  run(async () => {
    await assertRejects(
      async () => await toThread(jobs.raiseRuntimeError),
      RuntimeError,
      "test",
    );
  }));

test("threads/ToThreadTests.test_to_thread_once: it is called once", () =>
  run(async () => {
    const calls = makeCalls();
    await toThread(callOn, calls);
    assertEquals(calls[0], 1);
  }));

test("threads/ToThreadTests.test_to_thread_concurrent: ten at a time", () =>
  run(async () => {
    const calls = makeCalls();
    await gather(Array.from({ length: 10 }, () => toThread(callOn, calls)));
    assertEquals(calls[0], 10);
  }));

test("threads/ToThreadTests.test_to_thread_args_kwargs: all arguments arrive, options as an object", () =>
  run(async () => {
    const echo = (...args: unknown[]) => args;
    assertEquals(await toThread(echo, "test", { something: true }), [
      "test",
      { something: true },
    ]);
  }));

test("threads/ToThreadTests.test_to_thread_contextvars: context variables come along", () =>
  run(async () => {
    user.set("parrot");
    assertEquals(await toThread(jobs.getUser), "parrot");
  }));

// --- EventLoopTestsMixin -----------------------------------------------------------------------

loopTest(
  "events/EventLoopTestsMixin.test_run_in_executor: a job runs in another thread, for a loop that is not running yet",
  async (loop) => {
    const job = loop.runInExecutor(
      null,
      (arg: string) => [arg, self.name],
      "yo",
    );
    assertStrictEquals(job.getLoop(), loop);
    const [result, thread] = await loop.runUntilComplete(job);
    assertEquals(result, "yo");
    assertNotEquals(thread, self.name);
    await loop.shutdownDefaultExecutor();
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_run_in_executor_cancel: a cancelled job calls nothing on a closed loop",
  async (loop) => {
    const job = loop.runInExecutor(null, () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    });
    job.cancel();
    await loop.runUntilComplete(() => loop.shutdownDefaultExecutor());
    loop.close();
    const called: string[] = [];
    loop.callSoon = loop.callSoonThreadsafe = () => {
      called.push("callSoon");
      throw new RuntimeError("Event loop is closed");
    };
    await new Promise((resolve) => setTimeout(resolve, 100));
    assertEquals(called, []);
  },
);

// --- BaseEventLoopTests ------------------------------------------------------------------------

loopTest(
  "base_events/BaseEventLoopTests.test_set_default_executor: it is asked from then on",
  async (loop) => {
    loop.setDefaultExecutor(new DummyExecutor());
    await assertRejects(
      () =>
        loop.runUntilComplete(async () =>
          await getRunningLoop().runInExecutor(null, function job() {})
        ),
      RuntimeError,
      "cannot submit job into a dummy executor",
    );
  },
);

loopTest(
  "base_events/BaseEventLoopTests.test_shutdown_default_executor_timeout: a warning says that it did not end in time",
  async (loop) => {
    const executor: Executor = new SlowExecutor();
    loop.setDefaultExecutor(executor);
    const warnings: string[] = [];
    const { warn } = console;
    console.warn = (text: string) => warnings.push(text);
    try {
      await loop.runUntilComplete(() => loop.shutdownDefaultExecutor(0.01));
    } finally {
      console.warn = warn;
    }
    assertEquals(warnings.length, 1);
    assertMatch(warnings[0]!, /^The executor did not finish joining/);
    assert(!loop.isRunning());
    await new Promise((resolve) => setTimeout(resolve, 80));
  },
);

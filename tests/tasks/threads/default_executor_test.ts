import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ensureFuture } from "../../../loop/ensure_future.ts";
import { CancelledError, RuntimeError } from "../../../loop/errors.ts";
import { EventLoop } from "../../../loop/event_loop.ts";
import type { Future } from "../../../loop/future.ts";
import { getRunningLoop } from "../../../loop/running_loop.ts";
import { createTask } from "../../../tasks/create_task.ts";
import { run } from "../../../tasks/run.ts";
import { sleep } from "../../../tasks/sleep.ts";
import { wait } from "../../../tasks/wait.ts";
import {
  BrokenExecutor,
  Executor,
  type JobResult,
  ThreadPoolExecutor,
  toThread,
} from "../../../tasks/threads/mod.ts";
import { test } from "../../_support/mod.ts";
import { arrived, makeGate, open, waitAt } from "./_support.ts";

/** Runs jobs on the loop itself, and writes down what it is asked for. */
class HereExecutor extends Executor {
  readonly log: string[] = [];

  override submit<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...args: A
  ): Future<JobResult<R>> {
    this.log.push(`submit ${args}`);
    return ensureFuture(async () => await fn(...args)) as Future<JobResult<R>>;
  }

  override shutdown(): Promise<void> {
    this.log.push("shutdown");
    return Promise.resolve();
  }
}

test("EventLoop.setDefaultExecutor() takes any executor, for runInExecutor() and toThread()", async () => {
  const executor = new HereExecutor();
  const outside = 40;
  await run(async () => {
    const loop = getRunningLoop();
    loop.setDefaultExecutor(executor);
    assertEquals(
      await loop.runInExecutor(null, (n: number) => outside + n, 2),
      42,
    );
    assertEquals(await toThread((n: number) => outside + n, 3), 43);
  });
  assertEquals(executor.log, ["submit 2", "submit 3", "shutdown", "shutdown"]);
});

test("EventLoop.setDefaultExecutor() refuses what is no executor", () => {
  const loop = new EventLoop();
  for (const wrong of [null, {}, 1, { submit() {} }]) {
    assertThrows(
      () => loop.setDefaultExecutor(wrong as never),
      TypeError,
      "An executor with submit() and shutdown() is wanted",
    );
  }
  loop.close();
});

test("EventLoop.runInExecutor() takes an executor of the caller", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, name: "mine" });
    const name = await getRunningLoop().runInExecutor(pool, () => self.name);
    assertEquals(name, "mine-0");
    assertThrows(
      () => getRunningLoop().runInExecutor(5 as never, () => 1),
      TypeError,
      "An executor with submit() and shutdown() is wanted: 5",
    );
  }));

test("EventLoop.runInExecutor() raises after shutdownDefaultExecutor() and close()", async () => {
  const loop = new EventLoop();
  await loop.runUntilComplete(() => loop.shutdownDefaultExecutor());
  assertThrows(
    () => loop.runInExecutor(null, () => 1),
    RuntimeError,
    "Executor shutdown has been called",
  );
  loop.close();
  assertThrows(() => loop.runInExecutor(null, () => 1), RuntimeError, "closed");
});

test("A job of another loop's executor can be cancelled", async () => {
  const loop = new EventLoop();
  const gate = makeGate();
  const job = loop.runInExecutor(null, waitAt<number>, gate, 1);
  assertStrictEquals(job.getLoop(), loop);
  await arrived(gate, 1);
  job.cancel("enough");
  await assertRejects(() => loop.runUntilComplete(job), CancelledError);
  open(gate);
  await loop.shutdownDefaultExecutor();
  loop.close();
});

test("EventLoop.shutdownDefaultExecutor() waits for jobs", () =>
  run(async () => {
    const gate = makeGate();
    const job = toThread(waitAt<number>, gate, 1);
    await arrived(gate, 1);
    const closing = createTask(() =>
      getRunningLoop().shutdownDefaultExecutor()
    );
    await sleep(0.01);
    assertEquals([closing.done(), job.done()], [false, false]);
    open(gate);
    await closing;
    assertEquals(job.result(), 1);
  }));

test("EventLoop.shutdownDefaultExecutor() ends by force what is not done in time", () =>
  run(async () => {
    const gate = makeGate();
    const job = toThread(waitAt<number>, gate, 1);
    await arrived(gate, 1);
    const { warn } = console;
    console.warn = () => {};
    try {
      await getRunningLoop().shutdownDefaultExecutor({ milliseconds: 20 });
    } finally {
      console.warn = warn;
    }
    await wait([job]);
    assertInstanceOf(job.exception(), BrokenExecutor);
  }));

test("run() ends the jobs of the tasks that it cancels", async () => {
  const gate = makeGate();
  let outcome = "";
  await run(async () => {
    createTask(async () => {
      try {
        await toThread((gate: Int32Array) => {
          Atomics.add(gate, 1, 1);
          Atomics.notify(gate, 1);
          for (;;) checkCancelled();
        }, gate);
      } catch (error) {
        outcome = (error as Error).name;
        throw error;
      }
    });
    await arrived(gate, 1);
  });
  assertEquals(outcome, "CancelledError");
});

// Known in the thread.
declare function checkCancelled(): void;

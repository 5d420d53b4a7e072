import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  RuntimeError,
  TimeoutError,
} from "../../../loop/errors.ts";
import { EventLoop } from "../../../loop/event_loop.ts";
import { getRunningLoop } from "../../../loop/running_loop.ts";
import { createTask } from "../../../tasks/create_task.ts";
import { gather } from "../../../tasks/gather.ts";
import { run } from "../../../tasks/run.ts";
import { sleep } from "../../../tasks/sleep.ts";
import { wait } from "../../../tasks/wait.ts";
import {
  BrokenExecutor,
  threadModule,
  ThreadPoolExecutor,
} from "../../../tasks/threads/mod.ts";
import { recordExceptions, test } from "../../_support/mod.ts";
import { arrived, makeGate, open, waitAt } from "./_support.ts";

const work = threadModule<typeof import("./_work.ts")>(
  new URL("./_work.ts", import.meta.url),
);

test("ThreadPoolExecutor.submit() begins jobs in order, maxWorkers at a time", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const order = new Int32Array(new SharedArrayBuffer(64));
    const jobs = Array.from(
      { length: 10 },
      (_, i) =>
        pool.submit(
          (order: Int32Array, i: number) => {
            order[1 + Atomics.add(order, 0, 1)] = i;
          },
          order,
          i,
        ),
    );
    await gather(jobs);
    assertEquals([...order.subarray(0, 11)], [
      10,
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      9,
    ]);
  }));

test("ThreadPoolExecutor runs two jobs that block at the same time", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const gate = makeGate();
    const jobs = [1, 2, 3].map((n) => pool.submit(waitAt<number>, gate, n));
    await arrived(gate, 2);
    assertEquals(jobs.map((job) => job.done()), [false, false, false]);
    open(gate);
    assertEquals(await gather(jobs), [1, 2, 3]);
  }));

test("ThreadPoolExecutor does 10,000 jobs, each once", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const jobs = Array.from({ length: 10_000 }, (_, i) =>
      pool.submit(
        (counter: Int32Array, i: number) => {
          Atomics.add(counter, 0, 1);
          return i * 2;
        },
        counter,
        i,
      ));
    const results = await gather(jobs);
    assert(results.every((result, i) => result === i * 2));
    assertEquals(counter[0], 10_000);
  }));

test("ThreadPoolExecutor calls the initializer in each thread, with its arguments", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({
      maxWorkers: 2,
      initializer: work.setSeed,
      initargs: [5],
    });
    const gate = makeGate();
    const blocked = pool.submit(waitAt<number>, gate, 1);
    await arrived(gate, 1);
    assertEquals(await pool.submit(work.getSeed), 5);
    open(gate);
    await blocked;
    assertEquals(
      await gather([pool.submit(work.getSeed), pool.submit(work.getSeed)]),
      [5, 5],
    );
  }));

test("ThreadPoolExecutor is broken by an initializer that fails", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({
      maxWorkers: 1,
      initializer: async () => {
        await null;
        throw new RangeError("no");
      },
    });
    const jobs = [pool.submit(() => 1), pool.submit(() => 2)];
    await wait(jobs);
    for (const job of jobs) {
      const error = job.exception();
      assertInstanceOf(error, BrokenExecutor);
      assertInstanceOf(error.cause, RangeError);
    }
    assertThrows(() => pool.submit(() => 3), BrokenExecutor, "initializer");
  }));

test("ThreadPoolExecutor says that the arguments of the initializer cannot be sent", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({
      maxWorkers: 1,
      initializer: work.setSeed,
      initargs: [() => {}],
    });
    for (let i = 0; i < 2; i++) {
      await assertRejects(
        async () => await pool.submit(() => 1),
        TypeError,
        "could not be cloned",
      );
    }
  }));

test("ThreadPoolExecutor lets a thread go that has been idle", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({
      maxWorkers: 1,
      idleTimeout: 0.02,
    });
    await pool.submit(work.setSeed, 1);
    await sleep(0.2);
    assertEquals(await pool.submit(work.getSeed), 0);
    await using other = new ThreadPoolExecutor({
      maxWorkers: 1,
      idleTimeout: null,
    });
    await other.submit(work.setSeed, 1);
    await sleep(0.05);
    assertEquals(await other.submit(work.getSeed), 1);
  }));

test("ThreadPoolExecutor.shutdown() waits for all jobs, and takes no more", () =>
  run(async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const jobs = [1, 2].map((n) => pool.submit(waitAt<number>, gate, n));
    await arrived(gate, 1);
    const closing = createTask(() => pool.shutdown());
    await sleep(0);
    assertThrows(() => pool.submit(() => 3), RuntimeError, "was shut down");
    assertEquals(closing.done(), false);
    open(gate);
    await closing;
    assertEquals(jobs.map((job) => job.result()), [1, 2]);
    await pool.shutdown();
  }));

test("ThreadPoolExecutor.shutdown() cancels what has not begun, if asked to", () =>
  run(async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const jobs = [1, 2, 3].map((n) => pool.submit(waitAt<number>, gate, n));
    await arrived(gate, 1);
    await pool.shutdown({ wait: false, cancelFutures: true });
    assertEquals(jobs.map((job) => job.cancelled()), [false, true, true]);
    open(gate);
    assertEquals(await jobs[0], 1);
    await pool.shutdown();
  }));

test("ThreadPoolExecutor.shutdown() can be given up", () =>
  run(async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const job = pool.submit(waitAt<number>, gate, 1);
    await arrived(gate, 1);
    const closing = createTask(() => pool.shutdown());
    await sleep(0);
    closing.cancel();
    await assertRejects(async () => await closing, CancelledError);
    const controller = new AbortController();
    const other = pool.shutdown({ signal: controller.signal });
    controller.abort(new RangeError("enough"));
    await assertRejects(() => other, RangeError, "enough");
    open(gate);
    assertEquals(await job, 1);
    await pool.shutdown();
  }));

test("ThreadPoolExecutor.killWorkers() ends what runs and cancels the rest", () =>
  run(async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const jobs = [1, 2].map((n) => pool.submit(waitAt<number>, gate, n));
    await arrived(gate, 1);
    pool.killWorkers();
    await wait(jobs);
    assertInstanceOf(jobs[0]!.exception(), BrokenExecutor);
    assertEquals(jobs[1]!.cancelled(), true);
    await pool.shutdown();
  }));

test("ThreadPoolExecutor refuses bad options", () => {
  for (const maxWorkers of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => new ThreadPoolExecutor({ maxWorkers }),
      RangeError,
      `'maxWorkers' must be a whole number of at least 1: ${maxWorkers}`,
    );
  }
  assertThrows(
    () => new ThreadPoolExecutor({ idleTimeout: "1" as never }),
    TypeError,
  );
  assertThrows(() => new ThreadPoolExecutor({ grace: NaN }), RangeError);
  assertThrows(
    () => new ThreadPoolExecutor({ initializer: Math.max as never }),
    TypeError,
  );
  assertThrows(
    () => new ThreadPoolExecutor({ initializer: "x" as never }),
    TypeError,
    `'initializer' must be a function: "x"`,
  );
  assertThrows(
    () => new ThreadPoolExecutor({ initargs: 5 as never }),
    TypeError,
    "'initargs' must be iterable",
  );
  for (const options of [null, 5]) {
    assertThrows(
      () => new ThreadPoolExecutor(options as never),
      TypeError,
      "The options of an executor must be an object",
    );
  }
});

test("ThreadPoolExecutor waits for a cancelled job without an end, if its grace has none", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({
      maxWorkers: 1,
      grace: Infinity,
    });
    const gate = makeGate();
    const job = pool.submit(waitAt, gate, 1);
    await arrived(gate, 1);
    job.cancel();
    await sleep(0.02);
    const next = pool.submit(() => self.name);
    open(gate);
    assertEquals(await next, "thread-0");
  }));

test("ThreadPoolExecutor names its threads", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, name: "calc" });
    assertEquals(await pool.submit(() => self.name), "calc-0");
  }));

test("Executor.map() gives results in order, as an async iterator", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const squares = pool.map((n: number) => n * n, [3, 1, 2]);
    assertEquals(await Array.fromAsync(squares), [9, 1, 4]);
    assertEquals(await Array.fromAsync(pool.map((n: number) => n, [])), []);
  }));

test("Executor.map() raises the error of an item in its place, and cancels the rest", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const seen: number[] = [];
    const results = pool.map((n: number) => {
      if (n === 2) throw new RangeError("two");
      return n;
    }, [1, 2, 3]);
    await assertRejects(
      async () => {
        for await (const result of results) seen.push(result);
      },
      RangeError,
      "two",
    );
    assertEquals(seen, [1]);
    open(gate);
  }));

test("Executor.map() cancels what it has submitted if an item cannot be", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const busy = pool.submit(waitAt, gate, 1);
    const count = (gate: unknown) => Atomics.add(gate as Int32Array, 2, 1);
    assertThrows(
      () => pool.map(count, [gate, gate, () => {}]),
      TypeError,
      "fromThread()",
    );
    open(gate);
    await busy;
    assertEquals(await pool.submit(() => "next"), "next");
    assertEquals(gate[2], 0);
  }));

test("Executor.map() submits no more than buffersize ahead", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    let taken = 0;
    function* items() {
      for (;;) yield ++taken;
    }
    const results = pool.map((n: number) => n, items(), { buffersize: 3 });
    const ahead = [taken];
    for await (const result of results) {
      ahead.push(taken - result);
      if (result === 4) break;
    }
    assertEquals(ahead, [3, 3, 3, 3, 3]);
    for (const buffersize of [0, 1.5, "2" as never]) {
      assertThrows(
        () => pool.map((n: number) => n, [], { buffersize }),
        RangeError,
      );
    }
  }));

test("Executor.map() raises TimeoutError when the time is over", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const results = pool.map(waitAt as (gate: Int32Array) => void, [gate], {
      timeout: 0.05,
    });
    await assertRejects(() => results.next(), TimeoutError, "0.05 seconds");
    open(gate);
  }));

test("ThreadPoolExecutor replaces a thread that dies without a job, and reports it", () =>
  run(async () => {
    const contexts = recordExceptions(getRunningLoop());
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await pool.submit(() => {
      setTimeout(() => {
        throw new RangeError("late");
      }, 1);
    });
    while (contexts.length === 0) await sleep(0.005);
    assertEquals(
      contexts[0]!.message,
      "thread-0 has died: an error was not caught",
    );
    assertInstanceOf((contexts[0]!.exception as Error).cause, RangeError);
    assertEquals(await pool.submit(() => 1), 1);
  }));

test("ThreadPoolExecutor belongs to no loop", async () => {
  const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  for (let i = 0; i < 2; i++) {
    const loop = new EventLoop();
    assertEquals(
      await loop.runUntilComplete(async () => await pool.submit(() => 1)),
      1,
    );
    loop.close();
  }
  assertEquals(await pool.submit(() => 2), 2);
  await pool.shutdown();
});

import { assert, assertEquals, assertRejects } from "@std/assert";
import { CancelledError, RuntimeError } from "../../../loop/errors.ts";
import { createTask } from "../../../tasks/create_task.ts";
import { run } from "../../../tasks/run.ts";
import { sleep } from "../../../tasks/sleep.ts";
import { wait } from "../../../tasks/wait.ts";
import {
  BrokenExecutor,
  threadModule,
  ThreadPoolExecutor,
} from "../../../tasks/threads/mod.ts";
import { test } from "../../_support/mod.ts";
import { arrived, makeGate, open } from "./_support.ts";

const work = threadModule<typeof import("./_work.ts")>(
  new URL("./_work.ts", import.meta.url),
);

function numbers(to: number): number[] {
  return Array.from({ length: to }, (_, i) => i);
}

/** Waits until the generator of `count()` has run its `finally`. */
async function ended(gate: Int32Array): Promise<void> {
  const { async: isWaiting, value } = Atomics.waitAsync(gate, 3, 0);
  if (isWaiting) await value;
}

test("A generator of a job comes out as an async generator, with its return value", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    for (const length of [0, 1, 15, 16, 17, 100]) {
      const stream = await pool.submit(work.countAtOnce, length);
      assertEquals(await Array.fromAsync(stream), numbers(length));
      assertEquals(await stream.next(), { done: true, value: undefined });
      const other = await pool.submit(work.count, length, makeGate());
      for (const value of numbers(length)) {
        assertEquals(await other.next(), { done: false, value });
      }
      assertEquals(await other.next(), { done: true, value: "all" });
    }
  }));

test("A stream makes no more than 16 values ahead", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const stream = await pool.submit(work.count, 1000, gate);
    while (gate[2]! < 16) await sleep(0.001);
    await sleep(0.02);
    assertEquals(gate[2], 16);
    for (let i = 0; i < 100; i++) await stream.next();
    await sleep(0.02);
    assert(gate[2]! > 100 && gate[2]! <= 116, `${gate[2]} values were made`);
    await stream.return(undefined);
  }));

test("Leaving the loop over a stream ends its generator, and frees the thread", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const seen: number[] = [];
    for await (const value of await pool.submit(work.count, 1000, gate)) {
      seen.push(value);
      if (value === 2) break;
    }
    assertEquals([seen, gate[3]], [[0, 1, 2], 1]);
    assertEquals(await pool.submit(() => "free"), "free");
  }));

test("A stream fails after the values that came before", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const seen: number[] = [];
    await assertRejects(
      async () => {
        for await (const value of await pool.submit(work.failAt, 20)) {
          seen.push(value);
        }
      },
      RangeError,
      "failed at 20",
    );
    assertEquals(seen, numbers(20));
    assertEquals(await pool.submit(() => "free"), "free");
  }));

test("A cancelled next() closes the stream, and frees the thread", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, grace: 60 });
    const gate = makeGate();
    const stream = await pool.submit(
      async function* (gate: Int32Array) {
        try {
          Atomics.add(gate, 1, 1);
          Atomics.notify(gate, 1);
          await Atomics.waitAsync(gate, 0, 0).value;
          yield "first";
        } finally {
          Atomics.add(gate, 3, 1);
        }
      },
      gate,
    );
    const task = createTask(async () => {
      for await (const _ of stream) { /* waits */ }
    });
    await arrived(gate, 1);
    await sleep(0);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    open(gate);
    assertEquals(await pool.submit(() => "free"), "free");
    assertEquals(gate[3], 1);
    assertEquals(await stream.next(), { done: true, value: undefined });
  }));

test("A stream that waits for nobody is ended by force after a cancelled next()", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, grace: 0 });
    const gate = makeGate();
    const stream = await pool.submit(
      // deno-lint-ignore require-yield
      function* (gate: Int32Array): Generator<number> {
        Atomics.add(gate, 1, 1);
        Atomics.notify(gate, 1);
        for (;;);
      },
      gate,
    );
    const task = createTask(() => stream.next());
    await arrived(gate, 1);
    await sleep(0);
    task.cancel();
    await assertRejects(async () => await task, CancelledError);
    assertEquals(await pool.submit(() => "free"), "free");
  }));

test("A generator that never waits ends at its next value when its stream is closed", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, grace: 60 });
    const gate = makeGate();
    const stream = await pool.submit(function* (gate: Int32Array) {
      try {
        yield 0;
        Atomics.add(gate, 1, 1);
        Atomics.notify(gate, 1);
        Atomics.wait(gate, 0, 0);
        for (let i = 1; i <= 10; i++) {
          gate[2] = i;
          yield i;
        }
      } finally {
        Atomics.add(gate, 3, 1);
      }
    }, gate);
    await stream.next();
    await arrived(gate, 1);
    const closing = stream.return(undefined);
    open(gate);
    await closing;
    assertEquals([gate[2], gate[3]], [1, 1]);
  }));

test("A value that cannot be sent fails the stream, and ends its generator", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const stream = await pool.submit(function* (gate: Int32Array) {
      try {
        yield 1;
        yield Symbol("two");
      } finally {
        Atomics.add(gate, 3, 1);
      }
    }, gate);
    assertEquals(await stream.next(), { done: false, value: 1 });
    await assertRejects(
      () => stream.next(),
      TypeError,
      "Cannot send a value of a job back",
    );
    assertEquals(gate[3], 1);
  }));

test("An error at the end of a generator comes out where its stream is closed", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await assertRejects(
      async () => {
        const stream = await pool.submit(function* () {
          try {
            yield 1;
            yield 2;
          } finally {
            // deno-lint-ignore no-unsafe-finally
            throw new RangeError("at the end");
          }
        });
        for await (const _ of stream) break;
      },
      RangeError,
      "at the end",
    );
    assertEquals(await pool.submit(() => "free"), "free");
  }));

test("Values go to those who ask in the order in which they ask", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const stream = await pool.submit(work.countAtOnce, 2);
    assertEquals(
      await Promise.all([stream.next(), stream.next(), stream.next()]),
      [
        { done: false, value: 0 },
        { done: false, value: 1 },
        { done: true, value: "all" },
      ],
    );
  }));

test("A stream whose thread dies raises BrokenExecutor", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const stream = await pool.submit(function* () {
      yield 1;
      self.close();
      yield 2;
    });
    await assertRejects(() => Array.fromAsync(stream), BrokenExecutor);
    await stream.return(undefined);
  }));

test("A job that is cancelled before its stream comes has its generator closed", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, grace: 60 });
    const gate = makeGate();
    await pool.submit(work.add, 1, 1);
    const job = pool.submit(work.count, 10, gate);
    job.cancel();
    await wait([job]);
    assertEquals(await pool.submit(() => "free"), "free");
  }));

test("A generator that computes is told when its stream is closed", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, grace: 60 });
    const gate = makeGate();
    const stream = await pool.submit(function* (gate: Int32Array) {
      try {
        yield 1;
        for (;;) checkCancelled();
      } finally {
        Atomics.add(gate, 3, 1);
      }
    }, gate);
    assertEquals(await stream.next(), { done: false, value: 1 });
    await stream.return(undefined);
    assertEquals(gate[3], 1);
  }));

test("shutdown() closes a stream that nobody reads, and next() says so", () =>
  run(async () => {
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const stream = await pool.submit(work.count, 1000, gate);
    while (gate[2]! < 16) await sleep(0.001);
    await pool.shutdown();
    await ended(gate);
    await assertRejects(() => stream.next(), RuntimeError, "was shut down");
    assertEquals((await stream.next()).done, true);
  }));

test("throw() of a stream ends the generator and raises the error", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const gate = makeGate();
    const stream = await pool.submit(work.count, 1000, gate);
    await stream.next();
    await assertRejects(() => stream.throw(new RangeError("out")), RangeError);
    assertEquals(gate[3], 1);
  }));

// Known in the thread, where the generator above is sent.
declare function checkCancelled(): void;

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ContextVar } from "../../../loop/contextvars.ts";
import { currentTask } from "../../../loop/current_task.ts";
import { isCancelled } from "../../../loop/errors.ts";
import { getRunningLoop } from "../../../loop/running_loop.ts";
import { Task } from "../../../loop/task.ts";
import { run } from "../../../tasks/run.ts";
import { sleep } from "../../../tasks/sleep.ts";
import {
  fromThread,
  ThreadPoolExecutor,
  transfer,
} from "../../../tasks/threads/mod.ts";
import { test } from "../../_support/mod.ts";

test("fromThread() lets a job call back, any number of times at once", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const seen: number[] = [];
    const sums = await pool.submit(
      (add: (a: number, b: number) => Promise<number>) =>
        Promise.all([add(1, 2), add(3, 4), add(5, 6)]),
      fromThread(async (a: number, b: number) => {
        seen.push(a);
        await sleep(0.01);
        return a + b;
      }),
    );
    assertEquals([sums, seen], [[3, 7, 11], [1, 3, 5]]);
  }));

test("fromThread() calls in a task of the loop, in the context of its maker", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const user = new ContextVar<string>("user");
    user.set("ada");
    const getUser = fromThread(() => `${user.get()} ${currentTask() !== null}`);
    user.set("bob");
    const seen = await pool.submit(
      (getUser: () => Promise<string>) => getUser(),
      getUser,
    );
    assertEquals(seen, "ada true");
    assertEquals(await getUser(), "bob true");
  }));

test("fromThread() brings errors over, there and back again", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const job = async (fail: () => Promise<void>) => {
      try {
        await fail();
      } catch (error) {
        if (!(error instanceof RangeError)) return;
        throw error;
      }
    };
    const fail = fromThread(() => {
      throw Object.assign(new RangeError("no"), { code: 7 });
    });
    const error = await assertRejects(
      async () => await pool.submit(job, fail),
      RangeError,
      "no",
    );
    assertEquals((error as RangeError & { code: number }).code, 7);
  }));

test("fromThread() says what cannot be cloned", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const take = fromThread((value: unknown) => () => value);
    await assertRejects(
      async () => await pool.submit((take) => take(1), take),
      Error,
      "could not be cloned",
    );
    await assertRejects(
      async () => await pool.submit((take) => take(() => 1), take),
      Error,
      "could not be cloned",
    );
    assertThrows(() => fromThread(1 as never), TypeError);
  }));

test("fromThread() hands memory over", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const lengths = await pool.submit(
      async (send: (bytes: Uint8Array) => Promise<Uint8Array>) => {
        const bytes = new Uint8Array(10);
        const back = await send(transfer(bytes));
        return [bytes.length, back.length];
      },
      fromThread((bytes: Uint8Array) => transfer(bytes)),
    );
    assertEquals(lengths, [0, 10]);
  }));

test("A call that still runs when the job ends is cancelled", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const { promise, resolve } = Promise.withResolvers<string>();
    const started = Promise.withResolvers<void>();
    const job = pool.submit(
      (linger: () => Promise<void>, goOn: () => Promise<unknown>) => {
        linger();
        return goOn();
      },
      fromThread(async () => {
        started.resolve();
        try {
          await sleep(60);
        } catch (error) {
          resolve(isCancelled(error) ? "cancelled" : String(error));
          throw error;
        }
      }),
      fromThread(() => started.promise),
    );
    await job;
    assertEquals(await promise, "cancelled");
  }));

test("A call that comes after the end of its job is refused", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const calls: string[] = [];
    await pool.submit((note: (text: string) => Promise<unknown>) => {
      const scope = globalThis as unknown as Record<string, unknown>;
      setTimeout(() => {
        scope.outcome = note("late").then(() => "called", String);
      }, 5);
    }, fromThread((text: string) => calls.push(text)));
    const outcome = await pool.submit(async () => {
      const scope = globalThis as unknown as Record<string, unknown>;
      while (scope.outcome === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return await (scope.outcome as Promise<string>);
    });
    assertEquals([outcome, calls], ["RuntimeError: The job has ended", []]);
  }));

test("A call that is cancelled before it begins raises CancelledError in the job", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const loop = getRunningLoop();
    loop.setTaskFactory((loop, coro, options) => {
      const task = new Task(coro, { loop, ...options });
      task.cancel();
      return task;
    });
    const name = await pool.submit(
      (call: () => Promise<unknown>) =>
        call().then(() => "called", (error) => error.name),
      fromThread(() => "called"),
    );
    loop.setTaskFactory(null);
    assertEquals(name, "CancelledError");
  }));

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";
import { virtualLoop } from "./_support.ts";

const { CancelledError, Future } = asyncio;

/** A task that waits as `wait` does, after it has begun to; boxed, because `await` would go on to its value. */
async function waiting(
  wait: () => PromiseLike<unknown>,
): Promise<{ task: asyncio.Task<unknown> }> {
  const task = asyncio.createTask(async () => await wait());
  await asyncio.sleep(1);
  return { task };
}

virtualTest(
  "Future.then() by an await counts as the task waiting",
  async () => {
    const future = new Future<void>();
    const { task } = await waiting(() => future);
    task.cancel("stop");
    assertEquals(future.cancelled(), true);
    await assertRejects(() => task, CancelledError, "stop");
  },
);

virtualTest(
  "Future.then() by a program does not count as the task waiting",
  async () => {
    const future = new Future<number>();
    const log: string[] = [];
    const { task } = await waiting(() =>
      future.then((value) => log.push(`got ${value}`), () => log.push("failed"))
    );
    task.cancel();
    assertEquals(future.cancelled(), false);
    future.setResult(1);
    await assertRejects(() => task, CancelledError);
    assertEquals(log, ["got 1"]);
  },
);

virtualTest("Future in Promise.all() counts as the task waiting", async () => {
  const [one, two] = [new Future<void>(), new Future<void>()];
  const { task } = await waiting(() => Promise.all([one, two]));
  task.cancel();
  assertEquals([one.cancelled(), two.cancelled()], [true, true]);
  await assertRejects(() => task, CancelledError);
});

virtualTest("Future in Promise.race() counts as the task waiting", async () => {
  const [one, two] = [new Future<void>(), new Future<void>()];
  const { task } = await waiting(() => Promise.race([one, two]));
  task.cancel();
  assertEquals([one.cancelled(), two.cancelled()], [true, true]);
  await assertRejects(() => task, CancelledError);
});

virtualTest(
  "Task.cancel() ends several waits of different kinds at once",
  async () => {
    const log: string[] = [];
    const future = new Future<void>();
    const child = asyncio.createTask(() =>
      asyncio.sleep(9).finally(() => log.push("child"))
    );
    const list = new asyncio.WaitList<void>();
    const { task } = await waiting(() =>
      Promise.allSettled([future, child, list.wait(), asyncio.sleep(9)])
    );
    task.cancel("all");
    const outcomes = await task.catch(() => null);
    assertEquals(
      [future.cancelled(), child.cancelled(), list.size, log],
      [true, true, 0, ["child"]],
    );
    // Promise.allSettled() has swallowed the errors, and so the cancel.
    assertEquals(
      (outcomes as PromiseSettledResult<void>[]).map((one) =>
        one.status === "rejected" ? String(one.reason) : one.status
      ),
      Array.from({ length: 4 }, () => "CancelledError: all"),
    );
  },
);

virtualTest(
  "Task.cancel() reaches the open waits of Promise.all(), not the ended ones",
  async () => {
    const log: string[] = [];
    const step = async (delay: number) => {
      try {
        await asyncio.sleep(delay);
        log.push(`${delay} done`);
      } catch (error) {
        log.push(`${delay} ${(error as Error).name}`);
        throw error;
      }
    };
    const task = asyncio.createTask(() =>
      Promise.all([step(1), step(3), step(5)])
    );
    await asyncio.sleep(2);
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([task.cancelled(), log], [true, [
      "1 done",
      "3 CancelledError",
      "5 CancelledError",
    ]]);
  },
);

virtualTest(
  "Future.result() keeps a result that is a future, await goes on to its value",
  async () => {
    const inner = new Future<string>();
    const outer = new Future<asyncio.Future<string>>();
    outer.setResult(inner);
    inner.setResult("value");
    assert(outer.result() === inner);
    assertEquals(await outer, "value");
  },
);

virtualTest("Future.catch() and finally() are those of a promise", async () => {
  const future = new Future<string>();
  const log: string[] = [];
  const caught = future.catch((error) => log.push(`caught ${error}`));
  const last = future.finally(() => log.push("finally")).catch(() =>
    "rejected"
  );
  future.setException(new Error("no"));
  await caught;
  assertEquals([await last, log.sort()], ["rejected", [
    "caught Error: no",
    "finally",
  ]]);
});

virtualTest("Future.then() without callbacks gives the value on", async () => {
  const future = new Future<string>();
  const promises = [future.then(), future.then(null, null), future.catch()];
  future.setResult("value");
  assertEquals(await Promise.all(promises), ["value", "value", "value"]);
  assertEquals(await future.finally(null), "value");
});

virtualTest("Future.then() passes an error of the callback on", async () => {
  const future = new Future<string>();
  const chain = future.then(() => {
    throw new RangeError("mine");
  });
  future.setResult("value");
  await assertRejects(() => chain, RangeError, "mine");
  assertEquals(future.result(), "value");
});

virtualTest("Future that fails and is looked at is not reported", async () => {
  const loop = virtualLoop();
  const contexts = recordExceptions(loop);
  const seen = loop.createFuture();
  seen.setException(new Error("seen"));
  seen.exception();
  loop.createFuture().setException(new Error("lost"));
  loop.close();
  assertEquals(contexts.map(({ exception }) => String(exception)), [
    "Error: lost",
  ]);
  await asyncio.sleep(0);
});

test("Future of the thread's own loop may be awaited inside run()", async () => {
  const future = new Future<string>();
  setTimeout(() => future.setResult("from outside"), 1);
  assertEquals(
    await asyncio.run(async () => await future),
    "from outside",
  );
});

test("Future of the thread's own loop is cancelled by a task of run()", async () => {
  const future = new Future<string>();
  await assertRejects(
    () => asyncio.run(() => asyncio.waitFor(future, 0.001)),
    asyncio.TimeoutError,
  );
  assertEquals(future.cancelled(), true);
});

virtualTest(
  "Future.cancel() gives its message to all who wait, each its own error",
  async () => {
    const future = new Future<void>();
    const errors: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      asyncio.createTask(async () => {
        try {
          await future;
        } catch (error) {
          errors.push(error);
        }
      });
    }
    await asyncio.sleep(1);
    assertEquals([future.cancel("bye"), future.cancel("again")], [true, false]);
    await asyncio.sleep(1);
    assertEquals(errors.map(String), [
      "CancelledError: bye",
      "CancelledError: bye",
    ]);
    assert(errors[0] !== errors[1]);
  },
);

virtualTest(
  "Future.addDoneCallback() is never called at once, and in order",
  async () => {
    const future = new Future<number>();
    const log: string[] = [];
    const removed = () => log.push("removed");
    future.addDoneCallback((one) => log.push(`first ${one.result()}`));
    future.addDoneCallback(removed);
    future.addDoneCallback(removed);
    assertEquals(future.removeDoneCallback(removed), 2);
    future.setResult(1);
    future.addDoneCallback(() => log.push("second"));
    log.push("set");
    await asyncio.sleep(1);
    assertEquals(log, ["set", "first 1", "second"]);
  },
);

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { Trace } from "../../tasks/testing/mod.ts";
import { virtualTest } from "../_support/mod.ts";

virtualTest(
  "ensureFuture() gives futures back, and makes tasks of work",
  async () => {
    const future = new asyncio.Future<void>();
    assert(asyncio.ensureFuture(future) === future);
    const task = asyncio.ensureFuture(() => "value");
    assert(task instanceof asyncio.Task);
    assertEquals(await task, "value");
  },
);

virtualTest("ensureFuture() wraps promises and thenables", async () => {
  const thenable: PromiseLike<string> = {
    // deno-lint-ignore no-explicit-any
    then: (resolve: any) => resolve("thenable"),
  };
  assertEquals(await asyncio.ensureFuture(thenable), "thenable");
  assertEquals(await asyncio.ensureFuture(Promise.resolve(1)), 1);
  await assertRejects(
    () => asyncio.ensureFuture(Promise.reject(new RangeError("no"))),
    RangeError,
    "no",
  );
});

virtualTest(
  "ensureFuture({ onCancel }) is told before those who wait are",
  async () => {
    const trace = new Trace();
    const query = asyncio.ensureFuture(new Promise(() => {}), {
      onCancel: () => trace.push("stopped"),
    });
    const task = asyncio.createTask(async () => {
      try {
        await query;
      } finally {
        trace.push("told");
      }
    });
    await asyncio.sleep(1);
    task.cancel();
    await asyncio.wait([task]);
    assertEquals(trace.toString(), "1 stopped\n1 told");
  },
);

virtualTest(
  "ensureFuture({ onCancel }) is told by a timeout, too",
  async () => {
    const log: string[] = [];
    await assertRejects(
      () =>
        asyncio.timeout(1, () =>
          asyncio.ensureFuture(new Promise(() => {}), {
            onCancel: () => log.push("stopped"),
          })),
      asyncio.TimeoutError,
    );
    assertEquals(log, ["stopped"]);
  },
);

virtualTest(
  "ensureFuture({ onCancel }) is not told once the promise is settled",
  async () => {
    const log: string[] = [];
    const onCancel = () => log.push("stopped");
    const ended = asyncio.ensureFuture(Promise.resolve(1), { onCancel });
    await ended;
    assertEquals([ended.cancel(), log], [false, []]);
  },
);

virtualTest(
  "ensureFuture() drops what a cancelled promise comes to",
  async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    const future = asyncio.ensureFuture(promise);
    future.cancel("enough");
    reject(new Error("nobody cares"));
    await assertRejects(() => future, asyncio.CancelledError, "enough");
  },
);

virtualTest(
  "wrapFuture() of a promise that is cancelled is cancelled",
  async () => {
    const future = asyncio.wrapFuture(
      Promise.reject(new asyncio.CancelledError("off")),
    );
    await asyncio.wait([future]);
    assertEquals(future.cancelled(), true);
    await assertRejects(() => future, asyncio.CancelledError, "off");
  },
);

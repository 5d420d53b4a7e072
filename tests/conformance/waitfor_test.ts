// CPython's test_waitfor, by meaning, under virtual time.

import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";

/** A body that runs for its time whatever anybody says. */
class SlowTask {
  static readonly time = 0.2;
  exited = false;

  async run(): Promise<void> {
    const loop = asyncio.getRunningLoop();
    const end = loop.time() + SlowTask.time;
    for (let left = SlowTask.time; left > 0; left = end - loop.time()) {
      try {
        await asyncio.sleep(left);
      } catch (error) {
        if (!asyncio.isCancelled(error)) throw error;
      }
    }
    this.exited = true;
  }
}

virtualTest(
  "waitfor/AsyncioWaitForTest.test_asyncio_wait_for_cancelled: a cancelled waitFor() waits for a body that refuses to stop",
  async () => {
    const slow = new SlowTask();
    const waiting = asyncio.createTask(() =>
      asyncio.waitFor(() => slow.run(), SlowTask.time * 2)
    );
    await asyncio.sleep(0.01);
    waiting.cancel();
    await asyncio.wait([waiting]);
    assert(slow.exited);
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_asyncio_wait_for_timeout: a timed out waitFor() waits for a body that refuses to stop",
  async () => {
    const slow = new SlowTask();
    try {
      await asyncio.waitFor(() => slow.run(), SlowTask.time / 2);
    } catch (error) {
      assertInstanceOf(error, asyncio.TimeoutError);
    }
    assert(slow.exited);
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0_future_done: a done future gives its result whatever the timeout",
  async () => {
    for (const timeout of [0, -1]) {
      const future = asyncio.getRunningLoop().createFuture<string>();
      future.setResult("done");
      assertEquals(await asyncio.waitFor(future, timeout), "done");
    }
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started: a cold body is not started when no time is left",
  async () => {
    let started = false;
    const body = asyncio.coroutine(() => {
      started = true;
      return Promise.resolve();
    });
    for (const timeout of [0, -1]) {
      await assertRejects(
        () => asyncio.waitFor(() => body(), timeout),
        asyncio.TimeoutError,
      );
      await assertRejects(
        () => asyncio.waitFor(body(), timeout),
        asyncio.TimeoutError,
      );
    }
    assertFalse(started);
  },
);

for (const timeout of [0, -1]) {
  virtualTest(
    `waitfor/AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0: a running task is cancelled and awaited, timeout ${timeout}`,
    async () => {
      let running = false;
      const started = asyncio.getRunningLoop().createFuture<void>();
      const task = asyncio.createTask(async () => {
        running = true;
        started.setResult();
        try {
          await asyncio.sleep(10);
        } finally {
          running = false;
        }
      });
      await started;
      await assertRejects(
        () => asyncio.waitFor(task, timeout),
        asyncio.TimeoutError,
      );
      assert(task.cancelled());
      assertFalse(running);
    },
  );
}

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for: the timeout cancels the task and raises once it has ended",
  async () => {
    let running = false;
    const task = asyncio.createTask(async () => {
      running = true;
      try {
        await asyncio.sleep(300);
      } finally {
        running = false;
      }
    });
    await assertRejects(
      () => asyncio.waitFor(task, 0.1),
      asyncio.TimeoutError,
    );
    assert(task.cancelled());
    assertFalse(running);
    assertEquals(asyncio.getRunningLoop().time(), 0.1);
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_blocking: null is no timeout",
  async () => {
    const body = async () => {
      await asyncio.sleep(1e6);
      return "done";
    };
    assertEquals(await asyncio.waitFor(body, null), "done");
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_race_condition: a result in the first turn comes through",
  async () => {
    const loop = asyncio.getRunningLoop();
    const future = loop.createFuture<string>();
    const waiting = asyncio.waitFor(future, 0.2);
    loop.callSoon(() => future.setResult("ok"));
    assertEquals(await waiting, "ok");
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_race_condition: a result in the turn of the timeout wins",
  async () => {
    const loop = asyncio.getRunningLoop();
    const future = loop.createFuture<string>();
    loop.callLater(0.2, () => future.setResult("ok"));
    assertEquals(await asyncio.waitFor(future, 0.2), "ok");
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_cancellation_race_condition: a body that catches the cancel gives its value",
  async () => {
    const result = await asyncio.waitFor(async () => {
      await assertRejects(() => asyncio.sleep(1), asyncio.CancelledError);
      return 1;
    }, 0.01);
    assertEquals(result, 1);
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_waits_for_task_cancellation: TimeoutError comes after the task's cleanup, caused by the cancel",
  async () => {
    let done = false;
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.sleep(10);
      } finally {
        await asyncio.sleep(0.5);
        done = true;
      }
    });
    const error = await assertRejects(
      () => asyncio.waitFor(task, 0.25),
      asyncio.TimeoutError,
    );
    assert(done);
    assertEquals(asyncio.getRunningLoop().time(), 0.75);
    assertInstanceOf(error.cause, asyncio.CancelledError);
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_waits_for_task_cancellation_w_timeout_0: so it is with no time left",
  async () => {
    let done = false;
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.sleep(10);
      } finally {
        await asyncio.sleep(0.5);
        done = true;
      }
    });
    await asyncio.sleep(0.25);
    const error = await assertRejects(
      () => asyncio.waitFor(task, 0),
      asyncio.TimeoutError,
    );
    assert(done);
    assertEquals(asyncio.getRunningLoop().time(), 0.75);
    assertInstanceOf(error.cause, asyncio.CancelledError);
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_reraises_exception_during_cancellation: an error of the cleanup comes out",
  async () => {
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.sleep(0.2);
      } catch {
        throw new SyntaxError("cleanup");
      }
    });
    await assertRejects(
      () => asyncio.waitFor(task, 0.01),
      SyntaxError,
      "cleanup",
    );
  },
);

for (
  const [name, timeout] of [
    ["test_cancel_blocking_wait_for", null],
    ["test_cancel_wait_for", 60],
  ] as const
) {
  virtualTest(
    `waitfor/AsyncioWaitForTest.${name}: cancelling waitFor() cancels the task it waits for`,
    async () => {
      const loop = asyncio.getRunningLoop();
      const task = asyncio.createTask(() => loop.createFuture<void>());
      const waiting = asyncio.createTask(() => asyncio.waitFor(task, timeout));
      await asyncio.sleep(0.01);
      loop.callSoon(() => waiting.cancel());
      await assertRejects(() => waiting, asyncio.CancelledError);
      assert(task.cancelled());
    },
  );
}

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_cancel_suppressed: a task that catches the cancel gives its value",
  async () => {
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.sleep(10);
      } catch (error) {
        if (!asyncio.isCancelled(error)) throw error;
        return 42;
      }
    });
    assertEquals(await asyncio.waitFor(task, 0.1), 42);
  },
);

virtualTest(
  "waitfor/AsyncioWaitForTest.test_wait_for_issue86296: a cancel in the turn in which the task ends is not lost",
  async () => {
    let reachedEnd = false;
    const inner = asyncio.createTask(() => Promise.resolve("done"));
    const waiting = asyncio.createTask(async () => {
      await asyncio.waitFor(inner, 100);
      await asyncio.sleep(1);
      reachedEnd = true;
    });
    inner.addDoneCallback(() => waiting.cancel());
    await assertRejects(() => waiting, asyncio.CancelledError);
    assertEquals(await inner, "done");
    assertFalse(reachedEnd);
  },
);

virtualTest(
  "waitfor/WaitForShieldTests.test_zero_timeout: only the shield is cancelled",
  async () => {
    const task = asyncio.createTask(() => asyncio.sleep(0.01, "done"));
    const shielded = asyncio.shield(task);
    await assertRejects(
      () => asyncio.waitFor(shielded, 0),
      asyncio.TimeoutError,
    );
    assertFalse(task.done());
    assert(shielded.cancelled());
    await asyncio.sleep(0.1);
    assertEquals(task.result(), "done");
  },
);

virtualTest(
  "waitfor/WaitForShieldTests.test_none_timeout: a shielded task runs to its end",
  async () => {
    const task = asyncio.createTask(() => asyncio.sleep(0.1, "done"));
    await asyncio.waitFor(asyncio.shield(task), null);
    assertEquals(task.result(), "done");
  },
);

virtualTest(
  "waitfor/WaitForShieldTests.test_shielded_timeout: a shielded task outlives the timeout",
  async () => {
    const task = asyncio.createTask(() => asyncio.sleep(0.1, "done"));
    await assertRejects(
      () => asyncio.waitFor(asyncio.shield(task), 0.01),
      asyncio.TimeoutError,
    );
    assertFalse(task.done());
    assertEquals(await task, "done");
  },
);

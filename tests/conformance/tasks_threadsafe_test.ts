// CPython's test_tasks, ported by meaning: runCoroutineThreadsafe(). CPython calls it from another thread; here the
// caller runs in a loop of its own, beside the loop that does the work.
import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { VirtualClock } from "../../tasks/testing/mod.ts";
import { recordExceptions, test } from "../_support/mod.ts";

/** Runs `caller` in one loop while another, which it gets, runs beside it. */
async function beside(
  caller: (loop: asyncio.EventLoop) => Promise<void>,
): Promise<void> {
  const loop = new asyncio.EventLoop({ clock: new VirtualClock() });
  const own = new asyncio.EventLoop({ clock: new VirtualClock() });
  const running = loop.runForever();
  try {
    await own.runUntilComplete(() => caller(loop));
  } finally {
    loop.stop();
    await running;
    loop.close();
    own.close();
  }
}

/** Waits, in the caller's loop, until no task is left in the other; the test's timeout ends a wait in vain. */
async function allTasksToEnd(loop: asyncio.EventLoop): Promise<void> {
  while (asyncio.allTasks(loop).size > 0) await asyncio.sleep(0.01);
}

/** Waits, and then adds, fails, or cancels its own task. */
const add = asyncio.coroutine(
  async (a: number, b: number, how?: "fail" | "cancel") => {
    await asyncio.sleep(0.05);
    if (how === "fail") throw new RangeError("Fail!");
    if (how === "cancel") {
      asyncio.currentTask()?.cancel();
      await asyncio.sleep(0);
    }
    return a + b;
  },
);

test("tasks/RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe: the result comes back", () =>
  beside(async (loop) => {
    const future = asyncio.runCoroutineThreadsafe(add(1, 2), loop);
    assertFalse(future.done());
    assertStrictEquals(future.getLoop(), asyncio.getRunningLoop());
    assertEquals(await future, 3);
  }));

test("tasks/RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_with_exception: the error comes back", () =>
  beside(async (loop) => {
    const future = asyncio.runCoroutineThreadsafe(add(1, 2, "fail"), loop);
    await assertRejects(() => future, RangeError, "Fail!");
  }));

test("tasks/RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_with_timeout: giving up cancels the work", () =>
  beside(async (loop) => {
    const future = asyncio.runCoroutineThreadsafe(add(1, 2), loop);
    await assertRejects(() => asyncio.waitFor(future, 0), asyncio.TimeoutError);
    assert(future.cancelled());
    await allTasksToEnd(loop);
    assertEquals(loop.time(), 0); // The work did not get as far as the end of its sleep.
  }));

test("tasks/RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_task_cancelled: a task that was cancelled cancels the future", () =>
  beside(async (loop) => {
    const future = asyncio.runCoroutineThreadsafe(add(1, 2, "cancel"), loop);
    await assertRejects(() => future, asyncio.CancelledError);
    assert(future.cancelled());
  }));

test("tasks/RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_and_cancel: cancelling the future cancels the task", () =>
  beside(async (loop) => {
    const started = asyncio.getRunningLoop().createFuture<
      asyncio.Task<unknown> | null
    >();
    const future = asyncio.runCoroutineThreadsafe(async () => {
      started.setResult(asyncio.currentTask());
      await loop.createFuture();
    }, loop);
    await asyncio.wait([started]);
    const task = started.result();
    assert(future.cancel());
    assert(future.cancelled());
    await allTasksToEnd(loop);
    assert(task?.cancelled());
  }));

test("tasks/RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_and_cancel: nothing runs when the cancel comes first", () =>
  beside(async (loop) => {
    const contexts = recordExceptions(loop);
    let ran = false;
    const future = asyncio.runCoroutineThreadsafe(() => {
      ran = true;
    }, loop);
    assert(future.cancel());
    await asyncio.sleep(1);
    assertFalse(ran);
    assert(future.cancelled());
    assertEquals(asyncio.allTasks(loop).size, 0);
    assertEquals(contexts, []);
  }));

test("tasks/RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_task_factory_exception: a broken task factory is reported and fails the future", () =>
  beside(async (loop) => {
    const contexts = recordExceptions(loop);
    const error = new ReferenceError("factory");
    loop.setTaskFactory(() => {
      throw error;
    });
    const coro = add(1, 2);
    const future = asyncio.runCoroutineThreadsafe(coro, loop);
    assertStrictEquals(await assertRejects(() => future), error);
    assertEquals(contexts.length, 1);
    assertStrictEquals(contexts[0]?.exception, error);
    coro.close();
  }));

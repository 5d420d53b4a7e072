// CPython's test_tasks, ported by meaning: cancel(), cancelling() and uncancel().
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { VirtualClock, waitAllTasksBlocked } from "../../tasks/testing/mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";
import { stopwatch } from "./tasks_support.ts";

// CPython also passes messages that are not strings; here a message is a string, and "" where there is none.
const MESSAGES = [[undefined, ""], ["my message", "my message"]] as const;

virtualTest(
  "tasks/BaseTaskTests.test_cancel: a sleeping task ends cancelled, without waiting for its timer",
  async () => {
    const elapsed = stopwatch();
    const task = asyncio.createTask(async () => {
      await asyncio.sleep(10);
      return 12;
    });
    asyncio.getRunningLoop().callSoon(() => task.cancel());
    await assertRejects(() => task, asyncio.CancelledError);
    assert(task.done());
    assert(task.cancelled());
    assertFalse(task.cancel());
    assertEquals(elapsed(), 0);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_cancel_yield: a task that only yields is cancelled between two yields",
  async () => {
    let yields = 0;
    const task = asyncio.createTask(async () => {
      while (yields < 10_000) {
        await asyncio.sleep(0);
        yields += 1;
      }
      return 12;
    });
    while (yields === 0) await asyncio.sleep(0);
    assert(task.cancel());
    await assertRejects(() => task, asyncio.CancelledError);
    assert(yields < 10_000);
    assert(task.done());
    assert(task.cancelled());
    assertFalse(task.cancel());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_cancel_inner_future: a cancelled future cancels the task that awaits it",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<void>();
    const task = asyncio.createTask(async () => {
      await future;
      return 12;
    });
    await waitAllTasksBlocked();
    future.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assert(future.cancelled());
    assert(task.cancelled());
    assertEquals(task.cancelling(), 0);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_cancel_both_task_and_inner_future: cancelling both is one cancellation",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<void>();
    const task = asyncio.createTask(async () => {
      await future;
      return 12;
    });
    await waitAllTasksBlocked();
    future.cancel();
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assert(task.done());
    assert(future.cancelled());
    assert(task.cancelled());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_cancel_task_catching: a task that catches the cancel may return a value",
  async () => {
    const loop = asyncio.getRunningLoop();
    const fut1 = loop.createFuture<void>();
    const fut2 = loop.createFuture<void>();
    const task = asyncio.createTask(async () => {
      await fut1;
      try {
        await fut2;
      } catch (error) {
        assertInstanceOf(error, asyncio.CancelledError);
        return 42;
      }
    });
    await waitAllTasksBlocked();
    fut1.setResult();
    await waitAllTasksBlocked();
    assert(task.cancel());
    assertFalse(fut1.cancelled());
    assert(fut2.cancelled());
    assertEquals(await task, 42);
    assertFalse(task.cancelled());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_cancel_task_ignoring: a task that ignores the cancel goes on to its next wait",
  async () => {
    const loop = asyncio.getRunningLoop();
    const fut1 = loop.createFuture<void>();
    const fut2 = loop.createFuture<void>();
    const fut3 = loop.createFuture<number>();
    const task = asyncio.createTask(async () => {
      await fut1;
      try {
        await fut2;
      } catch { /* ignored */ }
      return await fut3;
    });
    await waitAllTasksBlocked();
    fut1.setResult();
    await waitAllTasksBlocked();
    task.cancel();
    assert(fut2.cancelled());
    await waitAllTasksBlocked();
    assertFalse(task.done());
    fut3.setResult(42);
    assertEquals(await task, 42);
    assertFalse(fut3.cancelled());
    assertFalse(task.cancelled());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_cancel_current_task: a task that cancels itself stops at its next wait",
  async () => {
    const elapsed = stopwatch();
    const task: asyncio.Task<number> = asyncio.createTask(async () => {
      assert(task.cancel());
      assertEquals(task.cancelling(), 1);
      await asyncio.sleep(100); // Cancelled at once.
      return 12;
    });
    assertFalse(task.cancelled());
    await assertRejects(() => task, asyncio.CancelledError);
    assert(task.done());
    assert(task.cancelled());
    assertFalse(task.cancel());
    assertEquals(elapsed(), 0);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_cancel_at_end: a task that cancels itself and returns ends cancelled",
  async () => {
    const task: asyncio.Task<number> = asyncio.createTask(() => {
      task.cancel();
      return 12;
    });
    await assertRejects(() => task, asyncio.CancelledError);
    assert(task.done());
    assert(task.cancelled());
    assertFalse(task.cancel());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_cancel_awaited_task: a pending cancel reaches whatever the task awaits next",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<void>();
    let nested: asyncio.Task<void> | undefined;
    const task: asyncio.Task<void> = asyncio.createTask(async () => {
      nested = asyncio.createTask(async () => await future);
      await waitAllTasksBlocked();
      task.cancel();
      await nested; // Cancelled at once, all the way in.
    });
    await assertRejects(() => task, asyncio.CancelledError);
    assert(task.cancelled());
    assert(nested?.cancelled());
    assert(future.cancelled());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_task_cancel_waiter_future: cancel() of a task cancels the future it awaits",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<void>();
    const task = asyncio.createTask(async () => await future);
    await waitAllTasksBlocked();
    task.cancel();
    assert(future.cancelled());
    await assertRejects(() => task, asyncio.CancelledError);
    assert(task.cancelled());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_task_cancel_sleeping_task: a timer may cancel a task that another awaits",
  async () => {
    const elapsed = stopwatch();
    const doIt = async () => {
      const sleeper = asyncio.createTask(async () => await asyncio.sleep(5000));
      asyncio.getRunningLoop().callLater(0.1, () => sleeper.cancel());
      try {
        await sleeper;
        return "slept in";
      } catch (error) {
        assertInstanceOf(error, asyncio.CancelledError);
        return "cancelled";
      }
    };
    assertEquals(await asyncio.createTask(doIt), "cancelled");
    assertEquals(elapsed(), 0.1);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_yield_future_passes_cancel: the cancel goes to the innermost wait and comes out through all",
  async () => {
    const waiter = asyncio.getRunningLoop().createFuture<void>();
    const trace: string[] = [];
    const inner = async () => {
      try {
        await waiter;
        trace.push("inner went on");
      } catch (error) {
        trace.push("inner cancelled");
        throw error;
      }
    };
    const outer = asyncio.createTask(async () => {
      try {
        await inner();
        trace.push("outer went on");
      } catch (error) {
        assertInstanceOf(error, asyncio.CancelledError);
        trace.push("outer caught it");
      }
    });
    await waitAllTasksBlocked();
    outer.cancel();
    await outer;
    assertEquals(trace, ["inner cancelled", "outer caught it"]);
    assert(waiter.cancelled());
    assertFalse(outer.cancelled());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_yield_wait_does_not_shield_cancel: a cancelled wait() leaves its tasks running",
  async () => {
    const waiter = asyncio.getRunningLoop().createFuture<void>();
    let proof = 0;
    const inner = asyncio.createTask(async () => {
      await waiter;
      proof += 1;
    });
    const outer = asyncio.createTask(async () => {
      await asyncio.wait([inner]);
      proof += 100;
    });
    await waitAllTasksBlocked();
    outer.cancel();
    await assertRejects(() => outer, asyncio.CancelledError);
    assertFalse(inner.done());
    waiter.setResult();
    await inner;
    assertEquals(proof, 1);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_baseexception_during_cancel: an error thrown instead of the cancel becomes the task's",
  async () => {
    const elapsed = stopwatch();
    const error = new RangeError("thrown while cancelled");
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.sleep(10);
      } catch (cause) {
        assertInstanceOf(cause, asyncio.CancelledError);
        throw error;
      }
    });
    await waitAllTasksBlocked();
    task.cancel();
    assertFalse(task.done());
    assertStrictEquals(await assertRejects(() => task), error);
    assert(task.done());
    assertFalse(task.cancelled());
    assertStrictEquals(task.exception(), error);
    assertEquals(elapsed(), 0);
  },
);

// CPython throws SystemExit; what is of that kind here is KeyboardInterrupt, which also leaves the loop.
test("tasks/BaseTaskTests.test_baseexception_during_cancel: a KeyboardInterrupt becomes the task's and ends the run", async () => {
  const loop = new asyncio.EventLoop({ clock: new VirtualClock() });
  const interrupt = new asyncio.KeyboardInterrupt();
  const task = loop.createTask(async () => {
    try {
      await asyncio.sleep(10);
    } catch {
      throw interrupt;
    }
  });
  await loop.runUntilComplete(waitAllTasksBlocked);
  task.cancel();
  assertFalse(task.done());
  const error = await assertRejects(() =>
    loop.runUntilComplete(waitAllTasksBlocked)
  );
  assertStrictEquals(error, interrupt);
  assert(task.done());
  assertFalse(task.cancelled());
  assertStrictEquals(task.exception(), interrupt);
  loop.close();
});

// Messages

virtualTest(
  "tasks/BaseTaskTests.test_task_cancel_message_getter: the message of cancel() reaches who awaits the task",
  async () => {
    const task = asyncio.createTask(async () => await asyncio.sleep(0));
    task.cancel("my message");
    const error = await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(error.message, "my message");
  },
);

for (const [given, expected] of MESSAGES) {
  const cancelled = async () => {
    const task = asyncio.createTask(async () => await asyncio.sleep(10));
    await waitAllTasksBlocked();
    task.cancel(given);
    const [done, pending] = await asyncio.wait([task]);
    assertEquals([done.size, pending.size], [1, 0]);
    return { task };
  };
  const check = (error: Error) => {
    assertEquals(error.message, expected);
    assertFalse("cause" in error);
  };

  virtualTest(
    `tasks/BaseTaskTests.test_cancel_with_message_then_future_result: result() throws with the message ${given}`,
    async () => {
      const { task } = await cancelled();
      check(assertThrows(() => task.result(), asyncio.CancelledError));
    },
  );

  virtualTest(
    `tasks/BaseTaskTests.test_cancel_with_message_then_future_exception: exception() throws with the message ${given}`,
    async () => {
      const { task } = await cancelled();
      check(assertThrows(() => task.exception(), asyncio.CancelledError));
    },
  );

  virtualTest(
    `tasks/BaseTaskTests.test_cancel_gather_2: a cancel goes through gather(), even with returnExceptions, with the message ${given}`,
    async () => {
      const elapsed = stopwatch();
      const task = asyncio.createTask(async () => {
        while (elapsed() < 1) {
          await asyncio.gather([() => asyncio.sleep(0.05)], {
            returnExceptions: true,
          });
        }
      });
      await asyncio.sleep(0.22);
      task.cancel(given);
      check(await assertRejects(() => task, asyncio.CancelledError));
      assertEquals(elapsed(), 0.22);
      assert(task.cancelled());
    },
  );
}

virtualTest(
  "tasks/BaseTaskTests.test_cancel_with_message_before_starting_task: the message survives when the body never ran",
  async () => {
    let ran = false;
    const task = asyncio.createTask(async () => {
      ran = true;
      await asyncio.sleep(10);
    });
    task.cancel("my message");
    await asyncio.wait([task]);
    const error = assertThrows(() => task.exception(), asyncio.CancelledError);
    assertEquals(error.message, "my message");
    assertFalse(ran);
  },
);

// JavaScript has no implicit context: the cause is given by hand.
virtualTest(
  "tasks/BaseTaskTests.test_cancellation_exception_context: a cancel may be the cause of another error",
  async () => {
    const loop = asyncio.getRunningLoop();
    const started = loop.createFuture<void>();
    const task = asyncio.createTask(async () => {
      const inner = asyncio.createTask(async () => {
        started.setResult();
        await asyncio.sleep(10);
      });
      await started;
      loop.callSoon(() => inner.cancel("msg"));
      try {
        await inner;
      } catch (cause) {
        throw new Error("cancelled", { cause });
      }
    });
    const error = await assertRejects(() => task, Error, "cancelled");
    assertInstanceOf(error.cause, asyncio.CancelledError);
    assertEquals(error.cause.message, "msg");
    assertFalse("cause" in error.cause);
  },
);

// A CancelledError has no stack unless debug is on: that is what makes it cheap.
virtualTest(
  "tasks/BaseTaskTests.test_cancel_traceback_for_future_result: in debug mode the stack names the interrupted function",
  async () => {
    asyncio.getRunningLoop().setDebug(true);
    async function nested() {
      await asyncio.sleep(10);
    }
    const task = asyncio.createTask(nested);
    await waitAllTasksBlocked();
    task.cancel();
    const error = await assertRejects(() => task, asyncio.CancelledError);
    assertStringIncludes(error.stack ?? "", "nested");
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_cancel_traceback_for_future_exception: in debug mode exception() throws with that stack too",
  async () => {
    asyncio.getRunningLoop().setDebug(true);
    async function nested() {
      await asyncio.sleep(10);
    }
    const task = asyncio.createTask(nested);
    await waitAllTasksBlocked();
    task.cancel();
    await asyncio.wait([task]);
    const error = assertThrows(() => task.exception(), asyncio.CancelledError);
    assertStringIncludes(error.stack ?? "", "nested");
  },
);

// Counting

virtualTest(
  "tasks/BaseTaskTests.test_cancelling: every cancel() of a live task counts",
  async () => {
    const elapsed = stopwatch();
    const task = asyncio.createTask(() => asyncio.sleep(10));
    assertEquals(task.cancelling(), 0);
    assertFalse(String(task).includes("cancelling"));
    assert(task.cancel());
    assertEquals(task.cancelling(), 1);
    assertStringIncludes(String(task), "cancelling=1");
    assert(task.cancel());
    assertEquals(task.cancelling(), 2);
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(elapsed(), 0);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_uncancel_basic: uncancel() takes one request back, and the next cancel() works again",
  async () => {
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.sleep(10);
      } catch (error) {
        assertInstanceOf(error, asyncio.CancelledError);
        assertEquals(asyncio.currentTask()?.uncancel(), 0);
        await asyncio.sleep(10);
      }
    });
    await asyncio.sleep(0.01);

    assert(task.cancel());
    assertStringIncludes(String(task), "cancelling=1");
    assertEquals(task.cancelling(), 1);
    assertFalse(task.cancelled());
    await asyncio.sleep(0.01);

    assertFalse(String(task).includes("cancelling"));
    assertEquals(task.cancelling(), 0);
    assertFalse(task.cancelled());

    assert(task.cancel());
    assertEquals(task.cancelling(), 1);
    assertFalse(task.cancelled());
    await assertRejects(() => task, asyncio.CancelledError);
    assert(task.cancelled());
    assert(task.done());

    task.uncancel(); // Without effect once the task has ended.
    assert(task.cancelled());
    assert(task.done());
  },
);

/** What `timeout()` does, by hand: only its own cancel, and only as the last one open, ends the block quietly. */
async function sleepWithin(delay: number, limit: number) {
  const task = asyncio.currentTask();
  assert(task);
  let timedOut = false;
  let finished = false;
  const handle = task.getLoop().callLater(limit, () => {
    timedOut = true;
    task.cancel();
  });
  try {
    await asyncio.sleep(delay);
    finished = true;
  } catch (error) {
    if (!timedOut || task.uncancel() > 0 || !asyncio.isCancelled(error)) {
      throw error;
    }
  } finally {
    handle.cancel();
  }
  await asyncio.sleep(0); // Outside the block: not cancelled any more.
  return { timedOut, finished };
}

virtualTest(
  "tasks/BaseTaskTests.test_uncancel_structured_blocks: a block that takes back its own cancel leaves the rest alone",
  async () => {
    const elapsed = stopwatch();
    const late = asyncio.createTask(() => sleepWithin(10, 0.1));
    assertEquals(await late, { timedOut: true, finished: false });
    assertEquals(late.cancelling(), 0);
    assertEquals(elapsed(), 0.1);

    const inTime = asyncio.createTask(() => sleepWithin(0, 10));
    assertEquals(await inTime, { timedOut: false, finished: true });
    assertEquals(inTime.cancelling(), 0);
    assertEquals(elapsed(), 0.1);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_uncancel_structured_blocks: the cancel of someone else goes through the block",
  async () => {
    const task = asyncio.createTask(() => sleepWithin(10, 1));
    asyncio.getRunningLoop().callLater(1, () => task.cancel("outer"));
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(task.cancelling(), 1);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_uncancel_resets_must_cancel: a cancel that was not delivered can be taken back",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<void>();
    const task = asyncio.createTask(async () => {
      await future;
      await asyncio.sleep(1);
      return 42;
    });
    await waitAllTasksBlocked();
    future.setResult(); // The task can go on, but has not yet.
    task.cancel();
    assertEquals(task.cancelling(), 1);
    assertEquals(task.uncancel(), 0);
    assertEquals(task.cancelling(), 0);
    assertEquals(await task, 42);
  },
);

// gather() and cancel

virtualTest(
  "tasks/BaseTaskTests.test_cancel_gather_1: gather() refuses a cancel once all its children are done",
  async () => {
    const loop = asyncio.getRunningLoop();
    const contexts = recordExceptions(loop);
    const future = loop.createFuture<number>();
    const gathered = asyncio.gather(future);
    future.setResult(42);
    assertFalse(gathered.cancel());
    assertEquals(await gathered, [42]);
    assertFalse(gathered.cancelled());

    const child = asyncio.createTask(() => 43);
    let accepted: boolean | undefined;
    // Registered before gather's own callback, so it runs between the end of the child and that of gather.
    child.addDoneCallback(() => {
      accepted = ofTask.cancel();
    });
    const ofTask = asyncio.gather(child);
    assertEquals(await ofTask, [43]);
    assertEquals(accepted, false);
    assertEquals(contexts, []);
  },
);

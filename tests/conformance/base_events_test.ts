/** CPython's test_base_events, ported by meaning: the loop itself. */

import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type Coroutine,
  coroutine,
  ensureFuture,
  EventLoop,
  Handle,
  KeyboardInterrupt,
  RuntimeError,
  sleep,
  Task,
  TimerHandle,
} from "../../mod.ts";
import { test } from "../_support/mod.ts";
import { runProgram } from "./_programs.ts";
import {
  captureErrors,
  collectGarbage,
  runBriefly,
  virtualLoopTest,
} from "./_kernel.ts";

function noop(): void {}

function zeroError(): never {
  throw new RangeError("division by zero");
}

// --- BaseEventLoopTests ------------------------------------------------------------------------

test("base_events/BaseEventLoopTests.test_close: close() may be called again, and ends all work", async () => {
  const loop = new EventLoop();
  assertFalse(loop.isClosed());
  loop.close();
  assert(loop.isClosed());
  loop.close();
  loop.close();
  assert(loop.isClosed());

  const future = loop.createFuture();
  await assertRejects(
    async () => await loop.runForever(),
    RuntimeError,
    "Event loop is closed",
  );
  await assertRejects(
    async () => await loop.runUntilComplete(future),
    RuntimeError,
  );
});

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_call_soon: a handle comes back, and nothing runs yet",
  async (loop) => {
    let ran = 0;
    const handle = loop.callSoon(() => void ran++);
    assertInstanceOf(handle, Handle);
    assertFalse(handle instanceof TimerHandle);
    await Promise.resolve();
    assertEquals(ran, 0); // A loop that does not run holds its callbacks.
    await runBriefly(loop);
    assertEquals(ran, 1);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_call_soon_non_callable: it is refused",
  (loop) => {
    loop.setDebug(true);
    for (const wrong of [1, "noop", null, {}]) {
      // @ts-expect-error Testing invalid input
      assertThrows(() => loop.callSoon(wrong), TypeError);
    }
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_call_later: a timer comes back, and waits",
  async (loop) => {
    let ran = 0;
    const timer = loop.callLater(10, () => void ran++);
    assertInstanceOf(timer, TimerHandle);
    await runBriefly(loop);
    assertEquals(ran, 0);
    // @ts-expect-error Testing invalid input
    assertThrows(() => loop.callLater(null, noop), TypeError);
    await loop.runUntilComplete(() => sleep(11));
    assertEquals(ran, 1);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_call_later_negative_delays: the earlier deadline is first",
  async (loop) => {
    const calls: string[] = [];
    loop.callLater(-1, () => void calls.push("a"));
    loop.callLater(-2, () => void calls.push("b"));
    await loop.runUntilComplete(() => sleep(0.001));
    assertEquals(calls, ["b", "a"]);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_time_and_call_at: a deadline is on the clock of the loop",
  async (loop) => {
    const begin = loop.time();
    loop.callAt(begin + 0.1, () => loop.stop());
    await loop.runForever();
    assert(loop.time() - begin >= 0.1);
    // @ts-expect-error Testing invalid input
    assertThrows(() => loop.callAt(null, noop), TypeError);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_set_debug: the flag is kept",
  (loop) => {
    loop.setDebug(true);
    assert(loop.getDebug());
    loop.setDebug(false);
    assertFalse(loop.getDebug());
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test__run_once_cancelled_event_cleanup: cancelled timers do not pile up",
  async (loop) => {
    let freed = 0;
    const finalizer = new FinalizationRegistry<number>(() => void freed++);
    const live = loop.callLater(3000, noop);
    (() => {
      for (let i = 0; i < 1000; i++) {
        const timer = loop.callLater(3600, noop);
        finalizer.register(timer, i);
        timer.cancel();
      }
    })();
    await runBriefly(loop);
    await collectGarbage();
    assert(freed > 500, `freed: ${freed}`);
    assertFalse(live.cancelled());
    live.cancel();
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_run_until_complete_type_error: what cannot be awaited is refused",
  async (loop) => {
    for (const wrong of ["blah", 1, null]) {
      await assertRejects(
        // @ts-expect-error Testing invalid input
        async () => await loop.runUntilComplete(wrong),
        TypeError,
      );
    }
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_run_until_complete_loop: another loop's future is refused",
  async (loop) => {
    const other = new EventLoop();
    const future = loop.createFuture();
    await assertRejects(
      async () => await other.runUntilComplete(future),
      RangeError,
    );
    other.close();
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_run_until_complete_loop_orphan_future_close_loop: an aborted run does not stop the next one",
  async (loop) => {
    loop.callSoon(() => {
      throw new KeyboardInterrupt();
    });
    await assertRejects(
      () => loop.runUntilComplete(() => sleep(0.1)),
      KeyboardInterrupt,
    );
    // The end of the first sleep falls into this run and must not stop it.
    assertEquals(
      await loop.runUntilComplete(() => sleep(0.2, "slept")),
      "slept",
    );
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_run_until_complete_loop_orphan_future_close_loop: nor does a stopped one",
  async (loop) => {
    loop.callSoon(() => loop.stop());
    await assertRejects(
      () => loop.runUntilComplete(() => sleep(0.1)),
      RuntimeError,
      "stopped",
    );
    assertEquals(
      await loop.runUntilComplete(() => sleep(0.2, "slept")),
      "slept",
    );
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_default_exc_handler_callback: a failing callback is written out",
  async (loop) => {
    for (
      const schedule of [
        loop.callSoon.bind(loop),
        loop.callLater.bind(loop, 0.01),
      ]
    ) {
      const written = await captureErrors(async () => {
        const future = loop.createFuture<boolean>();
        schedule(function zeroCallback() {
          future.setResult(true);
          zeroError();
        });
        future.addDoneCallback(() => loop.stop());
        await loop.runForever();
      });
      assertEquals(written.length, 1);
      assertMatch(written[0]!, /^Exception in callback.*zeroCallback/);
      assertStringIncludes(written[0]!, "RangeError: division by zero");
    }
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_default_exc_handler_coro: a failed task nobody looked at is written out",
  async (loop) => {
    const written = await captureErrors(async () => {
      (() => {
        loop.createTask(async () => {
          await sleep(0.01);
          zeroError();
        }).addDoneCallback(() => loop.stop());
      })();
      await loop.runForever();
      await collectGarbage();
      await runBriefly(loop);
    });
    assertEquals(written.length, 1);
    assertMatch(written[0]!, /^Task exception was never retrieved/);
    assertStringIncludes(written[0]!, "RangeError: division by zero");
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_set_exc_handler_invalid: a handler is a function or null",
  (loop) => {
    // @ts-expect-error Testing invalid input
    assertThrows(() => loop.setExceptionHandler("spam"), TypeError, "spam");
    assertEquals(loop.getExceptionHandler(), null);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_set_exc_handler_custom: it replaces the default one until it is removed",
  async (loop) => {
    loop.setDebug(true);
    assertEquals(loop.getExceptionHandler(), null);
    const calls: Parameters<
      NonNullable<ReturnType<EventLoop["getExceptionHandler"]>>
    >[] = [];
    const handler: NonNullable<ReturnType<EventLoop["getExceptionHandler"]>> = (
      ...args
    ) => void calls.push(args);
    loop.setExceptionHandler(handler);
    assertStrictEquals(loop.getExceptionHandler(), handler);

    const handle = loop.callSoon(zeroError);
    await runBriefly(loop);
    assertEquals(calls.length, 1);
    const [from, context] = calls[0]!;
    assertStrictEquals(from, loop);
    assertMatch(context.message, /^Exception in callback.*zeroError/);
    assertInstanceOf(context.exception, RangeError);
    assertStrictEquals(context.handle, handle);
    assertStringIncludes(
      String(context.sourceTraceback),
      "base_events_test.ts",
    );

    loop.setExceptionHandler(null);
    const written = await captureErrors(async () => {
      loop.callSoon(zeroError);
      await runBriefly(loop);
    });
    assertMatch(written.join(), /^Exception in callback.*zeroError/);
    assertEquals(calls.length, 1);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_set_exc_handler_broken: a failing handler is written out, and the loop goes on",
  async (loop) => {
    let ran = 0;
    loop.setExceptionHandler(() => {
      throw new ReferenceError("spam");
    });
    const written = await captureErrors(async () => {
      loop.callSoon(zeroError);
      loop.callSoon(() => void ran++);
      await runBriefly(loop);
    });
    assertMatch(written.join("\n"), /Unhandled error in exception handler/);
    assertMatch(written.join("\n"), /ReferenceError: spam/);
    assertEquals(ran, 1);
  },
);

test("base_events/BaseEventLoopTests.test_default_exc_handler_broken: a failing default handler is written out", async () => {
  class BrokenLoop extends EventLoop {
    override defaultExceptionHandler(): void {
      throw new TypeError("spam");
    }
  }
  const loop = new BrokenLoop();
  const fail = async () => {
    loop.callSoon(zeroError);
    await runBriefly(loop);
  };
  const broken = (await captureErrors(fail)).join("\n");
  assertMatch(
    broken,
    /Exception in default exception handler.*TypeError: spam/s,
  );

  // With a broken handler of one's own on top, what it was asked to handle is still told.
  loop.setExceptionHandler(() => {
    throw new TypeError("ham");
  });
  const both = (await captureErrors(fail)).join("\n");
  assertMatch(both, /Exception in default exception handler.*while handling/s);
  assertMatch(both, /Exception in callback zeroError/);
  loop.close();
});

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_set_task_factory_invalid: a factory is a function or null",
  (loop) => {
    // @ts-expect-error Testing invalid input
    assertThrows(() => loop.setTaskFactory(1), TypeError, "1");
    assertEquals(loop.getTaskFactory(), null);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_set_task_factory: it makes the tasks until it is removed",
  async (loop) => {
    class MyTask<T> extends Task<T> {}
    type Factory = NonNullable<ReturnType<EventLoop["getTaskFactory"]>>;
    const factory: Factory = (loop, coro, options) =>
      new MyTask(coro, { ...options, loop });

    assertEquals(loop.getTaskFactory(), null);
    loop.setTaskFactory(factory);
    assertStrictEquals(loop.getTaskFactory(), factory);
    const mine = loop.createTask(async () => {});
    assertInstanceOf(mine, MyTask);
    await loop.runUntilComplete(mine);

    loop.setTaskFactory(null);
    assertEquals(loop.getTaskFactory(), null);
    const plain = loop.createTask(async () => {});
    assertInstanceOf(plain, Task);
    assertFalse(plain instanceof MyTask);
    await loop.runUntilComplete(plain);
  },
);

test("base_events/BaseEventLoopTests.test_env_var_debug: ASYNCIO_DEBUG turns debug mode on, where it may be read", async () => {
  const debugFlag = async (
    value: string,
    permissions: string[],
  ): Promise<string> => {
    const env = { ASYNCIO_DEBUG: value };
    return (await runProgram("debugFlag", { env, permissions })).lines.join();
  };
  assertEquals(await debugFlag("", ["--allow-env"]), "false");
  assertEquals(await debugFlag("1", ["--allow-env"]), "true");
  assertEquals(await debugFlag("1", []), "false");
});

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_create_task: ensureFuture() asks the loop for the task",
  async (loop) => {
    class MyTask<T> extends Task<T> {}
    class MyLoop extends EventLoop {
      override createTask<T>(
        ...[coro, options]: Parameters<EventLoop["createTask"]>
      ): Task<T> {
        return new MyTask(coro, { ...options, loop: this }) as unknown as Task<
          T
        >;
      }
    }
    const mine = new MyLoop();
    const task = ensureFuture(async () => {}, { loop: mine });
    assertInstanceOf(task, MyTask);
    await mine.runUntilComplete(task);
    mine.close();
    assertFalse(loop.isClosed());
  },
);

test("base_events/BaseEventLoopTests.test_create_task_error_closes_coro: a refused coroutine is closed", async () => {
  const loop = new EventLoop();
  loop.close();
  let ran = false;
  const written = await captureErrors(async () => {
    const body = coroutine(async () => {
      await sleep(0);
      ran = true;
    });
    const coro: Coroutine<void> = body();
    assertThrows(
      () => ensureFuture(coro, { loop }),
      RuntimeError,
      "Event loop is closed",
    );
    await assertRejects(async () => await coro, RuntimeError);
    (() => {
      assertThrows(() => ensureFuture(body(), { loop }), RuntimeError);
    })();
    await collectGarbage();
  });
  assertFalse(ran);
  assertEquals(written, []); // No report of a coroutine that was never awaited.
});

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_create_named_task_with_default_factory: the name is set",
  async (loop) => {
    const task = loop.createTask(async () => {}, { name: "test_task" });
    assertEquals(task.getName(), "test_task");
    await loop.runUntilComplete(task);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_create_named_task_with_custom_factory: the factory gets the name",
  async (loop) => {
    loop.setTaskFactory((loop, coro, options) =>
      new Task(coro, { ...options, loop })
    );
    const task = loop.createTask(async () => {}, { name: "test_task" });
    assertEquals(task.getName(), "test_task");
    await loop.runUntilComplete(task);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_run_until_complete_baseexception: an interrupt leaves no stop() behind",
  async (loop) => {
    await assertRejects(() =>
      loop.runUntilComplete(() => {
        throw new KeyboardInterrupt();
      }), KeyboardInterrupt);

    let called = false;
    loop.callSoon(() =>
      void loop.callSoon(() => {
        loop.stop();
        called = true;
      })
    );
    await loop.runForever();
    assert(called);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_run_once: stop() after what is ready runs it once",
  async (loop) => {
    let count = 0;
    loop.callSoon(() => void count++);
    loop.callSoon(() => loop.stop());
    await loop.runForever();
    assertEquals(count, 1);
  },
);

virtualLoopTest(
  "base_events/BaseEventLoopTests.test_run_forever_pre_stopped: stop() before the run lets one turn through",
  async (loop) => {
    const trace: string[] = [];
    loop.callSoon(() => {
      trace.push("ready");
      loop.callSoon(() => void trace.push("next turn"));
    });
    loop.stop();
    await loop.runForever();
    assertEquals(trace, ["ready"]);
    assertFalse(loop.isRunning());
  },
);

// --- RunningLoopTests --------------------------------------------------------------------------

test("base_events/RunningLoopTests.test_running_loop_within_a_loop: one loop at a time", async () => {
  const loop = new EventLoop();
  const outer = new EventLoop();
  await assertRejects(
    () =>
      outer.runUntilComplete(async () => {
        await loop.runForever();
      }),
    RuntimeError,
    "while another loop is running",
  );
  loop.close();
  outer.close();
});

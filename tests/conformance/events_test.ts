/** CPython's test_events, ported by meaning: handles, timers, and what the loop does without a network. */

import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  ensureFuture,
  EventLoop,
  Handle,
  RuntimeError,
  sleep,
  TimerHandle,
} from "../../mod.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import { runProgram } from "./_programs.ts";
import { loopTest, runBriefly, virtualLoopTest } from "./_kernel.ts";

function noop(): void {}

// --- EventLoopTestsMixin -----------------------------------------------------------------------

loopTest(
  "events/EventLoopTestsMixin.test_run_until_complete_nesting: a running loop cannot be run again",
  async (loop) => {
    let ran = false;
    await assertRejects(
      () =>
        loop.runUntilComplete(async () => {
          assert(loop.isRunning());
          await loop.runUntilComplete(() => {
            ran = true;
          });
        }),
      RuntimeError,
      "This event loop is already running",
    );
    assertFalse(ran);
    assertFalse(loop.isRunning());
  },
);

virtualLoopTest(
  "events/EventLoopTestsMixin.test_run_until_complete: it takes as long as its awaitable",
  async (loop) => {
    const begin = loop.time();
    assertEquals(
      await loop.runUntilComplete(() => sleep(0.05, "woken")),
      "woken",
    );
    assert(loop.time() - begin >= 0.05);
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_run_until_complete_stopped: stop() before the end is an error",
  async (loop) => {
    recordExceptions(loop); // Closing the loop reports the task that was left behind.
    await assertRejects(
      () =>
        loop.runUntilComplete(async () => {
          loop.stop();
          await sleep(0.1);
        }),
      RuntimeError,
      "Event loop stopped before Future completed",
    );
    assertFalse(loop.isRunning());
  },
);

virtualLoopTest(
  "events/EventLoopTestsMixin.test_call_later: the callback runs after the delay, once",
  async (loop) => {
    const begin = loop.time();
    const results: unknown[] = [];
    loop.callLater(0.1, () => {
      results.push("hello world");
      loop.stop();
    });
    await loop.runForever();
    assertEquals(results, ["hello world"]);
    assert(loop.time() - begin >= 0.1);
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_call_soon: callbacks run in order, after the current one",
  async (loop) => {
    const results: string[] = [];
    loop.callSoon(() => {
      results.push("hello");
      loop.callSoon(() => {
        results.push("later");
        loop.stop();
      });
      results.push("still hello");
    });
    loop.callSoon(() => void results.push("world"));
    assertEquals(results, []);
    await loop.runForever();
    assertEquals(results, ["hello", "still hello", "world", "later"]);
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_call_soon_threadsafe: a message of a worker schedules a callback",
  async (loop) => {
    const results: string[] = [];
    const worker = new Worker("data:text/javascript,postMessage('hello')", {
      type: "module",
    });
    worker.onmessage = (event) => {
      loop.callSoonThreadsafe(() => void results.push(event.data));
      loop.callSoon(() => {
        results.push("world");
        loop.stop();
      });
    };
    await loop.runForever();
    worker.terminate();
    assertEquals(results, ["hello", "world"]);
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_call_soon_threadsafe_same_thread: it keeps its place in the line",
  async (loop) => {
    const results: string[] = [];
    loop.callSoonThreadsafe(() => void results.push("hello"));
    loop.callSoon(() => {
      results.push("world");
      loop.stop();
    });
    await loop.runForever();
    assertEquals(results, ["hello", "world"]);
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_add_signal_handler: wrong signals are refused",
  (loop) => {
    // @ts-expect-error Testing invalid input
    assertThrows(() => loop.addSignalHandler("boom", noop), TypeError);
    // @ts-expect-error Testing invalid input
    assertThrows(() => loop.removeSignalHandler("boom"), TypeError);
    // @ts-expect-error Testing invalid input
    assertThrows(() => loop.addSignalHandler(0, noop), TypeError);
    assertThrows(() => loop.addSignalHandler("SIGKILL", noop), RuntimeError);
    assertFalse(loop.removeSignalHandler("SIGKILL"));
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_add_signal_handler: a handler runs and can be removed",
  async (loop) => {
    const caught = loop.createFuture<string>();
    loop.addSignalHandler("SIGUSR1", () => caught.setResult("first"));
    loop.addSignalHandler("SIGUSR1", () => caught.setResult("second"));
    Deno.kill(Deno.pid, "SIGUSR1");
    assertEquals(await loop.runUntilComplete(caught), "second");
    assert(loop.removeSignalHandler("SIGUSR1"));
    assertFalse(loop.removeSignalHandler("SIGUSR1"));
  },
);

test("events/EventLoopTestsMixin.test_add_signal_handler: removing it brings the default back", async () => {
  const { lines, signal } = await runProgram("removedHandler");
  assertEquals(lines, ["caught", "removed true", "removed false"]);
  assertEquals(signal, "SIGINT");
});

loopTest(
  "events/EventLoopTestsMixin.test_signal_handling_while_selecting: a signal wakes an idle loop",
  async (loop) => {
    let caught = 0;
    loop.addSignalHandler("SIGUSR2", () => {
      caught++;
      loop.stop();
    });
    setTimeout(() => Deno.kill(Deno.pid, "SIGUSR2"), 10);
    const fallback = loop.callLater(60, () => loop.stop());
    await loop.runForever();
    fallback.cancel();
    loop.removeSignalHandler("SIGUSR2");
    assertEquals(caught, 1);
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_signal_handling_args: a closure carries its arguments",
  async (loop) => {
    const caught: unknown[] = [];
    const handler = (...args: unknown[]) => {
      caught.push(args);
      loop.stop();
    };
    loop.addSignalHandler("SIGUSR2", () => handler(42));
    loop.callLater(0.01, () => Deno.kill(Deno.pid, "SIGUSR2"));
    const fallback = loop.callLater(60, () => loop.stop());
    await loop.runForever();
    fallback.cancel();
    loop.removeSignalHandler("SIGUSR2");
    assertEquals(caught, [[42]]);
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_prompt_cancellation: a wait on foreign I/O ends at once when cancelled",
  async (loop) => {
    let abandoned = 0;
    const { promise: neverRead } = Promise.withResolvers<Uint8Array>();
    const reading = loop.createTask(() =>
      ensureFuture(neverRead, { onCancel: () => void abandoned++ })
    );
    const main = loop.createTask(async () => {
      loop.callSoon(() => void reading.cancel());
      try {
        await reading;
        return "read";
      } catch (error) {
        assertInstanceOf(error, CancelledError);
        return "cancelled";
      } finally {
        loop.stop();
      }
    });
    await loop.runForever();
    await runBriefly(loop);
    assertEquals(main.result(), "cancelled");
    assertThrows(() => reading.result(), CancelledError);
    assertEquals(abandoned, 1);
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_timeout_rounding: tiny delays do not make the loop spin",
  async (loop) => {
    const arm = globalThis.setTimeout;
    let armed = 0;
    globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
      armed++;
      return arm(...args);
    }) as typeof setTimeout;
    try {
      await loop.runUntilComplete(async () => {
        for (const delay of [1e-2, 1e-4, 1e-6, 1e-8, 1e-10]) await sleep(delay);
      });
    } finally {
      globalThis.setTimeout = arm;
    }
    assert(armed <= 20, `armed: ${armed}`);
  },
);

loopTest(
  "events/EventLoopTestsMixin.test_close_running_event_loop: a running loop cannot be closed",
  async (loop) => {
    await assertRejects(
      () => loop.runUntilComplete(() => loop.close()),
      RuntimeError,
      "Cannot close a running event loop",
    );
    assertFalse(loop.isClosed());
  },
);

test("events/EventLoopTestsMixin.test_close: a closed loop refuses all work", async () => {
  const loop = new EventLoop();
  loop.close();
  await assertRejects(
    async () => await loop.runForever(),
    RuntimeError,
    "Event loop is closed",
  );
  await assertRejects(
    async () => await loop.runUntilComplete(loop.createFuture()),
    RuntimeError,
  );
  assertThrows(() => loop.callSoon(noop), RuntimeError, "Event loop is closed");
  assertThrows(() => loop.callSoonThreadsafe(noop), RuntimeError);
  assertThrows(() => loop.callLater(1, noop), RuntimeError);
  assertThrows(() => loop.callAt(loop.time(), noop), RuntimeError);
  assertThrows(() => loop.createTask(async () => {}), RuntimeError);
  assertThrows(() => loop.addSignalHandler("SIGTERM", noop), RuntimeError);
});

// --- HandleTests -------------------------------------------------------------------------------

loopTest(
  "events/HandleTests.test_handle: a handle can be cancelled, and then does not run",
  async (loop) => {
    let ran = 0;
    const handle = new Handle(() => void ran++, loop);
    assertFalse(handle.cancelled());
    handle.cancel();
    assert(handle.cancelled());

    const scheduled = loop.callSoon(() => void ran++);
    assertInstanceOf(scheduled, Handle);
    scheduled.cancel();
    await runBriefly(loop);
    assertEquals(ran, 0);
  },
);

loopTest(
  "events/HandleTests.test_callback_with_exception: it goes to the exception handler",
  async (loop) => {
    const contexts = recordExceptions(loop);
    const error = new RangeError("no");
    const handle = loop.callSoon(function badCallback() {
      throw error;
    });
    await runBriefly(loop);
    assertEquals(contexts.length, 1);
    assertMatch(contexts[0]!.message, /^Exception in callback.*badCallback/);
    assertStrictEquals(contexts[0]!.exception, error);
    assertStrictEquals(contexts[0]!.handle, handle);
  },
);

loopTest(
  "events/HandleTests.test_handle_repr: the text names the callback until it is cancelled",
  (loop) => {
    const handle = new Handle(noop, loop);
    assertMatch(String(handle), /^<Handle noop\(\).*>$/);
    assertEquals(Deno.inspect(handle), String(handle));
    handle.cancel();
    assertEquals(String(handle), "<Handle cancelled>");

    const bound = new Handle(noop.bind(null), loop);
    assertStringIncludes(String(bound), "noop");
  },
);

loopTest(
  "events/HandleTests.test_handle_repr_debug: debug mode adds where it was made",
  (loop) => {
    loop.setDebug(true);
    const handle = new Handle(noop, loop);
    assertMatch(
      String(handle),
      /^<Handle noop\(\).* created at .*events_test\.ts:\d+.*>$/,
    );
    handle.cancel();
    const cancelled = String(handle);
    assertMatch(
      cancelled,
      /^<Handle cancelled.* created at .*events_test\.ts:\d+.*>$/,
    );
    handle.cancel();
    assertEquals(String(handle), cancelled);
  },
);

virtualLoopTest(
  "events/HandleTests.test_handle_source_traceback: every way of scheduling keeps it",
  async (loop) => {
    loop.setDebug(true);
    const contexts = recordExceptions(loop);
    const broken = () => {
      throw new RangeError("no");
    };
    (function scheduleThem() {
      loop.callSoon(broken);
      loop.callSoonThreadsafe(broken);
      loop.callLater(0, broken);
      loop.callAt(loop.time(), broken);
    })();
    await loop.runUntilComplete(() => sleep(0.01));
    assertEquals(contexts.length, 4);
    for (const context of contexts) {
      assertStringIncludes(String(context.sourceTraceback), "scheduleThem");
      assertStringIncludes(String(context.sourceTraceback), "events_test.ts");
    }
  },
);

// --- TimerTests --------------------------------------------------------------------------------

loopTest("events/TimerTests.test_when: it knows its deadline", (loop) => {
  const when = loop.time() + 3;
  assertEquals(new TimerHandle(when, noop, loop).when(), when);
  assertEquals(loop.callAt(when, noop).when(), when);
});

virtualLoopTest(
  "events/TimerTests.test_timer: a cancelled timer does not run",
  async (loop) => {
    let ran = 0;
    const timer = loop.callLater(0, () => void ran++);
    assertInstanceOf(timer, TimerHandle);
    assertInstanceOf(timer, Handle);
    assertFalse(timer.cancelled());
    timer.cancel();
    assert(timer.cancelled());
    await loop.runUntilComplete(() => sleep(0.01));
    assertEquals(ran, 0);
  },
);

loopTest(
  "events/TimerTests.test_timer_repr: the text shows the deadline",
  (loop) => {
    const timer = new TimerHandle(123, noop, loop);
    assertMatch(String(timer), /^<TimerHandle when=123 noop\(\).*>$/);
    timer.cancel();
    assertEquals(String(timer), "<TimerHandle when=123 cancelled>");
  },
);

loopTest(
  "events/TimerTests.test_timer_repr_debug: debug mode adds where it was made",
  (loop) => {
    loop.setDebug(true);
    const timer = new TimerHandle(123, noop, loop);
    assertMatch(
      String(timer),
      /^<TimerHandle when=123 noop\(\).* created at .*events_test\.ts:\d+.*>$/,
    );
    timer.cancel();
    assertMatch(
      String(timer),
      /^<TimerHandle when=123 cancelled.* created at .*events_test\.ts:\d+.*>$/,
    );
  },
);

loopTest(
  "events/TimerTests.test_timer_comparison: timers are ordered by their deadline",
  (loop) => {
    const when = loop.time();
    const one = new TimerHandle(when, noop, loop);
    const twin = new TimerHandle(when, noop, loop);
    assertFalse(one < twin);
    assertFalse(one > twin);
    assert(one <= twin);
    assert(one >= twin);
    assert(one.equals(twin));
    twin.cancel();
    assertFalse(one.equals(twin));

    const later = new TimerHandle(when + 10, noop, loop);
    assert(one < later);
    assert(one <= later);
    assert(later > one);
    assert(later >= one);
    assertFalse(one > later);
    assertFalse(one.equals(later));
    assertNotEquals(one.valueOf(), later.valueOf());

    assertFalse(one.equals(new Handle(noop, loop)));
    assertFalse(one.equals([]));
  },
);

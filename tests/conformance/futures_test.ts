/** CPython's test_futures, ported by meaning. */

import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  ensureFuture,
  type EventLoop,
  Future,
  InvalidStateError,
  isFuture,
  run,
  RuntimeError,
  wrapFuture,
} from "../../mod.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import {
  captureErrors,
  collectGarbage,
  loopTest,
  runBriefly,
} from "./_kernel.ts";

// --- DuckTests ---------------------------------------------------------------------------------

/** Has the methods of a future, and is none: here that is a thenable like any other. */
class DuckFuture {
  #settled = Promise.withResolvers<string>();
  #done = false;

  done(): boolean {
    return this.#done;
  }

  setResult(result: string): void {
    this.#done = true;
    this.#settled.resolve(result);
  }

  setException(error: Error): void {
    this.#done = true;
    this.#settled.reject(error);
  }

  then<R1, R2>(
    onFulfilled: (value: string) => R1 | PromiseLike<R1>,
    onRejected: (reason: unknown) => R2 | PromiseLike<R2>,
  ): Promise<R1 | R2> {
    return this.#settled.promise.then(onFulfilled, onRejected);
  }
}

loopTest(
  "futures/DuckTests.test_wrap_future: a foreign future is followed",
  async (loop) => {
    const duck = new DuckFuture();
    const future = wrapFuture(duck as PromiseLike<string>, { loop });
    assertFalse(future.done());
    duck.setResult("quack");
    assertEquals(await loop.runUntilComplete(future), "quack");
  },
);

loopTest(
  "futures/DuckTests.test_ensure_future: its error comes too",
  async (loop) => {
    const duck = new DuckFuture();
    const future = ensureFuture(duck as PromiseLike<string>, { loop });
    assertFalse(future.done());
    duck.setException(new RuntimeError("quack"));
    await assertRejects(
      () => loop.runUntilComplete(future),
      RuntimeError,
      "quack",
    );
  },
);

// --- BaseFutureTests ---------------------------------------------------------------------------

loopTest(
  "futures/BaseFutureTests.test_isfuture: only futures are futures",
  (loop) => {
    assert(isFuture(new Future({ loop })));
    assert(isFuture(loop.createFuture()));
    assertFalse(isFuture(Future));
    assertFalse(isFuture(1));
    assertFalse(isFuture(null));
    assertFalse(isFuture({ done: () => true, result: () => 1 }));
    assertFalse(isFuture(Promise.resolve(1)));
  },
);

loopTest(
  "futures/BaseFutureTests.test_initial_state: a new future is pending",
  (loop) => {
    const future = new Future({ loop });
    assertFalse(future.done());
    assertFalse(future.cancelled());
    future.cancel();
    assert(future.cancelled());
  },
);

test("futures/BaseFutureTests.test_constructor_without_loop: a future made outside a loop works on the default one", async () => {
  const future = new Future<number>();
  assertFalse(future.getLoop().isClosed());
  future.setResult(7);
  assertEquals(await future, 7);
});

loopTest(
  "futures/BaseFutureTests.test_constructor_use_running_loop: the running loop is taken",
  async (loop) => {
    // In an object, because a function that returns the future itself would wait for it.
    const { future } = await loop.runUntilComplete(() => ({
      future: new Future(),
    }));
    assertStrictEquals(future.getLoop(), loop);
  },
);

loopTest(
  "futures/BaseFutureTests.test_future_cancel_message_getter: the message reaches the waiter",
  async (loop) => {
    const future = loop.createFuture<void>();
    future.cancel("my message");
    const error = await assertRejects(
      () => loop.runUntilComplete(future),
      CancelledError,
    );
    assertEquals(error.message, "my message");
    assertThrows(() => future.result(), CancelledError, "my message");
  },
);

loopTest(
  "futures/BaseFutureTests.test_cancel: a cancelled future is done and stays so",
  (loop) => {
    const future = loop.createFuture<number>();
    assert(future.cancel());
    assert(future.cancelled());
    assert(future.done());
    assertThrows(() => future.result(), CancelledError);
    assertThrows(() => future.exception(), CancelledError);
    assertThrows(() => future.setResult(1), InvalidStateError);
    assertThrows(() => future.setException(new Error("no")), InvalidStateError);
    assertFalse(future.cancel());
  },
);

loopTest(
  "futures/BaseFutureTests.test_result: a result is set once",
  (loop) => {
    const future = loop.createFuture<number>();
    assertThrows(() => future.result(), InvalidStateError);

    future.setResult(42);
    assertFalse(future.cancelled());
    assert(future.done());
    assertEquals(future.result(), 42);
    assertEquals(future.exception(), null);
    assertThrows(() => future.setResult(1), InvalidStateError);
    assertThrows(() => future.setException(new Error("no")), InvalidStateError);
    assertFalse(future.cancel());
    assertEquals(future.result(), 42);
  },
);

loopTest(
  "futures/BaseFutureTests.test_exception: an exception is set once",
  (loop) => {
    const error = new RuntimeError("boom");
    const future = loop.createFuture<number>();
    assertThrows(() => future.exception(), InvalidStateError);

    future.setException(error);
    assertFalse(future.cancelled());
    assert(future.done());
    assertThrows(() => future.result(), RuntimeError, "boom");
    assertStrictEquals(future.exception(), error);
    assertThrows(() => future.setResult(1), InvalidStateError);
    assertThrows(() => future.setException(new Error("no")), InvalidStateError);
    assertFalse(future.cancel());
  },
);

loopTest(
  "futures/BaseFutureTests.test_yield_from_twice: a future can be awaited again",
  async (loop) => {
    const future = loop.createFuture<number>();
    const trace: unknown[] = [];
    const task = loop.createTask(async () => {
      trace.push("A");
      trace.push(["B", await future]);
      trace.push(["C", await future]);
    });
    await runBriefly(loop);
    assertEquals(trace, ["A"]);
    future.setResult(42);
    await loop.runUntilComplete(task);
    assertEquals(trace, ["A", ["B", 42], ["C", 42]]);
  },
);

function firstCallback(): void {}
function middleCallback(): void {}
function lastCallback(): void {}

loopTest(
  "futures/BaseFutureTests.test_future_repr: the text shows state, value and callbacks",
  (loop) => {
    loop.setDebug(true);
    const traced = loop.createFuture();
    assertMatch(
      String(traced),
      /^<Future pending created at .*futures_test\.ts:\d+.*>$/,
    );
    traced.cancel();
    loop.setDebug(false);

    const pending = loop.createFuture();
    assertEquals(String(pending), "<Future pending>");
    assertEquals(Deno.inspect(pending), "<Future pending>");
    pending.cancel();
    assertEquals(String(pending), "<Future cancelled>");

    const finished = loop.createFuture<number>();
    finished.setResult(4);
    assertEquals(String(finished), "<Future finished result=4>");
    assertEquals(finished.result(), 4);

    const failed = loop.createFuture();
    failed.setException(new RuntimeError("boom"));
    assertMatch(
      String(failed),
      /^<Future finished exception=.*RuntimeError.*boom.*>$/,
    );
    failed.exception();

    const one = loop.createFuture();
    one.addDoneCallback(middleCallback);
    assertMatch(String(one), /^<Future pending cb=\[middleCallback[^,]*\]>$/);
    one.cancel();
    assertEquals(String(one), "<Future cancelled>");

    const two = loop.createFuture();
    two.addDoneCallback(firstCallback);
    two.addDoneCallback(lastCallback);
    assertMatch(
      String(two),
      /^<Future pending cb=\[firstCallback[^,]*, lastCallback[^,]*\]>$/,
    );
    two.cancel();

    const many = loop.createFuture();
    many.addDoneCallback(firstCallback);
    for (let i = 0; i < 8; i++) many.addDoneCallback(middleCallback);
    many.addDoneCallback(lastCallback);
    assertMatch(
      String(many),
      /^<Future pending cb=\[firstCallback[^,]*, <8 more>, lastCallback[^,]*\]>$/,
    );
    many.cancel();
  },
);

loopTest(
  "futures/BaseFutureTests.test_copy_state: wrapping takes over value and error",
  async (loop) => {
    const value = wrapFuture(Promise.resolve(10), { loop });
    assertEquals(await loop.runUntilComplete(value), 10);
    assertEquals(value.result(), 10);

    const error = new RuntimeError("boom");
    const failed = wrapFuture(Promise.reject(error), { loop });
    await assertRejects(
      () => loop.runUntilComplete(failed),
      RuntimeError,
      "boom",
    );
    assertStrictEquals(failed.exception(), error);

    const cancelled = wrapFuture(Promise.reject(new CancelledError("off")), {
      loop,
    });
    await assertRejects(() => loop.runUntilComplete(cancelled), CancelledError);
    assert(cancelled.cancelled());
  },
);

loopTest(
  "futures/BaseFutureTests.test_tb_logger_abandoned: a pending future may be dropped",
  async (loop) => {
    const contexts = recordExceptions(loop);
    (() => void loop.createFuture())();
    await runBriefly(loop);
    await collectGarbage();
    await runBriefly(loop);
    assertEquals(contexts, []);
  },
);

test("futures/BaseFutureTests.test_tb_logger_abandoned: run() is silent about a pending future", async () => {
  const written = await captureErrors(() => run(() => void new Future()));
  assertEquals(written, []);
});

/** Makes a future with `make`, drops it, and returns what the loop reports about it. */
async function reportsAbout(
  loop: EventLoop,
  make: () => void,
): Promise<unknown[]> {
  const contexts = recordExceptions(loop);
  make();
  await runBriefly(loop);
  await collectGarbage();
  await runBriefly(loop);
  return contexts;
}

loopTest(
  "futures/BaseFutureTests.test_tb_logger_not_called_after_cancel: cancel counts as a look",
  async (loop) => {
    const reports = await reportsAbout(loop, () => {
      const future = loop.createFuture();
      future.setException(new Error("boom"));
      assertFalse(future.cancel());
    });
    assertEquals(reports, []);
  },
);

loopTest(
  "futures/BaseFutureTests.test_tb_logger_result_unretrieved: a result may be dropped",
  async (loop) => {
    assertEquals(
      await reportsAbout(loop, () => loop.createFuture<number>().setResult(42)),
      [],
    );
  },
);

loopTest(
  "futures/BaseFutureTests.test_tb_logger_result_retrieved: a read result is silent",
  async (loop) => {
    const reports = await reportsAbout(loop, () => {
      const future = loop.createFuture<number>();
      future.setResult(42);
      future.result();
    });
    assertEquals(reports, []);
  },
);

loopTest(
  "futures/BaseFutureTests.test_tb_logger_exception_unretrieved: an error nobody saw is reported",
  async (loop) => {
    const contexts = recordExceptions(loop);
    const error = new RuntimeError("boom");
    (() => loop.createFuture().setException(error))();
    await runBriefly(loop);
    await collectGarbage();
    await runBriefly(loop);
    assertEquals(contexts.length, 1);
    assertStrictEquals(contexts[0]!.exception, error);
  },
);

test("futures/BaseFutureTests.test_tb_logger_exception_unretrieved: run() reports it at its end, once", async () => {
  const kept: unknown[] = [];
  const contexts = await run(() => {
    const future = new Future();
    future.setException(new RuntimeError("boom"));
    kept.push(future); // So the report cannot come from the collector.
    return recordExceptions(future.getLoop());
  });
  assertEquals(contexts.map((context) => String(context.exception)), [
    "RuntimeError: boom",
  ]);
  await collectGarbage();
  assertEquals(contexts.length, 1);
  assertEquals(kept.length, 1);
});

loopTest(
  "futures/BaseFutureTests.test_tb_logger_exception_retrieved: exception() counts as a look",
  async (loop) => {
    const reports = await reportsAbout(loop, () => {
      const future = loop.createFuture();
      future.setException(new RuntimeError("boom"));
      future.exception();
    });
    assertEquals(reports, []);
  },
);

loopTest(
  "futures/BaseFutureTests.test_tb_logger_exception_result_retrieved: result() counts as a look",
  async (loop) => {
    const reports = await reportsAbout(loop, () => {
      const future = loop.createFuture();
      future.setException(new RuntimeError("boom"));
      assertThrows(() => future.result(), RuntimeError, "boom");
    });
    assertEquals(reports, []);
  },
);

loopTest(
  "futures/BaseFutureTests.test_wrap_future: a promise becomes a future of the loop",
  async (loop) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const future = wrapFuture(promise, { loop });
    assert(isFuture(future));
    assertFalse(future.done());
    setTimeout(resolve, 0, "oi");
    assertEquals(await loop.runUntilComplete(future), "oi");
  },
);

loopTest(
  "futures/BaseFutureTests.test_wrap_future_future: a future is returned as it is",
  (loop) => {
    const future = loop.createFuture();
    assertStrictEquals(wrapFuture(future), future);
    assertStrictEquals(wrapFuture(future, { loop }), future);
  },
);

test("futures/BaseFutureTests.test_wrap_future_without_loop: the default loop is taken", async () => {
  const future = wrapFuture(Promise.resolve("oi"));
  assertFalse(future.getLoop().isClosed());
  assertEquals(await future, "oi");
});

loopTest(
  "futures/BaseFutureTests.test_wrap_future_use_running_loop: the running loop is taken",
  async (loop) => {
    const promise = Promise.resolve("oi");
    const { future } = await loop.runUntilComplete(() => ({
      future: wrapFuture(promise),
    }));
    assertStrictEquals(future.getLoop(), loop);
  },
);

loopTest(
  "futures/BaseFutureTests.test_wrap_future_cancel: a cancel is passed on to the source",
  async (loop) => {
    let cancels = 0;
    const { promise } = Promise.withResolvers<void>();
    const future = ensureFuture(promise, {
      loop,
      onCancel: () => void cancels++,
    });
    assert(future.cancel());
    await runBriefly(loop);
    assertEquals(cancels, 1);
    assert(future.cancelled());
  },
);

loopTest(
  "futures/BaseFutureTests.test_wrap_future_cancel2: a cancel wins over a value not yet delivered",
  async (loop) => {
    const promise = Promise.resolve(42);
    const future = wrapFuture(promise, { loop });
    assert(future.cancel());
    await runBriefly(loop);
    assertEquals(await promise, 42);
    assert(future.cancelled());
  },
);

loopTest(
  "futures/BaseFutureTests.test_future_source_traceback: debug mode keeps where it was made",
  async (loop) => {
    loop.setDebug(true);
    const contexts = recordExceptions(loop);
    (function makeBrokenFuture() {
      loop.createFuture().setException(new RuntimeError("boom"));
    })();
    await runBriefly(loop);
    await collectGarbage();
    await runBriefly(loop);
    assertEquals(contexts.length, 1);
    const source = String(contexts[0]!.sourceTraceback);
    assertStringIncludes(source, "makeBrokenFuture");
    assertStringIncludes(source, "futures_test.ts");
  },
);

for (const debug of [false, true]) {
  const name = `test_future_exception_never_retrieved${debug ? "_debug" : ""}`;
  loopTest(
    `futures/BaseFutureTests.${name}: the report says what happened, once`,
    async (loop) => {
      loop.setDebug(debug);
      const error = new RangeError("too much");
      const written = await captureErrors(async () => {
        (() => loop.createFuture().setException(error))();
        await runBriefly(loop);
        await collectGarbage();
        await runBriefly(loop);
      });
      assertEquals(written.length, 1);
      assertMatch(written[0]!, /^Future exception was never retrieved/);
      assertStringIncludes(written[0]!, "RangeError: too much");
    },
  );
}

loopTest(
  "futures/BaseFutureTests.test_set_result_unless_cancelled: a late value leaves a cancelled future alone",
  async (loop) => {
    const contexts = recordExceptions(loop);
    const { promise, resolve } = Promise.withResolvers<number>();
    const future = wrapFuture(promise, { loop });
    future.cancel();
    resolve(2);
    await runBriefly(loop);
    await runBriefly(loop);
    assert(future.cancelled());
    assertEquals(contexts, []);
  },
);

loopTest(
  "futures/BaseFutureTests.test_future_del_collect: collecting futures may collect again",
  async (loop) => {
    let freed = 0;
    const finalizer = new FinalizationRegistry<number>(() => {
      freed++;
      loop.createFuture().setResult({});
    });
    (() => {
      for (let i = 0; i < 100; i++) {
        const result = { i };
        finalizer.register(result, i);
        loop.createFuture<object>().setResult(result);
      }
    })();
    await runBriefly(loop);
    await collectGarbage();
    assert(freed >= 90, `freed: ${freed}`); // The collector may keep a few that a register still holds.
  },
);

// --- BaseFutureDoneCallbackTests ---------------------------------------------------------------

/** A future with three callbacks that write 42, 17 and 100 to `bag`. */
function withThreeCallbacks(loop: EventLoop) {
  const bag: number[] = [];
  const future = loop.createFuture<string>();
  const callbacks = [42, 17, 100].map((value) => () => void bag.push(value));
  for (const callback of callbacks) future.addDoneCallback(callback);
  return {
    bag,
    future,
    callbacks: callbacks as [() => void, () => void, () => void],
  };
}

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_callbacks_remove_first_callback: the others run",
  async (loop) => {
    const { bag, future, callbacks } = withThreeCallbacks(loop);
    assertEquals(future.removeDoneCallback(callbacks[0]), 1);
    assertEquals(future.removeDoneCallback(callbacks[0]), 0);
    future.setResult("foo");
    assertEquals(bag, []);
    await runBriefly(loop);
    assertEquals(bag, [17, 100]);
    assertEquals(future.result(), "foo");
  },
);

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_callbacks_remove_first_and_second_callback: the third runs",
  async (loop) => {
    const { bag, future, callbacks } = withThreeCallbacks(loop);
    assertEquals(future.removeDoneCallback(callbacks[0]), 1);
    assertEquals(future.removeDoneCallback(callbacks[1]), 1);
    assertEquals(future.removeDoneCallback(callbacks[0]), 0);
    future.setResult("foo");
    assertEquals(bag, []);
    await runBriefly(loop);
    assertEquals(bag, [100]);
    assertEquals(future.result(), "foo");
  },
);

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_callbacks_remove_third_callback: the first two run",
  async (loop) => {
    const { bag, future, callbacks } = withThreeCallbacks(loop);
    assertEquals(future.removeDoneCallback(callbacks[2]), 1);
    assertEquals(future.removeDoneCallback(callbacks[2]), 0);
    future.setResult("foo");
    assertEquals(bag, []);
    await runBriefly(loop);
    assertEquals(bag, [42, 17]);
    assertEquals(future.result(), "foo");
  },
);

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_callbacks_invoked_on_set_result: in order, and scheduled",
  async (loop) => {
    const { bag, future } = withThreeCallbacks(loop);
    const seen: unknown[] = [];
    future.addDoneCallback((done) => void seen.push(done));
    future.setResult("foo");
    assertEquals(bag, []);
    await runBriefly(loop);
    assertEquals(bag, [42, 17, 100]);
    assertEquals(seen.length, 1);
    assertStrictEquals(seen[0], future);
    assertEquals(future.result(), "foo");
  },
);

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_callbacks_invoked_on_set_exception: an error calls them too",
  async (loop) => {
    const { bag, future } = withThreeCallbacks(loop);
    const error = new RuntimeError("boom");
    future.setException(error);
    assertEquals(bag, []);
    await runBriefly(loop);
    assertEquals(bag, [42, 17, 100]);
    assertStrictEquals(future.exception(), error);
  },
);

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_remove_done_callback: all copies go, and are counted",
  async (loop) => {
    const bag: number[] = [];
    const future = loop.createFuture<string>();
    const [one, two, three] = [1, 2, 3].map((value) => () =>
      void bag.push(value)
    ) as [
      () => void,
      () => void,
      () => void,
    ];
    future.addDoneCallback(one);
    future.addDoneCallback(two);
    assertEquals(future.removeDoneCallback(two), 1);
    assertEquals(future.removeDoneCallback(three), 0);

    future.addDoneCallback(two);
    for (let i = 0; i < 5; i++) future.addDoneCallback(one);
    assertEquals(future.removeDoneCallback(one), 6);

    future.setResult("foo");
    assertEquals(bag, []);
    await runBriefly(loop);
    assertEquals(bag, [2]);
  },
);

// CPython changes the list from a hostile `__eq__`; JavaScript compares by identity, so here it is
// changed from the callbacks themselves, which is the only other way in.

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_remove_done_callbacks_list_mutation: removing while they run misses none",
  async (loop) => {
    const future = loop.createFuture<number>();
    let runs = 0;
    const removed: number[] = [];
    const count = () => void runs++;
    future.addDoneCallback(() =>
      void removed.push(future.removeDoneCallback(count))
    );
    for (let i = 0; i < 63; i++) future.addDoneCallback(count);
    future.setResult(1);
    await runBriefly(loop);
    assertEquals(removed, [0]); // They were scheduled already.
    assertEquals(runs, 63);
  },
);

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_remove_done_callbacks_list_clear: removing all leaves a usable list",
  async (loop) => {
    const future = loop.createFuture<number>();
    const bag: string[] = [];
    const first = () => void bag.push("first");
    const many = () => void bag.push("many");
    future.addDoneCallback(first);
    for (let i = 0; i < 63; i++) future.addDoneCallback(many);
    assertEquals(future.removeDoneCallback(many), 63);
    assertEquals(future.removeDoneCallback(first), 1);
    assertEquals(future.removeDoneCallback(first), 0);
    future.addDoneCallback(first);
    future.setResult(1);
    await runBriefly(loop);
    assertEquals(bag, ["first"]);
  },
);

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_schedule_callbacks_list_mutation_1: a scheduled callback cannot be removed",
  async (loop) => {
    const future = loop.createFuture<number>();
    let runs = 0;
    const count = () => void runs++;
    future.addDoneCallback((done) => {
      assertEquals(done.removeDoneCallback(count), 0);
    });
    future.addDoneCallback(count);
    future.addDoneCallback(count);
    future.setResult(1);
    await runBriefly(loop);
    assertEquals(runs, 2);
  },
);

loopTest(
  "futures/BaseFutureDoneCallbackTests.test_schedule_callbacks_list_mutation_2: callbacks may add callbacks",
  async (loop) => {
    const future = loop.createFuture<number>();
    let runs = 0;
    const extend = () => {
      runs++;
      if (runs < 100) future.addDoneCallback(extend);
    };
    future.addDoneCallback(extend);
    future.setResult(1);
    assertEquals(runs, 0);
    for (let i = 0; i < 100; i++) await runBriefly(loop);
    assertEquals(runs, 100);
  },
);

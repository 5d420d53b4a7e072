// CPython's test_tasks, ported by meaning: gather(), of futures and of coroutines.
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { runVirtual, waitAllTasksBlocked } from "../../tasks/testing/mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";

type Futures = asyncio.Future<number>[];

/** `count` pending futures of the running loop. */
function pending(count: number): Futures {
  return Array.from(
    { length: count },
    () => asyncio.getRunningLoop().createFuture<number>(),
  );
}

/** A done callback that keeps what it is called with. */
function recorder() {
  const calls: unknown[] = [];
  return { calls, callback: (future: unknown) => void calls.push(future) };
}

const follow = asyncio.coroutine(async (future: asyncio.Future<number>) =>
  await future
);

// GatherTestsBase runs for both kinds of children.
const KINDS: [string, (futures: Futures) => asyncio.Awaitable<number>[]][] = [
  ["futures", (futures) => futures],
  ["coroutines", (futures) => futures.map((future) => follow(future))],
];

for (const [kind, wrap] of KINDS) {
  for (
    const [name, options] of [
      ["test_success", {}],
      ["test_success", { returnExceptions: false }],
      ["test_result_exception_success", { returnExceptions: true }],
    ] as [string, { returnExceptions?: boolean }][]
  ) {
    virtualTest(
      `tasks/GatherTestsBase.${name}: ${kind}: results in the order of the arguments, with ${
        JSON.stringify(options)
      }`,
      async () => {
        const futures = pending(3);
        const [a, b, c] = futures;
        const gathered = asyncio.gather(wrap(futures), options);
        const { calls, callback } = recorder();
        gathered.addDoneCallback(callback);
        b?.setResult(1);
        a?.setResult(2);
        await waitAllTasksBlocked();
        assertEquals(calls.length, 0);
        assertFalse(gathered.done());
        c?.setResult(3);
        await waitAllTasksBlocked();
        assertEquals(calls.length, 1);
        assertStrictEquals(calls[0], gathered);
        assertEquals(gathered.result(), [2, 1, 3]);
      },
    );
  }

  virtualTest(
    `tasks/GatherTestsBase.test_one_exception: ${kind}: the first error ends it, what comes later changes nothing`,
    async () => {
      const contexts = recordExceptions(asyncio.getRunningLoop());
      const futures = pending(5);
      const [a, b, c, d, e] = futures;
      const gathered = asyncio.gather(wrap(futures));
      const { calls, callback } = recorder();
      gathered.addDoneCallback(callback);
      const error = new Error("first");
      a?.setResult(1);
      b?.setException(error);
      await waitAllTasksBlocked();
      assert(gathered.done());
      assertEquals(calls.length, 1);
      assertStrictEquals(calls[0], gathered);
      assertStrictEquals(gathered.exception(), error);
      assertFalse(c?.done()); // The others go on.

      c?.setResult(3);
      d?.cancel();
      e?.setException(new Error("second"));
      e?.exception();
      await waitAllTasksBlocked();
      assertEquals(calls.length, 1);
      assertStrictEquals(gathered.exception(), error);
      assertEquals(contexts, []);
    },
  );

  virtualTest(
    `tasks/GatherTestsBase.test_return_exceptions: ${kind}: errors take the place of results`,
    async () => {
      const futures = pending(4);
      const [a, b, c, d] = futures;
      const gathered = asyncio.gather(wrap(futures), {
        returnExceptions: true,
      });
      const { calls, callback } = recorder();
      gathered.addDoneCallback(callback);
      const [error, error2] = [new RangeError("c"), new TypeError("d")];
      b?.setResult(1);
      c?.setException(error);
      a?.setResult(3);
      await waitAllTasksBlocked();
      assertFalse(gathered.done());
      d?.setException(error2);
      await waitAllTasksBlocked();
      assertEquals(calls.length, 1);
      assertStrictEquals(calls[0], gathered);
      const results = gathered.result();
      assertEquals(results.slice(0, 2), [3, 1]);
      assertStrictEquals(results[2], error);
      assertStrictEquals(results[3], error2);
    },
  );
}

// CPython's switch is an environment variable; here it is an option.
test("tasks/GatherTestsBase.test_env_var_debug: debug mode is off unless asked for", async () => {
  const debug = () => asyncio.getRunningLoop().getDebug();
  assertEquals(await asyncio.run(debug), false);
  assertEquals(await asyncio.run(debug, { debug: false }), false);
  assertEquals(await asyncio.run(debug, { debug: true }), true);
  for (const wanted of [true, false]) {
    const loop = new asyncio.EventLoop({ debug: wanted });
    assertEquals(loop.getDebug(), wanted);
    loop.close();
  }
});

// Futures

// CPython has no loop here and says so; here there is always one to work on.
test("tasks/FutureGatherTests.test_constructor_empty_sequence_without_loop: outside a running loop it gives []", async () => {
  assertEquals(await asyncio.gather(), []);
});

virtualTest(
  "tasks/FutureGatherTests.test_constructor_empty_sequence_use_running_loop: nothing gathered is a future of []",
  async () => {
    for (const gathered of [asyncio.gather(), asyncio.gather([])]) {
      assertInstanceOf(gathered, asyncio.Future);
      assertStrictEquals(gathered.getLoop(), asyncio.getRunningLoop());
      await waitAllTasksBlocked();
      assert(gathered.done());
      assertEquals(gathered.result() as unknown[], []);
    }
  },
);

virtualTest(
  "tasks/FutureGatherTests.test_constructor_heterogenous_futures: futures of two loops are a RangeError",
  () => {
    const other = asyncio.newEventLoop();
    const ours = asyncio.getRunningLoop().createFuture<void>();
    const theirs = other.createFuture<void>();
    assertThrows(
      () => asyncio.gather(ours, theirs),
      RangeError,
      "different loop",
    );
    other.close();
  },
);

virtualTest(
  "tasks/FutureGatherTests.test_constructor_homogenous_futures: the loop is that of the children",
  async () => {
    const other = asyncio.newEventLoop();
    const children = [1, 2, 3].map(() => other.createFuture<void>());
    for (let i = 0; i < 2; i++) {
      const gathered = asyncio.gather(children);
      assertStrictEquals(gathered.getLoop(), other);
      await waitAllTasksBlocked();
      assertFalse(gathered.done());
    }
    other.close();
  },
);

virtualTest(
  "tasks/FutureGatherTests.test_one_cancellation: a cancelled child is an error of the gather, not its cancellation",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const futures = pending(5);
    const [a, b, c, d, e] = futures;
    const gathered = asyncio.gather(futures);
    const { calls, callback } = recorder();
    gathered.addDoneCallback(callback);
    a?.setResult(1);
    b?.cancel();
    await waitAllTasksBlocked();
    assert(gathered.done());
    assertEquals(calls.length, 1);
    assertFalse(gathered.cancelled());
    assertInstanceOf(gathered.exception(), asyncio.CancelledError);

    c?.setResult(3);
    d?.cancel();
    e?.setException(new Error("late"));
    e?.exception();
    await waitAllTasksBlocked();
    assertEquals(calls.length, 1);
    assertEquals(contexts, []);
  },
);

virtualTest(
  "tasks/FutureGatherTests.test_result_exception_one_cancellation: cancellations take the place of results too",
  async () => {
    const futures = pending(6);
    const [a, b, c, d, e, f] = futures;
    const gathered = asyncio.gather(futures, { returnExceptions: true });
    const { calls, callback } = recorder();
    gathered.addDoneCallback(callback);
    const [error, error2] = [new RangeError("b"), new TypeError("f")];
    a?.setResult(1);
    b?.setException(error);
    c?.cancel();
    await waitAllTasksBlocked();
    assertFalse(gathered.done());
    d?.setResult(3);
    e?.cancel();
    f?.setException(error2);
    const results: unknown[] = await gathered;
    assertInstanceOf(results[2], asyncio.CancelledError);
    assertInstanceOf(results[4], asyncio.CancelledError);
    assertEquals([results[0], results[3]], [1, 3]);
    assertStrictEquals(results[1], error);
    assertStrictEquals(results[5], error2);
    assertEquals(calls.length, 1);
  },
);

// Coroutines

test("tasks/CoroutineGatherTests.test_constructor_without_loop: outside a running loop it works on the default one", async () => {
  assertEquals(
    await asyncio.gather(() => "abc", () => Promise.resolve("def")),
    ["abc", "def"],
  );
});

virtualTest(
  "tasks/CoroutineGatherTests.test_constructor_use_running_loop: inside one it takes the running loop",
  async () => {
    const coro = asyncio.coroutine(() => Promise.resolve("abc"));
    const gathered = asyncio.gather(coro(), coro());
    assertStrictEquals(gathered.getLoop(), asyncio.getRunningLoop());
    assertEquals(await gathered, ["abc", "abc"]);
  },
);

virtualTest(
  "tasks/CoroutineGatherTests.test_duplicate_coroutines: a coroutine given again runs once and fills every place",
  async () => {
    let runs = 0;
    const coro = asyncio.coroutine((s: string) => {
      runs += 1;
      return Promise.resolve(s);
    });
    const c = coro("abc");
    assertEquals(await asyncio.gather(c, c, coro("def"), c), [
      "abc",
      "abc",
      "def",
      "abc",
    ]);
    assertEquals(runs, 2);
  },
);

virtualTest(
  "tasks/CoroutineGatherTests.test_cancellation_broadcast: a cancel goes from the waiter through gather to all children",
  async () => {
    const waiter = asyncio.getRunningLoop().createFuture<void>();
    let proof = 0;
    const inner = async () => {
      await waiter;
      proof += 1;
    };
    const [child1, child2] = [
      asyncio.createTask(inner),
      asyncio.createTask(inner),
    ];
    let gatherer: asyncio.Future<[void, void]> | undefined;
    const outer = asyncio.createTask(async () => {
      gatherer = asyncio.gather(child1, child2);
      await gatherer;
      proof += 100;
    });
    await waitAllTasksBlocked();
    assert(outer.cancel());
    await assertRejects(() => outer, asyncio.CancelledError);
    assertFalse(gatherer?.cancel());
    assert(waiter.cancelled());
    assert(child1.cancelled());
    assert(child2.cancelled());
    await waitAllTasksBlocked();
    assertEquals(proof, 0);
  },
);

test("tasks/CoroutineGatherTests.test_exception_marking: the second error counts as seen", async () => {
  let contexts: asyncio.ExceptionContext[] = [];
  await runVirtual(async () => {
    contexts = recordExceptions(asyncio.getRunningLoop());
    const [a, b] = pending(2) as [
      asyncio.Future<number>,
      asyncio.Future<number>,
    ];
    const inner = async (future: asyncio.Future<number>) => {
      await future;
      throw new RangeError("should not be ignored");
    };
    const outer = asyncio.createTask(async () => {
      await asyncio.gather(() => inner(a), () => inner(b));
    });
    await waitAllTasksBlocked();
    a.setResult(0);
    await waitAllTasksBlocked();
    b.setResult(0);
    await waitAllTasksBlocked();
    assertInstanceOf(outer.exception(), RangeError);
  });
  assertEquals(contexts, []); // Errors that nobody saw are reported by the end of the run.
});

virtualTest(
  "tasks/CoroutineGatherTests.test_issue46672: an argument that cannot be awaited is a TypeError and nothing else",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const coro = asyncio.coroutine(() => Promise.resolve("abc"))();
    // @ts-expect-error an object without then() cannot be awaited
    assertThrows(() => asyncio.gather([coro, {}]), TypeError);
    await waitAllTasksBlocked();
    assertEquals(contexts, []);
    coro.close();
  },
);

// CPython's test_tasks, ported by meaning: asCompleted(), as an iterator and as an async iterator.
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test, virtualTest } from "../_support/mod.ts";
import { assertMembers, stopwatch } from "./tasks_support.ts";

/** The two ways to go through asCompleted(): each collects the values in the order in which they come. */
const WAYS: [
  string,
  <T>(completed: asyncio.AsCompletedIterator<T>) => Promise<T[]>,
][] = [
  ["iterator", async (completed) => {
    const values = [];
    for (const f of completed) values.push(await f);
    return values;
  }],
  ["async iterator", async (completed) => {
    const values = [];
    for await (const f of completed) values.push(await f);
    return values;
  }],
];

/** A cold sleep, as the coroutine objects of CPython's tests are. */
const sleep = asyncio.coroutine((delay: number, value: string) =>
  asyncio.sleep(delay, value)
);
const echo = asyncio.coroutine(<T>(value: T) => Promise.resolve(value));

for (const [way, collect] of WAYS) {
  virtualTest(
    `tasks/BaseTaskTests.test_as_completed: ${way}: results come in the order of completion`,
    async () => {
      const elapsed = stopwatch();
      const values = await collect(
        asyncio.asCompleted([
          sleep(0.01, "b"),
          sleep(0.15, "c"),
          sleep(0.01, "a"),
        ]),
      );
      assertEquals(values.slice(0, 2).sort(), ["a", "b"]);
      assertEquals(values[2], "c");
      assertEquals(elapsed(), 0.15);
    },
  );

  virtualTest(
    `tasks/BaseTaskTests.test_as_completed_with_unused_timeout: ${way}: a timeout that is not reached does nothing`,
    async () => {
      const elapsed = stopwatch();
      const values = await collect(
        asyncio.asCompleted([sleep(0.01, "a")], { timeout: 1 }),
      );
      assertEquals(values, ["a"]);
      assertEquals(elapsed(), 0.01);
    },
  );

  virtualTest(
    `tasks/BaseTaskTests.test_as_completed_duplicate_coroutines: ${way}: a coroutine given twice comes once`,
    async () => {
      const ham = echo("ham");
      const values = await collect(
        asyncio.asCompleted([ham, ham, echo("spam")]),
      );
      assertEquals(values.sort(), ["ham", "spam"]);
    },
  );
}

virtualTest(
  "tasks/BaseTaskTests.test_as_completed_same_tasks_in_as_out: the async iterator gives back the tasks passed in",
  async () => {
    const collect = async <T>(aws: Iterable<asyncio.Awaitable<T>>) => {
      const out: unknown[] = [];
      for await (const f of asyncio.asCompleted(aws)) out.push(f);
      return out;
    };

    // A coroutine cannot be awaited again, so a task comes out for it.
    const coros = [echo(0), echo(1), echo(2), echo(3)];
    const ofCoros = await collect(coros);
    assertEquals(ofCoros.length, 4);
    for (const out of ofCoros) assert(!(coros as unknown[]).includes(out));

    const [b, d] = [
      asyncio.createTask(() => "b"),
      asyncio.createTask(() => "d"),
    ];
    const mixed = [echo("a"), b, echo("c"), d];
    const ofMixed = await collect(mixed);
    assertEquals(ofMixed.length, 4);
    assertMembers(ofMixed.filter((out) => (mixed as unknown[]).includes(out)), [
      b,
      d,
    ]);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_as_completed_with_timeout: iterator: each result still missing is a TimeoutError",
  async () => {
    const elapsed = stopwatch();
    const tasks = [sleep(0.1, "a"), sleep(0.15, "b"), sleep(0.2, "c")].map((
      coro,
    ) => asyncio.createTask(coro));
    const values: unknown[] = [];
    for (const f of asyncio.asCompleted(tasks, { timeout: 0.12 })) {
      try {
        values.push(await f);
      } catch (error) {
        values.push(error);
      }
    }
    assertEquals(values.length, 3);
    assertEquals(values[0], "a");
    assertInstanceOf(values[1], asyncio.TimeoutError);
    assertInstanceOf(values[2], asyncio.TimeoutError);
    assertEquals(elapsed(), 0.12);

    // The tasks themselves go on.
    await asyncio.wait(tasks);
    assertEquals(tasks.map((task) => task.result()), ["a", "b", "c"]);
    assertEquals(elapsed(), 0.2);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_as_completed_with_timeout: async iterator: the timeout ends the iteration",
  async () => {
    const elapsed = stopwatch();
    const tasks = [sleep(0.1, "a"), sleep(0.15, "b")].map((coro) =>
      asyncio.createTask(coro)
    );
    const values: string[] = [];
    await assertRejects(async () => {
      for await (const f of asyncio.asCompleted(tasks, { timeout: 0.12 })) {
        values.push(await f);
      }
    }, asyncio.TimeoutError);
    assertEquals(values, ["a"]);
    assertEquals(elapsed(), 0.12);
    await asyncio.wait(tasks);
    assertEquals(tasks.map((task) => task.result()), ["a", "b"]);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_as_completed_resume_iterator: iterator: a loop left early can be taken up again",
  async () => {
    const iterator = asyncio.asCompleted([echo(0), echo(1), echo(2), echo(3)]);
    const values: number[] = [];
    for (const f of iterator) {
      values.push(await f);
      if (values.length === 2) break;
    }
    assertEquals(values.length, 2);
    for (const f of iterator) values.push(await f);
    assertEquals(values.sort(), [0, 1, 2, 3]);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_as_completed_resume_iterator: async iterator: a loop left early can be taken up again",
  async () => {
    const iterator = asyncio.asCompleted([echo(0), echo(1), echo(2), echo(3)]);
    const values: number[] = [];
    for await (const f of iterator) {
      values.push(await f);
      if (values.length === 2) break;
    }
    assertEquals(values.length, 2);
    for await (const f of iterator) values.push(await f);
    assertEquals(values.sort(), [0, 1, 2, 3]);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_as_completed_reverse_wait: the first item awaited gets the first result, whichever it is",
  async () => {
    const elapsed = stopwatch();
    const [first, second] = [
      ...asyncio.asCompleted([sleep(0.05, "a"), sleep(0.1, "b")]),
    ];
    assertEquals(await second, "a");
    assertEquals(elapsed(), 0.05);
    assertEquals(await first, "b");
    assertEquals(elapsed(), 0.1);
  },
);

for (
  const [way, list] of [
    [
      "iterator",
      (fs: asyncio.AsCompletedIterator<string>) => Promise.resolve([...fs]),
    ],
    ["async iterator", async (fs: asyncio.AsCompletedIterator<string>) => {
      const futures = [];
      for await (const f of fs) futures.push(f);
      return futures;
    }],
  ] as [
    string,
    (fs: asyncio.AsCompletedIterator<string>) => Promise<PromiseLike<string>[]>,
  ][]
) {
  virtualTest(
    `tasks/BaseTaskTests.test_as_completed_concurrent: ${way}: the items can be awaited at the same time`,
    async () => {
      const elapsed = stopwatch();
      const futures = await list(
        asyncio.asCompleted([sleep(0.05, "a"), sleep(0.05, "b")]),
      );
      assertEquals(futures.length, 2);
      const [done, pending] = await asyncio.wait(
        futures.map((f) => asyncio.ensureFuture(f)),
      );
      assertEquals([...done].map((future) => future.result()).sort(), [
        "a",
        "b",
      ]);
      assertMembers(pending, []);
      assertEquals(elapsed(), 0.05);
    },
  );
}

// CPython has no loop here and says so; here there is always one to work on.
test("tasks/BaseTaskTests.test_as_completed_coroutine_without_loop: outside a running loop it works on the default one", async () => {
  const items = [...asyncio.asCompleted([echo(42)])];
  assertEquals(items.length, 1);
  assertEquals(await items[0], 42);
});

virtualTest(
  "tasks/BaseTaskTests.test_as_completed_coroutine_use_running_loop: inside one it takes the running loop",
  async () => {
    const loop = asyncio.getRunningLoop();
    const running = () => asyncio.getRunningLoop();
    const items = [...asyncio.asCompleted([running])];
    assertEquals(items.length, 1);
    assertStrictEquals(await items[0], loop);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_as_completed_invalid_args: a single future or coroutine is a TypeError",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<void>();
    const coro = echo(1);
    for (const single of [future, coro]) {
      // @ts-expect-error a future is not an iterable of futures
      assertThrows(() => [...asyncio.asCompleted(single)], TypeError);
      await assertRejects(async () => {
        // @ts-expect-error a future is not an iterable of futures
        for await (const _ of asyncio.asCompleted(single));
      }, TypeError);
    }
    coro.close();
  },
);

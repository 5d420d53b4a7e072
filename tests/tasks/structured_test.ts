import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";

function now(): number {
  return asyncio.getRunningLoop().time();
}

async function failAfter(delay: number, message: string): Promise<never> {
  await asyncio.sleep(delay);
  throw new SyntaxError(message);
}

/** Sleeps, and when cancelled takes `cleanup` seconds to end. */
async function slowToEnd(
  trace: string[],
  name: string,
  delay: number,
  cleanup: number,
): Promise<string> {
  try {
    await asyncio.sleep(delay);
    return name;
  } catch (error) {
    await asyncio.sleep(cleanup);
    trace.push(`${name} ended at ${now()}`);
    throw error;
  }
}

virtualTest(
  "all() gives the values in the order of the arguments",
  async () => {
    const [a, b, c] = await asyncio.all([
      () => asyncio.sleep(3, "a"),
      asyncio.createTask(() => asyncio.sleep(1, 2)),
      Promise.resolve(true),
    ]);
    assertEquals([a, b, c], ["a", 2, true]);
    assertEquals(now(), 3);
  },
);

virtualTest("all() of nothing gives an empty list", async () => {
  assertEquals(await asyncio.all([]), []);
});

virtualTest(
  "all() cancels and awaits the others when one fails, and throws that error",
  async () => {
    const trace: string[] = [];
    await assertRejects(
      () =>
        asyncio.all([
          () => slowToEnd(trace, "slow", 10, 2),
          () => failAfter(1, "first"),
          () => failAfter(5, "never"),
        ]),
      SyntaxError,
      "first",
    );
    assertEquals(trace, ["slow ended at 3"]);
    assertEquals(now(), 3);
  },
);

virtualTest(
  "race() gives the first value, cancels and awaits the losers",
  async () => {
    const trace: string[] = [];
    const winner = await asyncio.race([
      () => slowToEnd(trace, "slow", 10, 2),
      () => asyncio.sleep(1, "winner"),
    ]);
    assertEquals(winner, "winner");
    assertEquals(trace, ["slow ended at 3"]);
    assertEquals(now(), 3);
  },
);

virtualTest(
  "race() throws the first error, cancels and awaits the losers",
  async () => {
    const trace: string[] = [];
    await assertRejects(
      () =>
        asyncio.race([
          () => slowToEnd(trace, "slow", 10, 2),
          () => failAfter(1, "first"),
        ]),
      SyntaxError,
      "first",
    );
    assertEquals(trace, ["slow ended at 3"]);
  },
);

virtualTest(
  "race() of two that end together gives the earlier argument",
  async () => {
    const winner = await asyncio.race([
      () => asyncio.sleep(1, "first"),
      () => asyncio.sleep(1, "second"),
    ]);
    assertEquals(winner, "first");
  },
);

virtualTest("race() of nothing is an error", async () => {
  await assertRejects(async () => await asyncio.race([]), RangeError);
});

virtualTest(
  "any() gives the first value and forgets earlier errors",
  async () => {
    const trace: string[] = [];
    const winner = await asyncio.any([
      () => failAfter(1, "early"),
      () => asyncio.sleep(2, "winner"),
      () => slowToEnd(trace, "slow", 10, 2),
    ]);
    assertEquals(winner, "winner");
    assertEquals(trace, ["slow ended at 4"]);
  },
);

virtualTest(
  "any() throws all errors when none succeeds, in the order of the arguments",
  async () => {
    const error = await assertRejects(
      () =>
        asyncio.any([
          () => failAfter(2, "a"),
          () => failAfter(1, "b"),
        ]),
      asyncio.ExceptionGroup,
    );
    assertEquals(error.exceptions.map((e) => e.message), ["a", "b"]);
    assertInstanceOf(error, AggregateError);
  },
);

virtualTest("any() wraps what was thrown and is no Error", async () => {
  const error = await assertRejects(
    () => asyncio.any([() => Promise.reject("a string")]),
    asyncio.ExceptionGroup,
  );
  assertInstanceOf(error.exceptions[0], asyncio.RuntimeError);
  assertStringIncludes(error.exceptions[0].message, "a string");
});

virtualTest("any() of nothing is an error", async () => {
  await assertRejects(async () => await asyncio.any([]), RangeError);
});

virtualTest("race() and any() take items of different types", async () => {
  const items = () =>
    [
      () => asyncio.sleep(1, 1),
      asyncio.createTask(() => asyncio.sleep(2, "two")),
    ] as const;
  const first: number | string = await asyncio.race(items());
  const found: number | string = await asyncio.any(items());
  assertEquals([first, found], [1, 1]);
});

const functions: Record<
  string,
  (awaitables: readonly asyncio.Awaitable<unknown>[]) => Promise<unknown>
> = { all: asyncio.all, race: asyncio.race, any: asyncio.any };

for (const [name, fn] of Object.entries(functions)) {
  virtualTest(
    `${name}() cancelled cancels its parts and awaits them`,
    async () => {
      const trace: string[] = [];
      const task = asyncio.createTask(() =>
        fn([
          () => slowToEnd(trace, "a", 10, 1),
          () => slowToEnd(trace, "b", 10, 2),
        ])
      );
      await asyncio.sleep(1);
      task.cancel("stop");
      await assertRejects(() => task, asyncio.CancelledError, "stop");
      assertEquals(trace, ["a ended at 2", "b ended at 3"]);
      assertEquals(now(), 3);
    },
  );

  virtualTest(`${name}() in a timeout ends at the deadline`, async () => {
    const trace: string[] = [];
    await assertRejects(
      () =>
        asyncio.timeout(1, () =>
          fn([
            () => slowToEnd(trace, "a", 10, 0),
            () => slowToEnd(trace, "b", 10, 0),
          ])),
      asyncio.TimeoutError,
    );
    assertEquals(trace.length, 2);
    assertEquals(asyncio.currentTask()!.cancelling(), 0);
    await asyncio.sleep(1);
  });

  virtualTest(`${name}() leaves no task behind`, async () => {
    const before = asyncio.allTasks().size;
    await Promise.allSettled([
      fn([
        () => asyncio.sleep(1, 1),
        () => failAfter(0.5, "x"),
        () => asyncio.sleep(10, 2),
      ]),
    ]);
    assertEquals(asyncio.allTasks().size, before);
  });

  virtualTest(`${name}() refuses what cannot be awaited`, async () => {
    const error = await assertRejects(
      // deno-lint-ignore require-await
      async () => fn([42 as unknown as () => Promise<void>]),
      TypeError,
    );
    assertStringIncludes(error.message, "42");
  });

  virtualTest(`${name}() refuses what is not iterable`, async () => {
    const error = await assertRejects(
      // deno-lint-ignore require-await
      async () => fn(7 as unknown as []),
      TypeError,
    );
    assertStringIncludes(error.message, "7");
  });
}

virtualTest(
  "all() whose part is cancelled by hand throws the CancelledError and cancels the others",
  async () => {
    const part = asyncio.createTask(() => asyncio.sleep(10));
    const other = asyncio.createTask(() => asyncio.sleep(10));
    asyncio.getRunningLoop().callLater(1, () => part.cancel("by hand"));
    await assertRejects(
      () => asyncio.all([part, other]),
      asyncio.CancelledError,
      "by hand",
    );
    assert(other.cancelled());
    assertEquals(asyncio.currentTask()!.cancelling(), 0);
  },
);

virtualTest(
  "all() throws the first error, whatever the cleanup of a loser throws",
  async () => {
    const first = new SyntaxError("first");
    const error = await assertRejects(() =>
      asyncio.all([
        async () => {
          await asyncio.sleep(1);
          throw first;
        },
        async () => {
          try {
            await asyncio.sleep(10);
          } catch {
            throw new RangeError("cleanup");
          }
        },
      ])
    );
    assertStrictEquals(error, first);
  },
);

import {
  assert,
  assertEquals,
  assertFalse,
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

async function assertUncancelled() {
  assertEquals(asyncio.currentTask()!.cancelling(), 0);
  await asyncio.sleep(0);
  await asyncio.sleep(0.001);
}

virtualTest("moveOnAfter() gives what the body returns in time", async () => {
  let scope!: asyncio.CancelScope;
  const result = await asyncio.moveOnAfter(2, async (s) => {
    scope = s;
    return await asyncio.sleep(1, "x");
  });
  assertEquals(result, "x");
  assertFalse(scope.cancelledCaught);
  await asyncio.sleep(5);
});

virtualTest(
  "moveOnAfter() leaves quietly at the deadline, and the scope tells",
  async () => {
    let scope!: asyncio.CancelScope;
    const result = await asyncio.moveOnAfter(1, async (s) => {
      scope = s;
      return await asyncio.sleep(2, "x");
    });
    assertStrictEquals(result, undefined);
    assert(scope.cancelCalled);
    assert(scope.cancelledCaught);
    assertEquals(now(), 1);
    await assertUncancelled();
  },
);

virtualTest("moveOnAfter() waits for the cleanup of the body", async () => {
  await asyncio.moveOnAfter(1, async () => {
    try {
      await asyncio.sleep(10);
    } finally {
      await asyncio.sleep(1);
    }
  });
  assertEquals(now(), 2);
});

virtualTest(
  "moveOnAfter() gives the value of a body that catches the cancel",
  async () => {
    let scope!: asyncio.CancelScope;
    const result = await asyncio.moveOnAfter(1, async (s) => {
      scope = s;
      try {
        return await asyncio.sleep(10, "late");
      } catch {
        return "partial";
      }
    });
    assertEquals(result, "partial");
    assert(scope.cancelCalled);
    assertFalse(scope.cancelledCaught);
    await assertUncancelled();
  },
);

virtualTest(
  "moveOnAfter() of nothing left ends at the first wait",
  async () => {
    const result = await asyncio.moveOnAfter(0, () => asyncio.sleep(0, "x"));
    assertStrictEquals(result, undefined);
    assertEquals(now(), 0);
    await assertUncancelled();
  },
);

virtualTest(
  "moveOnAfter() lets an outer cancel and an outer timeout through",
  async () => {
    await assertRejects(
      () =>
        asyncio.timeout(
          1,
          () => asyncio.moveOnAfter(2, () => asyncio.sleep(10)),
        ),
      asyncio.TimeoutError,
    );
    const task = asyncio.createTask(() =>
      asyncio.moveOnAfter(5, () => asyncio.sleep(10))
    );
    await asyncio.sleep(1);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
  },
);

virtualTest(
  "moveOnAfter() with the deadline of an outer timeout: the outer raises",
  async () => {
    await assertRejects(
      () =>
        asyncio.timeout(
          1,
          () => asyncio.moveOnAfter(1, () => asyncio.sleep(10)),
        ),
      asyncio.TimeoutError,
    );
    await assertUncancelled();
  },
);

virtualTest(
  "moveOnAfter() does not take an ExceptionGroup of its body away",
  async () => {
    await assertRejects(
      () =>
        asyncio.moveOnAfter(1, () =>
          asyncio.taskGroup(async (tg) => {
            tg.createTask(async () => {
              try {
                await asyncio.sleep(10);
              } catch {
                throw new SyntaxError("cleanup");
              }
            });
            await asyncio.sleep(10);
          })),
      asyncio.ExceptionGroup,
    );
    await assertUncancelled();
  },
);

virtualTest("moveOnAfter() may be nested many times", async () => {
  const trace: string[] = [];
  const nest = async (depth: number): Promise<void> => {
    if (depth === 0) return await asyncio.sleep(100);
    await asyncio.moveOnAfter(depth * 2, () => nest(depth - 1));
    trace.push(`${depth} at ${now()}`);
    await asyncio.sleep(1);
  };
  await nest(4);
  assertEquals(trace, ["1 at 2", "2 at 3", "3 at 4", "4 at 5"]);
});

virtualTest(
  "moveOnAfter() with a later deadline set by the scope",
  async () => {
    const result = await asyncio.moveOnAfter(1, async (scope) => {
      scope.deadline += 5;
      return await asyncio.sleep(4, "in time");
    });
    assertEquals(result, "in time");
  },
);

virtualTest(
  "moveOnAfter() takes a delay by its parts, and refuses bad ones",
  async () => {
    await asyncio.moveOnAfter({ milliseconds: 500 }, () => asyncio.sleep(10));
    assertEquals(now(), 0.5);
    const nan = await assertRejects(
      // deno-lint-ignore require-await
      async () => asyncio.moveOnAfter(NaN, () => asyncio.sleep(1)),
      RangeError,
    );
    assertStringIncludes(nan.message, "NaN");
    const wrong = await assertRejects(
      // deno-lint-ignore require-await
      async () =>
        asyncio.moveOnAfter("1s" as unknown as number, () => asyncio.sleep(1)),
      TypeError,
    );
    assertStringIncludes(wrong.message, "1s");
  },
);

virtualTest("failAfter() is a timeout by another name", async () => {
  assertEquals(
    await asyncio.failAfter(2, () => asyncio.sleep(1, "x")),
    "x",
  );
  await assertRejects(
    () => asyncio.failAfter(1, () => asyncio.sleep(10)),
    asyncio.TimeoutError,
  );
  await assertRejects(async () => {
    await using _ = asyncio.failAfter(1);
    await asyncio.sleep(10);
  }, asyncio.TimeoutError);
  assertEquals(now(), 3);
  await assertUncancelled();
});

virtualTest(
  "failAfter() inside moveOnAfter(): whoever is first decides",
  async () => {
    const quiet = await asyncio.moveOnAfter(
      1,
      () => asyncio.failAfter(2, () => asyncio.sleep(10)),
    );
    assertStrictEquals(quiet, undefined);
    const error = await assertRejects(() =>
      asyncio.moveOnAfter(
        2,
        () => asyncio.failAfter(1, () => asyncio.sleep(10)),
      )
    );
    assertInstanceOf(error, asyncio.TimeoutError);
  },
);

for (
  const [name, fn] of Object.entries({
    moveOnAfter: () => asyncio.moveOnAfter(1, () => {}),
    failAfter: () => asyncio.failAfter(1, () => {}),
    shieldScope: () => asyncio.shieldScope(() => {}),
    // deno-lint-ignore require-await
    currentSignal: async () => asyncio.currentSignal(),
  })
) {
  virtualTest(`${name}() outside a task is a RuntimeError`, async () => {
    const outside = new Promise((resolve, reject) => {
      asyncio.getRunningLoop().callSoon(() => {
        fn().then(resolve, reject);
      });
    });
    await assertRejects(() => outside, asyncio.RuntimeError, "task");
  });
}

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
import * as asyncio from "../../mod.ts";
import { runVirtual } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

function now(): number {
  return asyncio.getRunningLoop().time();
}

virtualTest("timeout() gives what the body returns", async () => {
  assertEquals(await asyncio.timeout(1, () => asyncio.sleep(0.5, "x")), "x");
});

virtualTest("timeout() takes a delay by its parts", async () => {
  const start = now();
  await assertRejects(
    () =>
      asyncio.timeout(
        { minutes: 1, seconds: 2, milliseconds: 500 },
        () => asyncio.sleep(100),
      ),
    asyncio.TimeoutError,
  );
  assertEquals(now() - start, 62.5);
});

virtualTest("timeout() passes its scope to the body", async () => {
  await asyncio.timeout(1, (scope) => {
    assertInstanceOf(scope, asyncio.Timeout);
    assertEquals(scope.when(), now() + 1);
  });
});

virtualTest(
  "timeout() ends every wait of a body that waits for many",
  async () => {
    const ended: string[] = [];
    const wait = async (name: string) => {
      try {
        await asyncio.sleep(10);
      } catch (error) {
        if (asyncio.isCancelled(error)) ended.push(name);
        throw error;
      }
    };
    await assertRejects(
      () => asyncio.timeout(1, () => Promise.all([wait("a"), wait("b")])),
      asyncio.TimeoutError,
    );
    await asyncio.sleep(0);
    assertEquals(ended.sort(), ["a", "b"]);
  },
);

virtualTest(
  "timeout() beside another in one task ends only its own waits",
  async () => {
    const trace: string[] = [];
    const one = async (name: string, delay: number, body: number) => {
      try {
        await asyncio.timeout(delay, () => asyncio.sleep(body));
        trace.push(`${name} done ${now()}`);
      } catch (error) {
        assertInstanceOf(error, asyncio.TimeoutError);
        trace.push(`${name} timeout ${now()}`);
      }
    };
    await Promise.all([one("a", 1, 5), one("b", 4, 3), one("c", 2, 5)]);
    assertEquals(trace, ["a timeout 1", "c timeout 2", "b done 3"]);
    assertEquals(asyncio.currentTask()!.cancelling(), 0);
    await asyncio.sleep(10);
  },
);

virtualTest(
  "timeout() beside a plain wait in one task leaves that wait alone",
  async () => {
    const results = await Promise.allSettled([
      asyncio.timeout(1, () => asyncio.sleep(5)),
      asyncio.sleep(3, "kept"),
    ]);
    assertInstanceOf(
      (results[0] as PromiseRejectedResult).reason,
      asyncio.TimeoutError,
    );
    assertEquals(results[1], { status: "fulfilled", value: "kept" });
  },
);

virtualTest(
  "timeout() in each of many calls of one task: an outer cancel reaches all",
  async () => {
    const task = asyncio.createTask(() =>
      Promise.allSettled(
        [1, 2, 3].map(() => asyncio.timeout(5, () => asyncio.sleep(10))),
      )
    );
    await asyncio.sleep(1);
    task.cancel("stop");
    const outcome = await Promise.allSettled([task]);
    const settled = outcome[0].status === "fulfilled" ? outcome[0].value : [];
    for (const one of settled) {
      assert(asyncio.isCancelled((one as PromiseRejectedResult).reason));
    }
    assertEquals(now(), 1);
  },
);

virtualTest(
  "timeout() around the calls of one task ends those with later timeouts of their own",
  async () => {
    const reasons: unknown[] = [];
    await assertRejects(
      () =>
        asyncio.timeout(1, () =>
          Promise.all([2, 3].map(async (delay) => {
            try {
              await asyncio.timeout(delay, () => asyncio.sleep(10));
            } catch (error) {
              reasons.push(error);
              throw error;
            }
          }))),
      asyncio.TimeoutError,
    );
    await asyncio.sleep(0);
    assertEquals(reasons.map(asyncio.isCancelled), [true, true]);
  },
);

virtualTest(
  "timeout() is left with a value handed over in the moment of the deadline",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<string>();
    asyncio.getRunningLoop().callLater(1, () => future.setResult("permit"));
    assertEquals(await asyncio.timeout(1, () => future), "permit");
    assertEquals(asyncio.currentTask()!.cancelling(), 0);
    await asyncio.sleep(1);
  },
);

virtualTest("timeout() ends a wait for a task and that task", async () => {
  const task = asyncio.createTask(() => asyncio.sleep(10));
  await assertRejects(
    () => asyncio.timeout(1, () => task),
    asyncio.TimeoutError,
  );
  assert(task.cancelled());
});

virtualTest(
  "timeout() as a block: the CancelledError of the await becomes the TimeoutError of the block",
  async () => {
    let inside: unknown;
    let stackInside = "";
    const error = await assertRejects(async () => {
      await using _ = asyncio.timeout(1);
      try {
        await asyncio.sleep(10);
      } catch (error) {
        inside = error;
        assert(error instanceof asyncio.CancelledError);
        assertFalse(error instanceof asyncio.TimeoutError);
        stackInside = error.stack ?? "";
        throw error;
      }
    }, asyncio.TimeoutError);
    assertStrictEquals(error, inside as Error);
    assertEquals(error.name, "TimeoutError");
    assertFalse(asyncio.isCancelled(error));
    assertFalse(error instanceof SuppressedError);
    assertMatch(String(error), /^TimeoutError/);
    assertMatch(error.stack!, /^TimeoutError/);
    assertFalse(stackInside.startsWith("TimeoutError"));
    assertStringIncludes(Deno.inspect(error), "TimeoutError");
    assertFalse(Deno.inspect(error).includes("CancelledError: "));
  },
);

test("timeout() as a block in debug mode: the TimeoutError has the stack of a TimeoutError too", async () => {
  const error = await assertRejects(() =>
    runVirtual(async () => {
      await using _ = asyncio.timeout(1);
      await asyncio.sleep(10);
    }, { debug: true }), asyncio.TimeoutError);
  assertMatch(error.stack!, /^TimeoutError: .*\n +at /);
});

virtualTest(
  "timeout() as a block has the same message as the callback form",
  async () => {
    const block = await assertRejects(async () => {
      await using _ = asyncio.timeout(1);
      await asyncio.sleep(10);
    }, asyncio.TimeoutError);
    const callback = await assertRejects(
      () => asyncio.timeout(1, () => asyncio.sleep(10)),
      asyncio.TimeoutError,
    );
    assertEquals(block.message, callback.message);
  },
);

virtualTest(
  "timeout() as a block: an error of the body that meets the deadline stays itself",
  async () => {
    const mine = new SyntaxError("mine");
    const error = await assertRejects(async () => {
      await using _ = asyncio.timeout(1);
      try {
        await asyncio.sleep(10);
      } finally {
        // deno-lint-ignore no-unsafe-finally
        throw mine;
      }
    });
    assertStrictEquals(error, mine);
  },
);

virtualTest(
  "timeout() as a block: a cancel caught inside leaves the block quietly",
  async () => {
    {
      await using scope = asyncio.timeout(1);
      await assertRejects(() => asyncio.sleep(10), asyncio.CancelledError);
      assert(scope.expired());
    }
    assertEquals(asyncio.currentTask()!.cancelling(), 0);
    await asyncio.sleep(1);
  },
);

virtualTest("timeout() as a block ends at the end of the block", async () => {
  {
    await using _ = asyncio.timeout(1);
  }
  await asyncio.sleep(5);
});

virtualTest(
  "timeout() as a block in a group as a block: the inner deadline is one error of nobody's",
  async () => {
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => asyncio.sleep(2));
      await using _ = asyncio.timeout(1);
      await asyncio.sleep(10);
    }, asyncio.TimeoutError);
    assertFalse(error instanceof SuppressedError);
    assertEquals(now(), 2);
  },
);

virtualTest(
  "Timeout.reschedule() moves the deadline from outside the body",
  async () => {
    let scope!: asyncio.Timeout;
    const task = asyncio.createTask(() =>
      asyncio.timeout(null, (cm) => {
        scope = cm;
        return asyncio.sleep(10);
      })
    );
    await asyncio.sleep(1);
    scope.reschedule(now() + 1);
    await assertRejects(() => task, asyncio.TimeoutError);
    assertEquals(now(), 2);
  },
);

virtualTest(
  "Timeout.reschedule() into the past expires at the next wait",
  async () => {
    await assertRejects(
      () =>
        asyncio.timeout(10, async (scope) => {
          await asyncio.sleep(1);
          scope.reschedule(now() - 1);
          await asyncio.sleep(0.5);
        }),
      asyncio.TimeoutError,
    );
    assertEquals(now(), 1);
  },
);

virtualTest("timeout() refuses a delay that is not a number: NaN", () => {
  const error = assertThrows(() => asyncio.timeout(NaN), RangeError);
  assertStringIncludes(error.message, "NaN");
});

for (
  const [wrong, shown] of [
    ["1", "1"],
    [true, "true"],
    [{ fortnights: 1 }, "Object"],
    [Symbol("s"), "Symbol(s)"],
  ] as const
) {
  virtualTest(`timeout() refuses a delay of a wrong type: ${shown}`, () => {
    const error = assertThrows(
      () => asyncio.timeout(wrong as unknown as number),
      TypeError,
    );
    assertStringIncludes(error.message, shown);
  });
}

virtualTest("timeoutAt() refuses a deadline of a wrong type and NaN", () => {
  const wrong = assertThrows(
    () => asyncio.timeoutAt("12" as unknown as number),
    TypeError,
  );
  assertStringIncludes(wrong.message, "12");
  const nan = assertThrows(() => asyncio.timeoutAt(NaN), RangeError);
  assertStringIncludes(nan.message, "NaN");
});

virtualTest(
  "Timeout.reschedule() refuses NaN and keeps the deadline",
  async () => {
    await asyncio.timeout(1, (scope) => {
      const when = scope.when();
      const error = assertThrows(() => scope.reschedule(NaN), RangeError);
      assertStringIncludes(error.message, "NaN");
      assertEquals(scope.when(), when);
      return Promise.resolve();
    });
  },
);

virtualTest("timeout() refuses a body that is not a function", async () => {
  const error = await assertRejects(
    // deno-lint-ignore require-await
    async () => asyncio.timeout(1, 42 as unknown as () => Promise<void>),
    TypeError,
  );
  assertStringIncludes(error.message, "42");
});

virtualTest("waitFor() refuses NaN and a timeout of a wrong type", async () => {
  const nan = await assertRejects(
    // deno-lint-ignore require-await
    async () => asyncio.waitFor(() => asyncio.sleep(1), NaN),
    RangeError,
  );
  assertStringIncludes(nan.message, "NaN");
  const wrong = await assertRejects(
    // deno-lint-ignore require-await
    async () =>
      asyncio.waitFor(() => asyncio.sleep(1), "soon" as unknown as number),
    TypeError,
  );
  assertStringIncludes(wrong.message, "soon");
});

virtualTest("waitFor() refuses what cannot be awaited", async () => {
  const error = await assertRejects(
    // deno-lint-ignore require-await
    async () => asyncio.waitFor(42 as unknown as Promise<void>, 1),
    TypeError,
  );
  assertStringIncludes(error.message, "42");
});

virtualTest("waitFor() takes a signal", async () => {
  const controller = new AbortController();
  asyncio.getRunningLoop().callLater(
    1,
    () => controller.abort(new SyntaxError("enough")),
  );
  await assertRejects(
    () =>
      asyncio.waitFor(() => asyncio.sleep(10), 5, {
        signal: controller.signal,
      }),
    SyntaxError,
    "enough",
  );
  assertEquals(now(), 1);
});

virtualTest("waitFor() of a native promise can be timed out", async () => {
  const never = new Promise<void>(() => {});
  await assertRejects(() => asyncio.waitFor(never, 1), asyncio.TimeoutError);
  assertEquals(now(), 1);
});

import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";

function now(): number {
  return asyncio.getRunningLoop().time();
}

virtualTest(
  "shieldScope() gives what the body returns, in the same task",
  async () => {
    const task = asyncio.currentTask();
    const result = await asyncio.shieldScope(async () => {
      assertStrictEquals(asyncio.currentTask(), task);
      return await asyncio.sleep(1, "x");
    });
    assertEquals(result, "x");
  },
);

virtualTest(
  "shieldScope() holds an outer cancel back and delivers it afterwards",
  async () => {
    const trace: string[] = [];
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.shieldScope(async () => {
          await asyncio.sleep(2);
          trace.push("cleanup done");
        });
        await asyncio.sleep(1);
        trace.push("never");
      } catch (error) {
        trace.push(`${(error as Error).message} at ${now()}`);
        throw error;
      }
    });
    await asyncio.sleep(1);
    task.cancel("held");
    assertEquals(task.cancelling(), 1);
    await assertRejects(() => task, asyncio.CancelledError, "held");
    assertEquals(trace, ["cleanup done", "held at 2"]);
    assert(task.cancelled());
  },
);

virtualTest(
  "shieldScope() in the cleanup of a cancelled task withstands further cancels",
  async () => {
    const trace: string[] = [];
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.sleep(10);
      } finally {
        await asyncio.shieldScope(async () => {
          for (let i = 0; i < 3; i++) await asyncio.sleep(1);
          trace.push(`closed at ${now()}`);
        });
      }
    });
    await asyncio.sleep(1);
    task.cancel();
    for (let i = 0; i < 2; i++) {
      await asyncio.sleep(1);
      task.cancel();
    }
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(trace, ["closed at 4"]);
  },
);

virtualTest(
  "shieldScope() holds back an outer timeout, which fires afterwards",
  async () => {
    const trace: string[] = [];
    await assertRejects(
      () =>
        asyncio.timeout(1, async () => {
          await asyncio.shieldScope(() => asyncio.sleep(3));
          trace.push(`left at ${now()}`);
          await asyncio.sleep(1);
          trace.push("never");
        }),
      asyncio.TimeoutError,
    );
    assertEquals(trace, ["left at 3"]);
    assertEquals(now(), 3);
    assertEquals(asyncio.currentTask()!.cancelling(), 0);
  },
);

virtualTest("shieldScope() leaves timeouts inside it working", async () => {
  const trace: string[] = [];
  const task = asyncio.createTask(() =>
    asyncio.shieldScope(async () => {
      await assertRejects(
        () => asyncio.timeout(2, () => asyncio.sleep(10)),
        asyncio.TimeoutError,
      );
      trace.push(`inner timeout at ${now()}`);
      await asyncio.sleep(1);
      trace.push(`end at ${now()}`);
    })
  );
  await asyncio.sleep(1);
  task.cancel();
  await assertRejects(() => task, asyncio.CancelledError);
  assertEquals(trace, ["inner timeout at 2", "end at 3"]);
});

virtualTest(
  "shieldScope() with a timeout gives up at the deadline",
  async () => {
    const trace: string[] = [];
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.sleep(100);
      } finally {
        await asyncio.shieldScope(async () => {
          try {
            await asyncio.sleep(10);
            trace.push("never");
          } finally {
            trace.push(`gave up at ${now()}`);
          }
        }, { timeout: 2 });
      }
    });
    await asyncio.sleep(1);
    task.cancel();
    await asyncio.sleep(1);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(trace, ["gave up at 3"]);
  },
);

virtualTest("shieldScope() with a timeout that is not reached", async () => {
  const result = await asyncio.shieldScope(() => asyncio.sleep(1, "closed"), {
    timeout: 2,
  });
  assertEquals(result, "closed");
  await asyncio.sleep(5);
});

virtualTest(
  "shieldScope() in shieldScope(): the cancel waits for the outer one",
  async () => {
    const trace: string[] = [];
    const task = asyncio.createTask(async () => {
      await asyncio.shieldScope(async () => {
        await asyncio.shieldScope(() => asyncio.sleep(2));
        trace.push(`inner left at ${now()}`);
        await asyncio.sleep(2);
        trace.push(`outer left at ${now()}`);
      });
      await asyncio.sleep(1);
      trace.push("never");
    });
    await asyncio.sleep(1);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(trace, ["inner left at 2", "outer left at 4"]);
  },
);

virtualTest(
  "shieldScope() beside a plain wait in one task shields only its own body",
  async () => {
    const trace: string[] = [];
    const task = asyncio.createTask(() =>
      Promise.allSettled([
        asyncio.shieldScope(async () => {
          await asyncio.sleep(3);
          trace.push(`shielded ${now()}`);
        }),
        asyncio.sleep(10).catch((error) => {
          trace.push(`plain ${now()}`);
          throw error;
        }),
      ])
    );
    await asyncio.sleep(1);
    task.cancel();
    await asyncio.wait([task]);
    assertEquals(trace, ["plain 1", "shielded 3"]);
  },
);

virtualTest(
  "shieldScope() lets a task that awaits it be cancelled itself no earlier",
  async () => {
    const inner = asyncio.createTask(() => asyncio.sleep(2, "inner"));
    const task = asyncio.createTask(async () => {
      const value = await asyncio.shieldScope(() => inner);
      assertEquals(value, "inner");
      await asyncio.sleep(1);
    });
    await asyncio.sleep(1);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assertFalse(inner.cancelled());
  },
);

virtualTest(
  "shieldScope() does not hold back an error of its body",
  async () => {
    await assertRejects(
      () => asyncio.shieldScope(() => Promise.reject(new SyntaxError("mine"))),
      SyntaxError,
      "mine",
    );
  },
);

virtualTest(
  "shieldScope() around a group: an outer cancel waits, a failing child does not",
  async () => {
    const task = asyncio.createTask(() =>
      asyncio.shieldScope(() =>
        asyncio.taskGroup(async (tg) => {
          tg.createTask(async () => {
            await asyncio.sleep(2);
            throw new SyntaxError("child");
          });
          await asyncio.sleep(10);
        })
      )
    );
    await asyncio.sleep(1);
    task.cancel();
    await assertRejects(() => task, asyncio.ExceptionGroup);
    assertEquals(now(), 2);
  },
);

virtualTest(
  "shieldScope() refuses a body and a timeout of wrong types",
  async () => {
    const body = await assertRejects(
      // deno-lint-ignore require-await
      async () => asyncio.shieldScope("body" as unknown as () => Promise<void>),
      TypeError,
    );
    assertStringIncludes(body.message, "body");
    const timeout = await assertRejects(
      // deno-lint-ignore require-await
      async () => asyncio.shieldScope(() => asyncio.sleep(1), { timeout: NaN }),
      RangeError,
    );
    assertStringIncludes(timeout.message, "NaN");
  },
);

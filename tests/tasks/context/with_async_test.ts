import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../../mod.ts";
import {
  AbstractAsyncContextManager,
  AbstractContextManager,
  type AsyncContextManager,
  asyncContextManager,
  AsyncExitStack,
  ExitStack,
  nullContext,
  withAsync,
  withSync,
} from "../../../tasks/context/mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

function raise(error: unknown): never {
  throw error;
}

/** Logs what it is told, a second later each. */
function logging(
  log: string[],
  name = "cm",
): AsyncContextManager<string, void> {
  return {
    async enter() {
      await asyncio.sleep(1);
      log.push(`${name} entered`);
      return name;
    },
    async exit(error) {
      await asyncio.sleep(1);
      log.push(`${name} left: ${error}`);
    },
  };
}

virtualTest(
  "withAsync() enters, calls, leaves, and returns what the body returns",
  async () => {
    const log: string[] = [];
    const result = await withAsync(logging(log), async (name) => {
      await asyncio.sleep(1);
      log.push(`in ${name}`);
      return 42;
    });
    assertEquals(result, 42);
    assertEquals(log, ["cm entered", "in cm", "cm left: undefined"]);
  },
);

virtualTest("withAsync() throws the error of the body itself", async () => {
  const log: string[] = [];
  const error = new RangeError("no");
  for (const body of [() => raise(error), () => Promise.reject(error)]) {
    const caught = await assertRejects(() => withAsync(logging(log), body));
    assertStrictEquals(caught, error);
    assertEquals(error.cause, undefined);
  }
  assertEquals(log, [
    "cm entered",
    "cm left: RangeError: no",
    "cm entered",
    "cm left: RangeError: no",
  ]);
});

virtualTest("withAsync() does not leave what it could not enter", async () => {
  const manager = {
    enter: () => raise(new RangeError("closed")),
    exit: () => raise(new Error("left")),
  };
  await assertRejects(
    () => withAsync(manager, () => raise(new Error("body"))),
    RangeError,
    "closed",
  );
});

virtualTest(
  "withAsync() suppresses an error for true, and for nothing else",
  async () => {
    const outcomes: unknown[] = [];
    for (const answer of [true, 1, "yes", {}, false, undefined, null]) {
      const manager = { enter() {}, exit: () => wrong(answer) };
      outcomes.push(
        await withAsync(manager, () => raise(new Error("out")))
          .then(() => "suppressed", (error) => error.message),
      );
      try {
        outcomes.push(withSync(manager, () => raise(new Error("out"))));
      } catch (error) {
        outcomes.push((error as Error).message);
      }
    }
    assertEquals(outcomes, ["suppressed", undefined, ...Array(12).fill("out")]);
  },
);

virtualTest(
  "withAsync() takes true for nothing when there is no error",
  async () => {
    const manager = { enter() {}, exit: () => true };
    assertEquals(await withAsync(manager, () => "result"), "result");
  },
);

virtualTest(
  "withAsync() puts an error in place of undefined and null",
  async () => {
    for (const thrown of [undefined, null]) {
      const seen: unknown[] = [];
      const manager = {
        enter() {},
        exit: (error: unknown) => void seen.push(error),
      };
      const error = await assertRejects(
        () => withAsync(manager, () => raise(thrown)),
        asyncio.RuntimeError,
        `${thrown}`,
      );
      assertEquals(seen, [error]);
      assertThrows(
        () => withSync(manager, () => raise(thrown)),
        asyncio.RuntimeError,
        `${thrown}`,
      );
    }
  },
);

virtualTest("withAsync() passes other thrown values as they are", async () => {
  const seen: unknown[] = [];
  const manager = {
    enter() {},
    exit: (error: unknown) => void seen.push(error),
  };
  for (const thrown of [0, "", false]) {
    try {
      await withAsync(manager, () => raise(thrown));
      seen.push("nothing");
    } catch (error) {
      seen.push(error);
    }
  }
  assertEquals(seen, [0, 0, "", "", false, false]);
});

// What comes out

virtualTest(
  "withAsync() puts the body's error behind that of exit()",
  async () => {
    const body = new Error("body");
    const exit = new Error("exit");
    const manager = { enter() {}, exit: () => raise(exit) };
    const caught = await assertRejects(() =>
      withAsync(manager, () => raise(body))
    );
    assertStrictEquals(caught, exit);
    assertStrictEquals(caught.cause, body);
  },
);

test("withSync() puts the body's error behind that of exit()", () => {
  const body = new Error("body");
  const exit = new Error("exit", { cause: new Error("cause") });
  const manager = { enter() {}, exit: () => raise(exit) };
  const caught = assertThrows(() => withSync(manager, () => raise(body)));
  assertStrictEquals(caught, exit);
  assertStrictEquals((caught.cause as Error).cause, body);
});

virtualTest(
  "withAsync() throws both where there is no place for a cause",
  async () => {
    const body = new Error("body");
    for (
      const exit of [
        "text",
        Object.freeze(new Error("frozen")),
        new Error("taken", { cause: { code: 1 } }),
        new Error("taken", { cause: new Error("end", { cause: 0 }) }),
      ]
    ) {
      const manager = { enter() {}, exit: () => raise(exit) };
      const caught = await assertRejects(
        () => withAsync(manager, () => raise(body)),
        SuppressedError,
      );
      assertStrictEquals(caught.error, exit);
      assertStrictEquals(caught.suppressed, body);
    }
  },
);

virtualTest(
  "withAsync() adds nothing to an error that contains the body's",
  async () => {
    const body = new Error("body");
    const wrappers = [
      new Error("wrapper", { cause: body }),
      new Error("outer", { cause: new Error("inner", { cause: body }) }),
      new asyncio.ExceptionGroup("group", [new Error("first"), body]),
      new SuppressedError(new Error("later"), body),
      body,
    ];
    for (const exit of wrappers) {
      const before = Deno.inspect(exit);
      const manager = { enter() {}, exit: () => raise(exit) };
      const caught = await assertRejects(() =>
        withAsync(manager, () => raise(body))
      );
      assertStrictEquals(caught, exit);
      assertEquals(Deno.inspect(exit), before);
    }
  },
);

virtualTest(
  "withAsync() makes no circle of an error that was taken out of the body's",
  async () => {
    const part = new Error("part");
    for (
      const body of [
        new Error("wrapper", { cause: part }),
        new asyncio.ExceptionGroup("group", [new Error("first"), part]),
      ]
    ) {
      const manager = { enter() {}, exit: () => raise(part) };
      const caught = await assertRejects(() =>
        withAsync(manager, () => raise(body))
      );
      assertStrictEquals(caught, part);
      assertEquals(part.cause, undefined);
    }
  },
);

virtualTest(
  "withAsync() comes to an end with causes that are a circle",
  async () => {
    const one = new Error("one");
    const two = new Error("two", { cause: one });
    one.cause = two;
    const body = new Error("body");
    const manager = { enter() {}, exit: () => raise(one) };
    const caught = await assertRejects(
      () => withAsync(manager, () => raise(body)),
      SuppressedError,
    );
    assertEquals([caught.error, caught.suppressed], [one, body]);
  },
);

virtualTest(
  "withAsync() throws an error of exit() as it is when the body has none",
  async () => {
    const exit = new Error("exit");
    const manager = { enter() {}, exit: () => raise(exit) };
    const caught = await assertRejects(() => withAsync(manager, () => 1));
    assertStrictEquals(caught, exit);
    assertEquals(Object.hasOwn(exit, "cause"), false);
  },
);

// Disposables

virtualTest("withAsync() disposes of resources of both kinds", async () => {
  const log: string[] = [];
  const both = {
    [Symbol.dispose]: () => log.push("sync"),
    [Symbol.asyncDispose]: async () => {
      await asyncio.sleep(1);
      log.push("async");
    },
  };
  assertEquals(await withAsync(both, (it) => it === both), true);
  const guard = { [Symbol.dispose]: () => log.push("guard") };
  assertEquals(await withAsync(guard, (it) => it === guard), true);
  assertEquals(withSync(guard, (it) => it === guard), true);
  assertEquals(log, ["async", "guard", "guard"]);
});

virtualTest(
  "withAsync() does not suppress whatever dispose returns",
  async () => {
    const resource = { [Symbol.dispose]: () => true };
    await assertRejects(
      () => withAsync(resource, () => raise(new RangeError())),
      RangeError,
    );
    assertThrows(
      () => withSync(resource, () => raise(new RangeError())),
      RangeError,
    );
  },
);

virtualTest("withAsync() releases a lock", async () => {
  const lock = new asyncio.Lock();
  await withAsync(await lock.acquire(), () => assert(lock.locked()));
  assert(!lock.locked());
});

virtualTest("withAsync() takes a timeout, which begins then", async () => {
  const error = await assertRejects(
    () => withAsync(asyncio.timeout(1), () => asyncio.sleep(60)),
    asyncio.TimeoutError,
  );
  assertInstanceOf(error, asyncio.TimeoutError);
  assertEquals(asyncio.getRunningLoop().time(), 1);
  await asyncio.sleep(60);
});

virtualTest(
  "withAsync() takes a cancel scope, which suppresses its own cancel only",
  async () => {
    const scope = new asyncio.CancelScope({ deadline: 1 });
    assertEquals(
      await withAsync(scope, () => asyncio.sleep(60, "slept")),
      undefined,
    );

    const cancelled = new asyncio.CancelScope();
    await assertRejects(() =>
      withAsync(cancelled, () => {
        cancelled.cancel();
        throw new RangeError("of the body");
      }), RangeError);

    const task = asyncio.createTask(() =>
      withAsync(new asyncio.CancelScope(), () => asyncio.sleep(60))
    );
    await asyncio.sleep(1);
    task.cancel("outer");
    await assertRejects(() => task, asyncio.CancelledError, "outer");
  },
);

virtualTest("withAsync() waits for the tasks of a group", async () => {
  const log: string[] = [];
  await withAsync(new asyncio.TaskGroup(), (group) => {
    group.createTask(async () => {
      await asyncio.sleep(1);
      log.push("task");
    });
    log.push("body");
  });
  log.push("after");
  assertEquals(log, ["body", "task", "after"]);
});

virtualTest(
  "withAsync() cancels the tasks of a group whose body throws or is cancelled",
  async () => {
    const log: string[] = [];
    function body(fails: boolean): Promise<void> {
      return withAsync(new asyncio.TaskGroup(), async (group) => {
        group.createTask(async () => {
          try {
            await asyncio.sleep(60);
          } finally {
            await asyncio.sleep(1);
            log.push("task left");
          }
        });
        await asyncio.sleep(2);
        if (fails) throw new RangeError("body");
        await asyncio.sleep(60);
      });
    }
    await assertRejects(() => body(true), RangeError, "body");
    const task = asyncio.createTask(() => body(false));
    await asyncio.sleep(5);
    task.cancel("outer");
    await assertRejects(() => task, asyncio.CancelledError, "outer");
    log.push(`${asyncio.getRunningLoop().time()}`);
    assertEquals(log, ["task left", "task left", "9"]);
  },
);

test("withSync() and enterContext() refuse a manager that waits", () => {
  const manager = asyncContextManager(async function* () {
    yield 1;
  });
  for (
    const enter of [
      () => withSync(wrong(manager()), () => {}),
      () => new ExitStack().enterContext(wrong(manager())),
      () => new AsyncExitStack().enterContext(wrong(manager())),
    ]
  ) assertThrows(enter, TypeError, "waits");
});

// Cancellation

virtualTest(
  "withAsync() shows exit() the cancel of the body, which goes on",
  async () => {
    const log: string[] = [];
    const task = asyncio.createTask(() =>
      withAsync(logging(log), () => asyncio.sleep(60))
    );
    await asyncio.sleep(2);
    task.cancel("enough");
    await assertRejects(() => task, asyncio.CancelledError, "enough");
    assert(task.cancelled());
    assertEquals(log, ["cm entered", "cm left: CancelledError: enough"]);
  },
);

virtualTest("withAsync() is cancelled while it enters", async () => {
  const log: string[] = [];
  const task = asyncio.createTask(() =>
    withAsync(logging(log), () => log.push("body"))
  );
  await asyncio.sleep(0);
  task.cancel();
  await assertRejects(() => task, asyncio.CancelledError);
  assertEquals(log, []);
});

virtualTest(
  "withAsync() is cancelled while it leaves, with the body's error behind",
  async () => {
    const body = new Error("body");
    const causes: unknown[] = [];
    const task = asyncio.createTask(async () => {
      try {
        await withAsync(logging([]), () => raise(body));
      } catch (error) {
        causes.push((error as Error).cause);
        throw error;
      }
    });
    await asyncio.sleep(1.5);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(causes, [body]);
  },
);

virtualTest(
  "withAsync() is cancelled at every step, and leaves whatever it has entered",
  async () => {
    for (let step = 0; step < 6; step++) {
      let open = 0;
      const manager = {
        async enter() {
          await asyncio.sleep(1);
          open++;
        },
        async exit() {
          try {
            await asyncio.sleep(1);
          } finally {
            open--;
          }
        },
      };
      const task = asyncio.createTask(() =>
        withAsync(manager, () => withAsync(manager, () => asyncio.sleep(1)))
      );
      await asyncio.sleep(step + 0.5);
      task.cancel();
      await asyncio.wait([task]);
      assertEquals([step, open, task.cancelled()], [step, 0, step < 5]);
    }
  },
);

// Bad input

virtualTest("withAsync() refuses what is no manager", async () => {
  for (
    const value of [null, undefined, 1, "text", {}, () => {}, { enter() {} }]
  ) {
    await assertRejects(
      () => withAsync(wrong(value), () => {}),
      TypeError,
      "The context manager must have enter() and exit(), or be disposable",
    );
    assertThrows(
      () => withSync(wrong(value), () => {}),
      TypeError,
      "The context manager must have enter() and exit(), or be disposable",
    );
  }
  const half = { [Symbol.asyncDispose]: null };
  await assertRejects(
    () => withAsync(wrong(half), () => {}),
    TypeError,
    "null",
  );
});

virtualTest(
  "withAsync() refuses a body that is no function before it enters",
  async () => {
    const manager = { enter: () => raise(new Error("entered")), exit() {} };
    await assertRejects(
      () => withAsync(manager, wrong(Promise.resolve())),
      TypeError,
      "The body of withAsync() must be a function: an instance of Promise",
    );
    assertThrows(
      () => withSync(manager, wrong(1)),
      TypeError,
      "The body of withSync() must be a function: 1",
    );
  },
);

// Base classes

class Sync extends AbstractContextManager<Sync, void> {
  log: string[] = [];

  override exit(error?: unknown): void {
    this.log.push(`left: ${error}`);
  }
}

class Async extends AbstractAsyncContextManager<Async, void> {
  log: string[] = [];

  override async exit(error?: unknown): Promise<void> {
    await asyncio.sleep(1);
    this.log.push(`left: ${error}`);
  }
}

virtualTest(
  "AbstractAsyncContextManager in a block leaves, and does not see the error",
  async () => {
    const manager = new Async();
    await assertRejects(async () => {
      await using _ = await manager.enter();
      manager.log.push("block");
      throw new RangeError("of the block");
    }, RangeError);
    assertEquals(manager.log, ["block", "left: undefined"]);
  },
);

test("AbstractContextManager in a block leaves, and does not see the error", () => {
  const manager = new Sync();
  assertThrows(() => {
    using _ = manager.enter();
    manager.log.push("block");
    throw new RangeError("of the block");
  }, RangeError);
  assertEquals(manager.log, ["block", "left: undefined"]);
});

virtualTest(
  "AbstractAsyncContextManager takes managers that do not wait wherever they wait",
  async () => {
    const manager = new Sync();
    await withAsync(manager, (it) => it.log.push("body"));
    assertEquals(manager.log, ["body", "left: undefined"]);
  },
);

virtualTest(
  "AbstractAsyncContextManager.wrap() refuses what is no function",
  () => {
    assertThrows(() => new Async().wrap(wrong(1)), TypeError, "1");
    assertThrows(() => new Sync().wrap(wrong(null)), TypeError, "null");
  },
);

virtualTest(
  "AbstractAsyncContextManager.wrap() asks recreate() for every call",
  async () => {
    const log: string[] = [];
    class Numbered extends AbstractAsyncContextManager<number, void> {
      static count = 0;
      number = ++Numbered.count;

      override recreate(): Numbered {
        return new Numbered();
      }
      override enter(): Promise<number> {
        log.push(`enter ${this.number}`);
        return Promise.resolve(this.number);
      }
      override async exit(): Promise<void> {
        await asyncio.sleep(1);
        log.push(`leave ${this.number}`);
      }
    }
    const work = new Numbered().wrap((text: string) => text.length);
    assertEquals(await asyncio.gather(() => work("abc"), () => work("z")), [
      3,
      1,
    ]);
    assertEquals(log, ["enter 2", "enter 3", "leave 2", "leave 3"]);
  },
);

// Types

virtualTest(
  "withAsync() may return undefined only where an error may be suppressed",
  async () => {
    const never: number = await withAsync(nullContext(), () => 1);
    const maybe: number | undefined = await withAsync(
      { enter() {}, exit: (): boolean => false },
      () => 2,
    );
    // @ts-expect-error It may have been suppressed.
    const wrongly: number = await withAsync(
      { enter() {}, exit: (): boolean => false },
      () => 3,
    );
    assertEquals([never, maybe, wrongly], [1, 2, 3]);
  },
);

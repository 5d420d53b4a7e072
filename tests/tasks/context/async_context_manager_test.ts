import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../../mod.ts";
import {
  asyncContextManager,
  contextManager,
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

function logging(log: string[]) {
  return asyncContextManager(async function* (name: string) {
    await asyncio.sleep(1);
    log.push(`open ${name}`);
    try {
      yield name;
      log.push("no error");
    } catch (error) {
      log.push(`saw ${error}`);
      throw error;
    } finally {
      await asyncio.sleep(1);
      log.push(`close ${name}`);
    }
  });
}

virtualTest(
  "asyncContextManager() throws the cancel of the body at the yield",
  async () => {
    const log: string[] = [];
    const task = asyncio.createTask(() =>
      withAsync(logging(log)("a"), () => asyncio.sleep(60))
    );
    await asyncio.sleep(2);
    task.cancel("stop");
    await assertRejects(() => task, asyncio.CancelledError, "stop");
    assertEquals(log, ["open a", "saw CancelledError: stop", "close a"]);
  },
);

virtualTest(
  "asyncContextManager() is cancelled inside of the generator",
  async () => {
    const cases: [number, string[]][] = [[0.5, []], [2.5, [
      "open a",
      "no error",
    ]]];
    for (const [at, expected] of cases) {
      const log: string[] = [];
      const task = asyncio.createTask(() =>
        withAsync(logging(log)("a"), () => asyncio.sleep(1))
      );
      await asyncio.sleep(at);
      task.cancel();
      await assertRejects(() => task, asyncio.CancelledError);
      assertEquals(log, expected);
    }
  },
);

virtualTest(
  "asyncContextManager() has the task's timeout around the body",
  async () => {
    const limited = asyncContextManager(async function* (seconds: number) {
      await using timeout = asyncio.timeout(seconds);
      yield timeout;
    });
    await assertRejects(
      () => withAsync(limited(1), () => asyncio.sleep(60)),
      asyncio.TimeoutError,
    );
    assertEquals(asyncio.getRunningLoop().time(), 1);
  },
);

virtualTest(
  "asyncContextManager() in a block goes on as if without an error",
  async () => {
    const log: string[] = [];
    await assertRejects(async () => {
      await using opened = logging(log)("a");
      log.push(await opened.enter());
      throw new RangeError("of the block");
    }, RangeError);
    assertEquals(log, ["open a", "a", "no error", "close a"]);
  },
);

virtualTest(
  "asyncContextManager() in a block does nothing if it was not entered",
  async () => {
    const log: string[] = [];
    {
      await using _ = logging(log)("a");
    }
    assertEquals(log, []);
  },
);

virtualTest(
  "asyncContextManager() in a block does nothing if entering has failed",
  async () => {
    const failing = asyncContextManager(async function* () {
      await asyncio.sleep(1);
      raise(new RangeError("cannot open"));
      yield;
    });
    const error = await assertRejects(async () => {
      await using opened = failing();
      await opened.enter();
    });
    assertInstanceOf(error, RangeError);
  },
);

virtualTest(
  "asyncContextManager() in a block does nothing if it was left",
  async () => {
    const log: string[] = [];
    {
      await using opened = logging(log)("a");
      await opened.enter();
      await opened.exit();
    }
    assertEquals(log, ["open a", "no error", "close a"]);
  },
);

virtualTest(
  "asyncContextManager() in a block that is left while enter() is under way",
  async () => {
    const log: string[] = [];
    await assertRejects(async () => {
      await using opened = logging(log)("a");
      await Promise.all([opened.enter(), Promise.reject(new RangeError())]);
    }, RangeError);
    assertEquals(log, ["open a", "no error", "close a"]);
    assertEquals(asyncio.getRunningLoop().time(), 2);
  },
);

virtualTest("asyncContextManager() can be entered once", async () => {
  const manager = logging([])("a");
  await withAsync(manager, () => {});
  for (
    const again of [() => manager.enter(), async () => await manager.recreate()]
  ) {
    await assertRejects(again, asyncio.RuntimeError, "entered only once");
  }
  await assertRejects(
    () => manager.exit(),
    asyncio.RuntimeError,
    "not entered",
  );
});

virtualTest(
  "asyncContextManager() keeps both errors if the generator cannot be closed either",
  async () => {
    const whoo = asyncContextManager(async function* () {
      yield;
      try {
        yield;
      } finally {
        await Promise.reject(new RangeError("in finally"));
      }
    });
    const error = await assertRejects(
      () => withAsync(whoo(), () => {}),
      RangeError,
    );
    assertInstanceOf(error.cause, asyncio.RuntimeError);
  },
);

virtualTest(
  "asyncContextManager() has the body's error behind one that says that it did not stop",
  async () => {
    const whoo = asyncContextManager(async function* () {
      try {
        yield;
      } catch {
        yield;
      }
    });
    const body = new RangeError("body");
    const error = await assertRejects(
      () => withAsync(whoo(), () => raise(body)),
      asyncio.RuntimeError,
      "didn't stop after throw()",
    );
    assertStrictEquals(error.cause, body);
  },
);

virtualTest("asyncContextManager() passes this on", async () => {
  class Server {
    name = "server";
    open = asyncContextManager(
      async function* (this: Server, port: number) {
        yield `${this.name}:${port}`;
      } as (port: number) => AsyncGenerator<string>,
    );
  }
  assertEquals(await withAsync(new Server().open(80), (it) => it), "server:80");
});

test("contextManager() in a block goes on as if without an error", () => {
  const log: string[] = [];
  const manager = contextManager(function* () {
    try {
      yield "value";
      log.push("no error");
    } finally {
      log.push("closed");
    }
  });
  assertThrows(() => {
    using opened = manager();
    using _never = manager();
    log.push(opened.enter());
    throw new RangeError();
  }, RangeError);
  assertEquals(log, ["value", "no error", "closed"]);
});

test("contextManager() can be entered once", () => {
  const manager = contextManager(function* () {
    yield;
  })();
  withSync(manager, () => {});
  assertThrows(
    () => manager.enter(),
    asyncio.RuntimeError,
    "entered only once",
  );
  assertThrows(
    () => manager.recreate(),
    asyncio.RuntimeError,
    "entered only once",
  );
  assertThrows(() => manager.exit(), asyncio.RuntimeError, "not entered");
});

test("contextManager() keeps both errors if the generator cannot be closed either", () => {
  const whoo = contextManager(function* () {
    yield;
    try {
      yield;
    } finally {
      raise(new RangeError("in finally"));
    }
  });
  const error = assertThrows(() => withSync(whoo(), () => {}), RangeError);
  assertInstanceOf(error.cause, asyncio.RuntimeError);
});

virtualTest(
  "asyncContextManager() refuses what is no generator function",
  async () => {
    assertThrows(
      () => asyncContextManager(wrong(1)),
      TypeError,
      "The generator function of asyncContextManager() must be a function: 1",
    );
    assertThrows(
      () => contextManager(wrong({})),
      TypeError,
      "The generator function of contextManager() must be a function: an instance of Object",
    );
    await assertRejects(
      () => asyncContextManager(wrong(() => 5))().enter(),
      TypeError,
      "asyncContextManager() takes an async generator function; it returned: 5",
    );
    assertThrows(
      () => contextManager(wrong(() => undefined))().enter(),
      TypeError,
      "contextManager() takes a generator function; it returned: undefined",
    );
  },
);

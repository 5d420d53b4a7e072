import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../../mod.ts";
import { aclosing, closing, withAsync } from "../../../tasks/context/mod.ts";
import { recordExceptions, test, virtualTest } from "../../_support/mod.ts";

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

/** Yields 1, 2, ... `seconds` apart, and takes a second to close. */
async function* count(log: string[], seconds = 1): AsyncGenerator<number> {
  try {
    for (let n = 1;; n++) {
      await asyncio.sleep(seconds);
      yield n;
    }
  } finally {
    await asyncio.sleep(1);
    log.push("closed");
  }
}

virtualTest("aclosing() closes a generator and waits for that", async () => {
  const log: string[] = [];
  await withAsync(aclosing(count(log)), async (numbers) => {
    for (let i = 0; i < 2; i++) log.push(`${(await numbers.next()).value}`);
  });
  log.push("after");
  assertEquals(log, ["1", "2", "closed", "after"]);
});

virtualTest(
  "aclosing() gives a view of the generator that passes everything on",
  async () => {
    async function* echo(): AsyncGenerator<string, string | undefined, string> {
      let heard = "nothing";
      for (;;) {
        try {
          heard = yield `heard ${heard}`;
        } catch (error) {
          heard = `${error}`;
        }
      }
    }
    await withAsync(aclosing(echo()), async (it) => {
      assertStrictEquals(it[Symbol.asyncIterator](), it);
      assertEquals(await it.next("lost"), {
        done: false,
        value: "heard nothing",
      });
      assertEquals(await it.next("a"), { done: false, value: "heard a" });
      assertEquals(await it.throw("b"), { done: false, value: "heard b" });
      assertEquals(await it.return("c"), { done: true, value: "c" });
      assertEquals(await it.next(wrong(undefined)), {
        done: true,
        value: undefined,
      });
    });
  },
);

virtualTest("aclosing() leaves a loop's own closing alone", async () => {
  const log: string[] = [];
  await withAsync(aclosing(count(log)), async (numbers) => {
    for await (const n of numbers) {
      log.push(`${n}`);
      break;
    }
    log.push("left the loop");
  });
  assertEquals(log, ["1", "closed", "left the loop"]);
});

virtualTest(
  "aclosing() closes a generator in whose wait the body was cancelled",
  async () => {
    const log: string[] = [];
    const task = asyncio.createTask(() =>
      withAsync(aclosing(count(log)), async (numbers) => {
        for await (const n of numbers) log.push(`${n}`);
      })
    );
    await asyncio.sleep(2.5);
    task.cancel("enough");
    await assertRejects(() => task, asyncio.CancelledError, "enough");
    assertEquals(log, ["1", "2", "closed"]);
  },
);

virtualTest(
  "aclosing() does not hang on a next() that is under way",
  async () => {
    const log: string[] = [];
    await assertRejects(
      () =>
        withAsync(aclosing(count(log, 1000)), (numbers) => void numbers.next()),
      asyncio.RuntimeError,
      "Cannot close an async generator that is running",
    );
    assertEquals(asyncio.getRunningLoop().time(), 0);
    // The queued return() closes it later.
    await asyncio.sleep(1002);
    assertEquals(log, ["closed"]);
  },
);

virtualTest(
  "aclosing() does not hang on a promise that never settles",
  async () => {
    async function* hang() {
      yield 1;
      await new Promise(() => {});
    }
    const body = new RangeError("body");
    const error = await assertRejects(
      () =>
        withAsync(aclosing(hang()), async (it) => {
          await it.next();
          it.next();
          throw body;
        }),
      asyncio.RuntimeError,
    );
    assertStrictEquals(error.cause, body);
  },
);

virtualTest(
  "aclosing() closes once the task inside of next() was cancelled",
  async () => {
    const log: string[] = [];
    await withAsync(aclosing(count(log, 1000)), async (numbers) => {
      const reader = asyncio.createTask(() => numbers.next());
      await asyncio.sleep(1);
      reader.cancel();
      await asyncio.wait([reader]);
    });
    assertEquals(log, ["closed"]);
  },
);

virtualTest(
  "aclosing() reports an error of a generator that is closed late",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    async function* fail() {
      try {
        await asyncio.sleep(1);
        yield 1;
      } finally {
        await Promise.reject(new RangeError("in finally"));
      }
    }
    await assertRejects(
      () => withAsync(aclosing(fail()), (it) => void it.next()),
      asyncio.RuntimeError,
    );
    await asyncio.sleep(2);
    assertEquals(contexts.map((it) => `${it.message}: ${it.exception}`), [
      "An async generator failed when it was closed late: RangeError: in finally",
    ]);
  },
);

virtualTest("aclosing() in a block closes whether entered or not", async () => {
  const log: string[] = [];
  {
    await using manager = aclosing(count(log));
    const numbers = await manager.enter();
    await numbers.next();
  }
  {
    await using _ = aclosing({ aclose: () => log.push("aclose") });
  }
  assertEquals(log, ["closed", "aclose"]);
});

virtualTest(
  "aclosing() calls aclose(), or else return(), or else close(), and waits",
  async () => {
    const log: string[] = [];
    const say = (text: string) => async () => {
      await asyncio.sleep(1);
      log.push(text);
    };
    const all = {
      aclose: say("aclose"),
      return: say("return"),
      close: say("close"),
    };
    const { aclose: _, ...iterator } = all;
    for (const thing of [all, iterator, { close: all.close }]) {
      await withAsync(aclosing(thing), (it) => assertStrictEquals(it, thing));
    }
    assertEquals(log, ["aclose", "return", "close"]);
  },
);

virtualTest(
  "aclosing() does not hide the error of a next() that nobody awaits",
  async () => {
    const unhandled: string[] = [];
    function onUnhandled(event: PromiseRejectionEvent) {
      event.preventDefault();
      unhandled.push(String(event.reason));
    }
    async function* fail() {
      await asyncio.sleep(1);
      await Promise.reject(new RangeError("in next()"));
      yield 1;
    }
    addEventListener("unhandledrejection", onUnhandled);
    try {
      await assertRejects(
        () => withAsync(aclosing(fail()), (it) => void it.next()),
        asyncio.RuntimeError,
      );
      await asyncio.sleep(2);
      await new Promise((resolve) => setTimeout(resolve, 0));
    } finally {
      removeEventListener("unhandledrejection", onUnhandled);
    }
    assertEquals(unhandled, ["RangeError: in next()"]);
  },
);

virtualTest("aclosing() takes an iterator, by its return()", async () => {
  const log: string[] = [];
  const iterator: AsyncIterableIterator<number> = {
    next: () => Promise.resolve({ done: false, value: 1 }),
    return: async () => {
      await asyncio.sleep(1);
      log.push("closed");
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  await withAsync(
    aclosing(iterator),
    async (it) => log.push(`${(await it.next()).value}`),
  );
  assertEquals(log, ["1", "closed"]);
});

virtualTest("aclosing() calls with the thing as this", async () => {
  class Connection {
    isOpen = true;
    async aclose() {
      await asyncio.sleep(1);
      this.isOpen = false;
    }
  }
  const connection = new Connection();
  await withAsync(aclosing(connection), (it) => assert(it.isOpen));
  assert(!connection.isOpen);
});

virtualTest(
  "aclosing() throws the error of the closing, with the body's behind",
  async () => {
    const body = new RangeError("body");
    const thing = {
      aclose: () => Promise.reject(new TypeError("cannot close")),
    };
    const error = await assertRejects(() =>
      withAsync(aclosing(thing), () => {
        throw body;
      }), TypeError);
    assertStrictEquals(error.cause, body);
  },
);

test("aclosing() and closing() refuse what cannot be closed", () => {
  for (
    const value of [null, undefined, 1, {}, { aclose: 1 }, { close: null }]
  ) {
    assertThrows(
      () => aclosing(wrong(value)),
      TypeError,
      "What is to be closed must have aclose(), return() or close()",
    );
    assertThrows(() => closing(wrong(value)), TypeError);
  }
  const error = assertThrows(() => closing(wrong({ close: 5 })), TypeError);
  assertInstanceOf(error, TypeError);
  assertEquals(
    error.message,
    "The close() of what is to be closed must be a function: 5",
  );
});

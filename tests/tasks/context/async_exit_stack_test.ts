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
  asyncContextManager,
  AsyncExitStack,
  ExitStack,
  suppress,
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

function logging(log: string[], seconds = 1) {
  return asyncContextManager(async function* (name: string) {
    await asyncio.sleep(seconds);
    log.push(`open ${name}`);
    try {
      yield name;
    } finally {
      await asyncio.sleep(seconds);
      log.push(`close ${name}`);
    }
  });
}

virtualTest(
  "AsyncExitStack takes whatever waits and whatever does not",
  async () => {
    const log: string[] = [];
    const say = (text: string) => () => void log.push(text);
    await withAsync(new AsyncExitStack(), async (stack) => {
      stack.callback(say("callback"));
      stack.callback(async (text: string) => {
        await asyncio.sleep(1);
        log.push(text);
      }, "async callback");
      stack.push(say("exit function"));
      stack.push(async () => {
        await asyncio.sleep(1);
        log.push("async exit function");
      });
      stack.push({ exit: say("exit of a manager") });
      stack.push({ [Symbol.dispose]: say("pushed disposable") });
      stack.push({
        [Symbol.asyncDispose]: async () =>
          await say("pushed async disposable")(),
      });
      stack.enterContext({ [Symbol.dispose]: say("disposable") });
      stack.enterContext({ enter() {}, exit: say("manager") });
      await stack.enterAsyncContext({
        [Symbol.dispose]: say("disposable again"),
      });
      await stack.enterAsyncContext(logging(log)("generator"));
      await stack.enterAsyncContext(new AsyncDisposableStack()).then((it) =>
        it.defer(say("deferred"))
      );
    });
    assertEquals(log, [
      "open generator",
      "deferred",
      "close generator",
      "disposable again",
      "manager",
      "disposable",
      "pushed async disposable",
      "pushed disposable",
      "exit of a manager",
      "async exit function",
      "exit function",
      "async callback",
      "callback",
    ]);
  },
);

virtualTest(
  "AsyncExitStack in an AsyncDisposableStack, and the other way round",
  async () => {
    const log: string[] = [];
    {
      await using outer = new AsyncDisposableStack();
      const stack = outer.use(new AsyncExitStack());
      await stack.enterAsyncContext(logging(log)("a"));
      outer.defer(() => void log.push("deferred"));
      const inner = await stack.enterAsyncContext(new AsyncDisposableStack());
      inner.defer(() => void log.push("inner"));
    }
    assertEquals(log, ["open a", "deferred", "inner", "close a"]);
  },
);

virtualTest(
  "AsyncExitStack.exit() shows each exit what those before have left",
  async () => {
    const [one, two, three] = [1, 2, 3].map((n) => new Error(`${n}`));
    const seen: unknown[] = [];
    const see = (then: () => boolean | void) => (error: unknown) => {
      seen.push(error);
      return then();
    };
    const error = await assertRejects(() =>
      withAsync(new AsyncExitStack(), (stack) => {
        stack.push(see(() => {}));
        stack.push(see(() => raise(three)));
        stack.push(see(() => true));
        stack.push(see(() => raise(two)));
        stack.push(see(() => false));
        throw one;
      })
    );
    assertEquals(seen, [one, one, two, undefined, three]);
    assertStrictEquals(error, three);
    assertEquals([two!.cause, three!.cause], [one, undefined]);
  },
);

virtualTest(
  "AsyncExitStack.exit() returns whether the error was suppressed",
  async () => {
    const stack = new AsyncExitStack();
    assertEquals(await stack.exit(new Error()), false);
    assertEquals(await stack.exit(), false);
    stack.push(() => true);
    assertEquals(await stack.exit(), false);
    stack.push(() => true);
    assertEquals(await stack.exit(new Error()), true);
  },
);

virtualTest(
  "AsyncExitStack and ExitStack suppress an error for true of an exit, and for nothing else",
  async () => {
    const exits: ((stack: AsyncExitStack) => void)[] = [
      (stack) => stack.push(() => wrong(1)),
      (stack) => stack.push({ exit: () => wrong("yes") }),
      (stack) => stack.push({ [Symbol.dispose]: () => wrong(true) }),
      (stack) => stack.callback(() => true),
    ];
    for (const add of exits) {
      const stack = new AsyncExitStack();
      add(stack);
      assertEquals(await stack.exit(new Error()), false);
      const syncStack = new ExitStack();
      add(syncStack as unknown as AsyncExitStack);
      assertEquals(syncStack.exit(new Error()), false);
    }
  },
);

virtualTest(
  "AsyncExitStack loses no error that has no place for a cause",
  async () => {
    const error = await assertRejects(
      () =>
        withAsync(new AsyncExitStack(), (stack) => {
          stack.callback(() => raise("second"));
          stack.callback(() => raise("first"));
          throw new RangeError("body");
        }),
      SuppressedError,
    );
    assertEquals(error.error, "second");
    assertInstanceOf(error.suppressed, SuppressedError);
    assertEquals(error.suppressed.error, "first");
    assertInstanceOf(error.suppressed.suppressed, RangeError);
  },
);

virtualTest(
  "AsyncExitStack puts an error in place of undefined that an exit throws",
  async () => {
    const body = new RangeError("body");
    const error = await assertRejects(
      () =>
        withAsync(new AsyncExitStack(), (stack) => {
          stack.callback(() => raise(undefined));
          throw body;
        }),
      asyncio.RuntimeError,
    );
    assertStrictEquals(error.cause, body);
  },
);

virtualTest(
  "AsyncExitStack keeps the chains of nested stacks apart from what they suppressed",
  async () => {
    const later = new Error("later");
    const error = await assertRejects(() =>
      withAsync(new AsyncExitStack(), async (outer) => {
        const inner = await outer.enterAsyncContext(new AsyncExitStack());
        inner.callback(() => raise(later));
        inner.push(() => true);
        throw new Error("suppressed");
      })
    );
    assertStrictEquals(error, later);
    assertEquals(later.cause, undefined);
  },
);

virtualTest(
  "AsyncExitStack closes what it has when entering the next fails",
  async () => {
    const log: string[] = [];
    const connect = logging(log);
    await assertRejects(() =>
      withAsync(new AsyncExitStack(), async (stack) => {
        await stack.enterAsyncContext(connect("a"));
        await stack.enterAsyncContext({
          enter: () => raise(new RangeError("cannot connect")),
          exit: () => raise(new Error("left")),
        });
      }), RangeError);
    assertEquals(log, ["open a", "close a"]);
  },
);

virtualTest(
  "AsyncExitStack calls exits that come while it is left",
  async () => {
    const log: string[] = [];
    await withAsync(new AsyncExitStack(), (stack) => {
      stack.callback(() => log.push("first in"));
      stack.callback(() => {
        stack.callback(() => log.push("late"));
        log.push("last in");
      });
    });
    assertEquals(log, ["last in", "late", "first in"]);
  },
);

virtualTest(
  "AsyncExitStack.aclose() empties the stack, which can be used again",
  async () => {
    const log: string[] = [];
    const stack = new AsyncExitStack();
    stack.callback(() => log.push("one"));
    await stack.aclose();
    await stack.aclose();
    stack.callback(() => log.push("two"));
    await stack.aclose();
    assertEquals(log, ["one", "two"]);
  },
);

virtualTest(
  "AsyncExitStack.popAll() makes a stack of the same class",
  async () => {
    class Special extends AsyncExitStack {}
    const log: string[] = [];
    const moved = await withAsync(new Special(), (stack) => {
      stack.callback(() => log.push("closed"));
      return stack.popAll();
    });
    assertInstanceOf(moved, Special);
    assertEquals(log, []);
    await moved.aclose();
    assertEquals(log, ["closed"]);
  },
);

virtualTest(
  "AsyncExitStack in a block leaves everything, and exits see no error",
  async () => {
    const seen: unknown[] = [];
    await assertRejects(async () => {
      await using stack = new AsyncExitStack();
      stack.push((error) => {
        seen.push(error);
        return true;
      });
      throw new RangeError("of the block");
    }, RangeError);
    assertEquals(seen, [undefined]);
  },
);

virtualTest(
  "AsyncExitStack runs all exits when its task is cancelled, and again while it leaves",
  async () => {
    const log: string[] = [];
    const task = asyncio.createTask(() =>
      withAsync(new AsyncExitStack(), async (stack) => {
        stack.push((error) =>
          void log.push(
            `last sees ${error}, behind it ${(error as Error).cause}`,
          )
        );
        for (const name of ["a", "b", "c"]) {
          await stack.enterAsyncContext(logging(log)(name));
        }
        await asyncio.sleep(60);
      })
    );
    await asyncio.sleep(4);
    task.cancel("first");
    await asyncio.sleep(1.5);
    task.cancel("second");
    await assertRejects(() => task, asyncio.CancelledError, "second");
    assertEquals(log, [
      "open a",
      "open b",
      "open c",
      "close c",
      "close a",
      "last sees CancelledError: second, behind it CancelledError: first",
    ]);
  },
);

virtualTest(
  "AsyncExitStack is cancelled at every step, and closes whatever it has opened",
  async () => {
    for (let step = 0; step < 8; step++) {
      const open = new Set<string>();
      const connect = asyncContextManager(async function* (name: string) {
        await asyncio.sleep(1);
        open.add(name);
        try {
          yield;
        } finally {
          open.delete(name);
          await asyncio.sleep(1);
        }
      });
      const task = asyncio.createTask(() =>
        withAsync(new AsyncExitStack(), async (stack) => {
          for (const name of ["a", "b", "c"]) {
            await stack.enterAsyncContext(connect(name));
          }
          await asyncio.sleep(1);
        })
      );
      await asyncio.sleep(step + 0.5);
      task.cancel();
      await asyncio.wait([task]);
      assertEquals([step, [...open], task.cancelled()], [step, [], step < 7]);
    }
  },
);

virtualTest(
  "AsyncExitStack lets a timeout expire around the rest of its body",
  async () => {
    const log: string[] = [];
    await assertRejects(() =>
      withAsync(new AsyncExitStack(), async (stack) => {
        stack.push((error) => void log.push(`${(error as Error).name}`));
        await stack.enterAsyncContext(asyncio.timeout(1));
        stack.push((error) => void log.push(`${(error as Error).name}`));
        await asyncio.sleep(60);
      }), asyncio.TimeoutError);
    assertEquals(log, ["CancelledError", "TimeoutError"]);
  },
);

virtualTest(
  "AsyncExitStack ends with the errors of a task group in it",
  async () => {
    const log: string[] = [];
    const error = await assertRejects(
      () =>
        withAsync(new AsyncExitStack(), async (stack) => {
          stack.push((error) => void log.push((error as Error).name));
          const group = await stack.enterAsyncContext(new asyncio.TaskGroup());
          group.createTask(async () => {
            await asyncio.sleep(1);
            throw new RangeError("child");
          });
          await asyncio.sleep(60);
        }),
      asyncio.ExceptionGroup,
    );
    assertEquals(
      error.exceptions.map((one) => one.message),
      ["child"],
    );
    assertEquals(log, ["ExceptionGroup"]);
  },
);

virtualTest(
  "AsyncExitStack ends the tasks of a group in it when its body throws",
  async () => {
    const start = asyncio.getRunningLoop().time();
    const tasks: asyncio.Task<void>[] = [];
    await assertRejects(
      () =>
        withAsync(new AsyncExitStack(), async (stack) => {
          const group = await stack.enterAsyncContext(new asyncio.TaskGroup());
          tasks.push(group.createTask(() => asyncio.sleep(60)));
          await asyncio.sleep(1);
          throw new RangeError("body");
        }),
      RangeError,
      "body",
    );
    assertEquals(tasks.map((task) => task.cancelled()), [true]);
    assertEquals(asyncio.getRunningLoop().time() - start, 1);
  },
);

virtualTest("AsyncExitStack takes suppress()", async () => {
  await withAsync(new AsyncExitStack(), (stack) => {
    stack.enterContext(suppress(RangeError));
    throw new RangeError();
  });
});

virtualTest(
  "AsyncExitStack waits for a second task's exits one by one",
  async () => {
    const log: string[] = [];
    const stack = new AsyncExitStack();
    for (const name of ["a", "b"]) {
      stack.callback(async () => {
        log.push(`closing ${name}`);
        await asyncio.sleep(1);
        log.push(`closed ${name}`);
      });
    }
    await stack.aclose();
    assertEquals(log, ["closing b", "closed b", "closing a", "closed a"]);
  },
);

test("ExitStack in a block leaves everything, also in a DisposableStack", () => {
  const log: string[] = [];
  {
    using outer = new DisposableStack();
    using stack = new ExitStack();
    stack.callback((text: string) => log.push(text), "in the block");
    outer.use(new ExitStack()).callback(() => log.push("in the stack"));
  }
  assertEquals(log, ["in the block", "in the stack"]);
});

test("ExitStack.popAll() makes a stack of the same class", () => {
  class Special extends ExitStack {}
  const log: string[] = [];
  const stack = new Special();
  stack.callback(() => log.push("closed"));
  const moved = stack.popAll();
  stack.close();
  assertInstanceOf(moved, Special);
  assertEquals(log, []);
  moved.close();
  assertEquals(log, ["closed"]);
});

test("ExitStack loses no error that has no place for a cause", () => {
  const body = new RangeError("body");
  const error = assertThrows(() =>
    withSync(new ExitStack(), (stack) => {
      stack.callback(() => raise("text"));
      throw body;
    }), SuppressedError);
  assertEquals([error.error, error.suppressed], ["text", body]);
});

virtualTest(
  "ExitStack and AsyncExitStack refuse what cannot be left",
  async () => {
    const message =
      "The context manager must have enter() and exit(), or be disposable";
    for (const value of [null, undefined, 1, {}, { [Symbol.dispose]: 1 }]) {
      for (const Stack of [ExitStack, AsyncExitStack]) {
        const stack = new Stack() as AsyncExitStack;
        assertThrows(() => stack.push(wrong(value)), TypeError);
        assertThrows(() => stack.enterContext(wrong(value)), TypeError);
        assertThrows(
          () => stack.callback(wrong(value)),
          TypeError,
          "A callback must be a function",
        );
      }
      await assertRejects(
        () => new AsyncExitStack().enterAsyncContext(wrong(value)),
        TypeError,
      );
    }
    const asyncOnly = { [Symbol.asyncDispose]: () => Promise.resolve() };
    assertThrows(
      () => new ExitStack().push(wrong(asyncOnly)),
      TypeError,
      message,
    );
    assertThrows(
      () => new AsyncExitStack().enterContext(wrong(asyncOnly)),
      TypeError,
      message,
    );
    assert(
      await new AsyncExitStack().enterAsyncContext(asyncOnly) === asyncOnly,
    );
  },
);

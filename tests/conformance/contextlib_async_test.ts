// CPython's test_contextlib_async, by meaning. `async with` is withAsync(), a decorator is wrap(), and what is in
// `__context__` there is in `cause` here. The tests of the stack that it takes over from test_contextlib are there.

import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
  fail,
} from "@std/assert";
import { RuntimeError, sleep } from "../../mod.ts";
import {
  AbstractAsyncContextManager,
  aclosing,
  asyncContextManager,
  AsyncExitStack,
  contextManager,
  isContextManager,
  nullContext,
  withAsync,
} from "../../tasks/context/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

class ZeroDivisionError extends Error {}
class StopIteration extends Error {}
class StopAsyncIteration extends Error {}
class KeyError extends Error {}
class ValueError extends Error {}
class NameError extends Error {}

/** Python's 1 / 0. */
function divideByZero(): never {
  throw new ZeroDivisionError();
}

async function raise(error: unknown): Promise<never> {
  await sleep(1);
  throw error;
}

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

async function caughtFrom(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  fail("nothing was thrown");
}

/** The error, its cause, the cause of that, and so on. */
function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined; one = (one as Error).cause) {
    chain.push(one);
  }
  return chain;
}

// TestAbstractAsyncContextManager

class DefaultEnter extends AbstractAsyncContextManager<DefaultEnter, void> {
  override async exit(): Promise<void> {
    await sleep(1);
  }
}

virtualTest(
  "contextlib_async/TestAbstractAsyncContextManager.test_enter: returns the manager",
  async () => {
    const manager = new DefaultEnter();
    assertStrictEquals(await manager.enter(), manager);
    await withAsync(manager, (value) => assertStrictEquals(value, manager));
  },
);

virtualTest(
  "contextlib_async/TestAbstractAsyncContextManager.test_async_gen_propagates_generator_exit: a generator that is closed leaves",
  async () => {
    const log: string[] = [];
    const manager = asyncContextManager(async function* () {
      try {
        yield;
      } finally {
        await sleep(1);
        log.push("left");
      }
    });
    async function* generate() {
      await using opened = manager();
      await opened.enter();
      yield 11;
    }
    for await (const value of generate()) {
      log.push(`${value}`);
      break;
    }
    assertEquals(log, ["11", "left"]);
  },
);

test("contextlib_async/TestAbstractAsyncContextManager.test_exit_is_abstract: for the compiler", () => {
  // @ts-expect-error There is no exit().
  class MissingExit extends AbstractAsyncContextManager {}
  assertFalse(isContextManager(new MissingExit()));
});

test("contextlib_async/TestAbstractAsyncContextManager.test_structural_subclassing: by the methods", () => {
  class ManagerFromScratch {
    enter(): Promise<this> {
      return Promise.resolve(this);
    }
    async exit() {}
  }
  const noEnter = Object.assign(new ManagerFromScratch(), { enter: null });
  const noExit = Object.assign(new ManagerFromScratch(), { exit: null });
  assertEquals(
    [new ManagerFromScratch(), new DefaultEnter(), noEnter, noExit]
      .map(isContextManager),
    [true, true, false, false],
  );
});

// AsyncContextManagerTestCase

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_plain: enters and leaves",
  async () => {
    const state: number[] = [];
    const woohoo = asyncContextManager(async function* () {
      await sleep(1);
      state.push(1);
      yield 42;
      await sleep(1);
      state.push(999);
    });
    await withAsync(woohoo(), (x) => {
      assertEquals(state, [1]);
      state.push(x);
    });
    assertEquals(state, [1, 42, 999]);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_finally: runs after an error",
  async () => {
    const state: number[] = [];
    const woohoo = asyncContextManager(async function* () {
      state.push(1);
      try {
        yield 42;
      } finally {
        await sleep(1);
        state.push(999);
      }
    });
    await assertRejects(() =>
      withAsync(woohoo(), (x) => {
        assertEquals(state, [1]);
        state.push(x);
        divideByZero();
      }), ZeroDivisionError);
    assertEquals(state, [1, 42, 999]);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_traceback: the error is as it was thrown",
  async () => {
    const f = asyncContextManager(async function* () {
      yield;
    });
    for (
      const Class of [
        ZeroDivisionError,
        RuntimeError,
        StopIteration,
        StopAsyncIteration,
      ]
    ) {
      const error = new Class("spam");
      const { stack } = error;
      const caught = await assertRejects(
        () => withAsync(f(), () => raise(error)),
        Class,
      );
      assertStrictEquals(caught, error);
      assertEquals([caught.stack, caught.cause], [stack, undefined]);
    }
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_no_reraise: exit() does not throw what it got",
  async () => {
    const whee = asyncContextManager(async function* () {
      yield;
    });
    const manager = whee();
    await manager.enter();
    assertEquals(await manager.exit(new TypeError("foo")), false);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_trap_yield_after_throw: is an error",
  async () => {
    let closed = false;
    const whoo = asyncContextManager(async function* () {
      try {
        yield;
      } catch {
        try {
          yield;
        } finally {
          await sleep(1);
          closed = true;
        }
      }
    });
    const manager = whoo();
    await manager.enter();
    await assertRejects(
      () => manager.exit(new TypeError("foo")),
      RuntimeError,
      "The generator didn't stop after throw()",
    );
    assert(closed);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_trap_no_yield: is an error",
  async () => {
    // deno-lint-ignore require-yield -- That is what the test is about.
    const whoo = asyncContextManager(async function* () {
      await sleep(1);
    });
    await assertRejects(() => whoo().enter(), RuntimeError, "yield");
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_trap_second_yield: is an error",
  async () => {
    let closed = false;
    const whoo = asyncContextManager(async function* () {
      yield;
      try {
        yield;
      } finally {
        await sleep(1);
        closed = true;
      }
    });
    const manager = whoo();
    await manager.enter();
    await assertRejects(
      () => manager.exit(undefined),
      RuntimeError,
      "The generator didn't stop",
    );
    assert(closed);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_non_normalised: another error replaces it",
  async () => {
    const whoo = asyncContextManager(async function* () {
      try {
        yield;
      } catch (error) {
        if (error instanceof RuntimeError) throw new SyntaxError();
      }
    });
    const manager = whoo();
    await manager.enter();
    await assertRejects(() => manager.exit(new RuntimeError()), SyntaxError);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_except: a caught error is suppressed",
  async () => {
    const state: unknown[] = [];
    const woohoo = asyncContextManager(async function* () {
      state.push(1);
      try {
        yield 42;
      } catch (error) {
        if (!(error instanceof ZeroDivisionError)) throw error;
        state.push(error.message);
        assertEquals(state, [1, 42, "999"]);
      }
    });
    const result = await withAsync(woohoo(), (x) => {
      assertEquals(state, [1]);
      state.push(x);
      throw new ZeroDivisionError("999");
    });
    assertEquals(result, undefined);
    assertEquals(state, [1, 42, "999"]);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_except_stopiter: is an error like another",
  async () => {
    const woohoo = asyncContextManager(async function* () {
      yield;
    });
    for (
      const error of [
        new StopIteration("spam"),
        new StopAsyncIteration("ham"),
        { done: true, value: undefined },
      ]
    ) {
      assertStrictEquals(
        await caughtFrom(() => withAsync(woohoo(), () => raise(error))),
        error,
      );
    }
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_contextmanager_wrap_runtimeerror: a wrapper comes out",
  async () => {
    const woohoo = asyncContextManager(async function* () {
      try {
        yield;
      } catch (error) {
        throw new RuntimeError(`caught ${error}`, { cause: error });
      }
    });
    // CPython unwraps a StopAsyncIteration: there, the machinery might have wrapped it. Here it never does.
    for (const Class of [ZeroDivisionError, StopAsyncIteration]) {
      const error = new Class();
      const caught = await assertRejects(
        () => withAsync(woohoo(), () => raise(error)),
        RuntimeError,
        "caught",
      );
      assertEquals(chainOf(caught), [caught, error]);
    }
  },
);

test("contextlib_async/AsyncContextManagerTestCase.test_contextmanager_attribs: keeps the name", () => {
  const baz = asyncContextManager(async function* baz(_spam: unknown) {
    yield;
  });
  assertEquals(baz.name, "baz");
});

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_keywords: any names can be used",
  async () => {
    interface Names {
      self: number;
      func: number;
      args: number;
      kwds: number;
    }
    const woohoo = asyncContextManager(
      async function* ({ self, func, args, kwds }: Names) {
        yield [self, func, args, kwds];
      },
    );
    await withAsync(
      woohoo({ self: 11, func: 22, args: 33, kwds: 44 }),
      (target) => assertEquals(target, [11, 22, 33, 44]),
    );
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_recursive: a wrapped function may call itself",
  async () => {
    let depth = 0;
    let ncols = 0;
    const woohoo = asyncContextManager(async function* () {
      ncols++;
      const before = depth;
      depth++;
      yield;
      depth--;
      assertEquals(depth, before);
    });
    const recursive = woohoo().wrap(async (): Promise<void> => {
      if (depth < 10) await recursive();
    });
    await recursive();
    assertEquals([ncols, depth], [10, 0]);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_decorator: runs the function inside",
  async () => {
    const log: string[] = [];
    const context = asyncContextManager(async function* () {
      log.push("enter");
      yield;
      log.push("leave");
    });
    const work = context().wrap(async () => {
      await sleep(1);
      log.push("work");
    });
    assertEquals(log, []);
    await work();
    assertEquals(log, ["enter", "work", "leave"]);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_decorator_with_exception: leaves",
  async () => {
    const log: string[] = [];
    const context = asyncContextManager(async function* () {
      try {
        log.push("enter");
        yield;
      } finally {
        log.push("leave");
      }
    });
    const work = context().wrap(async () => {
      await raise(new NameError("foo"));
    });
    await assertRejects(() => work(), NameError, "foo");
    assertEquals(log, ["enter", "leave"]);
  },
);

virtualTest(
  "contextlib_async/AsyncContextManagerTestCase.test_decorating_method: passes this and the arguments",
  async () => {
    const context = asyncContextManager(async function* () {
      yield;
    });
    class Test {
      values: unknown[] = [];
      method = context().wrap(
        async function (this: Test, a: unknown, b: unknown, c?: unknown) {
          await sleep(1);
          this.values = [a, b, c];
        } as (a: unknown, b: unknown, c?: unknown) => Promise<void>,
      );
    }
    const one = new Test();
    await one.method(1, 2);
    const other = new Test();
    await other.method("a", "b", "c");
    assertEquals(one.values, [1, 2, undefined]);
    assertEquals(other.values, ["a", "b", "c"]);
  },
);

// AclosingTestCase

function closable(state: number[]) {
  return {
    async aclose() {
      await sleep(1);
      state.push(1);
    },
  };
}

virtualTest(
  "contextlib_async/AclosingTestCase.test_aclosing: closes in the end",
  async () => {
    const state: number[] = [];
    const x = closable(state);
    await withAsync(aclosing(x), (y) => {
      assertStrictEquals(x, y);
      assertEquals(state, []);
    });
    assertEquals(state, [1]);
  },
);

virtualTest(
  "contextlib_async/AclosingTestCase.test_aclosing_error: closes after an error",
  async () => {
    const state: number[] = [];
    const x = closable(state);
    await assertRejects(() =>
      withAsync(aclosing(x), (y) => {
        assertStrictEquals(x, y);
        divideByZero();
      }), ZeroDivisionError);
    assertEquals(state, [1]);
  },
);

virtualTest(
  "contextlib_async/AclosingTestCase.test_aclosing_bpo41229: a generator runs its finally",
  async () => {
    const state: number[] = [];
    const resource = contextManager(function* () {
      try {
        yield;
      } finally {
        state.push(1);
      }
    });
    async function* generate() {
      using opened = resource();
      opened.enter();
      yield -1;
      yield -2;
    }
    await assertRejects(() =>
      withAsync(aclosing(generate()), async (y) => {
        assertEquals(await y.next(), { done: false, value: -1 });
        assertEquals(state, []);
        divideByZero();
      }), ZeroDivisionError);
    assertEquals(state, [1]);
  },
);

// TestAsyncExitStack

virtualTest(
  "contextlib_async/TestAsyncExitStack.test_async_callback: gets its arguments, and is returned",
  async () => {
    const result: unknown[][] = [];
    async function exit(...args: unknown[]) {
      await sleep(1);
      result.push(args);
    }
    const expected = [[], [1], [1, 2], [{ example: 1 }], [1, { example: 1 }]];
    await withAsync(new AsyncExitStack(), (stack) => {
      for (const args of expected.toReversed()) {
        assertStrictEquals(stack.pushAsyncCallback(exit, ...args), exit);
      }
    });
    assertEquals(result, expected);

    await withAsync(new AsyncExitStack(), (stack) => {
      assertThrows(() => stack.pushAsyncCallback(wrong(undefined)), TypeError);
      assertThrows(() => stack.pushAsyncCallback(wrong({ exit })), TypeError);
    });
  },
);

virtualTest(
  "contextlib_async/TestAsyncExitStack.test_async_push: takes functions and managers",
  async () => {
    const seen: unknown[] = [];
    async function expectError(error: unknown) {
      await sleep(1);
      seen.push(error);
    }
    async function suppressError(error: unknown) {
      await sleep(1);
      seen.push(error);
      return true;
    }
    class ExitManager {
      enter() {
        fail("Should not be called");
      }
      exit = expectError;
    }
    const error = new ZeroDivisionError();
    await withAsync(new AsyncExitStack(), (stack) => {
      const manager = new ExitManager();
      assertStrictEquals(stack.pushAsyncExit(expectError), expectError);
      assertStrictEquals(stack.pushAsyncExit(manager), manager);
      stack.pushAsyncExit(suppressError);
      stack.pushAsyncExit(new ExitManager());
      stack.pushAsyncExit(expectError);
      stack.pushAsyncExit(expectError);
      throw error;
    });
    assertEquals(seen, [error, error, error, error, undefined, undefined]);
  },
);

virtualTest(
  "contextlib_async/TestAsyncExitStack.test_enter_async_context: leaves in reverse order",
  async () => {
    const result: number[] = [];
    const manager = {
      async enter() {
        await sleep(1);
        result.push(1);
      },
      async exit() {
        await sleep(1);
        result.push(3);
      },
    };
    await withAsync(new AsyncExitStack(), async (stack) => {
      stack.pushAsyncCallback(async () => {
        await sleep(1);
        result.push(4);
      });
      await stack.enterAsyncContext(manager);
      result.push(2);
    });
    assertEquals(result, [1, 2, 3, 4]);
  },
);

virtualTest(
  "contextlib_async/TestAsyncExitStack.test_enter_async_context_errors: are TypeErrors",
  async () => {
    await withAsync(new AsyncExitStack(), async (stack) => {
      for (
        const value of [
          {},
          { exit: () => fail("left") },
          { enter: () => fail("entered") },
        ]
      ) {
        await assertRejects(
          () => stack.enterAsyncContext(wrong(value)),
          TypeError,
          "The context manager must have enter() and exit()",
        );
      }
    });
  },
);

virtualTest(
  "contextlib_async/TestAsyncExitStack.test_async_exit_exception_chaining: as nested managers",
  async () => {
    const index = new RangeError("index");
    const key = new KeyError("key");
    const attribute = new TypeError("attribute");
    const value = new ValueError("value");
    const zero = new ZeroDivisionError("zero");
    let suppressed: unknown;
    const error = await caughtFrom(() =>
      withAsync(new AsyncExitStack(), async (stack) => {
        await sleep(1);
        stack.pushAsyncCallback(raise, index);
        stack.pushAsyncCallback(raise, key);
        stack.pushAsyncCallback(raise, attribute);
        stack.pushAsyncExit(async (error) => {
          await sleep(1);
          suppressed = error;
          return true;
        });
        stack.pushAsyncCallback(raise, value);
        throw zero;
      })
    );
    assertEquals(chainOf(error), [index, key, attribute]);
    assertEquals(chainOf(suppressed), [value, zero]);
  },
);

virtualTest(
  "contextlib_async/TestAsyncExitStack.test_async_exit_exception_explicit_none_context: cause null stays",
  async () => {
    const manager = asyncContextManager(async function* () {
      try {
        yield;
      } catch {
        throw new ValueError("from none", { cause: null });
      }
    });
    const withStack = asyncContextManager(async function* () {
      const stack = new AsyncExitStack();
      await stack.enterAsyncContext(manager());
      try {
        yield;
      } catch (error) {
        await stack.exit(error);
      }
    });
    for (const make of [manager, withStack]) {
      const error = await caughtFrom(() =>
        withAsync(make(), () => raise(new RangeError()))
      );
      assertInstanceOf(error, ValueError);
      assertStrictEquals(error.cause, null);
    }
  },
);

virtualTest(
  "contextlib_async/TestAsyncExitStack.test_instance_bypass_async: members that are no methods",
  async () => {
    const stack = new AsyncExitStack();
    const manager = wrong({ enter: {}, exit: {} });
    const message = "The context manager must have enter() and exit()";
    await assertRejects(
      () => stack.enterAsyncContext(manager),
      TypeError,
      message,
    );
    assertThrows(() => stack.pushAsyncExit(manager), TypeError, message);
  },
);

// TestAsyncNullcontext

virtualTest(
  "contextlib_async/TestAsyncNullcontext.test_async_nullcontext: gives its value",
  async () => {
    const c = {};
    await withAsync(nullContext(c), (value) => assertStrictEquals(value, c));
  },
);

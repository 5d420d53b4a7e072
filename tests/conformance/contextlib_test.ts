// CPython's test_contextlib, by meaning. `with` is withSync(), a decorator is wrap(), and what is in `__context__` there
// is in `cause` here. The tests of TestBaseExitStack run with both stacks, as in CPython.

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
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ExceptionGroup, RuntimeError } from "../../mod.ts";
import {
  AbstractContextManager,
  AsyncExitStack,
  closing,
  type ContextManager,
  contextManager,
  ExitStack,
  isContextManager,
  nullContext,
  suppress,
  withAsync,
  withSync,
} from "../../tasks/context/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

class ZeroDivisionError extends Error {}
class StopIteration extends Error {}
class StopIterationSubclass extends StopIteration {}
class KeyError extends Error {}
class ValueError extends Error {}

/** Python's 1 / 0. */
function divideByZero(): never {
  throw new ZeroDivisionError();
}

function raise(error: unknown): never {
  throw error;
}

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

// TestAbstractContextManager

class DefaultEnter extends AbstractContextManager<DefaultEnter, void> {
  override exit(): void {}
}

test("contextlib/TestAbstractContextManager.test_enter: returns the manager", () => {
  const manager = new DefaultEnter();
  assertStrictEquals(manager.enter(), manager);
  withSync(manager, (value) => assertStrictEquals(value, manager));
});

test("contextlib/TestAbstractContextManager.test_exit_is_abstract: for the compiler", () => {
  // @ts-expect-error There is no exit().
  class MissingExit extends AbstractContextManager {}
  assertFalse(isContextManager(new MissingExit()));
});

test("contextlib/TestAbstractContextManager.test_structural_subclassing: by the methods", () => {
  class ManagerFromScratch {
    enter(): this {
      return this;
    }
    exit() {}
  }
  const noEnter = Object.assign(new ManagerFromScratch(), { enter: null });
  const noExit = Object.assign(new ManagerFromScratch(), { exit: null });
  assertEquals(
    [new ManagerFromScratch(), new DefaultEnter(), noEnter, noExit]
      .map(isContextManager),
    [true, true, false, false],
  );
});

// ContextManagerTestCase

test("contextlib/ContextManagerTestCase.test_contextmanager_plain: enters and leaves", () => {
  const state: number[] = [];
  const woohoo = contextManager(function* () {
    state.push(1);
    yield 42;
    state.push(999);
  });
  withSync(woohoo(), (x) => {
    assertEquals(state, [1]);
    state.push(x);
  });
  assertEquals(state, [1, 42, 999]);
});

test("contextlib/ContextManagerTestCase.test_contextmanager_finally: runs after an error", () => {
  const state: number[] = [];
  const woohoo = contextManager(function* () {
    state.push(1);
    try {
      yield 42;
    } finally {
      state.push(999);
    }
  });
  assertThrows(() =>
    withSync(woohoo(), (x) => {
      assertEquals(state, [1]);
      state.push(x);
      divideByZero();
    }), ZeroDivisionError);
  assertEquals(state, [1, 42, 999]);
});

test("contextlib/ContextManagerTestCase.test_contextmanager_traceback: the error is as it was thrown", () => {
  const f = contextManager(function* () {
    yield;
  });
  for (const Class of [ZeroDivisionError, RuntimeError, StopIteration]) {
    const error = new Class("spam");
    const { stack } = error;
    const caught = assertThrows(() => withSync(f(), () => raise(error)), Class);
    assertStrictEquals(caught, error);
    assertEquals([caught.stack, caught.cause], [stack, undefined]);
  }
});

test("contextlib/ContextManagerTestCase.test_contextmanager_no_reraise: exit() does not throw what it got", () => {
  const whee = contextManager(function* () {
    yield;
  });
  const manager = whee();
  manager.enter();
  assertEquals(manager.exit(new TypeError("foo")), false);
});

test("contextlib/ContextManagerTestCase.test_contextmanager_trap_yield_after_throw: is an error", () => {
  let closed = false;
  const whoo = contextManager(function* () {
    try {
      yield;
    } catch {
      try {
        yield;
      } finally {
        closed = true;
      }
    }
  });
  const manager = whoo();
  manager.enter();
  assertThrows(() => manager.exit(new TypeError("foo")), RuntimeError, "stop");
  assert(closed);
});

test("contextlib/ContextManagerTestCase.test_contextmanager_trap_no_yield: is an error", () => {
  // deno-lint-ignore require-yield -- That is what the test is about.
  const whoo = contextManager(function* () {
    return;
  });
  assertThrows(() => whoo().enter(), RuntimeError, "yield");
});

test("contextlib/ContextManagerTestCase.test_contextmanager_trap_second_yield: is an error", () => {
  let closed = false;
  const whoo = contextManager(function* () {
    yield;
    try {
      yield;
    } finally {
      closed = true;
    }
  });
  const manager = whoo();
  manager.enter();
  assertThrows(() => manager.exit(undefined), RuntimeError, "stop");
  assert(closed);
});

test("contextlib/ContextManagerTestCase.test_contextmanager_non_normalised: another error replaces it", () => {
  const whoo = contextManager(function* () {
    try {
      yield;
    } catch (error) {
      if (error instanceof RuntimeError) throw new SyntaxError();
    }
  });
  const manager = whoo();
  manager.enter();
  assertThrows(() => manager.exit(new RuntimeError()), SyntaxError);
});

test("contextlib/ContextManagerTestCase.test_contextmanager_except: a caught error is suppressed", () => {
  const state: unknown[] = [];
  const woohoo = contextManager(function* () {
    state.push(1);
    try {
      yield 42;
    } catch (error) {
      if (!(error instanceof ZeroDivisionError)) throw error;
      state.push(error.message);
      assertEquals(state, [1, 42, "999"]);
    }
  });
  const result = withSync(woohoo(), (x) => {
    assertEquals(state, [1]);
    state.push(x);
    throw new ZeroDivisionError("999");
  });
  assertEquals(result, undefined);
  assertEquals(state, [1, 42, "999"]);
});

test("contextlib/ContextManagerTestCase.test_contextmanager_except_stopiter: is an error like another", () => {
  const woohoo = contextManager(function* () {
    yield;
  });
  for (
    const error of [
      new StopIteration("spam"),
      new StopIterationSubclass("spam"),
      { done: true, value: undefined },
    ]
  ) {
    try {
      withSync(woohoo(), () => raise(error));
      fail("it was suppressed");
    } catch (caught) {
      assertStrictEquals(caught, error);
    }
  }
});

const chaining = contextManager(function* () {
  try {
    yield;
  } catch (error) {
    throw new RuntimeError("issue29692:Chained", { cause: error });
  }
});

test("contextlib/ContextManagerTestCase.test_contextmanager_do_not_unchain_non_stopiteration_exceptions", () => {
  for (const Class of [ZeroDivisionError, StopIteration]) {
    const error = new Class("issue29692:Unchained");
    const caught = assertThrows(
      () => withSync(chaining(), () => raise(error)),
      RuntimeError,
      "issue29692:Chained",
    );
    assertStrictEquals(caught.cause, error);
    assertEquals(error.cause, undefined);
  }
});

test("contextlib/ContextManagerTestCase.test_contextmanager_wrap_runtimeerror: a wrapper comes out", () => {
  // CPython unwraps a StopIteration: there, the machinery might have wrapped it. Here it never does.
  for (const Class of [ZeroDivisionError, StopIteration]) {
    assertThrows(
      () => withSync(chaining(), () => raise(new Class())),
      RuntimeError,
    );
  }
});

test("contextlib/ContextManagerTestCase.test_contextmanager_attribs: keeps the name", () => {
  const baz = contextManager(function* baz(_spam: unknown) {
    yield;
  });
  assertEquals(baz.name, "baz");
});

test("contextlib/ContextManagerTestCase.test_keywords: any names can be used", () => {
  interface Names {
    self: number;
    func: number;
    args: number;
    kwds: number;
  }
  const woohoo = contextManager(function* ({ self, func, args, kwds }: Names) {
    yield [self, func, args, kwds];
  });
  withSync(
    woohoo({ self: 11, func: 22, args: 33, kwds: 44 }),
    (target) => assertEquals(target, [11, 22, 33, 44]),
  );
});

test("contextlib/ContextManagerTestCase.test_nokeepref: the arguments are not kept alive", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  let ref!: WeakRef<object>;
  const woohoo = contextManager(function* (a: object | null) {
    ref = new WeakRef(a!);
    a = null;
    yield;
  });
  const manager = woohoo({});
  manager.enter();
  await new Promise((resolve) => setTimeout(resolve, 0));
  gc();
  assertEquals(ref.deref(), undefined);
  assertFalse(manager.exit(undefined));
});

test("contextlib/ContextManagerTestCase.test_param_errors: for the compiler", () => {
  const woohoo = contextManager(function* (a: number, b: number) {
    yield a + b;
  });
  // @ts-expect-error Too few.
  woohoo();
  // @ts-expect-error Too many.
  woohoo(3, 5, 7);
  // @ts-expect-error Wrong type.
  woohoo(3, "5");
  assertEquals(withSync(woohoo(3, 5), (sum) => sum), 8);
});

test("contextlib/ContextManagerTestCase.test_recursive: a wrapped function may call itself", () => {
  let depth = 0;
  let ncols = 0;
  const woohoo = contextManager(function* () {
    ncols++;
    const before = depth;
    depth++;
    yield;
    depth--;
    assertEquals(depth, before);
  });
  const recursive = woohoo().wrap((): void => {
    if (depth < 10) recursive();
  });
  recursive();
  assertEquals([ncols, depth], [10, 0]);
});

// ClosingTestCase, NullcontextTestCase

function closable(state: number[]) {
  return { close: () => state.push(1) };
}

test("contextlib/ClosingTestCase.test_closing: closes in the end", () => {
  const state: number[] = [];
  const x = closable(state);
  withSync(closing(x), (y) => {
    assertStrictEquals(x, y);
    assertEquals(state, []);
  });
  assertEquals(state, [1]);
});

test("contextlib/ClosingTestCase.test_closing_error: closes after an error", () => {
  const state: number[] = [];
  const x = closable(state);
  assertThrows(() =>
    withSync(closing(x), (y) => {
      assertStrictEquals(x, y);
      divideByZero();
    }), ZeroDivisionError);
  assertEquals(state, [1]);
});

test("contextlib/NullcontextTestCase.test_nullcontext: gives its value", () => {
  const c = {};
  withSync(nullContext(c), (value) => assertStrictEquals(value, c));
});

// TestContextDecorator

class MyContext extends AbstractContextManager<MyContext, boolean> {
  started = false;
  errors: unknown[] = [];
  catches = false;

  override enter(): this {
    this.started = true;
    return this;
  }

  override exit(error?: unknown): boolean {
    this.errors.push(error);
    return this.catches;
  }
}

test("contextlib/TestContextDecorator.test_contextdecorator: is a manager", () => {
  const context = new MyContext();
  withSync(context, (result) => {
    assertStrictEquals(result, context);
    assert(context.started);
  });
  assertEquals(context.errors, [undefined]);
});

test("contextlib/TestContextDecorator.test_contextdecorator_with_exception: sees it", () => {
  const error = new ReferenceError("foo");
  for (const catches of [false, true]) {
    const context = Object.assign(new MyContext(), { catches });
    const body = () => withSync(context, () => raise(error));
    if (catches) assertEquals(body(), undefined);
    else assertThrows(body, ReferenceError, "foo");
    assertEquals(context.errors, [error]);
  }
});

test("contextlib/TestContextDecorator.test_decorator: runs the function inside", () => {
  const context = new MyContext();
  const work = context.wrap(() => {
    assertEquals(context.errors, []);
    assert(context.started);
  });
  assertFalse(context.started);
  work();
  assertEquals(context.errors, [undefined]);
});

test("contextlib/TestContextDecorator.test_decorator_with_exception: sees it", () => {
  const context = new MyContext();
  const work = context.wrap(() => {
    assert(context.started);
    throw new ReferenceError("foo");
  });
  const error = assertThrows(() => work(), ReferenceError, "foo");
  assertEquals(context.errors, [error]);
});

test("contextlib/TestContextDecorator.test_decorating_method: passes this and the arguments", () => {
  const context = new MyContext();
  class Test {
    values: unknown[] = [];
    method = context.wrap(
      function (this: Test, a: unknown, b: unknown, c?) {
        this.values = [a, b, c];
      } as (a: unknown, b: unknown, c?: unknown) => void,
    );
  }
  const one = new Test();
  one.method(1, 2);
  const other = new Test();
  other.method("a", "b", "c");
  assertEquals([one.values, other.values], [[1, 2, undefined], [
    "a",
    "b",
    "c",
  ]]);
});

test("contextlib/TestContextDecorator.test_typo_enter: is a TypeError", () => {
  const context = { unter() {}, exit() {} };
  assertThrows(
    () => withSync(wrong(context), () => {}),
    TypeError,
    "The context manager must have enter() and exit()",
  );
});

test("contextlib/TestContextDecorator.test_typo_exit: is a TypeError before entering", () => {
  const context = { enter: () => fail("entered"), uxit() {} };
  assertThrows(
    () => withSync(wrong(context), () => {}),
    TypeError,
    "The context manager must have enter() and exit()",
  );
});

test("contextlib/TestContextDecorator.test_contextmanager_as_decorator: can be called again", () => {
  let state: unknown[] = [];
  const woohoo = contextManager(function* (y: number) {
    state.push(y);
    yield;
    state.push(999);
  });
  const work = woohoo(1).wrap((x: string) => {
    assertEquals(state, [1]);
    state.push(x);
  });
  work("something");
  assertEquals(state, [1, "something", 999]);
  state = [];
  work("something else");
  assertEquals(state, [1, "something else", 999]);
});

// TestBaseExitStack

/** What both stacks have, by the types of the async one. */
interface Kit {
  make(): AsyncExitStack;
  use(stack: AsyncExitStack, body: (stack: AsyncExitStack) => unknown): unknown;
  close(stack: AsyncExitStack): unknown;
  nest(manager: ContextManager, body: () => unknown): unknown;
}

const syncKit: Kit = {
  make: () => new ExitStack() as unknown as AsyncExitStack,
  use: (stack, body) =>
    withSync(stack as unknown as ExitStack, () => body(stack)),
  close: (stack) => (stack as unknown as ExitStack).close(),
  nest: withSync,
};

const asyncKit: Kit = {
  make: () => new AsyncExitStack(),
  use: (stack, body) => withAsync(stack, body),
  close: (stack) => stack.aclose(),
  nest: withAsync,
};

type Use = (body: (stack: AsyncExitStack) => unknown) => Promise<unknown>;

function stackTest(
  name: string,
  fn: (use: Use, kit: Kit) => void | Promise<void>,
): void {
  for (const [kind, kit] of [["sync", syncKit], ["async", asyncKit]] as const) {
    const use: Use = async (body) => await kit.use(kit.make(), body);
    virtualTest(
      `contextlib/TestBaseExitStack.${name} (${kind})`,
      () => fn(use, kit),
    );
  }
}

/** The error, its cause, the cause of that, and so on. */
function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined; one = (one as Error).cause) {
    chain.push(one);
  }
  return chain;
}

async function caughtFrom(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  fail("nothing was thrown");
}

stackTest("test_no_resources: can be left empty", async (use) => {
  assertEquals(await use(() => 1), 1);
});

stackTest("test_callback: gets its arguments, and is returned", async (use) => {
  const result: unknown[][] = [];
  function exit(...args: unknown[]) {
    result.push(args);
  }
  const expected = [[], [1], [1, 2], [{ example: 1 }], [1, { example: 1 }]];
  await use((stack) => {
    for (const args of expected.toReversed()) {
      assertStrictEquals(stack.callback(exit, ...args), exit);
    }
  });
  assertEquals(result, expected);

  await use((stack) => {
    assertThrows(() => stack.callback(wrong(undefined)), TypeError);
    assertThrows(() => stack.callback(wrong({ callback: exit })), TypeError);
  });
});

stackTest("test_push: takes functions and managers", async (use) => {
  const seen: unknown[] = [];
  function expectError(error: unknown) {
    seen.push(error);
  }
  function suppressError(error: unknown) {
    seen.push(error);
    return true;
  }
  class ExitManager {
    enter() {
      fail("Should not be called");
    }
    exit(error: unknown) {
      seen.push(error);
    }
  }
  const error = new ZeroDivisionError();
  await use((stack) => {
    const manager = new ExitManager();
    assertStrictEquals(stack.push(expectError), expectError);
    assertStrictEquals(stack.push(manager), manager);
    stack.push(suppressError);
    stack.push(new ExitManager());
    stack.push(expectError);
    stack.push(expectError);
    throw error;
  });
  assertEquals(seen, [error, error, error, error, undefined, undefined]);
});

stackTest("test_enter_context: leaves in reverse order", async (use) => {
  const result: number[] = [];
  const manager: ContextManager<void> = {
    enter: () => void result.push(1),
    exit: () => void result.push(3),
  };
  await use((stack) => {
    stack.callback(() => result.push(4));
    stack.enterContext(manager);
    result.push(2);
  });
  assertEquals(result, [1, 2, 3, 4]);
});

stackTest("test_enter_context_errors: are TypeErrors", async (use) => {
  await use((stack) => {
    for (
      const value of [
        {},
        { exit: () => fail("left") },
        { enter: () => fail("entered") },
      ]
    ) {
      assertThrows(
        () => stack.enterContext(wrong(value)),
        TypeError,
        "The context manager must have enter() and exit()",
      );
    }
  });
});

stackTest("test_close: leaves at once", async (_use, kit) => {
  const result: number[] = [];
  const stack = kit.make();
  stack.callback(() => result.push(1));
  await kit.close(stack);
  result.push(2);
  await kit.close(stack);
  assertEquals(result, [1, 2]);
});

stackTest("test_pop_all: moves everything", async (use, kit) => {
  const result: number[] = [];
  let moved!: AsyncExitStack;
  await use((stack) => {
    stack.callback(() => result.push(3));
    moved = stack.popAll();
    result.push(1);
  });
  result.push(2);
  await kit.close(moved);
  assertEquals(result, [1, 2, 3]);
});

stackTest("test_exit_raise: an exit that does not suppress", async (use) => {
  await assertRejects(() =>
    use((stack) => {
      stack.push(() => false);
      divideByZero();
    }), ZeroDivisionError);
});

stackTest("test_exit_suppress: an exit that does", async (use) => {
  await use((stack) => {
    stack.push(() => true);
    divideByZero();
  });
});

stackTest(
  "test_exit_exception_chaining_reference: nested managers",
  async (_use, { nest: use }) => {
    const index = new RangeError("index");
    const attribute = new TypeError("attribute");
    const key = new KeyError("key", { cause: attribute });
    const value = new ValueError("value");
    const zero = new ZeroDivisionError("zero");
    let suppressed: unknown;
    function throwing(error: Error): ContextManager<void, void> {
      return { enter() {}, exit: () => raise(error) };
    }
    const suppressing: ContextManager<void, boolean> = {
      enter() {},
      exit(error) {
        suppressed = error;
        return true;
      },
    };
    const error = await caughtFrom(() =>
      use(
        throwing(index),
        () =>
          use(throwing(key), () =>
            use(suppressing, () => use(throwing(value), () => raise(zero)))),
      )
    );
    assertEquals(chainOf(error), [index, key, attribute]);
    assertEquals(chainOf(suppressed), [value, zero]);
  },
);

stackTest(
  "test_exit_exception_chaining: as nested managers",
  async (use) => {
    const index = new RangeError("index");
    const key = new KeyError("key");
    const attribute = new TypeError("attribute");
    const value = new ValueError("value");
    const zero = new ZeroDivisionError("zero");
    let suppressed: unknown;
    const error = await caughtFrom(() =>
      use((stack) => {
        stack.callback(() => raise(index));
        stack.callback(() => raise(key));
        stack.callback(() => raise(attribute));
        stack.push((error) => {
          suppressed = error;
          return true;
        });
        stack.callback(() => raise(value));
        throw zero;
      })
    );
    assertEquals(chainOf(error), [index, key, attribute]);
    assertEquals(chainOf(suppressed), [value, zero]);
  },
);

stackTest(
  "test_exit_exception_explicit_none_context: cause null stays",
  async (use) => {
    const manager = contextManager(function* () {
      try {
        yield;
      } catch {
        throw new ValueError("from none", { cause: null });
      }
    });
    const plain = await caughtFrom(() => withSync(manager(), divideByZero));
    const stacked = await caughtFrom(() =>
      use((stack) => {
        stack.enterContext(manager());
        divideByZero();
      })
    );
    for (const error of [plain, stacked]) {
      assertInstanceOf(error, ValueError);
      assertStrictEquals(error.cause, null);
    }
  },
);

stackTest(
  "test_exit_exception_non_suppressing: errors of exits come out",
  async (use) => {
    const index = new RangeError();
    const key = new KeyError();
    assertStrictEquals(
      await caughtFrom(() =>
        use((stack) => {
          stack.callback(() => {});
          stack.callback(() => raise(index));
        })
      ),
      index,
    );
    assertStrictEquals(
      await caughtFrom(() =>
        use((stack) => {
          stack.callback(() => raise(key));
          stack.push(() => true);
          stack.callback(() => raise(index));
        })
      ),
      key,
    );
    assertEquals(chainOf(key), [key]);
  },
);

function numbered(count: number): Error[] {
  return Array.from({ length: count }, (_, i) => new Error(`${i + 1}`));
}

stackTest(
  "test_exit_exception_with_correct_context: is not chained twice",
  async (use) => {
    const [exc1, exc2, exc3, exc4] = numbered(4);
    const getsTheContextRight = contextManager(function* (error: Error) {
      try {
        yield;
      } catch (earlier) {
        error.cause = earlier;
        throw error;
      }
    });
    const error = await caughtFrom(() =>
      use((stack) => {
        for (const error of [exc4!, exc3!, exc2!]) {
          stack.enterContext(getsTheContextRight(error));
        }
        throw exc1;
      })
    );
    assertEquals(chainOf(error), [exc4, exc3, exc2, exc1]);
  },
);

stackTest(
  "test_exit_exception_with_existing_context: goes to the end of the chain",
  async (use) => {
    const [exc1, exc2, exc3, exc4, exc5] = numbered(5);
    function raiseNested(inner: Error, outer: Error) {
      outer.cause = inner;
      throw outer;
    }
    const error = await caughtFrom(() =>
      use((stack) => {
        stack.callback(raiseNested, exc4!, exc5!);
        stack.callback(raiseNested, exc2!, exc3!);
        throw exc1;
      })
    );
    assertEquals(chainOf(error), [exc5, exc4, exc3, exc2, exc1]);
  },
);

stackTest(
  "test_body_exception_suppress: by the first exit",
  async (use) => {
    let result = "unset";
    await use((stack) => {
      stack.push((error) => {
        result = String(error);
        return true;
      });
      throw new ZeroDivisionError("gone");
    });
    assertEquals(result, "Error: gone");
  },
);

stackTest(
  "test_exit_exception_chaining_suppress: the last exit decides",
  async (use) => {
    await use((stack) => {
      stack.push(() => true);
      stack.push(divideByZero);
      stack.push(() => raise(new KeyError()));
    });
  },
);

stackTest("test_excessive_nesting: is no recursion", async (use) => {
  let count = 0;
  await use((stack) => {
    for (let i = 0; i < 10_000; i++) stack.callback(() => count++);
  });
  assertEquals(count, 10_000);
});

stackTest(
  "test_instance_bypass: members that are no methods",
  async (use) => {
    await use((stack) => {
      const manager = wrong({ enter: {}, exit: {} });
      const message = "The context manager must have enter() and exit()";
      assertThrows(() => stack.enterContext(manager), TypeError, message);
      assertThrows(() => stack.push(manager), TypeError, message);
    });
  },
);

stackTest(
  "test_dont_reraise_RuntimeError: it is no endless loop",
  async (use) => {
    const second = contextManager(function* () {
      try {
        yield 1;
      } catch (cause) {
        throw new ValueError("new exception", { cause });
      }
    });
    const first = contextManager(function* () {
      try {
        yield 1;
      } catch (error) {
        throw error;
      }
    });
    const thrown = new RuntimeError("please no infinite loop");
    const error = await caughtFrom(() =>
      use((stack) => {
        stack.enterContext(second());
        stack.enterContext(first());
        throw thrown;
      })
    );
    assertInstanceOf(error, ValueError);
    assertEquals(chainOf(error), [error, thrown]);
  },
);

// TestSuppress

test("contextlib/TestSuppress.test_no_result_from_enter: gives nothing", () => {
  withSync(suppress(ValueError), (value) => assertEquals(value, undefined));
});

virtualTest(
  "contextlib/TestSuppress.test_no_exception: gives the result",
  async () => {
    assertEquals(await suppress(ValueError, () => 2 ** 5), 32);
  },
);

virtualTest(
  "contextlib/TestSuppress.test_exact_exception: is suppressed",
  async () => {
    assertEquals(
      await suppress(TypeError, () => raise(new TypeError())),
      undefined,
    );
  },
);

virtualTest(
  "contextlib/TestSuppress.test_exception_hierarchy: a subclass is suppressed",
  async () => {
    await suppress(StopIteration, () => raise(new StopIterationSubclass()));
  },
);

virtualTest(
  "contextlib/TestSuppress.test_other_exception: comes out",
  async () => {
    await assertRejects(
      () => suppress(TypeError, divideByZero),
      ZeroDivisionError,
    );
  },
);

virtualTest(
  "contextlib/TestSuppress.test_no_args: suppress nothing",
  async () => {
    await assertRejects(() => suppress([], divideByZero), ZeroDivisionError);
  },
);

virtualTest(
  "contextlib/TestSuppress.test_multiple_exception_args: any of them",
  async () => {
    const both = [ZeroDivisionError, TypeError];
    await suppress(both, divideByZero);
    await suppress(both, () => raise(new TypeError()));
  },
);

test("contextlib/TestSuppress.test_cm_is_reentrant: and can be used again", () => {
  const ignoreErrors = suppress(Error);
  const log: string[] = [];
  withSync(ignoreErrors, () => {});
  withSync(ignoreErrors, divideByZero);
  withSync(ignoreErrors, () => {
    withSync(ignoreErrors, divideByZero);
    log.push("outer continued");
    divideByZero();
  });
  assertEquals(log, ["outer continued"]);
});

virtualTest(
  "contextlib/TestSuppress.test_exception_groups: are split",
  async () => {
    const values = () =>
      new ExceptionGroup("values only", [
        new ValueError("ve1"),
        new ValueError("ve2"),
      ]);
    const all = () =>
      new ExceptionGroup("many types", [
        new ValueError("ve1"),
        new KeyError("ke1"),
        values(),
        new KeyError("ke2"),
      ]);
    await suppress(ValueError, () => raise(values()));
    await suppress([ValueError, KeyError], () => raise(all()));
    const rest = await assertRejects(
      () => suppress(ValueError, () => raise(all())),
      ExceptionGroup,
    );
    assertEquals(
      [rest.message, rest.exceptions.map((error) => error.message)],
      ["many types", ["ke1", "ke2"]],
    );
    const whole = all();
    const same = await assertRejects(
      () => suppress(TypeError, () => raise(whole)),
      ExceptionGroup,
    );
    assertStrictEquals(same, whole);
  },
);

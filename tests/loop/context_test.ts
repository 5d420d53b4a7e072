import { assert, assertEquals, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

const { Context, ContextVar, copyContext, Token } = asyncio;

test("Context.copy() does not see later changes, either way", () => {
  const user = new ContextVar<string>("user");
  const original = new Context();
  original.run(() => user.set("ada"));
  const copy = original.copy();
  original.run(() => user.set("bob"));
  assertEquals(copy.get(user), "ada");
  copy.run(() => user.set("eve"));
  assertEquals([original.get(user), copy.get(user)], ["bob", "eve"]);
  assertEquals(original.copy().get(user), "bob");
});

test("Context.copy() of a copy shares nothing that changes", () => {
  const level = new ContextVar("level", { default: 0 });
  const contexts = [new Context()];
  for (let i = 1; i < 5; i++) contexts.push(contexts[i - 1]!.copy());
  contexts.forEach((context, i) => context.run(() => level.set(i)));
  assertEquals(contexts.map((context) => context.get(level)), [0, 1, 2, 3, 4]);
});

test("Context iterates over its variables", () => {
  const [a, b] = [new ContextVar<number>("a"), new ContextVar<number>("b")];
  const context = new Context();
  context.run(() => {
    a.set(1);
    b.set(2);
    a.set(3);
  });
  assertEquals(context.size, 2);
  assertEquals([...context].map((variable) => variable.name), ["a", "b"]);
  assertEquals([...context.values()], [3, 2]);
  assert([...context.keys()][0] === a);
  assertEquals([...context.entries()].map(([v, x]) => [v.name, x]), [
    ["a", 3],
    ["b", 2],
  ]);
});

test("Context.get() knows no default of the variable", () => {
  const level = new ContextVar("level", { default: 7 });
  const context = new Context();
  assertEquals([context.has(level), context.get(level)], [false, undefined]);
  assertEquals(context.get(level, "mine"), "mine");
  assertEquals(context.run(() => [level.get(), level.get(5)]), [7, 5]);
});

test("ContextVar may hold undefined, as a value and as a default", () => {
  const maybe = new ContextVar<undefined>("maybe", { default: undefined });
  const context = new Context();
  context.run(() => {
    assertEquals(maybe.get(), undefined);
    maybe.set(undefined);
  });
  assertEquals([context.has(maybe), context.size], [true, 1]);
});

test("Context.run() passes arguments, results and errors on", () => {
  const context = new Context();
  assertEquals(context.run((a: number, b: number) => a + b, 1, 2), 3);
  assertThrows(
    () =>
      context.run(() => {
        throw new RangeError("mine");
      }),
    RangeError,
    "mine",
  );
  // It has been left.
  assertEquals(context.run(() => "again"), "again");
});

test("Token.oldValue is the value before, or MISSING", () => {
  new Context().run(() => {
    const user = new ContextVar<string>("user");
    const first = user.set("ada");
    const second = user.set("bob");
    assertEquals([first.oldValue, second.oldValue], [Token.MISSING, "ada"]);
    assert(first.var === user);
    user.reset(first);
    assertThrows(() => user.get(), asyncio.LookupError, '"user"');
    user.reset(second);
    assertEquals(user.get(), "ada");
  });
});

test("Token as a resource restores the value, also after an error", () => {
  const level = new ContextVar("level", { default: 0 });
  const log: number[] = [];
  assertThrows(
    () => {
      using _outer = level.set(1);
      {
        using _inner = level.set(2);
        log.push(level.get());
      }
      log.push(level.get());
      throw new Error("out");
    },
    Error,
    "out",
  );
  log.push(level.get());
  assertEquals(log, [2, 1, 0]);
});

virtualTest(
  "copyContext() is what a task starts from, and its changes stay its own",
  async () => {
    const user = new ContextVar("user", { default: "nobody" });
    user.set("parent");
    const log: string[] = [];
    await asyncio.gather(...["a", "b"].map((name) => async () => {
      log.push(user.get());
      user.set(name);
      await asyncio.sleep(1);
      log.push(user.get());
    }));
    log.push(user.get(), String(copyContext().get(user)));
    assertEquals(log, ["parent", "parent", "a", "b", "parent", "parent"]);
  },
);

virtualTest(
  "Context given to callbacks and tasks is used itself, not copied",
  async () => {
    const count = new ContextVar("count", { default: 0 });
    const context = new Context();
    const increase = () => void count.set(count.get() + 1);
    const loop = asyncio.getRunningLoop();
    const future = loop.createFuture<void>();
    loop.callSoon(increase, { context });
    loop.callLater(1, increase, { context });
    future.addDoneCallback(increase, { context });
    future.setResult();
    await asyncio.createTask(increase, { context });
    await asyncio.sleep(2);
    assertEquals([context.get(count), count.get()], [4, 0]);
  },
);

test("Context of the thread is shared by what runs outside of every loop", async () => {
  const user = new ContextVar<string>("user");
  using _ = user.set("global");
  assertEquals(await Promise.resolve().then(() => user.get()), "global");
  assertEquals(await asyncio.run(() => user.get()), "global");
});

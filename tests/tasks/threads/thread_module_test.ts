import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { run } from "../../../tasks/run.ts";
import { gather } from "../../../tasks/gather.ts";
import {
  threadModule,
  ThreadPoolExecutor,
  toThread,
} from "../../../tasks/threads/mod.ts";
import { test } from "../../_support/mod.ts";
import { ParseError, user } from "./_work.ts";

const work = threadModule<typeof import("./_work.ts")>(
  new URL("./_work.ts", import.meta.url),
);

test("threadModule() gives handles that run in threads, or can be called", () =>
  run(async () => {
    const sums = await gather(
      toThread(work.add, 1, 2),
      toThread(work.addLater, 3, 4),
      () => work.add(5, 6),
    );
    assertEquals(sums, [3, 7, 11]);
    assertStrictEquals(work.add, work.add);
    assertEquals(work.add.name, "add");
  }));

test("threadModule() loads the module once in each thread", () =>
  run(async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    await pool.submit(work.setSeed, 7);
    assertEquals(await pool.submit(work.getSeed), 7);
  }));

test("threadModule() brings context variables over, by name", () =>
  run(async () => {
    user.set("ada");
    assertEquals(await toThread(work.getUser), "ada");
    user.set("bob");
    assertEquals(await toThread(work.getUser), "bob");
  }));

test("threadModule() gives the nearest class of an error that is known", () =>
  run(async () => {
    const error = await work.parse(3).catch((error) => error);
    assertInstanceOf(error, RangeError);
    assertEquals(error instanceof ParseError, false);
    assertEquals(
      [error.name, error.message, (error as unknown as ParseError).line],
      ["ParseError", "Cannot parse line 3", 3],
    );
    assertEquals((error.cause as Error).message, "a cause");
  }));

test("threadModule() says which module or function is not there", () =>
  run(async () => {
    const missing = threadModule<{ f(): void }>(
      new URL("./_no_such_module.ts", import.meta.url),
    );
    await assertRejects(
      () => missing.f(),
      TypeError,
      "_no_such_module.ts in a thread: Module not found",
    );
    const other = threadModule<{ notAFunction(): void }>(
      new URL("./_work.ts", import.meta.url),
    );
    await assertRejects(
      () => other.notAFunction(),
      TypeError,
      '_work.ts exports no function "notAFunction": it exports ',
    );
    // A second attempt finds what the first one has left behind.
    await assertRejects(
      () => other.notAFunction(),
      TypeError,
      "exports no function",
    );
    assertEquals(await work.add(1, 1), 2);
  }));

test("threadModule() fails with the syntax error of the module", () =>
  run(async () => {
    const broken = threadModule<{ f(): void }>(
      "data:text/javascript,export function f( {",
    );
    await assertRejects(() => broken.f(), TypeError, "Cannot load data:");
  }));

test("threadModule() refuses a relative URL", () => {
  assertThrows(() => threadModule("./work.ts"), TypeError, '"./work.ts"');
});

test("threadModule() can be returned by an async function", async () => {
  const returned = await Promise.resolve(work);
  assertStrictEquals(returned, work);
});

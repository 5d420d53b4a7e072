// What the compiler makes of results and arguments. The calls are never made: the test is that this file compiles.

import { assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles only if the results of `calls` have the types of `Expected`, by name. */
function typesOf<Expected>() {
  return <Calls extends Record<string, () => unknown>>(
    calls: Calls,
    same: Equal<{ [K in keyof Calls]: ReturnType<Calls[K]> }, Expected>,
  ): void => {
    assertEquals([typeof calls, same], ["object", true]);
  };
}

declare const task: asyncio.Task<number>;
declare const future: asyncio.Future<string>;
declare const coro: asyncio.Coroutine<boolean>;
declare const promise: Promise<Date>;
function work(): Promise<string> {
  return Promise.resolve("work");
}

Deno.test("gather() gives a tuple for arguments, and for a list of known length", () =>
  typesOf<{
    args: asyncio.Future<[number, string, boolean, Date, string]>;
    tuple: asyncio.Future<[number, string]>;
    options: asyncio.Future<[number, string]>;
    list: asyncio.Future<number[]>;
    nothing: asyncio.Future<[]>;
  }>()({
    args: () => asyncio.gather(task, future, coro, promise, work),
    tuple: () => asyncio.gather([task, work], {}),
    options: () => asyncio.gather([task, work], { returnExceptions: true }),
    list: () => asyncio.gather(new Set([task])),
    nothing: () => asyncio.gather(),
  }, true));

Deno.test("all() gives a tuple; race() and any() one of the results", () =>
  typesOf<{
    all: Promise<[number, string, boolean]>;
    race: Promise<number | string>;
    any: Promise<number | Date>;
  }>()({
    all: () => asyncio.all([task, work, coro]),
    race: () => asyncio.race([task, work]),
    any: () => asyncio.any([task, promise]),
  }, true));

Deno.test("wait() keeps futures as they are, and wraps other promises", () =>
  typesOf<{
    tasks: Promise<
      [done: Set<asyncio.Task<number>>, pending: Set<asyncio.Task<number>>]
    >;
    promises: Promise<
      [done: Set<asyncio.Future<Date>>, pending: Set<asyncio.Future<Date>>]
    >;
  }>()({
    tasks: () => asyncio.wait([task]),
    promises: () => asyncio.wait([promise]),
  }, true));

Deno.test("timeout() is a block without a function, and a promise with one", () =>
  typesOf<{
    block: asyncio.Timeout;
    async: Promise<string>;
    plain: Promise<number>;
    at: asyncio.Timeout;
    atWith: Promise<number>;
    failAfter: asyncio.Timeout;
    moveOnAfter: Promise<string | undefined>;
    shieldScope: Promise<number | undefined>;
  }>()({
    block: () => asyncio.timeout(1),
    async: () => asyncio.timeout({ minutes: 1 }, work),
    plain: () => asyncio.timeout(null, (t) => t.when() ?? 0),
    at: () => asyncio.timeoutAt(null),
    atWith: () => asyncio.timeoutAt(5, () => task),
    failAfter: () => asyncio.failAfter(1),
    moveOnAfter: () => asyncio.moveOnAfter(1, work),
    shieldScope: () => asyncio.shieldScope(() => task),
  }, true));

Deno.test("createTask(), run() and the like give what the work gives", () =>
  typesOf<{
    fromFunction: asyncio.Task<string>;
    fromCoroutine: asyncio.Task<boolean>;
    run: Promise<string>;
    waitFor: Promise<number>;
    shield: asyncio.Future<string>;
    sleep: Promise<void>;
    sleepWith: Promise<string>;
    group: Promise<number>;
    start: Promise<number>;
  }>()({
    fromFunction: () => asyncio.createTask(work),
    fromCoroutine: () => asyncio.createTask(coro),
    run: () => asyncio.run(work),
    waitFor: () => asyncio.waitFor(task, 1),
    shield: () => asyncio.shield(work),
    sleep: () => asyncio.sleep(1),
    sleepWith: () => asyncio.sleep<string>(1, "x"),
    group: () => asyncio.taskGroup(() => 1),
    start: () =>
      asyncio.taskGroup((tg) =>
        tg.start((started: (port: number) => void) => started(80))
      ),
  }, true));

Deno.test("Future is a Promise, and a Task a Future", () =>
  typesOf<{
    then: Promise<number>;
    fallback: Promise<string | null>;
    result: number;
    all: Promise<[number, string]>;
  }>()({
    then: () => future.then((text) => text.length),
    fallback: () => future.catch(() => null),
    result: () => task.result(),
    all: () => Promise.all([task, future]),
  }, true));

Deno.test("the compiler refuses what would fail at run time", () => {
  const calls = [
    // @ts-expect-error A promise is running already.
    () => asyncio.createTask(promise),
    // @ts-expect-error A task, too.
    () => asyncio.createTask(task),
    // @ts-expect-error A number cannot be awaited.
    () => asyncio.gather(task, 5),
    // @ts-expect-error wait() takes no functions.
    () => asyncio.wait([work]),
    // @ts-expect-error A delay is no text.
    () => asyncio.sleep("1"),
    // @ts-expect-error There is no such unit.
    () => asyncio.sleep({ weeks: 1 }),
    // @ts-expect-error Callbacks take no arguments.
    () => asyncio.getEventLoop().callSoon((x: number) => x, 1),
    // @ts-expect-error The result has another type.
    () => future.setResult(5),
    // @ts-expect-error The value has another type.
    () => new asyncio.ContextVar<string>("user").set(5),
    // @ts-expect-error There is no such way to wait.
    () => asyncio.wait([task], { returnWhen: "SOME" }),
  ];
  assertEquals(calls.length, 10);
});

// What the compiler makes of jobs. The calls are never made: the test is that this file compiles.

import { assertEquals } from "@std/assert";
import type { Future } from "../../../loop/future.ts";
import {
  fromThread,
  threadModule,
  ThreadPoolExecutor,
  toThread,
} from "../../../tasks/threads/mod.ts";

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

const work = threadModule<typeof import("./_work.ts")>("data:,");
declare const gate: Int32Array;

Deno.test("toThread() gives what the function returns, awaited; a generator as an async one", () =>
  typesOf<{
    plain: Future<number>;
    promise: Future<string>;
    generator: Future<AsyncGenerator<number, string | undefined, void>>;
    asyncGenerator: Future<AsyncGenerator<number, string | undefined, void>>;
    nothing: Future<void>;
  }>()({
    plain: () => toThread((n: number) => n + 1, 1),
    promise: () => toThread(() => Promise.resolve("text")),
    generator: () => toThread(work.countAtOnce, 1),
    asyncGenerator: () => toThread(work.count, 1, gate),
    nothing: () => toThread(work.setSeed, 1),
  }, true));

Deno.test("threadModule() gives the functions of the module, as async ones", () =>
  typesOf<{
    add: Promise<number>;
    addLater: Promise<number>;
    parse: Promise<never>;
    count: Promise<AsyncGenerator<number, string | undefined, void>>;
  }>()({
    add: () => work.add(1, 2),
    addLater: () => work.addLater(1, 2),
    parse: () => work.parse(1),
    count: () => work.count(1, gate),
  }, true));

Deno.test("fromThread() and map() keep the types", () => {
  const pool = new ThreadPoolExecutor();
  typesOf<{
    fromThread: (a: number, b: string) => Promise<boolean>;
    map: AsyncGenerator<string, void, void>;
  }>()({
    fromThread: () => fromThread((a: number, b: string) => a === b.length),
    map: () => pool.map((n: number) => String(n), [1, 2]),
  }, true);
});

Deno.test("the compiler refuses wrong arguments and what is no function", () => {
  const calls = [
    // @ts-expect-error The argument has another type.
    () => toThread((n: number) => n, "1"),
    // @ts-expect-error An argument is missing.
    () => toThread(work.add, 1),
    // @ts-expect-error It is not a function.
    () => work.notAFunction,
    // @ts-expect-error It is a class.
    () => work.ParseError,
    // @ts-expect-error There is no such export.
    () => work.subtract,
  ];
  assertEquals(calls.length, 5);
});

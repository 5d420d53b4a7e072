import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { ExceptionGroup } from "../../mod.ts";
import { test } from "../_support/mod.ts";

/** `message(a, b)`, with the groups inside. */
function show(error: Error | null): string {
  if (!(error instanceof ExceptionGroup)) return error?.message ?? "null";
  return `${error.message}(${error.exceptions.map(show).join(", ")})`;
}

function nested(): ExceptionGroup {
  return new ExceptionGroup("outer", [
    new TypeError("t1"),
    new ExceptionGroup("inner", [new RangeError("r1"), new TypeError("t2")]),
    new RangeError("r2"),
  ]);
}

test("ExceptionGroup is an AggregateError with a cause", () => {
  const first = new TypeError("first");
  const group = new ExceptionGroup("two", [first, new Error("second")]);
  assertInstanceOf(group, AggregateError);
  assertStrictEquals(group.cause, first);
  assertStrictEquals(group.exceptions, group.errors);
  assertEquals([group.name, String(group)], [
    "ExceptionGroup",
    "ExceptionGroup: two",
  ]);
});

test("ExceptionGroup takes any iterable, and copies it", () => {
  const errors = new Set([new Error("a"), new Error("b")]);
  const group = new ExceptionGroup("set", errors);
  errors.clear();
  assertEquals(show(group), "set(a, b)");
});

test("ExceptionGroup.split() keeps the nesting on both sides", () => {
  const [matched, rest] = nested().split(TypeError);
  assertEquals([show(matched), show(rest)], [
    "outer(t1, inner(t2))",
    "outer(inner(r1), r2)",
  ]);
});

test("ExceptionGroup.split() by several classes, or by a predicate", () => {
  const group = nested();
  assertEquals(group.split([TypeError, RangeError]).map(show), [
    show(group),
    "null",
  ]);
  const isFirst = (error: Error) => error.message.endsWith("1");
  assertEquals(group.split(isFirst).map(show), [
    "outer(t1, inner(r1))",
    "outer(inner(t2), r2)",
  ]);
});

test("ExceptionGroup.split() gives itself where all or nothing matches", () => {
  const group = nested();
  assertStrictEquals(group.split(Error)[0], group);
  const [matched, rest] = group.split(SyntaxError);
  assertStrictEquals(matched, null);
  assertStrictEquals(rest, group);
});

test("ExceptionGroup.subgroup() asks about groups, too", () => {
  const isInner = (error: Error) => error.message === "inner";
  assertEquals(show(nested().subgroup(isInner)), "outer(inner(r1, t2))");
  assertEquals(nested().subgroup(SyntaxError), null);
});

test("ExceptionGroup.handle() is told what matches, and returns the rest", () => {
  const log: string[] = [];
  const rest = nested().handle(TypeError, (group) => log.push(show(group)));
  const none = rest?.handle(RangeError, (group) => log.push(show(group)));
  assertEquals(log, ["outer(t1, inner(t2))", "outer(inner(r1), r2)"]);
  assertEquals([show(rest), none], ["outer(inner(r1), r2)", null]);
});

test("ExceptionGroup.handle() does not call for nothing, and lets errors through", () => {
  const group = nested();
  let thrown: unknown;
  assertStrictEquals(
    group.handle(SyntaxError, () => {
      throw new Error("not called");
    }),
    group,
  );
  const mine = new Error("mine");
  try {
    group.handle(TypeError, () => {
      throw mine;
    });
  } catch (error) {
    thrown = error;
  }
  assertStrictEquals(thrown, mine);
});

test("ExceptionGroup.derive() of a subclass keeps the class through split()", () => {
  class ShopErrors extends ExceptionGroup {
    readonly shop: string;
    constructor(shop: string, exceptions: Iterable<Error>) {
      super(`errors of ${shop}`, exceptions);
      this.shop = shop;
    }
    override derive<D extends Error>(exceptions: Iterable<D>) {
      return new ShopErrors(this.shop, exceptions) as unknown as ExceptionGroup<
        D
      >;
    }
  }
  const group = new ShopErrors("one", [new TypeError("t"), new Error("e")]);
  const [matched, rest] = group.split(TypeError);
  assert(matched instanceof ShopErrors && rest instanceof ShopErrors);
  assertEquals([matched.shop, show(rest)], ["one", "errors of one(e)"]);
  assertStrictEquals(matched.stack, group.stack);
});

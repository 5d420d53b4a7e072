// Whatever `@std/assert` stands for in this run, it must give these verdicts:
// so the stand-ins of `offline/` and the real package can replace each other.
import {
  assertEquals,
  AssertionError,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";

class Point {
  #x: number;
  constructor(x: number) {
    this.#x = x;
  }
  get x(): number {
    return this.#x;
  }
}

const cycle: unknown[] = [1];
cycle.push(cycle);
const sameCycle: unknown[] = [1];
sameCycle.push(sameCycle);
const error = new Error("a");

/** Puts a title before each pair. */
function titled(pairs: [unknown, unknown][]): [string, unknown, unknown][] {
  return pairs.map(([a, b]) => [
    `${Deno.inspect(a)} and ${Deno.inspect(b)}`.split("\n    at ")[0]!,
    a,
    b,
  ]);
}

Deno.test.each(titled([
  [0, -0],
  [NaN, NaN],
  [[1, [2, [3]]], [1, [2, [3]]]],
  [{ a: 1, b: undefined }, { b: undefined, a: 1 }],
  [{ a: 1 }, Object.assign(Object.create(null), { a: 1 })],
  [new Map([["a", { x: [1] }]]), new Map([["a", { x: [1] }]])],
  [new Map([[{ k: 1 }, 1]]), new Map([[{ k: 1 }, 1]])],
  [new Set([1, 2]), new Set([2, 1])],
  [new Set([[1], [2]]), new Set([[2], [1]])],
  [new Date(5), new Date(5)],
  [/a/g, /a/g],
  [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  [new Uint8Array([1]).buffer, new Uint8Array([1]).buffer],
  [new Point(1), new Point(1)],
  [cycle, sameCycle],
  [error, error],
]))("assertEquals() takes for each other %s", (_title, a, b) => {
  assertEquals(a, b);
  assertThrows(() => assertNotEquals(a, b), AssertionError);
});

Deno.test.each(titled([
  [1, 2],
  [1, "1"],
  [null, undefined],
  [null, {}],
  [[1, 2], [2, 1]],
  [[1], [1, undefined]],
  [[1], { 0: 1 }],
  [{ a: undefined }, {}],
  [{ a: undefined }, { b: undefined }],
  [new Map([["a", 1]]), new Map([["a", 2]])],
  [new Set([1]), new Set([2])],
  [new Set([1]), new Map([[1, 1]])],
  [new Date(5), new Date(6)],
  [/a/g, /a/i],
  [new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  [new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  [new Point(1), new Point(2)],
  [new Point(1), { x: 1 }],
  [() => 1, () => 1],
  [new Error("a"), new Error("b")],
  [new Error("a"), new TypeError("a")],
]))("assertEquals() tells apart %s", (_title, a, b) => {
  assertNotEquals(a, b);
  assertThrows(() => assertEquals(a, b), AssertionError);
});

Deno.test("assertEquals() shows both values and the message", () => {
  const { message } = assertThrows(
    () => assertEquals(["a", "here"], ["a", "there"], "Trace"),
    AssertionError,
    "Values are not equal: Trace",
  );
  assertStringIncludes(message, "here");
  assertStringIncludes(message, "there");
});

Deno.test("assertStrictEquals() tells equal objects apart", () => {
  assertStrictEquals(error, error);
  assertStrictEquals(NaN, NaN);
  assertThrows(() => assertStrictEquals<unknown>([], []), AssertionError);
  assertThrows(() => assertStrictEquals(0, -0), AssertionError);
});

Deno.test("assertThrows() returns what was thrown", () => {
  assertStrictEquals(
    assertThrows(
      () => {
        throw error;
      },
      Error,
      "a",
    ),
    error,
  );
  assertStrictEquals(
    assertThrows(() => {
      throw 1;
    }),
    1,
  );
});

Deno.test.each<{ why: string; fn: () => unknown; message: RegExp }>([
  { why: "nothing", fn: () => 1, message: /Expected function to throw: why/ },
  {
    why: "another class",
    fn: () => {
      throw new TypeError("a word");
    },
    message: /instance of "RangeError", but was "TypeError".*: why/,
  },
  {
    why: "other words",
    fn: () => {
      throw new RangeError("b");
    },
    message: /message to include "a word", but got "b": why/,
  },
])("assertThrows() fails on $why", ({ fn, message }) => {
  const failure = assertThrows(
    () => assertThrows(fn, RangeError, "a word", "why"),
    AssertionError,
  );
  assertMatch(failure.message, message);
});

Deno.test("assertRejects() returns the reason", async () => {
  assertStrictEquals(
    await assertRejects(() => Promise.reject(error), Error, "a"),
    error,
  );
});

Deno.test.each<{ why: string; fn: () => PromiseLike<unknown>; says: string }>([
  {
    why: "a value",
    fn: () => Promise.resolve(1),
    says: "Expected function to reject",
  },
  {
    why: "another class",
    fn: () => Promise.reject(new TypeError("a")),
    says: 'instance of "RangeError", but was "TypeError"',
  },
  {
    why: "an error thrown at once",
    fn: () => {
      throw new RangeError("a");
    },
    says: "Function throws when expected to reject",
  },
])("assertRejects() fails on $why", async ({ fn, says }) => {
  await assertRejects(
    () => assertRejects(fn, RangeError),
    AssertionError,
    says,
  );
});

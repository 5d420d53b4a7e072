// The pure operators against plain arrays, over random items, sources and functions; reproducible by the seed.

import { assertEquals } from "@std/assert";
import {
  accumulate,
  all,
  any,
  type AnyIterable,
  batched,
  chain,
  compress,
  cycle,
  drop,
  dropLast,
  dropWhile,
  enumerate,
  filter,
  filterFalse,
  find,
  flatMap,
  groupBy,
  islice,
  iter,
  map,
  max,
  min,
  pairwise,
  reduce,
  sorted,
  starmap,
  sum,
  take,
  takeLast,
  takeWhile,
  toArray,
  toMap,
  toSet,
  zip,
  zipLongest,
} from "../../../streams/iter/mod.ts";
import { virtualTest } from "../../_support/mod.ts";
import { seeded } from "./_sources.ts";

const CASES = 300;

/** What a case is made of. */
class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  array(): number[] {
    return Array.from({ length: this.below(12) }, () => this.below(10));
  }

  /** `array` as a source of any kind. */
  source<T>(array: readonly T[]): AnyIterable<T> {
    switch (this.below(6)) {
      case 0:
        return array;
      case 1:
        return array.map((item) => Promise.resolve(item));
      case 2:
        return array.values();
      case 3:
        return ReadableStream.from(array);
      case 4: {
        let index = 0;
        return {
          next: () =>
            Promise.resolve(
              index < array.length
                ? { done: false, value: array[index++]! }
                : { done: true, value: undefined },
            ),
        };
      }
      default:
        return yielding(array);
    }
  }

  /** `fn`, which returns a promise sometimes, always or never. */
  fn<A extends unknown[], R>(
    fn: (...args: A) => R,
  ): (...args: A) => R | Promise<R> {
    const kind = this.below(3);
    return (...args) =>
      kind === 0 || (kind === 1 && this.below(2) === 0)
        ? fn(...args)
        : Promise.resolve(fn(...args));
  }
}

async function* yielding<T>(array: readonly T[]): AsyncGenerator<T> {
  for (const item of array) {
    await null;
    yield item;
  }
}

/** Runs `actual` and `expected` on the same random cases. */
function property(
  name: string,
  actual: (
    source: AnyIterable<number>,
    dice: Dice,
    k: number,
  ) => Promise<unknown>,
  expected: (array: readonly number[], k: number) => unknown,
): void {
  virtualTest(`${name} is what arrays give`, async () => {
    for (let seed = 0; seed < CASES; seed++) {
      const dice = new Dice(seed);
      const array = dice.array();
      const k = dice.below(14);
      assertEquals(
        await actual(dice.source(array), dice, k),
        expected(array, k),
        `seed ${seed}`,
      );
    }
  });
}

function double(n: number): number {
  return n * 2;
}

function isOdd(n: number): boolean {
  return n % 2 === 1;
}

function isSmall(n: number): boolean {
  return n < 6;
}

function add(a: number, b: number): number {
  return a + b;
}

function totals(array: readonly number[]): number[] {
  let total = 0;
  return array.map((n) => total += n);
}

function runs(array: readonly number[]): [number, number[]][] {
  const groups: [number, number[]][] = [];
  for (const n of array) {
    const key = n % 3;
    if (groups.at(-1)?.[0] === key) groups.at(-1)![1].push(n);
    else groups.push([key, [n]]);
  }
  return groups;
}

function chunks(array: readonly number[], size: number): number[][] {
  const result: number[][] = [];
  for (let i = 0; i < array.length; i += size) {
    result.push(array.slice(i, i + size));
  }
  return result;
}

/** The first that none is better than. */
function best(
  array: readonly number[],
  isBetter: (a: number, b: number) => boolean,
): number | string {
  return array.find((n) => !array.some((other) => isBetter(other, n))) ??
    "none";
}

property(
  "map()",
  (s, dice) => toArray(map(s, dice.fn(double))),
  (a) => a.map(double),
);
property(
  "filter()",
  (s, dice) => toArray(filter(s, dice.fn(isOdd))),
  (a) => a.filter(isOdd),
);
property(
  "filterFalse()",
  (s, dice) => toArray(filterFalse(s, dice.fn(isOdd))),
  (a) => a.filter((n) => !isOdd(n)),
);
property(
  "starmap()",
  (s, dice) => toArray(starmap(enumerate(s), dice.fn(add))),
  (a) => a.map((n, i) => n + i),
);
property(
  "enumerate()",
  (s, _, k) => toArray(enumerate(s, k)),
  (a, k) => a.map((n, i) => [i + k, n]),
);
property(
  "take()",
  (s, _, k) => toArray(take(s, k)),
  (a, k) => a.slice(0, k),
);
property("drop()", (s, _, k) => toArray(drop(s, k)), (a, k) => a.slice(k));
property(
  "takeWhile()",
  (s, dice) => toArray(takeWhile(s, dice.fn(isSmall))),
  (a) => a.slice(0, a.findIndex((n) => !isSmall(n)) >>> 0),
);
property(
  "dropWhile()",
  (s, dice) => toArray(dropWhile(s, dice.fn(isSmall))),
  (a) => a.slice(a.findIndex((n) => !isSmall(n)) >>> 0),
);
property(
  "takeLast()",
  (s, _, k) => toArray(takeLast(s, k)),
  (a, k) => a.slice(Math.max(0, a.length - k)),
);
property(
  "dropLast()",
  (s, _, k) => toArray(dropLast(s, k)),
  (a, k) => a.slice(0, Math.max(0, a.length - k)),
);
property(
  "islice()",
  (s, _, k) => toArray(islice(s, { start: k % 4, stop: k, step: 1 + k % 3 })),
  (a, k) => a.slice(k % 4, k).filter((_, i) => i % (1 + k % 3) === 0),
);
property(
  "pairwise()",
  (s) => toArray(pairwise(s)),
  (a) => a.slice(1).map((n, i) => [a[i], n]),
);
property(
  "batched()",
  (s, _, k) => toArray(batched(s, k + 1)),
  (a, k) => chunks(a, k + 1),
);
property(
  "accumulate()",
  (s, dice) => toArray(accumulate(s, dice.fn(add))),
  totals,
);
property(
  "accumulate() with an initial value",
  (s, dice, k) => toArray(accumulate(s, dice.fn(add), { initial: k })),
  (a, k) => totals([k, ...a]),
);
property(
  "chain()",
  (s, dice, k) => toArray(chain(s, dice.source([k]), [])),
  (a, k) => [...a, k],
);
property(
  "flatMap()",
  (s, dice) => toArray(flatMap(s, (n) => dice.source([n, ...Array(n % 3)]))),
  (a) => a.flatMap((n) => [n, ...Array(n % 3)]),
);
property(
  "compress()",
  (s, dice, k) => toArray(compress(s, dice.source([1, 0, k, 1, 0, 1]))),
  (a, k) => a.filter((_, i) => [1, 0, k, 1, 0, 1][i]),
);
property(
  "cycle()",
  (s) => toArray(take(cycle(s), 30)),
  (a) => Array.from({ length: a.length && 30 }, (_, i) => a[i % a.length]),
);
property(
  "groupBy()",
  async (s, dice) => {
    const groups: unknown[] = [];
    for await (const [key, group] of groupBy(s, dice.fn((n) => n % 3))) {
      groups.push([key, await toArray(group)]);
    }
    return groups;
  },
  runs,
);
property(
  "groupBy() with groups that are left early",
  async (s, _, k) => {
    const groups: unknown[] = [];
    for await (const [key, group] of groupBy(s, (n) => n % 3)) {
      groups.push([key, await toArray(take(group, k % 3))]);
    }
    return groups;
  },
  (a, k) => runs(a).map(([key, group]) => [key, group.slice(0, k % 3)]),
);
property(
  "zip()",
  (s, dice, k) =>
    toArray(
      zip([s, dice.source("abcdef".split(""))], { concurrent: k % 2 === 0 }),
    ),
  (a) => a.slice(0, 6).map((n, i) => [n, "abcdef"[i]]),
);
property(
  "zipLongest()",
  (s, dice, k) =>
    toArray(
      zipLongest([s, dice.source(["a", "b", "c"])], {
        fill: "-",
        concurrent: k % 2 === 0,
      }),
    ),
  (a) =>
    Array.from(
      { length: Math.max(a.length, 3) },
      (_, i) => [a[i] ?? "-", "abc"[i] ?? "-"],
    ),
);
property(
  "reduce()",
  (s, dice, k) => reduce(s, dice.fn(add), { initial: k }),
  (a, k) => a.reduce(add, k),
);
property("any()", (s, dice) => any(s, dice.fn(isOdd)), (a) => a.some(isOdd));
property("all()", (s, dice) => all(s, dice.fn(isOdd)), (a) => a.every(isOdd));
property(
  "find()",
  (s, dice) => find(s, dice.fn(isOdd)),
  (a) => a.find(isOdd),
);
property("sum()", (s, _, k) => sum(s, k), (a, k) => a.reduce(add, k));
property(
  "min()",
  (s, dice) => min(s, { key: dice.fn((n) => n >> 1), default: "none" }),
  (a) => best(a, (x, y) => x >> 1 < y >> 1),
);
property(
  "max()",
  (s, dice) => max(s, { key: dice.fn((n) => n >> 1), default: "none" }),
  (a) => best(a, (x, y) => x >> 1 > y >> 1),
);
property(
  "sorted()",
  (s, dice, k) =>
    sorted(s, { key: dice.fn((n) => n >> 1), reverse: k % 2 === 0 }),
  (a, k) =>
    a.toSorted((x, y) => ((x >> 1) - (y >> 1)) * (k % 2 === 0 ? -1 : 1)),
);
property("toSet()", (s) => toSet(s), (a) => new Set(a));
property(
  "toMap()",
  (s) => toMap(map(s, (n, i) => [n, i] as const)),
  (a) => new Map(a.map((n, i) => [n, i])),
);
property(
  "a chain of methods",
  (s, dice, k) =>
    iter(s).drop(1).map(dice.fn(double)).filter(dice.fn((n) => n % 4 === 0))
      .enumerate(k).take(k).toArray(),
  (a, k) =>
    a.slice(1).map(double).filter((n) => n % 4 === 0)
      .map((n, i) => [i + k, n]).slice(0, k),
);

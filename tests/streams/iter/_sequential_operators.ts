// The operators that work one item at a time, as the laws see them: each gives something of the items of one source.

import {
  accumulate,
  aiter,
  type AsyncItems,
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
  flatMap,
  groupBy,
  islice,
  iter,
  map,
  pairwise,
  starmap,
  take,
  takeLast,
  takeWhile,
  zip,
  zipLongest,
} from "../../../streams/iter/mod.ts";
import * as asyncio from "../../../mod.ts";

/** What is done with an item. */
export type Fn = (n: number) => unknown;

/** One operator. */
export interface Operator {
  readonly name: string;
  /** Something of the items of `source`. */
  readonly apply: (source: AsyncIterable<number>) => AsyncItems<unknown>;
  /** The same with a function that the operator calls with each item, and that returns something true. */
  readonly applyWith?: (
    source: AsyncIterable<number>,
    fn: Fn,
  ) => AsyncItems<unknown>;
  /** Whether nothing comes before the source has ended. */
  readonly late?: boolean;
  /** Whether it gets to the source only when it is asked for something. */
  readonly inner?: boolean;
  /** Whether it goes on after the source has ended. */
  readonly endless?: boolean;
  /** Whether it asks the source in a task of its own. */
  readonly inTask?: boolean;
}

/** An operator with a function. */
function calling(
  name: string,
  applyWith: (source: AsyncIterable<number>, fn: Fn) => AsyncItems<unknown>,
): Operator {
  return {
    name,
    apply: (source) => applyWith(source, () => true),
    applyWith,
  };
}

/** All of them. */
export const OPERATORS: readonly Operator[] = [
  { name: "aiter", apply: (source) => aiter(source) },
  { name: "iter", apply: (source) => iter(source) },
  calling("map", map),
  calling("filter", filter),
  calling("filterFalse", (s, fn) => filterFalse(s, later(fn, false))),
  calling("starmap", (s, fn) => starmap(zip([s]), fn)),
  { name: "enumerate", apply: (source) => enumerate(source) },
  { name: "take", apply: (source) => take(source, 100) },
  { name: "drop", apply: (source) => drop(source, 1) },
  calling("takeWhile", takeWhile),
  {
    name: "dropWhile",
    apply: (source) => dropWhile(source, () => false),
    applyWith: dropWhile,
  },
  { name: "takeLast", apply: (source) => takeLast(source, 2), late: true },
  { name: "dropLast", apply: (source) => dropLast(source, 1) },
  {
    name: "islice",
    apply: (source) => islice(source, { stop: 100, step: 2 }),
  },
  { name: "pairwise", apply: (source) => pairwise(source) },
  { name: "batched", apply: (source) => batched(source, 2) },
  {
    name: "accumulate",
    apply: (source) => accumulate(source),
    applyWith: (s, fn) =>
      accumulate(s, (_: unknown, n) => fn(n), { initial: 0 }),
  },
  { name: "chain, first", apply: (source) => chain(source, []) },
  { name: "chain, last", apply: (source) => chain([], source) },
  {
    name: "chain.from",
    apply: (source) => chain.from([[], source]),
    inner: true,
  },
  calling("flatMap", (s, fn) => flatMap(s, (n) => listOf(fn(n)))),
  {
    name: "flatMap, inner",
    apply: (source) => flatMap([0], () => source),
    inner: true,
  },
  { name: "compress", apply: (source) => compress(source, cycle([1])) },
  {
    name: "compress, selectors",
    apply: (source) => compress(cycle("a"), map(source, () => true)),
  },
  { name: "cycle", apply: (source) => cycle(source), endless: true },
  calling("groupBy", (s, fn) => groupBy(s, (n) => keyOf(fn(n), n))),
  { name: "zip, first", apply: (source) => zip([source, cycle("a")]) },
  { name: "zip, last", apply: (source) => zip([cycle("a"), source]) },
  { name: "zip, strict", apply: (s) => zip([s], { strict: true }) },
  {
    name: "zip, concurrent",
    apply: (source) => zip([source, cycle("a")], { concurrent: true }),
    inTask: true,
  },
  { name: "zipLongest", apply: (source) => zipLongest([[], source]) },
  calling(
    "a chain of stages",
    (s, fn) => take(filter(map(s, fn), () => true), 100),
  ),
  calling(
    "a chain of methods",
    (s, fn) => iter(s).map(fn).enumerate().filter(Boolean).take(100),
  ),
  calling(
    "a chain across sources",
    (s, fn) => batched(map(chain(drop(s, 0)), fn), 1),
  ),
];

/** Calls `fn`, and returns `result`, now or when `fn` is done. */
function later(fn: Fn, result: boolean): Fn {
  return (n) => {
    const value = fn(n);
    return value instanceof Promise ? value.then(() => result) : result;
  };
}

function listOf(value: unknown): unknown[] | Promise<unknown[]> {
  return value instanceof Promise ? value.then((one) => [one]) : [value];
}

function keyOf(value: unknown, n: number): number | Promise<number> {
  return value instanceof Promise ? value.then(() => n) : n;
}

/** Waits a second. */
export async function slowly(): Promise<boolean> {
  await asyncio.sleep(1);
  return true;
}

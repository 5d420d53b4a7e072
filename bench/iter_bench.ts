/**
 * The tools of `./iter` that take one item at a time: a chain of `map`, `filter` and `take`, beside one `next()`
 * written by hand and beside async generators.
 *
 * @module
 */

import {
  type Case,
  collectGarbage,
  type Group,
  type Timed,
  TIMED_PLANS,
  timedCase,
} from "./_harness.ts";
import { concurrentCases } from "./iter_concurrent_bench.ts";
import { iter } from "../streams/iter/iter.ts";

const ITEMS = 1_000_000;

/** What gives items one at a time. */
type Numbers = AsyncIterable<number> | Iterable<number>;

/** Chains over 1,000,000 items, and what works in tasks. */
export const iterGroup: Group = {
  name: "iter",
  plans: TIMED_PLANS,
  cases: [
    chaining("chain", chainByHand, generated, 1.3),
    chaining("chain:generators", chainOfGenerators, generated, 1),
    chaining("chain-over-next", chainByHand, counted),
    chaining("chain-over-next:generators", chainOfGenerators, counted, 1),
    chaining("chain-over-range", chainByHand, range),
    chaining("chain-over-range:generators", chainOfGenerators, range, 1),
    memory(),
    ...concurrentCases,
  ],
};

function chaining(
  name: string,
  reference: (source: Numbers) => AsyncIterable<number>,
  source: () => Numbers,
  ratio?: number,
): Case {
  return timedCase("iter", {
    name,
    ops: ITEMS,
    ours: summing(() => chain(source())),
    reference: summing(() => reference(source())),
    cpython: false,
    bars: ratio === undefined ? {} : { ratio },
  });
}

/** What is left on the heap for each item, while the iterator lives. */
function memory(): Case {
  return {
    name: "heap-per-item",
    unit: "B",
    ours: () => heapPerItem(chain(generated())),
    reference: () => heapPerItem(chainByHand(generated())),
    cpython: false,
    bars: { limit: 1 },
    plans: {
      check: { warmup: 1, rounds: 3, pythonRounds: 0 },
      full: { warmup: 1, rounds: 5, pythonRounds: 0 },
    },
  };
}

function chain(source: Numbers): AsyncIterable<number> {
  return iter<number>(source).map(triple).filter(isEven).take(ITEMS);
}

function chainByHand(source: Numbers): AsyncIterable<number> {
  return new ByHand(source);
}

class ByHand implements AsyncIterableIterator<number> {
  readonly #source: AsyncIterator<number> | Iterator<number>;
  #left = ITEMS;

  constructor(source: Numbers) {
    this.#source = Symbol.asyncIterator in source
      ? source[Symbol.asyncIterator]()
      : source[Symbol.iterator]();
  }

  async next(): Promise<IteratorResult<number>> {
    while (this.#left > 0) {
      const result = await this.#source.next();
      if (result.done) return result;
      const item = triple(result.value);
      if (!isEven(item)) continue;
      this.#left--;
      return { done: false, value: item };
    }
    return await this.return();
  }

  async return(): Promise<IteratorResult<number>> {
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function chainOfGenerators(source: Numbers): AsyncIterable<number> {
  return taking(filtering(mapping(source)));
}

async function* mapping(source: Numbers): AsyncGenerator<number> {
  for await (const item of source) yield triple(item);
}

async function* filtering(source: Numbers): AsyncGenerator<number> {
  for await (const item of source) if (isEven(item)) yield item;
}

async function* taking(source: Numbers): AsyncGenerator<number> {
  let left = ITEMS;
  for await (const item of source) {
    yield item;
    if (--left === 0) return;
  }
}

function triple(n: number): number {
  return n * 3;
}

function isEven(n: number): boolean {
  return n % 2 === 0;
}

async function* generated(): AsyncGenerator<number> {
  for (let n = 0; n < ITEMS; n++) yield n;
}

/** An iterator without a generator's cost. */
function counted(): AsyncIterableIterator<number> {
  let n = 0;
  return {
    next: () =>
      Promise.resolve(
        n < ITEMS
          ? { done: false, value: n++ }
          : { done: true, value: undefined },
      ),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function* range(): Generator<number> {
  for (let n = 0; n < ITEMS; n++) yield n;
}

function summing(make: () => AsyncIterable<number>): Timed {
  return async (watch) => {
    watch.start();
    let total = 0;
    for await (const item of make()) total += item;
    watch.end();
    if (total !== 3 * (ITEMS / 2) * (ITEMS / 2 - 1)) {
      throw new Error(`The sum is wrong: ${total}`);
    }
  };
}

async function heapPerItem(items: AsyncIterable<number>): Promise<number> {
  collectGarbage();
  const before = Deno.memoryUsage().heapUsed;
  let after = 0;
  let left = ITEMS / 2;
  for await (const _ of items) {
    if (--left > 0) continue;
    // Here, as all that is alive between two items still is.
    collectGarbage();
    after = Deno.memoryUsage().heapUsed;
  }
  return Math.max(0, after - before) / ITEMS;
}

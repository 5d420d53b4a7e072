/**
 * The tools of `./iter` that work in tasks, beside the same by hand and beside other packages.
 *
 * @module
 */

import { type Case, type Timed, timedCase } from "./_harness.ts";
import { type Peer, peer } from "./_peers.ts";
import * as asyncio from "../mod.ts";
import { gatherLimited } from "../streams/iter/gather_limited.ts";
import { mapConcurrent } from "../streams/iter/map_concurrent.ts";
import { merge } from "../streams/iter/merge.ts";

const JOBS = 10_000;
/** One pass is over too soon to be timed well. */
const TIMES = 5;
const LIMIT = 10;
const SOURCES = 10;

const numbers = Array.from({ length: JOBS }, (_, i) => i);
const functions = numbers.map((n) => () => job(n));

/** A job of one turn. */
async function job(n: number): Promise<number> {
  await null;
  return n;
}

/** `mapConcurrent` with a limit of 10, and `merge` of 10 sources. */
export const concurrentCases: readonly Case[] = [
  // First: what runs before it has its effect on what the engine makes of generators.
  mapping("merge", () => sum(merge(...sources())), () => {
    return sum(mergeByHand(sources()));
  }, { ratio: 2 }),
  mapping("map-ordered", () => sum(mapOurs(true)), workerLoops, {
    ratio: 1.5,
  }),
  mapping("map-unordered", () => sum(mapOurs(false)), workerLoops, {
    ratio: 1.5,
  }),
  mapping("map-by-hand", () => sum(mapOurs(true)), () => sum(new Pool()), {}),
  mapping("gather-limited", gatherOurs, workerLoops, {}),
  ...await peers(),
];

function mapping(
  name: string,
  ours: () => Promise<unknown>,
  reference: () => Promise<unknown>,
  bars: Case["bars"],
): Case {
  return timedCase("iter", {
    name,
    ops: JOBS * TIMES,
    ours: inRun(ours),
    reference: inRun(reference),
    cpython: false,
    bars,
  });
}

/** Both sides run in a task: the context that is carried along has its price. */
function inRun(pass: () => Promise<unknown>): Timed {
  return (watch) =>
    asyncio.run(async () => {
      watch.start();
      for (let i = 0; i < TIMES; i++) await pass();
      watch.end();
    });
}

async function peers(): Promise<Case[]> {
  const cases: Case[] = [];
  const pMap: Peer = await peer("p-map@7");
  if (pMap !== null) {
    const all = () => pMap.default(numbers, job, { concurrency: LIMIT });
    cases.push(
      mapping("map:p-map", () => sum(mapOurs(true)), all, { ratio: 0.2 }),
    );
  }
  const std: Peer = await stdAsync();
  if (std !== null) {
    const all = () => sum(std.pooledMap(LIMIT, numbers, job));
    cases.push(
      mapping("map:pooledMap", () => sum(mapOurs(true)), all, { ratio: 0.2 }),
    );
  }
  return cases;
}

/** `@std/async`, or `null` where JSR cannot be reached. */
async function stdAsync(): Promise<Peer> {
  const specifier = "@std/async";
  try {
    return await import(specifier);
  } catch (error) {
    console.error(`${specifier} is left out: ${(error as Error).message}`);
    return null;
  }
}

async function sum(items: AsyncIterable<number>): Promise<number> {
  let total = 0;
  for await (const item of items) total += item;
  return total;
}

function mapOurs(ordered: boolean): AsyncIterable<number> {
  return mapConcurrent(numbers, job, { limit: LIMIT, ordered });
}

function gatherOurs(): Promise<number[]> {
  return gatherLimited(functions, LIMIT);
}

/** Ten loops over one index; the results go into an array, and nobody iterates over them. */
async function workerLoops(): Promise<number[]> {
  const results: number[] = new Array(JOBS);
  let next = 0;
  const work = async () => {
    while (next < JOBS) {
      const i = next++;
      results[i] = await job(numbers[i]!);
    }
  };
  await Promise.all(Array.from({ length: LIMIT }, work));
  return results;
}

/**
 * The same loops behind a hand-written iterator with back-pressure, and nothing more: no order, no errors, no end
 * before the end. What is left is what an iterator costs.
 */
class Pool implements AsyncIterableIterator<number> {
  #results: IteratorYieldResult<number>[] = [];
  #first = 0;
  #next = 0;
  #taken = 0;
  #running = LIMIT;
  #consumer: ((result: IteratorResult<number>) => void) | null = null;
  #gate: PromiseWithResolvers<void> | null = null;

  next(): Promise<IteratorResult<number>> {
    if (this.#first < this.#results.length) {
      const result = this.#results[this.#first++]!;
      if (this.#first === this.#results.length) {
        this.#results = [];
        this.#first = 0;
      }
      this.#taken++;
      if (this.#gate !== null && this.#next - this.#taken <= LIMIT) {
        this.#gate.resolve();
        this.#gate = null;
      }
      return Promise.resolve(result);
    }
    if (this.#running === 0) {
      return Promise.resolve({ done: true, value: undefined });
    }
    if (this.#next === 0) { for (let i = 0; i < LIMIT; i++) this.#work(); }
    return new Promise((resolve) => this.#consumer = resolve);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #work(): Promise<void> {
    while (this.#next < JOBS) {
      if (this.#next - this.#taken >= 2 * LIMIT) {
        this.#gate ??= Promise.withResolvers();
        await this.#gate.promise;
        continue;
      }
      const value = await job(numbers[this.#next++]!);
      const consumer = this.#consumer;
      this.#consumer = null;
      if (consumer === null) this.#results.push({ done: false, value });
      else {
        this.#taken++;
        consumer({ done: false, value });
      }
    }
    if (--this.#running === 0) {
      this.#consumer?.({ done: true, value: undefined });
    }
  }
}

async function* count(): AsyncGenerator<number> {
  for (let i = 0; i < JOBS / SOURCES; i++) yield i;
}

function sources(): AsyncGenerator<number>[] {
  return Array.from({ length: SOURCES }, count);
}

/** A merge as one writes it: asks each source again when its item has been taken, and closes nothing. */
async function* mergeByHand(
  iterators: AsyncIterator<number>[],
): AsyncGenerator<number> {
  let ready: { iterator: AsyncIterator<number>; value: number }[] = [];
  let left = iterators.length;
  let signal = Promise.withResolvers<void>();
  const pull = async (iterator: AsyncIterator<number>) => {
    try {
      const { done, value } = await iterator.next();
      if (done) left--;
      else ready.push({ iterator, value });
      signal.resolve();
    } catch (error) {
      signal.reject(error);
    }
  };
  for (const iterator of iterators) pull(iterator);
  while (left > 0 || ready.length > 0) {
    await signal.promise;
    signal = Promise.withResolvers();
    const taken = ready;
    ready = [];
    for (const { iterator, value } of taken) {
      yield value;
      pull(iterator);
    }
  }
}

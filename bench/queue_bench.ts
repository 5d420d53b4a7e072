/**
 * Queues beside a hand-written one: an item from a producer to a consumer.
 *
 * @module
 */

import {
  type Case,
  type Group,
  type Timed,
  TIMED_PLANS,
  timedCase,
} from "./_harness.ts";
import { peer } from "./_peers.ts";
import * as asyncio from "../mod.ts";

const ITEMS = 1_000_000;
const HEAP_ITEMS = 1_000_000;

/** What both sides offer. */
interface Pipe {
  put(item: number): Promise<void>;
  get(): Promise<number>;
}

/** A hand-written bounded FIFO queue. */
class PlainQueue implements Pipe {
  readonly #maxsize: number;
  #items: number[] = [];
  #first = 0;
  #getters: ((item: number) => void)[] = [];
  #putters: { item: number; resolve: () => void }[] = [];

  constructor(maxsize: number) {
    this.#maxsize = maxsize;
  }

  put(item: number): Promise<void> {
    if (this.#getters.length > 0) {
      this.#getters.shift()!(item);
      return Promise.resolve();
    }
    if (this.#items.length - this.#first < this.#maxsize) {
      this.#items.push(item);
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#putters.push({ item, resolve }));
  }

  get(): Promise<number> {
    if (this.#first === this.#items.length) {
      return new Promise((resolve) => this.#getters.push(resolve));
    }
    const item = this.#items[this.#first++]!;
    if (this.#first >= 1024) {
      this.#items.splice(0, this.#first);
      this.#first = 0;
    }
    if (this.#putters.length > 0) {
      const putter = this.#putters.shift()!;
      this.#items.push(putter.item);
      putter.resolve();
    }
    return Promise.resolve(item);
  }
}

/** Hops through queues of several sizes and a channel, and a heap of a million items. */
export const queueGroup: Group = {
  name: "queue",
  plans: TIMED_PLANS,
  cases: [
    hops("1", 1, { ratio: 1.5, python: 20 }),
    hops("1000", 1000, { ratio: 1.3 }),
    hops("unbounded", Infinity, { ratio: 1.3 }),
    channelHops("channel-0", 0),
    channelHops("channel-1000", 1000),
    ...await heaps(),
  ],
};

function hops(name: string, maxsize: number, bars: Case["bars"]): Case {
  return timedCase("queue", {
    name,
    ops: ITEMS,
    ours: (watch) =>
      asyncio.run(() => through(new asyncio.Queue<number>(maxsize), watch)),
    reference: (watch) => plainThrough(maxsize, watch),
    cpython: bars.python !== undefined,
    bars,
  });
}

function channelHops(name: string, size: number): Case {
  return timedCase("queue", {
    name,
    ops: ITEMS,
    ours: (watch) =>
      asyncio.run(() => {
        const [sender, receiver] = asyncio.channel<number>(size);
        return through({
          put: (item) => sender.send(item),
          get: () => receiver.receive(),
        }, watch);
      }),
    reference: (watch) => plainThrough(Math.max(1, size), watch),
    cpython: false,
    bars: {},
  });
}

/** Times a producer and a consumer that are tasks. */
async function through(queue: Pipe, watch: Parameters<Timed>[0]) {
  watch.start();
  await asyncio.taskGroup((tg) => {
    tg.createTask(() => produce(queue));
    tg.createTask(() => consume(queue));
  });
  watch.end();
}

async function plainThrough(maxsize: number, watch: Parameters<Timed>[0]) {
  const queue = new PlainQueue(maxsize);
  watch.start();
  await Promise.all([produce(queue), consume(queue)]);
  watch.end();
}

async function produce(queue: Pipe): Promise<void> {
  for (let i = 0; i < ITEMS; i++) await queue.put(i);
}

async function consume(queue: Pipe): Promise<void> {
  for (let i = 0; i < ITEMS; i++) await queue.get();
}

/** A priority queue of 1,000,000 items beside a heap of npm and beside itself with 1,000. */
async function heaps(): Promise<Case[]> {
  const ours = (items: number, rounds: number): Timed => (watch) => {
    const queue = new asyncio.PriorityQueue<number>();
    watch.start();
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < items; i++) queue.putNowait(shuffled(i));
      for (let i = 0; i < items; i++) queue.getNowait();
    }
    watch.end();
    return Promise.resolve();
  };
  const growth = timedCase("queue", {
    name: "priority-1000-to-1000000",
    ops: HEAP_ITEMS,
    ours: ours(HEAP_ITEMS, 1),
    reference: ours(1000, HEAP_ITEMS / 1000),
    cpython: false,
    bars: { ratio: 5 },
  });
  const module = await peer("@datastructures-js/priority-queue@6.3.5");
  if (module === null) return [growth];
  return [
    growth,
    timedCase("queue", {
      name: "priority-1000000:@datastructures-js",
      ops: HEAP_ITEMS,
      ours: ours(HEAP_ITEMS, 1),
      reference: (watch) => {
        const heap = new module.PriorityQueue((a: number, b: number) => a - b);
        watch.start();
        for (let i = 0; i < HEAP_ITEMS; i++) heap.enqueue(shuffled(i));
        for (let i = 0; i < HEAP_ITEMS; i++) heap.dequeue();
        watch.end();
        return Promise.resolve();
      },
      cpython: false,
      bars: {},
    }),
  ];
}

/** The same numbers each time, in no order. */
function shuffled(i: number): number {
  return Math.imul(i, 0x9e3779b1) >>> 8;
}

/**
 * Jobs in threads beside bare messages to a Worker, and beside the pools of npm.
 *
 * @module
 */

import {
  type Case,
  type Group,
  type Plans,
  type Timed,
  timedCase,
} from "./_harness.ts";
import { type Peer, peer, PeerError } from "./_peers.ts";
import * as asyncio from "../mod.ts";
import {
  ThreadPoolExecutor,
  toThread,
  transfer,
} from "../tasks/threads/mod.ts";

const ROUNDS = 5_000;
/** Messages that only warm the compiler of the other side, which is a new one for each sample. */
const WARMUP = 1_000;
const MEGABYTES = 500;
const JOBS = 100_000;
const CPU_WORK = 20_000_000;
/** How often a pool is tried that does not answer, and for how long. */
const ATTEMPTS = 3;
const ANSWER_MS = 3_000;

/** For samples of a second and more. */
const LONG_PLANS: Plans = {
  check: { warmup: 0, rounds: 1, pythonRounds: 1 },
  full: { warmup: 1, rounds: 5, pythonRounds: 2 },
};

/** The way there and back, work on two processors, a megabyte, and many jobs. */
export const workersGroup: Group = {
  name: "workers",
  plans: {
    check: { warmup: 2, rounds: 8, pythonRounds: 2 },
    full: { warmup: 3, rounds: 25, pythonRounds: 5 },
  },
  cases: [
    roundTrip(),
    megabyte(),
    twoJobs(),
    ...await manyJobs(),
  ],
};

function identity<T>(value: T): T {
  return value;
}

/** A Worker that sends back what it gets, handing memory over or copying it. */
class EchoWorker {
  readonly #worker: Worker;
  #resolve!: (value: unknown) => void;

  constructor(isHandingOver: boolean) {
    const transfer = isHandingOver ? ", [data]" : "";
    const source = `onmessage = ({ data }) => postMessage(data${transfer});`;
    this.#worker = new Worker(
      `data:text/javascript,${encodeURIComponent(source)}`,
      { type: "module" },
    );
    this.#worker.onmessage = ({ data }) => this.#resolve(data);
  }

  send(value: unknown, transfer?: Transferable[]): Promise<unknown> {
    const promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    if (transfer === undefined) this.#worker.postMessage(value);
    else this.#worker.postMessage(value, transfer);
    return promise;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

/** Times `ROUNDS` messages; the Worker has started by then. */
function bareMessages(): Timed {
  return async (watch) => {
    using worker = new EchoWorker(false);
    for (let i = 0; i < WARMUP; i++) await worker.send(i);
    watch.start();
    for (let i = 0; i < ROUNDS; i++) await worker.send(i);
    watch.end();
  };
}

function roundTrip(): Case {
  return timedCase("workers", {
    name: "round-trip",
    ops: ROUNDS,
    ours: inTask(async (watch) => {
      for (let i = 0; i < WARMUP; i++) await toThread(identity<number>, i);
      watch.start();
      for (let i = 0; i < ROUNDS; i++) await toThread(identity<number>, i);
      watch.end();
    }),
    reference: bareMessages(),
    cpython: true,
    bars: { ratio: 1.3 },
  });
}

/** Handed over both ways, beside messages that copy. */
function megabyte(): Case {
  return timedCase("workers", {
    name: "megabyte-transferred",
    ops: MEGABYTES,
    ours: inTask(async (watch) => {
      const hand = (buffer: ArrayBuffer) => transfer(buffer);
      let buffer = new ArrayBuffer(2 ** 20);
      buffer = await toThread(hand, transfer(buffer));
      watch.start();
      for (let i = 0; i < MEGABYTES; i++) {
        buffer = await toThread(hand, transfer(buffer));
      }
      watch.end();
    }),
    reference: async (watch) => {
      using worker = new EchoWorker(false);
      const buffer = new ArrayBuffer(2 ** 20);
      await worker.send(buffer);
      watch.start();
      for (let i = 0; i < MEGABYTES; i++) await worker.send(buffer);
      watch.end();
    },
    cpython: false,
    bars: { ratio: 0.5 },
  });
}

/** A function that does nothing but compute. */
function compute(count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum = (sum * 31 + i) | 0;
  return sum;
}

/** Side by side in two threads, beside one after the other in one. */
function twoJobs(): Case {
  const two = (maxWorkers: number): Timed =>
    inTask(async (watch) => {
      await using pool = new ThreadPoolExecutor({ maxWorkers });
      const both = (count: number) =>
        asyncio.gather(
          pool.submit(compute, count),
          pool.submit(compute, count),
        );
      await both(1_000_000);
      watch.start();
      await both(CPU_WORK);
      watch.end();
    });
  return timedCase("workers", {
    name: "two-cpu-jobs",
    ops: 2,
    ours: two(2),
    reference: two(1),
    cpython: false,
    bars: { ratio: 0.55 },
  });
}

/** A hundred thousand at once, in as many threads as there are processors. */
async function manyJobs(): Promise<Case[]> {
  const pools: [string, Peer, (module: Peer) => Timed][] = [
    ["workerpool", await peer("workerpool@10.0.3"), workerpool],
    ["tinypool", await peer("tinypool@2.2.0"), tinypool],
    ["piscina", await peer("piscina@5.3.2"), piscina],
  ];
  return pools.filter(([, module]) => module !== null).map((
    [name, module, timed],
    index,
  ) => ({
    ...timedCase("workers", {
      name: `100000-jobs:${name}`,
      ops: JOBS,
      ours: inTask(async (watch) => {
        await using pool = new ThreadPoolExecutor();
        await allJobs(2, (i) => pool.submit(identity<number>, i));
        watch.start();
        await allJobs(JOBS, (i) => pool.submit(identity<number>, i));
        watch.end();
      }),
      reference: timed(module),
      cpython: index === 0,
      bars: { ratio: 1 },
    }),
    plans: LONG_PLANS,
  }));
}

async function allJobs(
  count: number,
  submit: (i: number) => PromiseLike<unknown>,
): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, i) => submit(i)));
}

function workerpool({ pool }: Peer): Timed {
  return async (watch) => {
    const workers = pool({ maxWorkers: navigator.hardwareConcurrency });
    await allJobs(2, (i) => workers.exec(identity, [i]));
    watch.start();
    await allJobs(JOBS, (i) => workers.exec(identity, [i]));
    watch.end();
    await workers.terminate();
  };
}

function tinypool({ Tinypool }: Peer): Timed {
  return poolOfFiles(Tinypool);
}

function piscina({ Piscina }: Peer): Timed {
  return poolOfFiles(Piscina);
}

/** For tinypool and what it was made from, piscina. */
function poolOfFiles(Pool: Peer): Timed {
  return async (watch) => {
    const workers = await answeringPool(Pool);
    watch.start();
    await allJobs(JOBS, (i) => workers.run(i));
    watch.end();
    await workers.destroy();
  };
}

/** A pool whose threads have answered: those of tinypool do not always start on Deno. */
async function answeringPool(Pool: Peer): Promise<Peer> {
  const threads = navigator.hardwareConcurrency;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const workers = new Pool({
      filename: new URL("_job_file.js", import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
    });
    const jobs = allJobs(2, (i) => workers.run(i)).then(() => true);
    // Those that are given up fail when their pool is destroyed.
    jobs.catch(() => {});
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), ANSWER_MS);
    });
    if (await Promise.race([jobs, late])) {
      clearTimeout(timer);
      return workers;
    }
    void workers.destroy().catch(() => {});
  }
  throw new PeerError("its threads do not answer");
}

/** Runs timed work in a task. */
function inTask(work: Timed): Timed {
  return (watch) => asyncio.run(() => work(watch));
}

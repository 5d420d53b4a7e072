/**
 * Locks and semaphores beside hand-written ones, and beside those of npm.
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
import { type Peer, peer } from "./_peers.ts";
import * as asyncio from "../mod.ts";

const UNCONTENDED = 3_000_000;
const PEER_ROUNDS = 500_000;
const CONTENDERS = 100;
const CONTENDED = 1_000_000;
const JOBS = 10_000;
const JOB_ROUNDS = 5;

/** What a hand-written FIFO lock with hand-over looks like. */
class PlainSemaphore {
  #free: number;
  #first = 0;
  #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  acquire(): Promise<void> {
    if (this.#free === 0) {
      return new Promise((resolve) => this.#waiting.push(resolve));
    }
    this.#free--;
    return Promise.resolve();
  }

  release(): void {
    if (this.#first === this.#waiting.length) {
      this.#free++;
      return;
    }
    this.#waiting[this.#first++]!();
    if (this.#first < 1024) return;
    this.#waiting.splice(0, this.#first);
    this.#first = 0;
  }
}

/** Acquiring and releasing without others, with many others, and with jobs under a semaphore. */
export const lockGroup: Group = {
  name: "lock",
  plans: TIMED_PLANS,
  cases: [
    uncontended(),
    uncontendedGuard(),
    ...await npmLocks(),
    contended(),
    semaphoreJobs(),
  ],
};

function uncontended(): Case {
  return timedCase("lock", {
    name: "uncontended",
    ops: UNCONTENDED,
    ours: ourUncontended(UNCONTENDED),
    reference: alone(async () => {
      const lock = new PlainSemaphore(1);
      for (let i = 0; i < UNCONTENDED; i++) {
        await lock.acquire();
        lock.release();
      }
    }),
    cpython: true,
    bars: { ratio: 1.2, python: 1 },
  });
}

function ourUncontended(rounds: number): Timed {
  return inTask(async () => {
    const lock = new asyncio.Lock();
    for (let i = 0; i < rounds; i++) {
      await lock.acquire();
      lock.release();
    }
  });
}

/** Beside a lock that gives something to release it with, as ours does. */
function uncontendedGuard(): Case {
  return timedCase("lock", {
    name: "uncontended-guard",
    ops: UNCONTENDED,
    ours: ourUncontended(UNCONTENDED),
    reference: alone(async () => {
      const lock = new PlainSemaphore(1);
      const guard = async () => {
        await lock.acquire();
        return { [Symbol.dispose]: () => lock.release() };
      };
      for (let i = 0; i < UNCONTENDED; i++) {
        const held = await guard();
        held[Symbol.dispose]();
      }
    }),
    cpython: false,
    bars: {},
  });
}

/** The same beside the locks of npm; those that cannot be had are left out. */
async function npmLocks(): Promise<Case[]> {
  const locks: [string, Peer, (module: Peer) => Promise<void>][] = [
    ["async-mutex", await peer("async-mutex@0.5.0"), async ({ Mutex }) => {
      const mutex = new Mutex();
      for (let i = 0; i < PEER_ROUNDS; i++) {
        const release = await mutex.acquire();
        release();
      }
    }],
    ["@esfx/async-mutex", await peer("@esfx/async-mutex@1.0.0"), async (
      { AsyncMutex },
    ) => {
      const mutex = new AsyncMutex();
      for (let i = 0; i < PEER_ROUNDS; i++) {
        await mutex.lock();
        mutex.unlock();
      }
    }],
    ["async-sema", await peer("async-sema@3.1.1"), async ({ Sema }) => {
      const sema = new Sema(1);
      for (let i = 0; i < PEER_ROUNDS; i++) {
        await sema.acquire();
        sema.release();
      }
    }],
    ["effect", await peer("effect@3.18.4"), async ({ Effect }) => {
      const semaphore = Effect.unsafeMakeSemaphore(1);
      const once = semaphore.withPermits(1)(Effect.void);
      await Effect.runPromise(Effect.repeatN(once, PEER_ROUNDS - 1));
    }],
  ];
  return locks.filter(([, module]) => module !== null).map((
    [name, module, work],
  ) =>
    timedCase("lock", {
      name: `uncontended:${name}`,
      ops: PEER_ROUNDS,
      ours: ourUncontended(PEER_ROUNDS),
      reference: alone(() => work(module)),
      cpython: false,
      bars: { ratio: 1 },
    })
  );
}

function contended(): Case {
  const rounds = CONTENDED / CONTENDERS;
  return timedCase("lock", {
    name: "100-contend",
    ops: CONTENDED,
    ours: inTask(async () => {
      const lock = new asyncio.Lock();
      await allOf(CONTENDERS, async () => {
        for (let i = 0; i < rounds; i++) {
          await lock.acquire();
          await asyncio.sleep(0);
          lock.release();
        }
      });
    }),
    reference: alone(async () => {
      const lock = new PlainSemaphore(1);
      await Promise.all(
        Array.from({ length: CONTENDERS }, async () => {
          for (let i = 0; i < rounds; i++) {
            await lock.acquire();
            await null;
            lock.release();
          }
        }),
      );
    }),
    cpython: true,
    bars: { ratio: 1.5, python: 15 },
  });
}

/** The same tasks on both sides, so that the difference is the semaphore. */
function semaphoreJobs(): Case {
  const jobs = async (semaphore: asyncio.Semaphore | PlainSemaphore) => {
    for (let round = 0; round < JOB_ROUNDS; round++) {
      await allOf(JOBS, async () => {
        await semaphore.acquire();
        await asyncio.sleep(0);
        semaphore.release();
      });
    }
  };
  return timedCase("lock", {
    name: "semaphore-10",
    ops: JOBS * JOB_ROUNDS,
    ours: inTask(() => jobs(new asyncio.Semaphore(10))),
    reference: inTask(() => jobs(new PlainSemaphore(10))),
    cpython: true,
    bars: { ratio: 1.2, python: 1 },
  });
}

function allOf(count: number, fn: () => Promise<void>): Promise<unknown> {
  return asyncio.taskGroup((tg) => {
    for (let i = 0; i < count; i++) tg.createTask(fn);
  });
}

/** Times `work` in a task. */
function inTask(work: () => Promise<unknown>): Timed {
  return (watch) => asyncio.run(() => alone(work)(watch));
}

/** Times `work`. */
function alone(work: () => Promise<unknown>): Timed {
  return async (watch) => {
    watch.start();
    await work();
    watch.end();
  };
}

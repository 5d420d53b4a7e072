// Lets many waiters of each primitive be cancelled, and prints by how much the heap has grown since a tenth of them, and
// how many are still in the line. It is run in a process of its own, with --expose-gc.

import * as asyncio from "../../mod.ts";

const gc = (globalThis as unknown as { gc(): void }).gc;

/** How many stand in the line before all of them are cancelled at once. */
const LINE = 1000;

interface Place {
  /** How many waiters are cancelled, in all. */
  readonly total: number;
  wait(): Promise<unknown>;
  waiting(): number;
}

const MILLION = 1_000_000;
const SOME = 100_000;

const places: Readonly<Record<string, () => Place>> = {
  "Lock.acquire()"() {
    const lock = new asyncio.Lock();
    lock.tryAcquire();
    return {
      total: MILLION,
      wait: () => lock.acquire(),
      waiting: () => lock.statistics().tasksWaiting,
    };
  },
  "Semaphore.acquire()"() {
    const semaphore = new asyncio.Semaphore(0);
    return {
      total: MILLION,
      wait: () => semaphore.acquire(),
      waiting: () => semaphore.statistics().tasksWaiting,
    };
  },
  "Event.wait()"() {
    const event = new asyncio.Event();
    return {
      total: MILLION,
      wait: () => event.wait(),
      waiting: () => event.statistics().tasksWaiting,
    };
  },
  "Queue.get()"() {
    const queue = new asyncio.Queue();
    return {
      total: MILLION,
      wait: () => queue.get(),
      waiting: () => queue.statistics().getters,
    };
  },
  "Queue.put()"() {
    const queue = new asyncio.Queue<object>(1);
    queue.putNowait({});
    return {
      total: MILLION,
      wait: () => queue.put({}),
      waiting: () => queue.statistics().putters,
    };
  },
  "Queue.join()"() {
    const queue = new asyncio.Queue<object>();
    queue.putNowait({});
    return {
      total: SOME,
      wait: () => queue.join(),
      waiting: () => queue.statistics().joiners,
    };
  },
  "Condition.wait()"() {
    const condition = new asyncio.Condition();
    return {
      // Each of them takes the lock twice.
      total: SOME,
      async wait() {
        using _ = await condition.acquire();
        await condition.wait();
      },
      waiting: () => condition.statistics().tasksWaiting,
    };
  },
  "Barrier.wait()"() {
    const barrier = new asyncio.Barrier(LINE + 1);
    return {
      total: SOME,
      wait: () => barrier.wait(),
      waiting: () => barrier.statistics().tasksWaiting,
    };
  },
  "RwLock.acquireWrite()"() {
    const lock = new asyncio.RwLock();
    lock.tryAcquireRead();
    return {
      total: SOME,
      wait: () => lock.acquireWrite(),
      waiting: () => lock.statistics().tasksWaiting,
    };
  },
  "CapacityLimiter.acquire()"() {
    const limiter = new asyncio.CapacityLimiter(0);
    return {
      total: SOME,
      wait: () => limiter.acquire(),
      waiting: () => limiter.statistics().tasksWaiting,
    };
  },
  "Sender.send()"() {
    const [sender] = asyncio.channel<object>(0);
    return {
      total: SOME,
      wait: () => sender.send({}),
      waiting: () => sender.statistics().tasksWaitingSend,
    };
  },
  "Receiver.receive()"() {
    const [, receiver] = asyncio.channel(0);
    return {
      total: SOME,
      wait: () => receiver.receive(),
      waiting: () => receiver.statistics().tasksWaitingReceive,
    };
  },
  "select()"() {
    const [, a] = asyncio.channel(0);
    const [, b] = asyncio.channel(0);
    return {
      total: SOME,
      wait: () => asyncio.select({ a, b }),
      waiting: () => b.statistics().tasksWaitingReceive,
    };
  },
  "Broadcast.send()"() {
    const broadcast = new asyncio.Broadcast<object>(1);
    broadcast.subscribe();
    broadcast.trySend({});
    return {
      total: SOME,
      wait: () => broadcast.send({}),
      waiting: () => broadcast.statistics().tasksWaitingSend,
    };
  },
};

/** Lets lines of waiters be cancelled, one after the other. */
async function cancelLines(place: Place, waiters: number): Promise<void> {
  for (let left = waiters; left > 0; left -= LINE) {
    const task = asyncio.createTask(() =>
      Promise.all(Array.from({ length: LINE }, place.wait))
    );
    // Those of a condition come one after the other.
    while (place.waiting() < LINE) await asyncio.sleep(0);
    task.cancel();
    await asyncio.wait([task]);
  }
}

async function heapSize(): Promise<number> {
  // What one collection finds free may be what kept other things: weak maps, promises of steps under way.
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc();
  }
  return Deno.memoryUsage().heapUsed;
}

const results: Record<string, { growth: number; waiting: number }> = {};
await asyncio.run(async () => {
  for (const [name, newPlace] of Object.entries(places)) {
    const place = newPlace();
    await cancelLines(place, place.total / 10);
    const before = await heapSize();
    await cancelLines(place, place.total - place.total / 10);
    results[name] = {
      growth: await heapSize() - before,
      waiting: place.waiting(),
    };
  }
});
console.log(JSON.stringify(results));

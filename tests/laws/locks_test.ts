// The laws of locks, for every lock, and for locks that are built of other things.

import * as asyncio from "../../mod.ts";
import { LOCK_LAWS } from "./_lock_laws.ts";
import {
  type LockLike,
  type LockSubject,
  lockSubject,
  upTo,
} from "./_lock_world.ts";
import { testLaws } from "./_suite.ts";

const LOCKS: readonly LockSubject[] = [
  lockSubject("Lock", () => {
    const lock = new asyncio.Lock();
    let isByHand = false;
    return {
      acquire: (_, options) => lock.acquire(options),
      release(guard: asyncio.Guard) {
        isByHand = !isByHand;
        if (isByHand) lock.release();
        else guard[Symbol.dispose]();
      },
      tryAcquire: () => lock.tryAcquire(),
      waiting: () => lock.statistics().tasksWaiting,
      held: () => lock.statistics().locked ? 1 : 0,
    };
  }),
  ...[1, 3].map((permits) =>
    lockSubject(
      `Semaphore(${permits})`,
      () => semaphoreLike(new asyncio.Semaphore(permits), permits),
      { admits: upTo(permits) },
    )
  ),
  lockSubject(
    "BoundedSemaphore(2)",
    () => semaphoreLike(new asyncio.BoundedSemaphore(2), 2),
    { admits: upTo(2) },
  ),
  lockSubject("CapacityLimiter(2)", () => {
    const limiter = new asyncio.CapacityLimiter(2);
    return {
      acquire: (_, options) => limiter.acquire(options),
      release: () => limiter.release(),
      tryAcquire: () => limiter.tryAcquire(),
      waiting: () => limiter.statistics().tasksWaiting,
      held: () => limiter.borrowedTokens,
    };
  }, { admits: upTo(2) }),
  lockSubject("RwLock of readers", newRwLock, {
    modes: ["read"],
    admits: upTo(Infinity),
  }),
  lockSubject("RwLock of writers", newRwLock, { modes: ["write"] }),
  lockSubject("RwLock", newRwLock, {
    modes: ["read", "write"],
    admits: sharedByReaders,
  }),
  lockSubject("Condition as a lock", () => {
    const condition = new asyncio.Condition();
    return {
      acquire: (_, options) => condition.acquire(options),
      release: (guard: asyncio.Guard) => guard[Symbol.dispose](),
      tryAcquire: () => condition.tryAcquire(),
      waiting: () => condition.statistics().lock.tasksWaiting,
      held: () => condition.locked() ? 1 : 0,
    };
  }),
  lockSubject("A lock built of Queue(1)", () => {
    const queue = new asyncio.Queue<true>(1);
    queue.putNowait(true);
    return {
      acquire: (_, options) => queue.get(options),
      release: () => queue.putNowait(true),
      waiting: () => queue.statistics().getters,
      held: () => 1 - queue.qsize(),
    };
  }, { tries: false }),
  lockSubject("A lock built of channel(1)", () => {
    const [sender, receiver] = asyncio.channel<true>(1);
    sender.trySend(true);
    return {
      acquire: (_, options) => receiver.receive(options),
      release: () => sender.trySend(true),
      tryAcquire: () => receiver.tryReceive(),
      waiting: () => receiver.statistics().tasksWaitingReceive,
      held: () => 1 - receiver.statistics().stored,
    };
  }),
  lockSubject("A lock built of Broadcast(1)", () => {
    const broadcast = new asyncio.Broadcast<true>(1);
    const receiver = broadcast.subscribe();
    broadcast.trySend(true);
    return {
      acquire: (_, options) => receiver.receive(options),
      release: () => broadcast.trySend(true),
      tryAcquire: () => receiver.tryReceive(),
      waiting: () => receiver.statistics().tasksWaitingReceive,
      held: () => 1 - broadcast.statistics().stored,
    };
  }),
  lockSubject("A lock built of select() over channel(1)", () => {
    const [sender, token] = asyncio.channel<true>(1);
    const [, never] = asyncio.channel<true>(0);
    sender.trySend(true);
    return {
      acquire: (_, options) => asyncio.select({ never, token }, options),
      release: () => sender.trySend(true),
      // It stands in both lines, or in none.
      waiting: () =>
        (token.statistics().tasksWaitingReceive +
          never.statistics().tasksWaitingReceive) / 2,
      held: () => 1 - token.statistics().stored,
    };
  }, { tries: false }),
  lockSubject("A lock built of a task that serves channel(0)", () => {
    const [sender, receiver] = asyncio.channel<asyncio.Event>(0);
    let held = 0;
    const server = asyncio.createTask(async () => {
      for (;;) {
        const released = new asyncio.Event();
        await sender.send(released);
        held = 1;
        await released.wait();
        held = 0;
      }
    });
    return {
      acquire: (_, options) => receiver.receive(options),
      release: (released: asyncio.Event) => released.set(),
      waiting: () => receiver.statistics().tasksWaitingReceive,
      held: () => held,
      close: () => server.cancel(),
    };
  }, { tries: false, strictness: "fair" }),
  lockSubject("A lock built of Event and a flag", () => {
    const free = new asyncio.Event();
    let held = 0;
    free.set();
    return {
      async acquire(_, options) {
        while (held > 0) await free.wait(options);
        held = 1;
        free.clear();
      },
      release() {
        held = 0;
        free.set();
      },
      waiting: () => free.statistics().tasksWaiting,
      held: () => held,
    };
  }, { tries: false, strictness: "exclusive" }),
  lockSubject("A lock built of Event and ResourceGuard", () => {
    const guard = new asyncio.ResourceGuard();
    const free = new asyncio.Event();
    let held = 0;
    return {
      async acquire(_, options) {
        for (;;) {
          try {
            const entered = guard.enter();
            held++;
            return entered;
          } catch (error) {
            if (!(error instanceof asyncio.BusyResource)) throw error;
          }
          await free.wait(options);
        }
      },
      release(entered: asyncio.Guard) {
        held--;
        entered[Symbol.dispose]();
        free.set();
        free.clear();
      },
      waiting: () => free.statistics().tasksWaiting,
      held: () => held,
    };
  }, { tries: false, strictness: "exclusive" }),
  lockSubject("A lock built of Condition and a flag", newFlagLock, {
    tries: false,
    strictness: "exclusive",
  }),
];

function newFlagLock(): LockLike<void> {
  const condition = new asyncio.Condition();
  let held = 0;
  return {
    async acquire(_, options) {
      using _guard = await condition.acquire(options);
      await condition.waitFor(() => held === 0, options);
      held = 1;
    },
    release() {
      held = 0;
      // Whoever has the lock of the condition at the moment looks at the flag before it waits.
      using _guard = condition.locked() ? null : condition.tryAcquire();
      condition.notify();
    },
    waiting() {
      const { tasksWaiting, lock } = condition.statistics();
      return tasksWaiting + lock.tasksWaiting;
    },
    held: () => held,
  };
}

function sharedByReaders(holders: readonly string[], mode: string): boolean {
  return mode === "read" ? !holders.includes("write") : holders.length === 0;
}

function newRwLock(): LockLike<asyncio.Guard> {
  const lock = new asyncio.RwLock();
  return {
    acquire: (mode, options) =>
      mode === "read" ? lock.acquireRead(options) : lock.acquireWrite(options),
    release: (guard) => guard[Symbol.dispose](),
    tryAcquire: (mode) =>
      mode === "read" ? lock.tryAcquireRead() : lock.tryAcquireWrite(),
    waiting: () => lock.statistics().tasksWaiting,
    held: () => lock.statistics().readers + (lock.statistics().writing ? 1 : 0),
  };
}

function semaphoreLike(
  semaphore: asyncio.Semaphore,
  permits: number,
): LockLike<asyncio.Guard> {
  return {
    acquire: (_, options) => semaphore.acquire(options),
    release: (guard) => guard[Symbol.dispose](),
    tryAcquire: () => semaphore.tryAcquire(),
    waiting: () => semaphore.statistics().tasksWaiting,
    held: () => permits - semaphore.value,
  };
}

testLaws(LOCKS, LOCK_LAWS);

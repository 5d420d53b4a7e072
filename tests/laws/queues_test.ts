// The laws of queues, for every queue and channel, and for a queue that is built of conditions.

import * as asyncio from "../../mod.ts";
import { QUEUE_LAWS } from "./_queue_laws.ts";
import { RANKS } from "./_queue_model.ts";
import {
  type QueueLike,
  type QueueSubject,
  queueSubject,
} from "./_queue_world.ts";
import { testLaws } from "./_suite.ts";

const QUEUES: readonly QueueSubject[] = [
  ...[0, 1, 3].map((maxsize) =>
    queueSubject(
      `Queue(${maxsize})`,
      () => queueLike(new asyncio.Queue(maxsize)),
      { capacity: maxsize || Infinity },
    )
  ),
  ...[0, 1, 3].map((maxsize) =>
    queueSubject(
      `LifoQueue(${maxsize})`,
      () => queueLike(new asyncio.LifoQueue(maxsize)),
      { capacity: maxsize || Infinity, order: "lifo" },
    )
  ),
  ...[0, 1, 3].map((maxsize) =>
    queueSubject(
      `PriorityQueue(${maxsize})`,
      () => queueLike(new asyncio.PriorityQueue(maxsize, { compare: byRank })),
      { capacity: maxsize || Infinity, order: "priority" },
    )
  ),
  ...[0, 1, 3, Infinity].map((size) =>
    queueSubject(`channel(${size})`, () => {
      const [sender, receiver] = asyncio.channel<number>(size);
      return {
        ...receiverLike(receiver),
        put: (item, options) => sender.send(item, options),
        tryPut: (item) => sender.trySend(item),
        close: () => sender.close(),
        closeNow: () => receiver.close(),
      };
    }, { capacity: size })
  ),
  ...[0, 1].map((size) =>
    queueSubject(`select() over channel(${size})`, () => {
      const [sender, receiver] = asyncio.channel<number>(size);
      const [quiet, never] = asyncio.channel<number>(size);
      return {
        put: (item, options) => sender.send(item, options),
        tryPut: (item) => sender.trySend(item),
        get: async (options) =>
          (await asyncio.select({ never, receiver }, options)).value,
        tryGet: () => receiver.tryReceive(),
        close() {
          sender.close();
          quiet.close();
        },
        numbers() {
          const numbers = numbersOf(receiver);
          // It stands in both lines, or in none.
          const getters = (numbers.getters + numbersOf(never).getters) / 2;
          return { ...numbers, getters };
        },
      };
    }, { capacity: size })
  ),
  ...[1, 3].map((size) =>
    queueSubject(`Broadcast(${size})`, () => {
      const broadcast = new asyncio.Broadcast<number>(size);
      const receiver = broadcast.subscribe();
      return {
        ...receiverLike(receiver),
        put: (item, options) => broadcast.send(item, options),
        tryPut: (item) => broadcast.trySend(item),
        close: () => broadcast.close(),
        numbers: () => ({
          ...numbersOf(receiver),
          putters: broadcast.statistics().tasksWaitingSend,
        }),
      };
    }, { capacity: size })
  ),
  ...[0, 2].map((seconds) =>
    queueSubject(
      `A queue built of two conditions, ${seconds} s a put`,
      () => newConditionQueue(seconds),
      { capacity: 2, isExact: false },
    )
  ),
  queueSubject("A queue built of Event", newEventQueue, {
    capacity: Infinity,
    isExact: false,
  }),
];

function byRank(a: number, b: number): number {
  return a % RANKS - b % RANKS;
}

function queueLike(queue: asyncio.Queue<number>): QueueLike {
  return {
    put: (item, options) => queue.put(item, options),
    get: (options) => queue.get(options),
    tryPut: (item) => queue.putNowait(item),
    tryGet: () => queue.getNowait(),
    iterate: () => queue[Symbol.asyncIterator](),
    close: () => queue.shutdown(),
    closeNow: () => queue.shutdown(true),
    done: () => queue.taskDone(),
    join: (options) => queue.join(options),
    numbers() {
      const { qsize, getters, putters, joiners, unfinished } = queue
        .statistics();
      return { size: qsize, getters, putters, joiners, unfinished };
    },
  };
}

function receiverLike(receiver: asyncio.Receiver<number>) {
  return {
    get: (options: asyncio.WaitOptions) => receiver.receive(options),
    tryGet: () => receiver.tryReceive(),
    iterate: () => receiver[Symbol.asyncIterator](),
    numbers: () => numbersOf(receiver),
  };
}

function numbersOf(receiver: asyncio.Receiver<number>) {
  const { stored, tasksWaitingReceive, tasksWaitingSend } = receiver
    .statistics();
  return {
    size: stored,
    getters: tasksWaitingReceive,
    putters: tasksWaitingSend,
  };
}

/**
 * The bounded buffer of the textbooks: two conditions that share a lock. If putting takes its time, getters that have
 * been notified have to wait for the lock, and may be cancelled there.
 */
function newConditionQueue(seconds: number): QueueLike {
  const lock = new asyncio.Lock();
  const notFull = new asyncio.Condition(lock);
  const notEmpty = new asyncio.Condition(lock);
  const items: number[] = [];
  let isClosed = false;

  /** Wakes those who wait, whoever has the lock at the moment: they look at the state when they have it. */
  function wake(notify: () => void): void {
    using _ = lock.locked() ? null : lock.tryAcquire();
    notify();
  }

  return {
    async put(item, options) {
      using _ = await lock.acquire(options);
      await notFull.waitFor(() => items.length < 2 || isClosed, options);
      if (isClosed) throw new asyncio.ClosedResource();
      notEmpty.notify();
      if (seconds > 0) await asyncio.sleep(seconds);
      items.push(item);
    },
    async get(options) {
      using _ = await lock.acquire(options);
      await notEmpty.waitFor(() => items.length > 0 || isClosed, options);
      if (items.length === 0) throw new asyncio.ClosedResource();
      notFull.notify();
      return items.shift()!;
    },
    tryGet() {
      if (items.length === 0) throw new asyncio.QueueEmpty();
      wake(() => notFull.notify());
      return items.shift()!;
    },
    close() {
      isClosed = true;
      wake(() => {
        notFull.notifyAll();
        notEmpty.notifyAll();
      });
    },
    numbers: () => ({
      size: items.length,
      getters: notEmpty.statistics().tasksWaiting,
      putters: notFull.statistics().tasksWaiting,
      locked: lock.locked() ? 1 : 0,
    }),
  };
}

/** Getters who are woken all together, and of whom most go back to sleep. */
function newEventQueue(): QueueLike {
  const event = new asyncio.Event();
  const items: number[] = [];
  let isClosed = false;
  return {
    put(item, { signal }) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (isClosed) return Promise.reject(new asyncio.ClosedResource());
      items.push(item);
      event.set();
      return Promise.resolve();
    },
    async get(options) {
      while (items.length === 0) {
        if (isClosed) throw new asyncio.ClosedResource();
        event.clear();
        await event.wait(options);
      }
      return items.shift()!;
    },
    tryGet() {
      if (items.length === 0) throw new asyncio.QueueEmpty();
      return items.shift()!;
    },
    close() {
      isClosed = true;
      event.set();
    },
    numbers: () => ({
      size: items.length,
      getters: event.statistics().tasksWaiting,
      putters: 0,
    }),
  };
}

testLaws(QUEUES, QUEUE_LAWS);

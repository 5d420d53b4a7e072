import { setImmediate } from "node:timers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
} from "../../sync/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

/** Starts a task that gets one item and logs what comes of it. */
function getter(
  queue: Queue<unknown>,
  name: string,
  log: string[],
  options: asyncio.WaitOptions = {},
): asyncio.Task<void> {
  return asyncio.createTask(async () => {
    try {
      log.push(`${name} got ${await queue.get(options)}`);
    } catch (error) {
      log.push(`${name} failed: ${(error as Error).name}`);
    }
  });
}

/** Starts a task that puts `item` and logs what comes of it. */
function putter(
  queue: Queue<string>,
  item: string,
  log: string[],
  options: asyncio.WaitOptions = {},
): asyncio.Task<void> {
  return asyncio.createTask(async () => {
    try {
      await queue.put(item, options);
      log.push(`${item} is in`);
    } catch (error) {
      log.push(`${item} failed: ${(error as Error).name}`);
    }
  });
}

/** Takes out all items at once. */
function drain<T>(queue: Queue<T>): T[] {
  const items: T[] = [];
  while (!queue.empty()) items.push(queue.getNowait());
  return items;
}

/** Reproducible numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Order

virtualTest(
  "Queue.get() serves getters in the order in which they came",
  async () => {
    const queue = new Queue<number>();
    const log: string[] = [];
    const tasks = ["a", "b", "c"].map((name) => getter(queue, name, log));
    await asyncio.sleep(0);
    for (const item of [1, 2, 3]) queue.putNowait(item);
    await asyncio.wait(tasks);
    assertEquals(log, ["a got 1", "b got 2", "c got 3"]);
  },
);

virtualTest(
  "Queue.put() gives room to putters in the order in which they came",
  async () => {
    const queue = new Queue<string>(1);
    const log: string[] = [];
    const tasks = ["a", "b", "c"].map((item) => putter(queue, item, log));
    await asyncio.sleep(0);
    assertEquals([queue.getNowait(), queue.getNowait(), queue.getNowait()], [
      "a",
      "b",
      "c",
    ]);
    await asyncio.wait(tasks);
    assertEquals(log, ["a is in", "b is in", "c is in"]);
  },
);

virtualTest(
  "Queue.getNowait() cannot barge in front of a woken getter",
  async () => {
    const queue = new Queue<number>();
    const log: string[] = [];
    const task = getter(queue, "a", log);
    await asyncio.sleep(0);
    queue.putNowait(1);
    assertEquals(queue.qsize(), 0);
    assertThrows(() => queue.getNowait(), QueueEmpty);
    await task;
    assertEquals(log, ["a got 1"]);
  },
);

virtualTest(
  "Queue.putNowait() cannot barge in front of a woken putter",
  async () => {
    const queue = new Queue<string>(2);
    const log: string[] = [];
    queue.putNowait("1");
    queue.putNowait("2");
    const task = putter(queue, "3", log);
    await asyncio.sleep(0);
    assertEquals(queue.getNowait(), "1");
    assertThrows(() => queue.putNowait("4"), QueueFull);
    assertEquals(queue.getNowait(), "2");
    queue.putNowait("4");
    assertEquals(drain(queue), ["3", "4"]);
    await task;
  },
);

virtualTest("Queue.get() of what is there does not wait", async () => {
  const queue = new Queue<number>();
  queue.putNowait(1);
  const log: string[] = [];
  const task = asyncio.createTask(async () => {
    await asyncio.sleep(0);
    log.push("other");
  });
  await queue.get();
  log.push("got");
  await task;
  assertEquals(log, ["got", "other"]);
});

// Cancellation

virtualTest(
  "Queue.get() cancelled takes no item, and those behind move up",
  async () => {
    const queue = new Queue<number>();
    const log: string[] = [];
    const tasks = ["a", "b", "c"].map((name) => getter(queue, name, log));
    await asyncio.sleep(0);
    tasks[0]!.cancel();
    queue.putNowait(1);
    queue.putNowait(2);
    await asyncio.wait(tasks);
    assertEquals(log, ["a failed: CancelledError", "b got 1", "c got 2"]);
    assert(queue.empty());
  },
);

virtualTest(
  "Queue.get() cancelled after the hand-over keeps its item",
  async () => {
    const queue = new Queue<number>();
    const log: string[] = [];
    const task = getter(queue, "a", log);
    await asyncio.sleep(0);
    queue.putNowait(1);
    queue.putNowait(2);
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([log, queue.getNowait()], [["a got 1"], 2]);
  },
);

virtualTest(
  "Queue.put() cancelled puts nothing, and those behind move up",
  async () => {
    const queue = new Queue<string>(1);
    queue.putNowait("0");
    const log: string[] = [];
    const tasks = ["a", "b", "c"].map((item) => putter(queue, item, log));
    await asyncio.sleep(0);
    tasks[0]!.cancel();
    // At once, before the cancelled one has run.
    assertEquals(queue.statistics().putters, 2);
    assertEquals(drain(queue), ["0", "b", "c"]);
    await asyncio.wait(tasks);
    assertEquals(log.sort(), [
      "a failed: CancelledError",
      "b is in",
      "c is in",
    ]);
    assertEquals(queue.statistics().unfinished, 3);
  },
);

virtualTest(
  "Queue.put() cancelled after its item has been taken in leaves it there",
  async () => {
    const queue = new Queue<string>(1);
    queue.putNowait("0");
    const log: string[] = [];
    const task = putter(queue, "a", log);
    await asyncio.sleep(0);
    queue.getNowait();
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([log, drain(queue)], [["a is in"], ["a"]]);
  },
);

virtualTest("Queue.join() cancelled leaves no trace", async () => {
  const queue = new Queue<number>();
  queue.putNowait(1);
  const task = asyncio.createTask(() => queue.join());
  await asyncio.sleep(0);
  assertEquals(queue.statistics().joiners, 1);
  task.cancel();
  await assertRejects(() => task, asyncio.CancelledError);
  assertEquals(queue.statistics().joiners, 0);
  assertEquals(queue.statistics().unfinished, 1);
});

virtualTest("Queue keeps no cancelled waiters", async () => {
  const queue = new Queue<number>(1);
  const other = new Queue<number>();
  queue.putNowait(0);
  for (let i = 0; i < 100; i++) {
    const tasks = [
      asyncio.createTask(() => queue.put(i)),
      asyncio.createTask(() => other.get()),
      asyncio.createTask(() => queue.join()),
    ];
    await asyncio.sleep(0);
    for (const task of tasks) task.cancel();
    await asyncio.wait(tasks);
  }
  const { putters, joiners } = queue.statistics();
  assertEquals([putters, other.statistics().getters, joiners], [0, 0, 0]);
});

virtualTest("Queue lets go of the item of a cancelled putter", async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const queue = new Queue<object>(1);
  queue.putNowait({});
  const kept = await (async () => {
    const item = {};
    const task = asyncio.createTask(() => queue.put(item));
    await asyncio.sleep(0);
    task.cancel();
    await asyncio.wait([task]);
    return new WeakRef(item);
  })();
  await asyncio.sleep(1);
  // A WeakRef holds its target until the host's turn is over.
  for (let i = 0; i < 10 && kept.deref() !== undefined; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
  assertEquals(kept.deref(), undefined);
});

for (const Kind of [Queue, LifoQueue, PriorityQueue]) {
  for (const maxsize of [0, 1, 3]) {
    virtualTest(
      `${Kind.name}(${maxsize}) loses and doubles nothing, however tasks are cancelled`,
      async () => {
        for (let seed = 1; seed <= 60; seed++) {
          await churn(new Kind<number>(maxsize), seeded(seed), seed);
        }
      },
    );
  }
}

/** Lets many put and get at random, with cancels, time limits and pauses of microtasks, and does the sums. */
async function churn(
  queue: Queue<number>,
  random: () => number,
  seed: number,
): Promise<void> {
  const put: number[] = [];
  const got: number[] = [];
  let next = 0;
  const pause = async () => {
    if (random() < 0.2) await asyncio.sleep(random() < 0.5 ? 0 : 1);
    else for (let n = random() * 4; n > 0; n--) await null;
  };
  const user = async () => {
    for (let i = 0; i < 6; i++) {
      const item = next++;
      if (random() < 0.5) {
        await queue.put(item);
        put.push(item);
      } else {
        const item = await queue.get();
        got.push(item);
      }
      if (random() < 0.3) await pause();
    }
  };
  const users = Array.from({ length: 8 }, () => asyncio.createTask(user));
  for (let i = 0; i < 12; i++) {
    await pause();
    users[Math.floor(random() * users.length)]!.cancel();
    try {
      if (random() < 0.5) put.push(next) && queue.putNowait(next++);
      else got.push(queue.getNowait());
    } catch (error) {
      if (error instanceof QueueFull) put.pop();
      else assertInstanceOf(error, QueueEmpty);
    }
    const { qsize, getters, putters } = queue.statistics();
    assert(getters === 0 || qsize === 0, `seed ${seed}: a getter waits`);
    assert(putters === 0 || queue.full(), `seed ${seed}: a putter waits`);
  }
  for (const task of users) task.cancel();
  await asyncio.wait(users);
  const { getters, putters, unfinished } = queue.statistics();
  assertEquals([getters, putters], [0, 0], `seed ${seed}`);
  assertEquals(unfinished, put.length, `seed ${seed}`);
  got.push(...drain(queue));
  const sorted = (items: number[]) => items.toSorted((a, b) => a - b);
  assertEquals(sorted(got), sorted(put), `seed ${seed}`);
}

// Time limits and signals

virtualTest(
  "Queue.get() that times out in the moment of the hand-over loses nothing",
  async () => {
    const queue = new Queue<number>();
    const loop = asyncio.getRunningLoop();
    const got: number[] = [];
    for (let i = 0; i < 20; i++) {
      // Before, at, and after the deadline.
      loop.callLater(0.5 + i % 3 * 0.5, () => queue.putNowait(i));
      await asyncio.waitFor(() => queue.get(), 1).then(
        (item) => got.push(item),
        (error) => assertInstanceOf(error, asyncio.TimeoutError),
      );
      await asyncio.sleep(1);
    }
    got.push(...drain(queue));
    assertEquals(
      got.sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i),
    );
  },
);

virtualTest(
  "Queue.get() and put() end with the reason of their signal",
  async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const empty = new Queue<string>();
    const full = new Queue<string>(1);
    full.putNowait("0");
    const reason = new RangeError("enough");
    const waits = [
      asyncio.createTask(() => empty.get({ signal })),
      asyncio.createTask(() => full.put("1", { signal })),
      asyncio.createTask(() => full.join({ signal })),
    ];
    await asyncio.sleep(0);
    controller.abort(reason);
    await asyncio.wait(waits);
    for (const task of waits) assertStrictEquals(task.exception(), reason);
    assertEquals(empty.statistics().getters, 0);
    assertEquals([full.statistics().putters, full.statistics().joiners], [
      0,
      0,
    ]);
    assertEquals(drain(full), ["0"]);
  },
);

virtualTest(
  "Queue.get(), put() and join() refuse a signal that has aborted, even where they need not wait",
  async () => {
    const signal = AbortSignal.abort(new RangeError("enough"));
    const queue = new Queue<string>();
    await assertRejects(() => queue.put("a", { signal }), RangeError, "enough");
    await assertRejects(() => queue.join({ signal }), RangeError, "enough");
    assertEquals(queue.statistics().unfinished, 0);
    queue.putNowait("a");
    await assertRejects(() => queue.get({ signal }), RangeError, "enough");
    assertEquals(queue.qsize(), 1);
  },
);

// Iteration and shutdown

virtualTest(
  "Queue[Symbol.asyncIterator]() ends when the queue is shut down and empty",
  async () => {
    const queue = new Queue<number>();
    const log: (number | string)[] = [];
    const task = asyncio.createTask(async () => {
      for await (const item of queue) {
        log.push(item);
        queue.taskDone();
      }
      log.push("end");
    });
    queue.putNowait(1);
    await asyncio.sleep(1);
    queue.putNowait(2);
    queue.putNowait(3);
    queue.shutdown();
    await task;
    await queue.join();
    assertEquals(log, [1, 2, 3, "end"]);
  },
);

virtualTest(
  "Queue[Symbol.asyncIterator]() left with break leaves the rest",
  async () => {
    const queue = new Queue<number>();
    for (const item of [1, 2, 3]) queue.putNowait(item);
    for await (const item of queue) if (item === 2) break;
    assertEquals(drain(queue), [3]);
    assertEquals(queue.statistics().getters, 0);
  },
);

virtualTest(
  "Queue[Symbol.asyncIterator]() cancelled while it waits takes no item",
  async () => {
    const queue = new Queue<number>();
    const task = asyncio.createTask(async () => {
      for await (const _ of queue);
    });
    await asyncio.sleep(1);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    queue.putNowait(1);
    assertEquals(drain(queue), [1]);
  },
);

virtualTest(
  "Queue.shutdown() fails all who wait, each with an error of its own",
  async () => {
    const empty = new Queue<string>();
    const full = new Queue<string>(1);
    full.putNowait("0");
    const tasks = [1, 2].flatMap(() => [
      asyncio.createTask(() => empty.get()),
      asyncio.createTask(() => full.put("1")),
    ]);
    await asyncio.sleep(0);
    empty.shutdown();
    full.shutdown();
    await asyncio.wait(tasks);
    const errors = tasks.map((task) => task.exception());
    for (const error of errors) assertInstanceOf(error, QueueShutDown);
    assertEquals(new Set(errors).size, 4);
    assertEquals(drain(full), ["0"]);
  },
);

virtualTest(
  "Queue.shutdown() passes over a putter that has been cancelled",
  async () => {
    const queue = new Queue<string>(1);
    queue.putNowait("0");
    const log: string[] = [];
    const tasks = ["a", "b"].map((item) => putter(queue, item, log));
    await asyncio.sleep(0);
    tasks[0]!.cancel();
    queue.shutdown(true);
    await asyncio.wait(tasks);
    assertEquals(log.sort(), [
      "a failed: CancelledError",
      "b failed: QueueShutDown",
    ]);
  },
);

virtualTest(
  "Queue.shutdown() may come again, to drop what the first has left",
  async () => {
    const queue = new Queue<string>();
    queue.putNowait("a");
    queue.shutdown();
    const task = asyncio.createTask(() => queue.join());
    await asyncio.sleep(0);
    queue.shutdown(true);
    await task;
    assertEquals([queue.qsize(), queue.statistics().unfinished], [0, 0]);
  },
);

virtualTest("Queue.join() lets all joiners go at once", async () => {
  const queue = new Queue<number>();
  queue.putNowait(1);
  const log: string[] = [];
  const tasks = ["a", "b"].map((name) =>
    asyncio.createTask(async () => {
      await queue.join();
      log.push(name);
    })
  );
  await asyncio.sleep(0);
  queue.getNowait();
  await asyncio.sleep(1);
  assertEquals(log, []);
  queue.taskDone();
  // Work that comes in now does not hold them up any more.
  queue.putNowait(2);
  await asyncio.wait(tasks);
  assertEquals(log, ["a", "b"]);
});

// Hooks

virtualTest(
  "Queue.storeItem() and takeItem() see every item, handed over or not",
  async () => {
    class Counted extends Queue<string> {
      log: string[] = [];

      override storeItem(item: string) {
        this.log.push(`store ${item}`);
        super.storeItem(item);
      }

      override takeItem() {
        const item = super.takeItem();
        this.log.push(`take ${item}`);
        return item;
      }
    }
    const queue = new Counted(1);
    const log: string[] = [];
    const tasks = [getter(queue, "a", log)];
    await asyncio.sleep(0);
    queue.putNowait("1");
    queue.putNowait("2");
    tasks.push(putter(queue, "3", log));
    await asyncio.sleep(0);
    queue.getNowait();
    await asyncio.wait(tasks);
    assertEquals(queue.log, [
      "store 1",
      "take 1",
      "store 2",
      "take 2",
      "store 3",
    ]);
  },
);

virtualTest(
  "Queue.storeItem() that drops an item leaves the getter waiting",
  async () => {
    class NoDoubles extends Queue<number> {
      #seen = new Set<number>();

      override storeItem(item: number) {
        if (this.#seen.has(item)) return;
        this.#seen.add(item);
        super.storeItem(item);
      }
    }
    const queue = new NoDoubles();
    queue.putNowait(1);
    queue.getNowait();
    const log: string[] = [];
    const task = getter(queue, "a", log);
    await asyncio.sleep(0);
    queue.putNowait(1);
    await asyncio.sleep(1);
    assertEquals(log, []);
    queue.putNowait(2);
    await task;
    assertEquals(log, ["a got 2"]);
  },
);

virtualTest(
  "Queue.storeItem() that throws fails the putter whose item it was",
  async () => {
    class Picky extends Queue<string> {
      override storeItem(item: string) {
        if (item === "bad") throw new RangeError("bad");
        super.storeItem(item);
      }
    }
    const queue = new Picky(1);
    assertThrows(() => queue.putNowait("bad"), RangeError, "bad");
    assertEquals(queue.statistics().unfinished, 0);
    await assertRejects(() => queue.put("bad"), RangeError, "bad");
    queue.putNowait("0");
    const log: string[] = [];
    const tasks = ["bad", "good"].map((item) => putter(queue, item, log));
    await asyncio.sleep(0);
    assertEquals(queue.getNowait(), "0");
    await asyncio.wait(tasks);
    assertEquals(log, ["bad failed: RangeError", "good is in"]);
    assertEquals(drain(queue), ["good"]);
  },
);

virtualTest(
  "Queue.takeItem() that throws fails the getter it was for",
  async () => {
    class Broken extends Queue<string> {
      override takeItem(): string {
        const item = super.takeItem();
        if (item === "bad") throw new RangeError("bad");
        return item;
      }
    }
    const queue = new Broken();
    queue.putNowait("bad");
    assertThrows(() => queue.getNowait(), RangeError, "bad");
    const log: string[] = [];
    const tasks = ["a", "b"].map((name) => getter(queue, name, log));
    await asyncio.sleep(0);
    queue.putNowait("bad");
    queue.putNowait("good");
    await asyncio.wait(tasks);
    assertEquals(log, ["a failed: RangeError", "b got good"]);
  },
);

// State, size, bad input

virtualTest("Queue.statistics() counts items and waiters", async () => {
  const queue = new Queue<string>(1);
  queue.putNowait("0");
  const tasks = [
    asyncio.createTask(() => queue.put("1")),
    asyncio.createTask(() => queue.put("2")),
    asyncio.createTask(() => queue.join()),
  ];
  await asyncio.sleep(0);
  const statistics = queue.statistics();
  assertEquals(statistics, {
    qsize: 1,
    maxsize: 1,
    getters: 0,
    putters: 2,
    joiners: 1,
    unfinished: 1,
    isShutdown: false,
  });
  assert(Object.isFrozen(statistics));
  queue.shutdown(true);
  await asyncio.gather(tasks, { returnExceptions: true });
  assertEquals(queue.statistics(), {
    qsize: 0,
    maxsize: 1,
    getters: 0,
    putters: 0,
    joiners: 0,
    unfinished: 0,
    isShutdown: true,
  });
});

test("Queue keeps its order over growing, wrapping round and shrinking", () => {
  const queue = new Queue<number>();
  const random = seeded(7);
  let put = 0;
  let got = 0;
  for (const target of [10, 3, 40, 0, 20_000, 5, 100, 0]) {
    while (queue.qsize() !== target) {
      const grow = queue.qsize() < target;
      if (random() < 0.75 === grow || queue.empty()) queue.putNowait(put++);
      else assertEquals(queue.getNowait(), got++);
    }
  }
  assertEquals(got, put);
});

test("Queue works outside of run()", async () => {
  const queue = new Queue<number>();
  const item = queue.get();
  queue.putNowait(1);
  assertEquals(await item, 1);
});

test("Queue without a limit is never full", () => {
  for (const maxsize of [0, -1, -Infinity, Infinity]) {
    const queue = new Queue<number>(maxsize);
    for (let i = 0; i < 100; i++) queue.putNowait(i);
    assertFalse(queue.full());
    assertEquals(queue.maxsize, maxsize);
  }
});

test("Queue keeps undefined, null and functions as items", async () => {
  const items = [undefined, null, () => 1, ""];
  const queue = new Queue<unknown>();
  for (const item of items) queue.putNowait(item);
  for (const item of items) assertStrictEquals(await queue.get(), item);
});

test("Queue.getNowait() returns a promise as it is", () => {
  const promise = Promise.resolve(1);
  const queue = new Queue<Promise<number>>();
  queue.putNowait(promise);
  assertStrictEquals(queue.getNowait(), promise);
});

for (const Kind of [Queue, LifoQueue, PriorityQueue]) {
  test(`${Kind.name} refuses a maxsize that is no number`, () => {
    for (const maxsize of ["1", null, {}, 1n]) {
      assertThrows(() => new Kind(wrong(maxsize)), TypeError, "maxsize");
    }
    assertThrows(() => new Kind(NaN), RangeError, "NaN");
  });
}

virtualTest("Queue refuses a signal that is none", async () => {
  const queue = new Queue<number>(1);
  await assertRejects(() => queue.get(wrong({ signal: 5 })), TypeError, "5");
  await assertRejects(() => queue.put(1, wrong({ signal: 5 })), TypeError, "5");
  await assertRejects(() => queue.join(wrong({ signal: 5 })), TypeError, "5");
  queue.putNowait(1);
  await assertRejects(() => queue.get(wrong({ signal: 5 })), TypeError, "5");
  await assertRejects(() => queue.put(2, wrong({ signal: 5 })), TypeError, "5");
  await assertRejects(() => queue.join(wrong({ signal: 5 })), TypeError, "5");
  const { getters, putters, joiners } = queue.statistics();
  assertEquals([getters, putters, joiners, drain(queue)], [0, 0, 0, [1]]);
});

test("Queue.shutdown() refuses what is no boolean", () => {
  const queue = new Queue<number>();
  assertThrows(
    () => queue.shutdown(wrong({ immediate: true })),
    TypeError,
    "immediate",
  );
  queue.putNowait(1);
});

test("QueueEmpty, QueueFull and QueueShutDown have their names and messages", () => {
  for (const ErrorClass of [QueueEmpty, QueueFull, QueueShutDown]) {
    const error = new ErrorClass("why");
    assertEquals(`${error}`, `${ErrorClass.name}: why`);
    assertInstanceOf(error, Error);
  }
});

/** CPython's test_queues, ported by meaning. The mixins run for all three kinds of queue. */

import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  createTask,
  getRunningLoop,
  sleep,
  taskGroup,
  TimeoutError,
  wait,
  waitFor,
} from "../../mod.ts";
import {
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
} from "../../sync/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

const KINDS = [Queue, LifoQueue, PriorityQueue] as const;

/** Gets as many items as given, one after another. */
async function getMany<T>(queue: Queue<T>, count: number): Promise<T[]> {
  const items: T[] = [];
  for (let i = 0; i < count; i++) items.push(await queue.get());
  return items;
}

/** What `show` tells of a queue with getters, putters and items. */
async function checkShown(show: (queue: Queue<number>) => string) {
  assert(show(new Queue()).startsWith("<Queue"));

  const empty = new Queue<number>();
  const getter = createTask(() => empty.get());
  await sleep(0);
  assertEquals(show(empty), "<Queue maxsize=0 getters=1>");
  empty.putNowait(0);
  assertEquals(await getter, 0);

  const full = new Queue<number>(1);
  full.putNowait(1);
  const putter = createTask(() => full.put(2));
  await sleep(0);
  assertEquals(
    show(full),
    "<Queue maxsize=1 qsize=1 putters=1 unfinished=1>",
  );
  full.getNowait();
  await putter;

  const one = new Queue<number>();
  one.putNowait(1);
  assertEquals(show(one), "<Queue maxsize=0 qsize=1 unfinished=1>");
}

virtualTest(
  "queues/QueueBasicTests.test_repr: console.log shows size and waiters",
  () => checkShown((queue) => Deno.inspect(queue)),
);

virtualTest(
  "queues/QueueBasicTests.test_str: toString() shows size and waiters",
  () => checkShown((queue) => `${queue}`),
);

virtualTest(
  "queues/QueueBasicTests.test_empty: tells whether there is an item",
  async () => {
    const queue = new Queue<number>();
    assert(queue.empty());
    await queue.put(1);
    assertFalse(queue.empty());
    assertEquals(await queue.get(), 1);
    assert(queue.empty());
  },
);

virtualTest(
  "queues/QueueBasicTests.test_full: tells whether there is room",
  async () => {
    assertFalse(new Queue().full());
    const queue = new Queue<number>(1);
    await queue.put(1);
    assert(queue.full());
  },
);

virtualTest(
  "queues/QueueBasicTests.test_order: first in, first out",
  async () => {
    const queue = new Queue<number>();
    for (const item of [1, 3, 2]) await queue.put(item);
    assertEquals(await getMany(queue, 3), [1, 3, 2]);
  },
);

virtualTest(
  "queues/QueueBasicTests.test_maxsize: a putter waits for room",
  async () => {
    const queue = new Queue<number>(2);
    assertEquals(queue.maxsize, 2);
    const put: number[] = [];
    const putter = createTask(async () => {
      for (let i = 0; i < 3; i++) {
        await queue.put(i);
        put.push(i);
      }
      return true;
    });
    await sleep(1);
    assertEquals(put, [0, 1]);
    assertEquals(await queue.get(), 0);
    await sleep(1);
    assertEquals(put, [0, 1, 2]);
    assertEquals(await getMany(queue, 2), [1, 2]);
    assert(putter.done());
    assert(putter.result());
  },
);

virtualTest(
  "queues/QueueGetTests.test_blocking_get: gets at once what is there",
  async () => {
    const queue = new Queue<number>();
    queue.putNowait(1);
    assertEquals(await queue.get(), 1);
  },
);

virtualTest(
  "queues/QueueGetTests.test_get_with_putters: get() wakes a putter",
  async () => {
    const queue = new Queue<number>(1);
    await queue.put(1);
    const putter = createTask(() => queue.put(2));
    await sleep(0);
    assertEquals(await queue.get(), 1);
    await putter;
    assertEquals(queue.getNowait(), 2);
  },
);

virtualTest(
  "queues/QueueGetTests.test_blocking_get_wait: a getter waits for an item",
  async () => {
    const queue = new Queue<number>();
    let finished = false;
    const getter = createTask(async () => {
      const item = await queue.get();
      finished = true;
      return item;
    });
    await sleep(0);
    assertFalse(finished);
    getRunningLoop().callLater(0.01, () => queue.putNowait(1));
    assertEquals(await getter, 1);
    assert(finished);
  },
);

test("queues/QueueGetTests.test_nonblocking_get: getNowait() gets an item", () => {
  const queue = new Queue<number>();
  queue.putNowait(1);
  assertEquals(queue.getNowait(), 1);
});

test("queues/QueueGetTests.test_nonblocking_get_exception: getNowait() fails on an empty queue", () => {
  assertThrows(() => new Queue().getNowait(), QueueEmpty, "empty");
});

virtualTest(
  "queues/QueueGetTests.test_get_cancelled_race: a cancelled getter takes no item",
  async () => {
    const queue = new Queue<string>();
    const first = createTask(() => queue.get());
    const second = createTask(() => queue.get());
    await sleep(0);
    first.cancel();
    await wait([first]);
    await queue.put("a");
    assertEquals(await second, "a");
  },
);

virtualTest(
  "queues/QueueGetTests.test_get_with_waiting_putters: gets what the putters bring, in their order",
  async () => {
    const queue = new Queue<string>(1);
    createTask(() => queue.put("a"));
    createTask(() => queue.put("b"));
    assertEquals(await getMany(queue, 2), ["a", "b"]);
  },
);

virtualTest(
  "queues/QueueGetTests.test_why_are_getters_waiting: producer and consumer keep step",
  async () => {
    const queue = new Queue<number>(1);
    const items = await taskGroup(async (tg) => {
      tg.createTask(async () => {
        for (let i = 0; i < 5; i++) await queue.put(i);
      });
      return await tg.createTask(() => getMany(queue, 5));
    });
    assertEquals(items, [0, 1, 2, 3, 4]);
  },
);

virtualTest(
  "queues/QueueGetTests.test_cancelled_getters_not_being_held_in_self_getters: a getter that has timed out is gone",
  async () => {
    const queue = new Queue(5);
    await assertRejects(() => waitFor(() => queue.get(), 0.1), TimeoutError);
    assertEquals(queue.statistics().getters, 0);
  },
);

virtualTest(
  "queues/QueuePutTests.test_blocking_put: without a limit put() does not wait",
  async () => {
    const queue = new Queue<number>();
    await queue.put(1);
    assertEquals(await queue.get(), 1);
  },
);

virtualTest(
  "queues/QueuePutTests.test_blocking_put_wait: a putter waits for room",
  async () => {
    const queue = new Queue<number>(1);
    let finished = false;
    getRunningLoop().callLater(0.01, () => void queue.getNowait());
    const putter = createTask(async () => {
      await queue.put(1);
      await queue.put(2);
      finished = true;
    });
    await sleep(0);
    assertFalse(finished);
    await putter;
    assert(finished);
  },
);

test("queues/QueuePutTests.test_nonblocking_put: putNowait() puts an item", () => {
  const queue = new Queue<number>();
  queue.putNowait(1);
  assertEquals(queue.getNowait(), 1);
});

// CPython's reader is the bare `get()`, raises CancelledError and leaves the item. Here a reader that has been
// handed its item keeps it, and the cancel comes at its next wait: so the reader is one that uses what it gets.
virtualTest(
  "queues/QueuePutTests.test_get_cancel_drop_one_pending_reader: no item is dropped",
  async () => {
    const queue = new Queue<number>();
    const read: number[] = [];
    const reader = createTask(async () => void read.push(await queue.get()));
    await sleep(0);
    queue.putNowait(1);
    queue.putNowait(2);
    reader.cancel();
    await wait([reader]);
    if (read.length === 0) read.push(await queue.get());
    assertEquals(read, [1]);
    assertEquals(queue.getNowait(), 2);
  },
);

virtualTest(
  "queues/QueuePutTests.test_get_cancel_drop_many_pending_readers: no item is dropped",
  async () => {
    const queue = new Queue<number>();
    const read: number[] = [];
    const [first, ...others] = [1, 2, 3].map(() =>
      createTask(async () => void read.push(await queue.get()))
    );
    await sleep(0);
    queue.putNowait(1);
    queue.putNowait(2);
    first!.cancel();
    await assertRejects(() => first!, CancelledError);
    // The cancelled one kept what it had: the third reader still waits for one.
    queue.putNowait(3);
    await wait(others);
    assertEquals(read.sort(), [1, 2, 3]);
    assert(queue.empty());
  },
);

virtualTest(
  "queues/QueuePutTests.test_put_cancel_drop: a cancelled putter has put its item once or not at all",
  async () => {
    const queue = new Queue<number>(1);
    queue.putNowait(1);
    let isIn = false;
    const putter = createTask(async () => {
      await queue.put(2);
      isIn = true;
    });
    await sleep(0);
    assertEquals(queue.getNowait(), 1);
    putter.cancel();
    await wait([putter]);
    if (!isIn) await queue.put(2);
    assertEquals(queue.getNowait(), 2);
    assertEquals(queue.qsize(), 0);
  },
);

test("queues/QueuePutTests.test_nonblocking_put_exception: putNowait() fails on a full queue", () => {
  const queue = new Queue<number>(1);
  queue.putNowait(1);
  assertThrows(() => queue.putNowait(2), QueueFull, "full");
});

virtualTest(
  "queues/QueuePutTests.test_float_maxsize: the limit may be a fraction",
  async () => {
    const queue = new Queue<number>(1.3);
    queue.putNowait(1);
    queue.putNowait(2);
    assert(queue.full());
    assertThrows(() => queue.putNowait(3), QueueFull);

    const other = new Queue<number>(1.3);
    await other.put(1);
    await other.put(2);
    assert(other.full());
  },
);

virtualTest(
  "queues/QueuePutTests.test_put_cancelled: a putter ends when its item is in",
  async () => {
    const queue = new Queue<number>();
    const putter = createTask(async () => {
      await queue.put(1);
      return true;
    });
    assertEquals(await queue.get(), 1);
    // CPython's is done in this very turn; a promise needs a moment to tell.
    assert(await putter);
  },
);

virtualTest(
  "queues/QueuePutTests.test_put_cancelled_race: a cancelled putter takes up no room",
  async () => {
    const queue = new Queue<string>(1);
    const [a, b, x] = ["a", "b", "X"].map((item) =>
      createTask(() => queue.put(item))
    );
    await sleep(1);
    assert(a!.done());
    assertFalse(b!.done());
    x!.cancel();
    await wait([x!]);
    assertEquals(queue.getNowait(), "a");
    await sleep(0);
    assertEquals(queue.getNowait(), "b");
    await b;
    assert(queue.empty());
  },
);

virtualTest(
  "queues/QueuePutTests.test_put_with_waiting_getters: put() wakes a getter",
  async () => {
    const queue = new Queue<string>();
    const getter = createTask(() => queue.get());
    await sleep(0);
    await queue.put("a");
    assertEquals(await getter, "a");
  },
);

virtualTest(
  "queues/QueuePutTests.test_why_are_putters_waiting: each item that is taken lets one in",
  async () => {
    const queue = new Queue<number>(2);
    await taskGroup((tg) => {
      for (let i = 0; i < 4; i++) tg.createTask(() => queue.put(i));
      tg.createTask(async () => {
        await sleep(0);
        for (let left = queue.qsize(); left > 0; left--) queue.getNowait();
      });
    });
    assertEquals(await getMany(queue, 2), [2, 3]);
  },
);

virtualTest(
  "queues/QueuePutTests.test_cancelled_puts_not_being_held_in_self_putters: a cancelled putter is gone",
  async () => {
    const queue = new Queue<number>(1);
    queue.putNowait(1);
    const putter = createTask(() => queue.put(1));
    await sleep(0);
    assertEquals(queue.statistics().putters, 1);
    putter.cancel();
    await assertRejects(() => putter, CancelledError);
    assertEquals(queue.statistics().putters, 0);
  },
);

virtualTest(
  "queues/QueuePutTests.test_cancelled_put_silence_value_error_exception: a putter that is cancelled after its turn has come ends as cancelled",
  async () => {
    const queue = new Queue<number>(1);
    queue.putNowait(1);
    const putter = createTask(() => queue.put(2));
    await sleep(0);
    queue.getNowait();
    putter.cancel();
    await assertRejects(() => putter, CancelledError);
    assertEquals(queue.statistics().putters, 0);
  },
);

virtualTest(
  "queues/LifoQueueTests.test_order: last in, first out",
  async () => {
    const queue = new LifoQueue<number>();
    for (const item of [1, 3, 2]) await queue.put(item);
    assertEquals(await getMany(queue, 3), [2, 3, 1]);
  },
);

virtualTest(
  "queues/PriorityQueueTests.test_order: the smallest first",
  async () => {
    const queue = new PriorityQueue<number>();
    for (const item of [1, 3, 2]) await queue.put(item);
    assertEquals(await getMany(queue, 3), [1, 2, 3]);
  },
);

for (const Kind of KINDS) {
  const kind = Kind.name;

  test(`queues/_QueueJoinTestMixin.test_task_done_underflow: taskDone() without an item fails, ${kind}`, () => {
    assertThrows(() => new Kind().taskDone(), RangeError, "too many times");
  });

  virtualTest(
    `queues/_QueueJoinTestMixin.test_task_done: join() waits until all is done, ${kind}`,
    async () => {
      const queue = new Kind<number>();
      for (let i = 0; i < 100; i++) queue.putNowait(i);
      let sum = 0;
      let isRunning = true;
      await taskGroup(async (tg) => {
        for (let i = 0; i < 2; i++) {
          tg.createTask(async () => {
            while (isRunning) {
              const item = await queue.get();
              sum += item;
              queue.taskDone();
            }
          });
        }
        await queue.join();
        assertEquals(sum, 4950);
        isRunning = false;
        queue.putNowait(0);
        queue.putNowait(0);
      });
    },
  );

  virtualTest(
    `queues/_QueueJoinTestMixin.test_join_empty_queue: join() of a fresh queue returns, ${kind}`,
    async () => {
      const queue = new Kind();
      await queue.join();
      await queue.join();
    },
  );

  test(`queues/_QueueJoinTestMixin.test_format: toString() shows what is unfinished, ${kind}`, () => {
    const queue = new Kind<number>();
    assertEquals(`${queue}`, `<${kind} maxsize=0>`);
    queue.putNowait(1);
    queue.putNowait(2);
    queue.getNowait();
    queue.getNowait();
    assertEquals(`${queue}`, `<${kind} maxsize=0 unfinished=2>`);
  });

  test(`queues/_QueueShutdownTestMixin.test_format: toString() shows the shutdown, ${kind}`, () => {
    const queue = new Kind();
    queue.shutdown();
    assertEquals(`${queue}`, `<${kind} maxsize=0 shutdown>`);
  });

  const checkClosed = async (queue: Queue<string>) => {
    await assertRejects(() => queue.put("data"), QueueShutDown, "put");
    assertThrows(() => queue.putNowait("data"), QueueShutDown, "put");
    await assertRejects(() => queue.get(), QueueShutDown, "get");
    assertThrows(() => queue.getNowait(), QueueShutDown, "get");
  };

  virtualTest(
    `queues/_QueueShutdownTestMixin.test_shutdown_empty: who waits for an item fails, ${kind}`,
    async () => {
      const queue = new Kind<string>();
      const getter = createTask(() => queue.get());
      await sleep(0);
      queue.shutdown(false);
      assertEquals(queue.qsize(), 0);
      await queue.join();
      await wait([getter]);
      assertInstanceOf(getter.exception(), QueueShutDown);
      await checkClosed(queue);
    },
  );

  virtualTest(
    `queues/_QueueShutdownTestMixin.test_shutdown_nonempty: what is left can be got, ${kind}`,
    async () => {
      const queue = new Kind<string>(1);
      queue.putNowait("data");
      const joiner = createTask(() => queue.join());
      const putter = createTask(() => queue.put("data2"));
      await sleep(0);
      assertFalse(putter.done());
      queue.shutdown(false);
      assertEquals(queue.qsize(), 1);
      await wait([putter]);
      assertInstanceOf(putter.exception(), QueueShutDown);
      assertEquals(await queue.get(), "data");
      await sleep(1);
      assertFalse(joiner.done());
      await checkClosed(queue);
      queue.taskDone();
      await joiner;
      assertThrows(() => queue.taskDone(), RangeError);
    },
  );

  virtualTest(
    `queues/_QueueShutdownTestMixin.test_shutdown_immediate: what is left is dropped and counts as done, ${kind}`,
    async () => {
      const queue = new Kind<string>();
      queue.putNowait("data");
      const joiner = createTask(() => queue.join());
      await sleep(0);
      queue.shutdown(true);
      assertEquals(queue.qsize(), 0);
      await joiner;
      await checkClosed(queue);
      assertThrows(() => queue.taskDone(), RangeError);
    },
  );

  virtualTest(
    `queues/_QueueShutdownTestMixin.test_shutdown_immediate_with_unfinished: what is being worked on holds join() up, ${kind}`,
    async () => {
      const queue = new Kind<string>();
      queue.putNowait("data");
      queue.putNowait("data");
      const joiner = createTask(() => queue.join());
      assertEquals(await queue.get(), "data");
      queue.shutdown(true);
      assertEquals(queue.qsize(), 0);
      await sleep(1);
      assertFalse(joiner.done());
      await checkClosed(queue);
      queue.taskDone();
      assertThrows(() => queue.taskDone(), RangeError);
      await joiner;
    },
  );
}

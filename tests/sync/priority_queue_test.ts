import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { PriorityQueue, type PriorityQueueOptions } from "../../sync/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

/** Puts all items in and takes them out again. */
function sorted<T>(
  items: readonly T[],
  options: PriorityQueueOptions<T> = {},
): T[] {
  const queue = new PriorityQueue<T>(0, options);
  for (const item of items) queue.putNowait(item);
  return items.map(() => queue.getNowait());
}

/** Reproducible whole numbers below `limit`. */
function* seeded(seed: number, limit: number): Generator<number, never> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield Math.floor(state / 2 ** 32 * limit);
  }
}

for (
  const [what, items, expected] of [
    ["numbers by value", [10, 9, -1, 1.5, Infinity], [
      -1,
      1.5,
      9,
      10,
      Infinity,
    ]],
    ["bigints among numbers", [3, 2n, 1, 10n], [1, 2n, 3, 10n]],
    ["strings", ["b", "a", "B", ""], ["", "B", "a", "b"]],
    ["booleans", [true, false], [false, true]],
    [
      "arrays like tuples",
      [[10, "a"], [9, "b"], [9, "a", 0], [9, "a"], []],
      [[], [9, "a"], [9, "a", 0], [9, "b"], [10, "a"]],
    ],
    ["nested arrays", [[[2], 0], [[1, 5], 0]], [[[1, 5], 0], [[2], 0]]],
    ["dates", [new Date(2), new Date(1)], [new Date(1), new Date(2)]],
  ] as [string, unknown[], unknown[]][]
) {
  test(`PriorityQueue orders ${what}`, () => {
    assertEquals(sorted(items), expected);
  });
}

test("PriorityQueue orders objects by their valueOf()", () => {
  class Job {
    constructor(readonly name: string, readonly priority: number) {}

    valueOf() {
      return this.priority;
    }
  }
  const jobs = [new Job("b", 2), new Job("a", 1), new Job("c", 10)];
  assertEquals(sorted(jobs).map((job) => job.name), ["a", "b", "c"]);
});

test("PriorityQueue orders by compare", () => {
  assertEquals(sorted([1, 3, 2], { compare: (a, b) => b - a }), [3, 2, 1]);
});

test("PriorityQueue compares as little of an array as it needs", () => {
  const [a, b] = [{}, {}];
  const same = {};
  assertEquals(sorted([[2, a], [1, b]]), [[1, b], [2, a]]);
  assertEquals(sorted([[same, 2], [same, 1]]), [[same, 1], [same, 2]]);
});

test("PriorityQueue gives equal items in the order in which they went in", () => {
  const priorities = seeded(1, 5);
  const items = Array.from({ length: 2000 }, (_, number) => ({
    priority: priorities.next().value,
    number,
  }));
  const compare = (a: { priority: number }, b: { priority: number }) =>
    a.priority - b.priority;
  // Array.prototype.toSorted is stable, too.
  assertEquals(sorted(items, { compare }), items.toSorted(compare));
});

test("PriorityQueue is stable and in order when puts and gets are mixed", () => {
  const random = seeded(2, 8);
  const compare = (a: [number, number], b: [number, number]) => a[0] - b[0];
  const queue = new PriorityQueue<[number, number]>(0, { compare });
  let model: [number, number][] = [];
  for (let number = 0; number < 3000; number++) {
    // It grows at first and shrinks then, through empty.
    const putsOutOf8 = number < 1500 ? 5 : 3;
    if (random.next().value < putsOutOf8 || queue.empty()) {
      const item: [number, number] = [random.next().value, number];
      queue.putNowait(item);
      model = [...model, item].sort(compare);
    } else assertEquals(queue.getNowait(), model.shift());
    assertEquals(queue.qsize(), model.length);
  }
});

test("PriorityQueue needs O(log n) comparisons", () => {
  let count = 0;
  const compare = (a: number, b: number) => {
    count++;
    return a - b;
  };
  const queue = new PriorityQueue<number>(0, { compare });
  const random = seeded(3, 1e9);
  const size = 2 ** 14;
  for (let i = 0; i < size; i++) queue.putNowait(random.next().value);
  assert(count < size * 5, `${count} to put`);
  count = 0;
  for (let i = 0; i < size; i++) queue.getNowait();
  assert(count < size * 18, `${count} to get`);
});

test("PriorityQueue refuses what has no order, and stays as it was", () => {
  const queue = new PriorityQueue<unknown>();
  const orderless = [
    NaN,
    undefined,
    null,
    {},
    Object.create(null),
    Symbol("a"),
    () => 1,
    new Date(NaN),
    [NaN],
  ];
  for (const item of orderless) {
    assertThrows(() => queue.putNowait(item), TypeError, "Cannot order");
  }
  queue.putNowait(2);
  queue.putNowait(1);
  for (const item of [...orderless, "a", "3", [1]]) {
    assertThrows(() => queue.putNowait(item), TypeError, "Cannot order");
  }
  assertEquals(queue.statistics().unfinished, 2);
  assertEquals([queue.getNowait(), queue.getNowait()], [1, 2]);
});

test("PriorityQueue refuses pairs that only differ in what has no order", () => {
  const queue = new PriorityQueue<[number, object]>();
  queue.putNowait([1, {}]);
  assertThrows(() => queue.putNowait([1, {}]), TypeError, "'compare'");
  queue.putNowait([2, {}]);
  assertEquals([queue.getNowait(), queue.getNowait()], [[1, {}], [2, {}]]);
});

test("PriorityQueue loses nothing when compare throws at any place", () => {
  const items = [5, 3, 8, 1, 9, 2, 7, 3];
  const order = items.toSorted();
  let thrown = true;
  for (let fuse = 0; thrown; fuse++) {
    let left = Infinity;
    const compare = (a: number, b: number) => {
      if (left-- <= 0) throw new RangeError("fuse");
      return a - b;
    };
    const queue = new PriorityQueue<number>(0, { compare });
    for (const item of items) queue.putNowait(item);
    thrown = false;
    left = fuse;
    const got: number[] = [];
    for (let i = 0; i < 3; i++) {
      try {
        queue.putNowait(4);
        got.push(queue.getNowait());
      } catch {
        thrown = true;
        left = Infinity;
      }
    }
    left = Infinity;
    while (!queue.empty()) got.push(queue.getNowait());
    assertEquals(
      got.filter((item) => item !== 4).sort(),
      order,
      `fuse ${fuse}`,
    );
    assertEquals(queue.statistics().unfinished, got.length, `fuse ${fuse}`);
  }
});

test("PriorityQueue refuses a compare that returns no number", () => {
  for (const result of [true, undefined, "1", NaN, 1n]) {
    const queue = new PriorityQueue<number>(0, {
      compare: () => wrong(result),
    });
    assertThrows(() => queue.putNowait(1), TypeError, "must return a number");
    assert(queue.empty());
  }
});

test("PriorityQueue refuses options and comparators that are none", () => {
  for (const options of [null, 5, "compare"]) {
    assertThrows(() => new PriorityQueue(0, wrong(options)), TypeError);
  }
  for (const compare of [null, 5, "a"]) {
    assertThrows(
      () => new PriorityQueue(0, { compare: wrong(compare) }),
      TypeError,
      "compare",
    );
  }
  assertEquals(new PriorityQueue(0, { compare: undefined }).qsize(), 0);
});

virtualTest(
  "PriorityQueue.put() with an item that has no order fails its own putter",
  async () => {
    const queue = new PriorityQueue<unknown>(1);
    queue.putNowait(1);
    const bad = asyncio.createTask(() => queue.put(NaN));
    const good = asyncio.createTask(() => queue.put(0));
    await asyncio.sleep(0);
    assertEquals(await queue.get(), 1);
    await assertRejects(() => bad, TypeError, "NaN");
    await good;
    assertEquals(queue.getNowait(), 0);
  },
);

virtualTest(
  "PriorityQueue.put() lets putters in by their coming, not by priority",
  async () => {
    const queue = new PriorityQueue<number>(1);
    const tasks = [5, 4, 3].map((item) =>
      asyncio.createTask(() => queue.put(item))
    );
    await asyncio.sleep(0);
    assertEquals([queue.getNowait(), queue.getNowait(), queue.getNowait()], [
      5,
      4,
      3,
    ]);
    await asyncio.wait(tasks);
  },
);

virtualTest("PriorityQueue can be looped over until the shutdown", async () => {
  const queue = new PriorityQueue<number>();
  for (const item of [2, 3, 1]) queue.putNowait(item);
  queue.shutdown();
  assertEquals(await Array.fromAsync(queue), [1, 2, 3]);
});

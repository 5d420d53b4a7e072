// What is particular to single operators; what they have in common is in laws_test.ts and properties_test.ts.

import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../../mod.ts";
import {
  accumulate,
  aiter,
  batched,
  borrow,
  chain,
  compress,
  cycle,
  drop,
  enumerate,
  filter,
  flatMap,
  forEach,
  groupBy,
  islice,
  iter,
  map,
  max,
  min,
  reduce,
  sorted,
  sum,
  take,
  takeWhile,
  toArray,
  zip,
  zipLongest,
} from "../../../streams/iter/mod.ts";
import { recordExceptions, virtualTest } from "../../_support/mod.ts";
import { Watched } from "./_watched.ts";

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

/** The items of `source`; `log` is told when it is closed. */
async function* telling(source: Watched, log: string[]) {
  try {
    yield* borrow(source);
  } finally {
    log.push("closed");
  }
}

virtualTest("map() and filter() pass the index", async () => {
  assertEquals(await toArray(map("abc", (_, i) => i)), [0, 1, 2]);
  assertEquals(await toArray(filter("abc", (_, i) => i !== 1)), ["a", "c"]);
});

virtualTest("map() awaits items that are promises or futures", async () => {
  const future = new asyncio.Future<number>();
  asyncio.getRunningLoop().callLater(1, () => future.setResult(2));
  const items = map([Promise.resolve(1), future, 3], (n) => n * 10);
  assertEquals(await toArray(items), [10, 20, 30]);
});

virtualTest("an item that is rejected closes its source", async () => {
  let closed = 0;
  function* promises() {
    try {
      yield Promise.reject(new SyntaxError("boom"));
    } finally {
      closed++;
    }
  }
  await assertRejects(() => toArray(promises()), SyntaxError, "boom");
  assertEquals(closed, 1);
});

virtualTest("operators made of one iterator share it", async () => {
  const numbers = iter([1, 2, 3, 4, 5, 6]);
  const doubled = numbers.map((n) => n * 2);
  const negative = numbers.map((n) => -n);
  assertEquals((await doubled.next()).value, 2);
  assertEquals((await negative.next()).value, -2);
  assertEquals((await numbers.next()).value, 3);
  await doubled.return();
  assertEquals((await negative.next()).done, true);
});

virtualTest("take() asks for no item more", async () => {
  const source = new Watched();
  assertEquals(await toArray(take(source, 2)), [0, 1]);
  assertEquals([source.asked, source.closed], [2, 1]);
});

virtualTest("take(0) asks for none, and closes", async () => {
  const source = new Watched();
  assertEquals(await toArray(take(source, 0)), []);
  assertEquals([source.asked, source.closed], [0, 1]);
});

virtualTest("takeWhile() closes at the first that is not wanted", async () => {
  const source = new Watched();
  assertEquals(await toArray(takeWhile(source, (n) => n < 2)), [0, 1]);
  assertEquals([source.asked, source.closed], [3, 1]);
});

virtualTest("islice() reads up to 'stop', and no further", async () => {
  const source = new Watched({ count: 20 });
  const items = islice(source, { start: 1, stop: 6, step: 3 });
  assertEquals(await toArray(items), [1, 4]);
  assertEquals([source.asked, source.closed], [6, 1]);
});

virtualTest(
  "a long row of items that are left out takes no memory",
  async () => {
    let made = 0;
    const source = {
      next: () => Promise.resolve({ done: false, value: made++ }),
    };
    const items = filter(source, (n) => Promise.resolve(n === 20_000));
    assertEquals((await items.next()).value, 20_000);
  },
);

virtualTest(
  "batched() strict refuses a last batch that is not full",
  async () => {
    const items = batched([1, 2, 3], { size: 2, strict: true });
    assertEquals((await items.next()).value, [1, 2]);
    const error = await assertRejects(() => items.next(), RangeError);
    assertEquals(error.message, "The last batch must have 2 items: 1");
    assertEquals((await items.next()).done, true);
  },
);

virtualTest("batched() by time gives what there is", async () => {
  async function* slow() {
    for (let n = 0; n < 5; n++) {
      await asyncio.sleep(n === 3 ? 10 : 1);
      yield n;
    }
  }
  const items = batched(slow(), { size: 10, time: { seconds: 5 } });
  assertEquals(await toArray(items), [[0, 1, 2], [3, 4]]);
});

virtualTest("chain() closes the sources whose turn has not come", async () => {
  const [a, b] = [new Watched(), new Watched()];
  for await (const _ of chain(a, b)) break;
  assertEquals([a.closed, b.closed], [1, 1]);
  assertEquals(b.asked, 0);
});

virtualTest("chain() closes the others when one fails", async () => {
  const error = new SyntaxError("boom");
  const [a, b] = [new Watched({ error }), new Watched()];
  await assertRejects(() => toArray(chain(a, b)), SyntaxError);
  assertEquals([a.closed, b.closed], [0, 1]);
});

virtualTest("chain.from() reads its sources as far as needed", async () => {
  const log: string[] = [];
  function* sources() {
    log.push("first");
    yield [1, 2];
    log.push("second");
    yield [3];
  }
  const items = chain.from(sources());
  assertEquals(log, []);
  await items.next();
  await items.next();
  assertEquals(log, ["first"]);
  assertEquals(await toArray(items), [3]);
});

virtualTest(
  "flatMap() closes the inner source, then nothing is left",
  async () => {
    const [outer, inner] = [new Watched(), new Watched()];
    const items = flatMap(outer, () => inner);
    await items.next();
    await items.return();
    assertEquals([outer.closed, inner.closed], [1, 1]);
  },
);

virtualTest(
  "flatMap() closes the outer source when an inner one fails",
  async () => {
    const error = new SyntaxError("boom");
    const outer = new Watched();
    const items = flatMap(outer, () => new Watched({ error, count: 0 }));
    await assertRejects(() => items.next(), SyntaxError);
    assertEquals(outer.closed, 1);
  },
);

virtualTest(
  "compress() ends with the shorter one and closes the other",
  async () => {
    const [data, selectors] = [new Watched(), new Watched({ count: 2 })];
    assertEquals(await toArray(compress(data, map(selectors, () => 1))), [
      0,
      1,
    ]);
    assertEquals([data.closed, selectors.closed], [1, 0]);
  },
);

virtualTest("cycle() of nothing ends", async () => {
  assertEquals(await toArray(cycle([])), []);
});

virtualTest("accumulate() takes undefined as an initial value", async () => {
  const items = accumulate([1], (a: undefined | string, n) => `${a}${n}`, {
    initial: undefined,
  });
  assertEquals(await toArray(items), [undefined, "undefined1"]);
});

virtualTest(
  "accumulate() and reduce() pass the index of the item",
  async () => {
    const seen: number[] = [];
    const note = (_: unknown, __: unknown, index: number) => seen.push(index);
    await reduce("abc", note, { initial: 0 });
    assertEquals(seen, [0, 1, 2]);
    seen.length = 0;
    await reduce("abc" as Iterable<unknown>, note);
    assertEquals(seen, [1, 2]);
  },
);

virtualTest(
  "zip() strict tells which source is shorter or longer",
  async () => {
    const longer = await assertRejects(
      () => toArray(zip(["a", "b", "cd"], { strict: true })),
      RangeError,
    );
    assertEquals(
      longer.message,
      "The sources must have the same length: source 3 is longer than source 1",
    );
    await assertRejects(
      () => toArray(zip(["ab", "c"], { strict: true, concurrent: true })),
      RangeError,
      "source 2 is shorter than source 1",
    );
    assertEquals(await toArray(zip(["a", "b"], { strict: true })), [[
      "a",
      "b",
    ]]);
  },
);

virtualTest("zip() of nothing ends at once", async () => {
  assertEquals(await toArray(zip([])), []);
  assertEquals(await toArray(zipLongest([])), []);
});

virtualTest(
  "zip() asks one after the other, or all at the same time",
  async () => {
    const loop = asyncio.getRunningLoop();
    const took: number[] = [];
    for (const concurrent of [false, true]) {
      const start = loop.time();
      const sources = [new Watched({ delay: 1 }), new Watched({ delay: 2 })];
      await take(zip(sources, { concurrent }), 2).next();
      took.push(loop.time() - start);
    }
    assertEquals(took, [3, 2]);
  },
);

virtualTest("zip() closes all others with the one that ends", async () => {
  for (const concurrent of [false, true]) {
    const sources = [new Watched(), new Watched({ count: 2 }), new Watched()];
    assertEquals((await toArray(zip(sources, { concurrent }))).length, 2);
    assertEquals(sources.map(({ closed }) => closed), [1, 0, 1]);
  }
});

virtualTest(
  "zip() concurrent cancels what the others wait for when one fails",
  async () => {
    const error = new SyntaxError("boom");
    const log: string[] = [];
    async function* hanging() {
      try {
        yield 1;
        await asyncio.sleep(Infinity);
      } finally {
        log.push(`closed at ${asyncio.getRunningLoop().time()}`);
      }
    }
    const failing = new Watched({ error, count: 1, delay: 1 });
    const items = zip([hanging(), failing], { concurrent: true });
    const start = asyncio.getRunningLoop().time();
    await assertRejects(() => toArray(items), SyntaxError);
    assertEquals(log, [`closed at ${start + 2}`]);
  },
);

virtualTest(
  "an operator reports the errors of closing that cannot come out",
  async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    const [one, two] = [new SyntaxError("one"), new SyntaxError("two")];
    const sources = [
      new Watched({ closingError: one }),
      new Watched({ closingError: two }),
    ];
    const items = zip(sources);
    assertStrictEquals(
      await assertRejects(() => items.return(), SyntaxError),
      one,
    );
    assertEquals(reports.map(({ exception }) => exception), [two]);
  },
);

virtualTest(
  "groupBy() ends a group when the next one is asked for",
  async () => {
    const groups = groupBy("aabb");
    const first = (await groups.next()).value!;
    assertEquals((await first[1].next()).value, "a");
    const second = (await groups.next()).value!;
    assertEquals(await toArray(first[1]), []);
    assertEquals(await toArray(second[1]), ["b", "b"]);
    assertEquals((await groups.next()).done, true);
  },
);

virtualTest(
  "groupBy() lets groups be closed without closing the source",
  async () => {
    const source = new Watched();
    const keys: number[] = [];
    for await (const [key, group] of groupBy(source, (n) => n >> 1)) {
      keys.push(key);
      for await (const _ of group) break;
    }
    assertEquals(keys, [0, 1, 2]);
    assertEquals(source.closed, 0);
  },
);

virtualTest(
  "groupBy() loses nothing when a group and the next one are asked for at the same time",
  async () => {
    const groups = groupBy(new Watched({ delay: 1 }), (n) => n >> 1);
    const [, first] = (await groups.next()).value!;
    const [item, next] = await Promise.all([first.next(), groups.next()]);
    assertEquals(item.value, 0);
    assertEquals(await toArray(next.value![1]), [2, 3]);
  },
);

virtualTest(
  "groupBy() does not let an old group read a new one of the same key",
  async () => {
    const groups = groupBy("aba");
    const [, first] = (await groups.next()).value!;
    await groups.next();
    const [key, third] = (await groups.next()).value!;
    assertEquals([key, await toArray(first)], ["a", []]);
    assertEquals(await toArray(third), ["a"]);
  },
);

virtualTest("groupBy() takes NaN for the same as NaN", async () => {
  const keys = map(groupBy([NaN, NaN, 0, -0]), ([key]) => key);
  assertEquals(await toArray(keys), [NaN, 0]);
});

virtualTest("min(), max() and reduce() of nothing are errors", async () => {
  await assertRejects(() => min([]), RangeError, "no items");
  await assertRejects(() => max([]), RangeError, "no items");
  await assertRejects(() => reduce([], (a) => a), TypeError, "no items");
  assertEquals(await min([], { default: undefined }), undefined);
});

virtualTest("sorted() keeps the order of equals, also in reverse", async () => {
  const words = ["bb", "a", "cc", "d"];
  const key = (word: string) => word.length;
  assertEquals(await sorted(words, { key }), ["a", "d", "bb", "cc"]);
  assertEquals(await sorted(words, { key, reverse: true }), [
    "bb",
    "cc",
    "a",
    "d",
  ]);
});

virtualTest("sum() adds bigints", async () => {
  assertEquals(await sum([1n, 2n], 0n), 3n);
});

virtualTest(
  "what reads all closes its source when it is cancelled",
  async () => {
    for (
      const read of [
        toArray,
        sum,
        sorted,
        (source: Watched) => forEach(source, () => {}),
        (source: Watched) => iter(source).some(() => false),
        (source: Watched) => iter(source).every(() => true),
        (source: Watched) => iter(source).find(() => false),
        (source: Watched) => iter(source).toSet(),
      ]
    ) {
      const source = new Watched({ delay: 1 });
      const log: string[] = [];
      const task = asyncio.createTask(() =>
        (read as (s: unknown) => Promise<unknown>)(telling(source, log))
      );
      await asyncio.sleep(1.5);
      task.cancel();
      await asyncio.wait([task]);
      assert(task.cancelled());
      assertEquals(log, ["closed"]);
    }
  },
);

virtualTest("Iter.reduce() takes the initial value as TC39 does", async () => {
  assertEquals(await iter([1, 2]).reduce((a, b) => a + b), 3);
  assertEquals(await iter([1, 2]).reduce((a, b) => a + b, "0"), "012");
  assertEquals(await iter<number>([]).reduce((a) => a, undefined), undefined);
});

virtualTest("Iter has the operators as methods", async () => {
  const letters = iter("aab");
  assertEquals(
    await letters.groupBy((letter) => letter).map(([key]) => key).toArray(),
    ["a", "b"],
  );
  assertEquals(
    await iter([1, 2, 3]).mapConcurrent((n) => n * 2, { limit: 2 }).batched(2)
      .toArray(),
    [[2, 4], [6]],
  );
  assertEquals(await iter(zip([[1], [2]])).starmap((a, b) => a + b).sum(), 3);
  assertEquals(await iter([3, 1]).chain([2]).sorted(), [1, 2, 3]);
});

virtualTest("operators refuse bad arguments", () => {
  for (
    const [call, message] of [
      [() => map(wrong(null), () => {}), "or a ReadableStream: null"],
      [() => map([], wrong(1)), "The function of map() must be a function: 1"],
      [() => take([], wrong("1")), `'count' must be a number: "1"`],
      [() => enumerate([], wrong("1")), `'start' must be a number: "1"`],
      [() => batched([], wrong(null)), "must be an object: null"],
      [() => batched([], {}), "'size' or 'time' must be given: undefined"],
      [() => chain([], wrong(2)), "Source 2 must be an iterable"],
      [() => compress([], wrong(2)), "The selectors must be an iterable"],
      [() => zip(wrong(2)), "The sources of zip() must be iterable"],
      [() => groupBy([], wrong(2)), "'key' must be a function: 2"],
      [() => aiter(wrong(5), 6), "must be a function: 5"],
    ] as const
  ) assert(assertThrows(call, TypeError).message.includes(message), message);
  for (
    const [call, message] of [
      [() => take([], -1), "'count' must be a whole number, 0 or more: -1"],
      [() => drop([], 0.5), "'count' must be a whole number, 0 or more: 0.5"],
      [() => islice([], { step: 0 }), "'step' must be 1 or more: 0"],
      [() => islice([], NaN), "'stop' must be a whole number, 0 or more: NaN"],
      [() => batched([], 0), "'size' must be a positive whole number: 0"],
      [
        () => batched([], { time: 1, strict: true }),
        "'strict' must be false with 'time': true",
      ],
    ] as const
  ) assertEquals(assertThrows(call, RangeError).message, message);
});

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { mapConcurrent } from "../../../streams/iter/map_concurrent.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import {
  cancelAt,
  errorOf,
  everywhere,
  leavingNothing,
  Probe,
  seeded,
} from "./_sources.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A function that takes so long as its argument says, and counts how often it runs at once. */
class Work {
  running = 0;
  most = 0;
  begun = 0;
  cancelled = 0;

  readonly run = async (seconds: number): Promise<number> => {
    this.begun++;
    this.most = Math.max(this.most, ++this.running);
    try {
      await asyncio.sleep(seconds);
      return seconds;
    } catch (error) {
      this.cancelled++;
      throw error;
    } finally {
      this.running--;
    }
  };
}

virtualTest(
  "mapConcurrent() gives results in the order of the items",
  () =>
    leavingNothing(async () => {
      const work = new Work();
      assertEquals(
        await collect(mapConcurrent([3, 1, 2, 5, 1], work.run, { limit: 2 })),
        [3, 1, 2, 5, 1],
      );
      assertEquals([work.most, work.begun], [2, 5]);
      assertEquals(asyncio.getRunningLoop().time(), 8);
    }),
);

virtualTest(
  "mapConcurrent() out of order gives results as they are there",
  () =>
    leavingNothing(async () => {
      const work = new Work();
      const items = mapConcurrent([3, 1, 4, 1], work.run, {
        limit: 2,
        ordered: false,
      });
      assertEquals(await collect(items), [1, 3, 1, 4]);
    }),
);

virtualTest(
  "mapConcurrent() makes no more tasks than it needs",
  () =>
    leavingNothing(async () => {
      const before = asyncio.allTasks().size;
      const items = mapConcurrent([1, 1, 1], new Work().run, {
        limit: Infinity,
      });
      const first = items.next();
      await asyncio.sleep(0.5);
      // The host, and a worker for each item and for the end.
      assert(asyncio.allTasks().size - before <= 5);
      await first;
      await items.return();
    }),
);

virtualTest(
  "mapConcurrent() passes item and index, also of an async source",
  () =>
    leavingNothing(async () => {
      const seen = await collect(
        mapConcurrent(new Probe().items(), (item, index) => [item, index], {
          limit: 5,
        }),
      );
      assertEquals(seen, [[0, 0], [1, 1], [2, 2]]);
    }),
);

virtualTest(
  "mapConcurrent() awaits items that are promises",
  () =>
    leavingNothing(async () => {
      const sources = [Promise.resolve(1), 2, asyncio.createTask(() => 3)];
      assertEquals(
        await collect(mapConcurrent(sources, (n) => n + 1, { limit: 2 })),
        [2, 3, 4],
      );
    }),
);

virtualTest(
  "mapConcurrent() asks an async source for one item at a time",
  () =>
    leavingNothing(async () => {
      let asking = 0;
      let most = 0;
      let i = 0;
      const source = {
        async next() {
          most = Math.max(most, ++asking);
          await asyncio.sleep(1);
          asking--;
          return { done: i === 5, value: i++ };
        },
      };
      await collect(mapConcurrent(source, new Work().run, { limit: 4 }));
      assertEquals(most, 1);
    }),
);

virtualTest(
  "mapConcurrent() begins a call only when it may run",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ count: 100, delay: 0 });
      const items = mapConcurrent(probe.items(), () => asyncio.sleep(10), {
        limit: 3,
      });
      const first = items.next();
      await asyncio.sleep(5);
      assertEquals(probe.made, 3);
      await items.return();
      await first;
    }),
);

virtualTest(
  "mapConcurrent() cancels the other calls when one fails",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      const work = new Work();
      const probe = new Probe({ count: 10, delay: 0, then: "hang" });
      const items = mapConcurrent(probe.items(), async (n) => {
        if (n === 2) {
          await asyncio.sleep(1);
          throw error;
        }
        return await work.run(n < 2 ? 0.5 : 9);
      }, { limit: 4 });
      const seen: number[] = [];
      const got = await errorOf(async () => {
        for await (const item of items) seen.push(item);
      });
      assertStrictEquals(got, error);
      assertEquals(seen, [0.5, 0.5]);
      assertEquals([work.running, work.cancelled], [0, 3]);
      assertEquals(probe.closed, 1);
      assertEquals(asyncio.getRunningLoop().time(), 1);
    }),
);

virtualTest(
  "mapConcurrent() throws several errors as a group, and what is no error as it is",
  () =>
    leavingNothing(async () => {
      const both = mapConcurrent([1, 2], async (n) => {
        try {
          await asyncio.sleep(n);
        } catch {
          throw new RangeError("while it stops");
        }
        throw new SyntaxError("first");
      }, { limit: 2 });
      const group = await errorOf(() => both.next());
      assertInstanceOf(group, asyncio.ExceptionGroup);
      assertEquals(group.exceptions.map((error) => error.message), [
        "first",
        "while it stops",
      ]);
      const plain = mapConcurrent([1], () => Promise.reject(0), { limit: 2 });
      assertEquals(await errorOf(() => plain.next()), 0);
    }),
);

virtualTest(
  "mapConcurrent() runs each call in a copy of the consumer's context",
  () =>
    leavingNothing(async () => {
      const user = new asyncio.ContextVar<string>("user", {
        default: "nobody",
      });
      const other = new asyncio.ContextVar<number>("other");
      user.set("ada");
      const seen = await collect(
        mapConcurrent([1, 2, 3, 4, 5, 6], async (n) => {
          const before = `${user.get()} ${other.get(0)}`;
          if (n % 2 === 0) user.set(`user ${n}`);
          else other.set(n);
          await asyncio.sleep(1);
          return before;
        }, { limit: 2 }),
      );
      assertEquals(seen, Array(6).fill("ada 0"));
      assertEquals(user.get(), "ada");
    }),
);

virtualTest(
  "mapConcurrent() cancelled inside of a call by the call itself fails with that",
  () =>
    leavingNothing(async () => {
      const items = mapConcurrent([1, 2], async () => {
        asyncio.currentTask()!.cancel("own");
        await asyncio.sleep(1);
      }, { limit: 1 });
      assertInstanceOf(
        await errorOf(() => items.next()),
        asyncio.CancelledError,
      );
    }),
);

virtualTest(
  "mapConcurrent() makes no further call while it stops, if one swallows its cancel",
  () =>
    leavingNothing(async () => {
      let calls = 0;
      const items = mapConcurrent([1, 2, 3], async () => {
        calls++;
        try {
          await asyncio.sleep(60);
        } catch {
          // It is told to stop, and goes on.
        }
      }, { limit: 1 });
      const pending = items.next();
      await asyncio.sleep(1);
      await items.return();
      assertEquals([await pending, calls], [
        { done: true, value: undefined },
        1,
      ]);
    }),
);

virtualTest(
  "mapConcurrent() closes a plain generator, once",
  () =>
    leavingNothing(async () => {
      let closed = 0;
      function* numbers() {
        try {
          for (let i = 0;; i++) yield i;
        } finally {
          closed++;
        }
      }
      for await (
        const n of mapConcurrent(numbers(), (n) => n, { limit: 2 })
      ) if (n === 50) break;
      assertEquals(closed, 1);
      await mapConcurrent(numbers(), (n) => n, { limit: 2 }).return();
      // One that has not begun runs no `finally`.
      assertEquals(closed, 1);
    }),
);

virtualTest(
  "mapConcurrent() fails with the error of a plain generator",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      function* numbers() {
        yield 1;
        throw error;
      }
      const items = mapConcurrent(numbers(), (n) => n, { limit: 2 });
      assertStrictEquals(await errorOf(() => collect(items)), error);
    }),
);

virtualTest(
  "mapConcurrent() lets go of its signal when it has ended",
  () =>
    leavingNothing(async () => {
      let listeners = 0;
      const signal = Object.assign(new AbortController().signal, {
        addEventListener: () => listeners++,
        removeEventListener: () => listeners--,
      });
      const items = mapConcurrent([1, 2], (n) => n, { limit: 1, signal });
      await items.next();
      assertEquals(listeners, 1);
      await collect(items);
      assertEquals(listeners, 0);
      assertThrows(
        () => mapConcurrent([], (n) => n, { limit: 1, signal: 5 as never }),
        TypeError,
        "'signal'",
      );
    }),
);

test("mapConcurrent() refuses bad arguments", () => {
  assertThrows(
    () => mapConcurrent([1], (n: number) => n, undefined as never),
    TypeError,
    "The options of mapConcurrent() must be an object: undefined",
  );
  const same = (n: number) => n;
  assertThrows(
    () => mapConcurrent([1], 5 as never, { limit: 1 }),
    TypeError,
    "What maps the items",
  );
  assertThrows(
    () => mapConcurrent(5 as never, same, { limit: 1 }),
    TypeError,
    "source",
  );
  assertThrows(
    () => mapConcurrent([1], same, { limit: 0 }),
    RangeError,
    "'limit'",
  );
  assertThrows(
    () => mapConcurrent([1], same, { limit: -1 }),
    RangeError,
    "'limit'",
  );
  assertThrows(
    () => mapConcurrent([1], same, { limit: 1.5 }),
    RangeError,
    "'limit'",
  );
  assertThrows(
    () => mapConcurrent([1], same, {} as never),
    TypeError,
    "'limit'",
  );
});

virtualTest(
  "mapConcurrent() loses nothing and keeps its limits, whatever the times",
  async () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = seeded(seed);
      const limit = 1 + Math.floor(random() * 5);
      const ordered = random() < 0.5;
      const times = Array.from(
        { length: Math.floor(random() * 30) },
        () => Math.floor(random() * 4),
      );
      const isAsync = random() < 0.5;
      const work = new Work();
      let taken = 0;
      let made = 0;
      let most = 0;
      const source = async function* () {
        for (const time of times) {
          if (isAsync && time > 2) await asyncio.sleep(1);
          made++;
          yield time;
        }
      };
      const seen: number[] = [];
      await leavingNothing(async () => {
        const items = mapConcurrent(
          isAsync ? source() : times,
          async (time, index) => {
            if (time === 0) return index;
            await work.run(time);
            return index;
          },
          { limit, ordered },
        );
        for await (const index of items) {
          seen.push(index);
          taken++;
          most = Math.max(most, made - taken);
          if (random() < 0.3) await asyncio.sleep(Math.floor(random() * 4));
        }
      });
      const all = times.map((_, i) => i);
      assertEquals(
        ordered ? seen : seen.toSorted((a, b) => a - b),
        all,
        `seed ${seed}`,
      );
      assert(work.most <= limit, `seed ${seed}: ${work.most} at once`);
      assert(most <= 2 * limit, `seed ${seed}: ${most} ahead`);
    }
  },
);

for (const ordered of [true, false]) {
  everywhere(
    `mapConcurrent() ${ordered ? "in" : "out of"} order`,
    async (k) => {
      const work = new Work();
      const probe = new Probe({ count: 6, delay: 0.5 });
      let seen = 0;
      const run = await cancelAt(k, async () => {
        const items = mapConcurrent(probe.items(), (n) => work.run(n % 3), {
          limit: 2,
          ordered,
        });
        for await (const _ of items) {
          seen++;
          await asyncio.sleep(0);
        }
        await asyncio.sleep(1);
      });
      assertEquals(work.running, 0, `k = ${k}`);
      assertEquals(probe.closing, probe.begun, `k = ${k}`);
      assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
      if (!run.struck) assertEquals(seen, 6);
      return run;
    },
  );
}

everywhere("mapConcurrent() whose call fails", async (k) => {
  const work = new Work();
  let error: unknown;
  const run = await cancelAt(k, async () => {
    try {
      await collect(mapConcurrent([2, 3, 1, 4], async (n) => {
        await work.run(n);
        if (n === 1) throw new SyntaxError("boom");
      }, { limit: 2 }));
    } catch (caught) {
      error = caught;
    }
    await asyncio.sleep(1);
  });
  assertEquals(work.running, 0, `k = ${k}`);
  // The cancel is raised, or the error is; never nothing.
  if (error === undefined) assert(run.struck);
  else {assert(
      asyncio.isCancelled(error) || error instanceof SyntaxError,
      `k = ${k}: ${error}`,
    );}
  return run;
});

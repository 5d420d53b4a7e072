import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { lruCache } from "../../../streams/iter/lru_cache.ts";
import * as asyncio from "../../../mod.ts";
import { recordExceptions, test, virtualTest } from "../../_support/mod.ts";
import { cancelAt, errorOf, everywhere, leavingNothing } from "./_sources.ts";

/** A function that takes a second, and counts. */
class Work {
  begun: unknown[] = [];
  ended = 0;
  cancelled = 0;

  readonly run = async (...args: unknown[]): Promise<string> => {
    this.begun.push(args);
    try {
      await asyncio.sleep(1);
      this.ended++;
      return args.join();
    } catch (error) {
      this.cancelled++;
      throw error;
    }
  };
}

virtualTest(
  "lruCache() keeps results, and forgets the one that was not asked for the longest",
  () =>
    leavingNothing(async () => {
      const work = new Work();
      const cached = lruCache(work.run, { maxsize: 2 });
      for (const n of [1, 2, 1, 3, 1, 2]) assertEquals(await cached(n), `${n}`);
      assertEquals(work.begun, [[1], [2], [3], [2]]);
      assertEquals(cached.cacheInfo(), {
        hits: 2,
        misses: 4,
        maxsize: 2,
        currsize: 2,
      });
      assertEquals(cached.cacheParameters(), { maxsize: 2, ttl: null });
    }),
);

virtualTest(
  "lruCache() runs once for calls at the same time",
  () =>
    leavingNothing(async () => {
      const work = new Work();
      const cached = lruCache(work.run);
      const results = await asyncio.gather(
        ...Array.from({ length: 5 }, () => () => cached("x")),
      );
      assertEquals(results, Array(5).fill("x"));
      assertEquals(work.begun.length, 1);
      assertEquals(cached.cacheInfo(), {
        hits: 4,
        misses: 1,
        maxsize: 128,
        currsize: 1,
      });
      assertEquals(asyncio.getRunningLoop().time(), 1);
    }),
);

virtualTest(
  "lruCache() gives an error to all who wait, and does not keep it",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      let runs = 0;
      const cached = lruCache(async () => {
        await asyncio.sleep(1);
        if (++runs === 1) throw error;
        return runs;
      });
      const errors = await asyncio.gather(
        () => errorOf(() => cached()),
        () => errorOf(() => cached()),
      );
      assertStrictEquals(errors[0], error);
      assertStrictEquals(errors[1], error);
      assertEquals(await cached(), 2);
      assertEquals(cached.cacheInfo().currsize, 1);
    }),
);

virtualTest(
  "lruCache() lets a result go after its ttl, counted from when it came",
  () =>
    leavingNothing(async () => {
      const work = new Work();
      const cached = lruCache(work.run, { ttl: { seconds: 10 } });
      await cached(1);
      await asyncio.sleep(9.5);
      await cached(1);
      assertEquals(work.begun.length, 1);
      await asyncio.sleep(0.5);
      await cached(1);
      assertEquals(work.begun.length, 2);
      assertEquals(cached.cacheInfo(), {
        hits: 1,
        misses: 2,
        maxsize: 128,
        currsize: 1,
      });
      assertEquals(cached.cacheParameters(), { maxsize: 128, ttl: 10 });
    }),
);

virtualTest(
  "lruCache() with maxsize 0 keeps nothing, but still joins calls",
  () =>
    leavingNothing(async () => {
      const work = new Work();
      const cached = lruCache(work.run, { maxsize: 0 });
      await asyncio.gather(() => cached(1), () => cached(1));
      await cached(1);
      assertEquals(work.begun.length, 2);
      assertEquals(cached.cacheInfo().currsize, 0);
    }),
);

virtualTest(
  "lruCache() tells arguments apart as a Map does",
  () =>
    leavingNothing(async () => {
      const work = new Work();
      const cached = lruCache(work.run);
      const object = {};
      const keys: unknown[][] = [
        [],
        [1],
        ["1"],
        [1, 2],
        [[1, 2]],
        [undefined],
        [null],
        [object],
        [{}],
        [NaN],
        [true],
        [1, undefined],
      ];
      for (const key of keys) await cached(...key);
      assertEquals(work.begun.length, keys.length);
      await cached(NaN);
      await cached(object);
      await cached(-0);
      await cached(0);
      assertEquals(work.begun.length, keys.length + 1);
    }),
);

virtualTest(
  "lruCache() discards one, or clears all",
  () =>
    leavingNothing(async () => {
      const work = new Work();
      const cached = lruCache(work.run);
      await cached(1, 2);
      await cached(1);
      cached.cacheDiscard(1, 2);
      cached.cacheDiscard(7);
      await cached(1);
      assertEquals(work.begun.length, 2);
      await cached(1, 2);
      assertEquals(work.begun.length, 3);
      cached.cacheClear();
      assertEquals(cached.cacheInfo(), {
        hits: 0,
        misses: 0,
        maxsize: 128,
        currsize: 0,
      });
      await cached(1);
      assertEquals(work.begun.length, 4);
    }),
);

virtualTest(
  "lruCache() does not keep what was discarded or cleared while it ran",
  () =>
    leavingNothing(async () => {
      for (const forget of ["discard", "clear"] as const) {
        const work = new Work();
        const cached = lruCache(work.run);
        const first = cached(1);
        await asyncio.sleep(0.5);
        if (forget === "discard") cached.cacheDiscard(1);
        else cached.cacheClear();
        const second = cached(1);
        assertEquals(await first, "1");
        assertEquals(cached.cacheInfo().currsize, 0);
        assertEquals(await second, "1");
        assertEquals([work.begun.length, cached.cacheInfo().currsize], [2, 1]);
      }
    }),
);

virtualTest(
  "lruCache() lets a run go on when one of its callers is cancelled",
  () =>
    leavingNothing(async () => {
      const work = new Work();
      const cached = lruCache(work.run);
      const tasks = [1, 2, 3].map(() => asyncio.createTask(() => cached("x")));
      await asyncio.sleep(0.5);
      tasks[0]!.cancel();
      tasks[1]!.cancel();
      await asyncio.wait(tasks.slice(0, 2));
      assertEquals(asyncio.getRunningLoop().time(), 0.5);
      assertEquals(await tasks[2], "x");
      assertEquals([work.begun.length, work.cancelled], [1, 0]);
      assert(tasks[0]!.cancelled() && tasks[1]!.cancelled());
    }),
);

virtualTest(
  "lruCache() cancels a run when its last caller is cancelled, and waits for it",
  () =>
    leavingNothing(async () => {
      const ended: number[] = [];
      const loop = asyncio.getRunningLoop();
      const cached = lruCache(async () => {
        try {
          await asyncio.sleep(60);
        } finally {
          await asyncio.sleep(2);
          ended.push(loop.time());
        }
      });
      const tasks = [1, 2].map(() => asyncio.createTask(() => cached()));
      await asyncio.sleep(1);
      for (const task of tasks) task.cancel();
      await asyncio.sleep(1);
      // Nobody can join a run that is on its way out.
      const late = asyncio.createTask(() => cached());
      await asyncio.wait(tasks);
      assertEquals(ended, [3]);
      await asyncio.sleep(1);
      assertEquals(late.done(), false);
      late.cancel();
      await asyncio.wait([late]);
      assertEquals(ended, [3, 6]);
    }),
);

virtualTest(
  "lruCache() throws what a cancelled run fails with, and raises the cancel next",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("while it stops");
      const cached = lruCache(async () => {
        try {
          await asyncio.sleep(60);
        } finally {
          // deno-lint-ignore no-unsafe-finally
          throw error;
        }
      });
      const task = asyncio.createTask(async () => {
        assertStrictEquals(await errorOf(() => cached()), error);
        await asyncio.sleep(0);
      });
      await asyncio.sleep(1);
      task.cancel();
      await asyncio.wait([task]);
      assert(task.cancelled());
    }),
);

virtualTest(
  "lruCache() gives CancelledError if the run is cancelled by itself",
  () =>
    leavingNothing(async () => {
      const cached = lruCache(async () => {
        asyncio.currentTask()!.cancel();
        await asyncio.sleep(1);
      });
      assertInstanceOf(await errorOf(() => cached()), asyncio.CancelledError);
      assertEquals(asyncio.currentTask()!.cancelling(), 0);
    }),
);

virtualTest(
  "lruCache() runs in a copy of the first caller's context",
  () =>
    leavingNothing(async () => {
      const user = new asyncio.ContextVar<string>("user");
      const cached = lruCache(() => {
        const name = user.get();
        user.set("somebody else");
        return name;
      });
      user.set("ada");
      assertEquals([await cached(), user.get()], ["ada", "ada"]);
    }),
);

test("lruCache() keeps its results from one run() to the next", async () => {
  const work = new Work();
  const cached = lruCache(() => work.begun.push(1));
  await asyncio.run(() => cached());
  await asyncio.run(() => cached());
  assertEquals(await cached(), 1);
});

test("lruCache() refuses bad arguments", async () => {
  assertThrows(() => lruCache(5 as never), TypeError, "What is cached");
  for (const options of [null, 5]) {
    assertThrows(
      () => lruCache(() => 1, options as never),
      TypeError,
      "The options of lruCache() must be an object",
    );
  }
  assertThrows(
    () => lruCache(() => 1, { maxsize: -1 }),
    RangeError,
    "'maxsize'",
  );
  assertThrows(
    () => lruCache(() => 1, { maxsize: 1.5 }),
    RangeError,
    "'maxsize'",
  );
  assertThrows(
    () => lruCache(() => 1, { maxsize: "3" as never }),
    TypeError,
    "'maxsize'",
  );
  assertThrows(() => lruCache(() => 1, { ttl: NaN }), RangeError);
  const failing = lruCache(() => {
    throw new SyntaxError("at once");
  });
  await assertRejects(() => failing(), SyntaxError, "at once");
});

virtualTest("lruCache() reports no error that a caller has got", async () => {
  const reports = recordExceptions(asyncio.getRunningLoop());
  const cached = lruCache(() => Promise.reject(new SyntaxError("boom")));
  await errorOf(() => cached());
  await asyncio.sleep(1);
  assertEquals(reports, []);
});

everywhere("lruCache() with another caller", async (k) => {
  const work = new Work();
  const cached = lruCache(work.run);
  const other = asyncio.createTask(async () => {
    await asyncio.sleep(0.5);
    return await cached(1);
  });
  const run = await cancelAt(k, async () => {
    await cached(1);
    await cached(2);
    await asyncio.sleep(1);
  });
  assertEquals(await other, "1", `k = ${k}`);
  assertEquals(work.ended + work.cancelled, work.begun.length, `k = ${k}`);
  assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
  return run;
});

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { merge } from "../../../streams/iter/merge.ts";
import type { AnyIterable } from "../../../streams/iter/source.ts";
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

async function* every(delay: number, name: string, count: number) {
  for (let i = 1; i <= count; i++) {
    await asyncio.sleep(delay);
    yield `${name}${i}`;
  }
}

virtualTest(
  "merge() gives items as they come",
  () =>
    leavingNothing(async () => {
      const loop = asyncio.getRunningLoop();
      const seen: string[] = [];
      for await (const item of merge(every(2, "a", 3), every(3, "b", 3))) {
        seen.push(`${loop.time()} ${item}`);
      }
      assertEquals(seen, ["2 a1", "3 b1", "4 a2", "6 b2", "6 a3", "9 b3"]);
    }),
);

virtualTest(
  "merge() takes every kind of source",
  () =>
    leavingNothing(async () => {
      const next = [10, 20].values();
      const sources: AnyIterable<unknown>[] = [
        [1, Promise.resolve(2)],
        "ab",
        new Set([3]),
        { next: () => next.next() },
        new ReadableStream({
          start(controller) {
            controller.enqueue(5);
            controller.close();
          },
        }),
      ];
      const seen: unknown[] = [];
      for await (const item of merge<unknown>(...sources)) seen.push(item);
      assertEquals(seen.map(String).sort(), [
        "1",
        "10",
        "2",
        "20",
        "3",
        "5",
        "a",
        "b",
      ]);
    }),
);

virtualTest(
  "merge() of nothing ends at once",
  () =>
    leavingNothing(async () => {
      assertEquals(await merge().next(), { done: true, value: undefined });
    }),
);

test("merge() names the source that cannot be iterated over", () => {
  assertThrows(
    () => merge([], 5 as unknown as number[]),
    TypeError,
    "Source 2",
  );
  assertThrows(() => merge(null as unknown as number[]), TypeError, "Source 1");
});

virtualTest(
  "merge() closes the other sources when one fails, and throws when they are closed",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      const others = [
        new Probe({ then: "hang", closing: 3 }),
        new Probe({ delay: 50, closing: 4 }),
      ];
      const failing = new Probe({ count: 2, then: "throw", error });
      const items = merge(
        failing.items(),
        ...others.map((probe) => probe.items()),
      );
      const got = await errorOf(async () => {
        for await (const _ of items);
      });
      assertStrictEquals(got, error);
      assertEquals(others.map((probe) => probe.closed), [1, 1]);
      // Both are closed at the same time.
      assertEquals(asyncio.getRunningLoop().time(), 6);
    }),
);

virtualTest(
  "merge() throws several errors that come together as a group",
  () =>
    leavingNothing(async () => {
      const first = new SyntaxError("first");
      const second = new RangeError("second");
      const items = merge(
        new Probe({ count: 1, then: "throw", error: first }).items(),
        new Probe({ then: "hang", closingError: second }).items(),
      );
      const got = await errorOf(async () => {
        for await (const _ of items);
      });
      assertInstanceOf(got, asyncio.ExceptionGroup);
      assertEquals(got.exceptions, [first, second]);
      assertEquals(await items.next(), { done: true, value: undefined });
    }),
);

virtualTest(
  "merge() gives what came before an error first",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      async function* failing() {
        yield await asyncio.sleep(2, "last");
        await asyncio.sleep(1);
        throw error;
      }
      const seen: unknown[] = [];
      const got = await errorOf(async () => {
        for await (
          const item of merge<unknown>(
            new Probe({ count: 2 }).items(),
            failing(),
          )
        ) {
          seen.push(item);
          await asyncio.sleep(9);
        }
      });
      assertEquals(seen.slice(0, 2), [0, 1]);
      assertEquals([seen.slice(2), got], [["last"], error]);
    }),
);

virtualTest(
  "merge() leaves out no source while another is fast",
  () =>
    leavingNothing(async () => {
      const seen: string[] = [];
      async function* endless(name: string) {
        while (true) yield await asyncio.sleep(0, name);
      }
      for await (
        const item of merge(endless("a"), endless("b"), endless("c"))
      ) {
        seen.push(item);
        if (seen.length === 30) break;
      }
      for (const name of "abc") {
        assert(seen.filter((item) => item === name).length >= 9, seen.join(""));
      }
    }),
);

virtualTest(
  "merge() of a merge closes all the way down",
  () =>
    leavingNothing(async () => {
      const probes = [1, 2, 3].map(() =>
        new Probe({ then: "hang", closing: 1 })
      );
      const [a, b, c] = probes.map((probe) => probe.items());
      const items = merge(merge(a!, b!), c!);
      for (let i = 0; i < 4; i++) await items.next();
      const pending = items.next();
      await items.return();
      await pending;
      assertEquals(probes.map((probe) => probe.closed), [1, 1, 1]);
    }),
);

virtualTest(
  "merge() runs its sources in a copy of the consumer's context",
  () =>
    leavingNothing(async () => {
      const user = new asyncio.ContextVar<string>("user");
      async function* whose() {
        yield user.get();
        user.set("somebody else");
        yield user.get();
      }
      user.set("ada");
      const seen: string[] = [];
      for await (const item of merge(whose())) seen.push(item);
      assertEquals([seen, user.get()], [["ada", "somebody else"], "ada"]);
    }),
);

virtualTest(
  "merge() closes a generator in its task's context, also after a wait that knows no cancel",
  () =>
    leavingNothing(async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const loop = asyncio.getRunningLoop();
      let closedAt = -1;
      async function* foreign() {
        try {
          await promise;
          yield 1;
        } finally {
          await asyncio.sleep(5);
          closedAt = loop.time();
        }
      }
      const items = merge(foreign());
      const pending = items.next();
      loop.callLater(2, resolve);
      await asyncio.sleep(1);
      await items.return();
      assertEquals([closedAt, (await pending).done], [7, true]);
    }),
);

test("merge() works outside of run()", async () => {
  const seen: number[] = [];
  for await (const item of merge([1, 2], [3])) seen.push(item);
  assertEquals(seen.sort(), [1, 2, 3]);
});

virtualTest(
  "merge() keeps each source's order and loses nothing, whatever the times",
  async () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seeded(seed);
      const sources = Array.from(
        { length: 1 + Math.floor(random() * 5) },
        (_, s) =>
          Array.from(
            { length: Math.floor(random() * 8) },
            (_, i) => ({ s, i, wait: Math.floor(random() * 4) }),
          ),
      );
      const run = async function* (list: (typeof sources)[number]) {
        for (const item of list) {
          if (item.wait > 0) await asyncio.sleep(item.wait - 1);
          yield item;
        }
      };
      const seen: { s: number; i: number }[] = [];
      await leavingNothing(async () => {
        for await (const item of merge(...sources.map(run))) {
          seen.push(item);
          if (random() < 0.3) await asyncio.sleep(Math.floor(random() * 3));
        }
      });
      for (const [s, list] of sources.entries()) {
        assertEquals(seen.filter((item) => item.s === s), list, `seed ${seed}`);
      }
    }
  },
);

everywhere("merge() of three, one of which fails", async (k) => {
  const probes = [
    new Probe({ count: 2 }),
    new Probe({ count: 1, then: "throw", error: new SyntaxError("boom") }),
    new Probe({ count: 4, delay: 2 }),
  ];
  let error: unknown;
  const run = await cancelAt(k, async () => {
    try {
      for await (const _ of merge(...probes.map((probe) => probe.items()))) {
        await asyncio.sleep(0.5);
      }
    } catch (caught) {
      error = caught;
      throw caught;
    } finally {
      await asyncio.sleep(0);
    }
  });
  for (const probe of probes) {
    assertEquals(probe.closing, probe.begun, `k = ${k}`);
  }
  if (run.struck && asyncio.isCancelled(error)) assert(run.task.cancelled());
  else if (error !== undefined) assertInstanceOf(error, SyntaxError);
  return run;
});

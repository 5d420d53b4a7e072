import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { flatten } from "../../../streams/iter/flatten.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import {
  cancelAt,
  errorOf,
  everywhere,
  leavingNothing,
  Probe,
} from "./_sources.ts";

virtualTest(
  "flatten() lets sources join while others run",
  () =>
    leavingNothing(async () => {
      const loop = asyncio.getRunningLoop();
      const seen: string[] = [];
      async function* inner(name: string) {
        for (let i = 1; i <= 2; i++) {
          await asyncio.sleep(2);
          yield `${name}${i}`;
        }
      }
      async function* outer() {
        yield inner("a");
        await asyncio.sleep(1);
        yield inner("b");
      }
      for await (const item of flatten(outer())) {
        seen.push(`${loop.time()} ${item}`);
      }
      assertEquals(seen, ["2 a1", "3 b1", "4 a2", "5 b2"]);
    }),
);

virtualTest(
  "flatten() has at most `limit` sources open, and begins the others in order",
  () =>
    leavingNothing(async () => {
      const begun: number[] = [];
      let open = 0;
      let most = 0;
      async function* inner(i: number) {
        begun.push(i);
        most = Math.max(most, ++open);
        try {
          await asyncio.sleep(7 - i);
          yield i;
        } finally {
          open--;
        }
      }
      const sources = [0, 1, 2, 3, 4, 5].map(inner);
      const seen: number[] = [];
      for await (const item of flatten(sources, { limit: 2 })) seen.push(item);
      assertEquals(begun, [0, 1, 2, 3, 4, 5]);
      assertEquals(most, 2);
      assertEquals(seen.toSorted(), begun);
    }),
);

virtualTest(
  "flatten() with a limit of 1 is a chain",
  () =>
    leavingNothing(async () => {
      const seen: unknown[] = [];
      for await (
        const item of flatten<unknown>(["ab", [1, 2], new Probe().items()], {
          limit: 1,
        })
      ) seen.push(item);
      assertEquals(seen, ["a", "b", 1, 2, 0, 1, 2]);
    }),
);

virtualTest(
  "flatten() reads the outer source on only while there is room",
  () =>
    leavingNothing(async () => {
      const outer = new Probe({ count: 100, delay: 0 });
      async function* inners() {
        for await (const _ of outer.items()) yield [1, 2];
      }
      const items = flatten(inners(), { limit: 3 });
      await items.next();
      await asyncio.sleep(10);
      assertEquals(outer.made, 3);
      await items.return();
      assertEquals(outer.closed, 1);
    }),
);

virtualTest(
  "flatten() closes outer and inner sources when it is left",
  () =>
    leavingNothing(async () => {
      const outer = new Probe({ then: "hang", closing: 1 });
      const inner = new Probe({ then: "hang", closing: 2 });
      async function* inners() {
        for await (const _ of outer.items()) yield inner.items();
      }
      for await (const _ of flatten(inners())) break;
      assertEquals([outer.closed, inner.closed], [1, inner.begun]);
    }),
);

virtualTest(
  "flatten() fails with the error of an inner or of the outer source",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      const failing = () => new Probe({ then: "throw", error });
      const rest = new Probe({ then: "hang" });
      assertEquals(
        await errorOf(async () => {
          for await (const _ of flatten([rest.items(), failing().items()]));
        }),
        error,
      );
      assertEquals(rest.closed, 1);
      async function* outer() {
        yield new Probe({ then: "hang" }).items();
        await asyncio.sleep(20);
        throw error;
      }
      assertEquals(
        await errorOf(async () => {
          for await (const _ of flatten(outer()));
        }),
        error,
      );
    }),
);

virtualTest(
  "flatten() refuses what is no source",
  () =>
    leavingNothing(async () => {
      const items = flatten([[1], 5 as unknown as number[]]);
      await assertRejects(
        async () => {
          for await (const _ of items);
        },
        TypeError,
        "An item of the source",
      );
    }),
);

virtualTest(
  "flatten() closes a source that comes while it stops",
  () =>
    leavingNothing(async () => {
      const { promise, resolve } = Promise.withResolvers<
        IteratorResult<AsyncIterable<number>>
      >();
      let closed = 0;
      const inner = {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve({ done: false, value: 1 }),
          return: () => {
            closed++;
            return Promise.resolve({ done: true as const, value: undefined });
          },
        }),
      };
      const outer = {
        next: () => promise,
        return: () => resolve({ done: false, value: inner }),
      };
      const items = flatten(outer);
      const pending = items.next();
      await asyncio.sleep(1);
      await items.return();
      assertEquals(await pending, { done: true, value: undefined });
      assertEquals(closed, 1);
    }),
);

test("flatten() refuses a bad limit", () => {
  assertThrows(() => flatten([], { limit: 0 }), RangeError, "'limit'");
  assertThrows(() => flatten([], { limit: 1.5 }), RangeError, "'limit'");
  assertThrows(() => flatten([], { limit: NaN }), RangeError, "'limit'");
  assertThrows(
    () => flatten([], { limit: "2" as unknown as number }),
    TypeError,
    "'limit'",
  );
  assertThrows(() => flatten(5 as unknown as number[][]), TypeError, "source");
});

everywhere("flatten() with a limit", async (k) => {
  const probes = [2, 1, 3].map((count) => new Probe({ count }));
  const run = await cancelAt(k, async () => {
    for await (
      const _ of flatten(probes.map((probe) => probe.items()), { limit: 2 })
    ) {
      await asyncio.sleep(0);
    }
    await asyncio.sleep(1);
  });
  for (const probe of probes) {
    assertEquals(probe.closing, probe.begun, `k = ${k}`);
  }
  assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
  return run;
});

import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { share } from "../../../streams/iter/share.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import {
  cancelAt,
  errorOf,
  everywhere,
  leavingNothing,
  Probe,
} from "./_sources.ts";

async function collect<T>(items: AsyncIterable<T>, busy = 0): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) {
    list.push(item);
    if (busy > 0) await asyncio.sleep(busy);
  }
  return list;
}

virtualTest(
  "share() gives a consumer what comes from then on",
  () =>
    leavingNothing(async () => {
      const shared = share(new Probe({ count: 5 }).items());
      const lists = await asyncio.gather(
        () => collect(shared),
        async () => {
          await asyncio.sleep(2.5);
          return await collect(shared);
        },
      );
      assertEquals(lists, [[0, 1, 2, 3, 4], [2, 3, 4]]);
    }),
);

virtualTest(
  "share() lets the others wait for one that is `buffer` items behind",
  () =>
    leavingNothing(async () => {
      for (const buffer of [1, 2, 5]) {
        const probe = new Probe({ count: 30, delay: 0 });
        const shared = share(probe.items(), { buffer });
        const slow = shared[Symbol.asyncIterator]();
        let taken = 0;
        let most = 0;
        const fast = asyncio.createTask(() => collect(shared));
        for await (const _ of slow) {
          taken++;
          await asyncio.sleep(1);
          most = Math.max(most, probe.made - taken);
        }
        assertEquals((await fast).length, 30);
        assertEquals(most, buffer);
      }
    }),
);

virtualTest(
  "share() goes on when the slowest consumer leaves",
  () =>
    leavingNothing(async () => {
      const shared = share(new Probe({ count: 5, delay: 0 }).items(), {
        buffer: 1,
      });
      const slow = shared[Symbol.asyncIterator]();
      const fast = asyncio.createTask(() => collect(shared));
      await asyncio.sleep(10);
      assertEquals(fast.done(), false);
      await slow.return();
      assertEquals(await fast, [0, 1, 2, 3, 4]);
    }),
);

virtualTest(
  "share() closes the source with the last consumer; a later one finds nothing",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ then: "hang", closing: 1 });
      const shared = share(probe.items());
      const [a, b] = [
        shared[Symbol.asyncIterator](),
        shared[Symbol.asyncIterator](),
      ];
      await a.next();
      await a.return();
      assertEquals(probe.closing, 0);
      assertEquals((await b.next()).value, 0);
      await b.return();
      assertEquals(probe.closed, 1);
      assertEquals(await collect(shared), []);
    }),
);

virtualTest(
  "share() disposed of closes the source; its consumers get what is there, and the end",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ then: "hang", closing: 1 });
      const lists: Promise<number[]>[] = [];
      {
        await using shared = share(probe.items());
        const late = shared[Symbol.asyncIterator]();
        lists.push(collect(shared));
        await asyncio.sleep(2.5);
        lists.push(collect(late));
      }
      assertEquals(probe.closed, 1);
      assertEquals(await Promise.all(lists), [[0, 1], [0, 1]]);
    }),
);

virtualTest(
  "share() that nobody has read is closed when it is disposed of",
  () =>
    leavingNothing(async () => {
      let closed = 0;
      const shared = share({
        next: () => ({ done: false, value: 1 }) as const,
        return: () => closed++,
      });
      await shared[Symbol.asyncDispose]();
      assertEquals(closed, 1);
      assertEquals(await collect(shared), []);
    }),
);

virtualTest(
  "share() gives an error of the source to all",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      const shared = share(
        new Probe({ count: 1, then: "throw", error }).items(),
      );
      const errors = await asyncio.gather(
        () => errorOf(() => collect(shared)),
        () => errorOf(() => collect(shared)),
      );
      assertStrictEquals(errors[0], error);
      assertStrictEquals(errors[1], error);
    }),
);

test("share() refuses bad arguments", () => {
  for (const buffer of [0, -1, 1.5, NaN]) {
    assertThrows(() => share([], { buffer }), RangeError, "'buffer'");
  }
  assertThrows(
    () => share([], { buffer: "2" as never }),
    TypeError,
    "'buffer'",
  );
  assertThrows(() => share(5 as never), TypeError, "source");
});

everywhere("share() with a tight buffer", async (k) => {
  const probe = new Probe({ count: 4 });
  const shared = share(probe.items(), { buffer: 1 });
  const mine = shared[Symbol.asyncIterator]();
  const other = asyncio.createTask(() => collect(shared, 1.5));
  const run = await cancelAt(k, () => collect(mine, 0.3));
  await mine.return();
  const list = await other;
  assert(list.length === 0 || list.at(-1) === 3, `k = ${k}: ${list}`);
  assertEquals(probe.closing, probe.begun, `k = ${k}`);
  return run;
});

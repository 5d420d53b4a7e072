import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { timeout } from "../../../streams/iter/timeout.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import { errorOf, leavingNothing, Probe } from "./_sources.ts";

async function* after(...delays: number[]) {
  for (const delay of delays) yield await asyncio.sleep(delay, delay);
}

virtualTest(
  "timeout() throws TimeoutError when an item takes too long, and closes the source first",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ count: 2, then: "hang", closing: 4 });
      const seen: number[] = [];
      const items = timeout(probe.items(), { seconds: 3 });
      const got = await errorOf(async () => {
        for await (const item of items) seen.push(item);
      });
      assertInstanceOf(got, asyncio.TimeoutError);
      assertEquals([seen, probe.closed], [[0, 1], 1]);
      assertEquals(asyncio.getRunningLoop().time(), 2 + 3 + 4);
      assertEquals(await items.next(), { done: true, value: undefined });
    }),
);

virtualTest(
  "timeout() counts anew for each item, and not while the consumer is busy",
  () =>
    leavingNothing(async () => {
      const seen: number[] = [];
      for await (const item of timeout(after(2, 2, 2), 3)) {
        seen.push(item);
        await asyncio.sleep(60);
      }
      assertEquals(seen, [2, 2, 2]);
    }),
);

virtualTest(
  "timeout() counts for the end, too",
  () =>
    leavingNothing(async () => {
      const items = timeout(new Probe({ count: 0, then: "hang" }).items(), 1);
      assertInstanceOf(await errorOf(() => items.next()), asyncio.TimeoutError);
    }),
);

virtualTest(
  "timeout() of zero lets through what is there",
  () =>
    leavingNothing(async () => {
      const seen: number[] = [];
      for await (const item of timeout([1, 2], 0)) seen.push(item);
      assertEquals(seen, [1, 2]);
    }),
);

virtualTest(
  "timeout() also ends the wait for what knows no cancel",
  () =>
    leavingNothing(async () => {
      const { promise, resolve } = Promise.withResolvers<
        IteratorResult<number>
      >();
      const source = {
        next: () => promise,
        return: () => resolve({ done: true, value: undefined }),
      };
      assertInstanceOf(
        await errorOf(() => timeout(source, 1).next()),
        asyncio.TimeoutError,
      );
    }),
);

virtualTest(
  "timeout() leaves no timer behind",
  () =>
    leavingNothing(async () => {
      for await (const _ of timeout(after(1, 1), 10));
      for await (const _ of timeout(after(1, 1), 10)) break;
      await asyncio.sleep(100);
    }),
);

test("timeout() refuses bad arguments", () => {
  assertThrows(() => timeout([], NaN), RangeError);
  assertThrows(() => timeout([], "1" as never), TypeError);
  assertThrows(() => timeout(5 as never, 1), TypeError, "source");
});

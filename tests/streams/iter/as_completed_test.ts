import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { asCompleted } from "../../../streams/iter/as_completed.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import { cancelAt, errorOf, everywhere, leavingNothing } from "./_sources.ts";

function after(seconds: number): () => Promise<number> {
  return () => asyncio.sleep(seconds, seconds);
}

virtualTest(
  "asCompleted() gives values in the order in which they complete",
  () =>
    leavingNothing(async () => {
      const work = [
        after(3),
        asyncio.coroutine(after(1))(),
        asyncio.createTask(after(4)),
        Promise.resolve(0),
        after(2),
      ];
      const seen: number[] = [];
      for await (const value of asCompleted(work)) seen.push(value);
      assertEquals(seen, [0, 1, 2, 3, 4]);
    }),
);

virtualTest(
  "asCompleted() begins with the first next(), and gives one that comes twice once",
  () =>
    leavingNothing(async () => {
      let begun = 0;
      const work = () => ++begun;
      const items = asCompleted([work, work]);
      await asyncio.sleep(1);
      assertEquals(begun, 0);
      assertEquals(await items.next(), { done: false, value: 1 });
      assertEquals(await items.next(), { done: true, value: undefined });
    }),
);

virtualTest(
  "asCompleted() of nothing ends at once",
  () =>
    leavingNothing(async () => {
      assertEquals(await asCompleted([]).next(), {
        done: true,
        value: undefined,
      });
      const items = asCompleted([], { timeout: 5 });
      assertEquals(await items.next(), { done: true, value: undefined });
    }),
);

virtualTest(
  "asCompleted() cancels the rest when the loop is left",
  () =>
    leavingNothing(async () => {
      const task = asyncio.createTask(after(60));
      for await (const value of asCompleted([task, after(1), after(70)])) {
        assertEquals(value, 1);
        break;
      }
      assert(task.cancelled());
    }),
);

virtualTest(
  "asCompleted() throws the first error after the values before it, and cancels the rest",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      const failing = async () => {
        await asyncio.sleep(2);
        throw error;
      };
      const task = asyncio.createTask(after(60));
      const seen: number[] = [];
      const got = await errorOf(async () => {
        for await (const value of asCompleted([task, after(1), failing])) {
          seen.push(value);
          await asyncio.sleep(5);
        }
      });
      assertStrictEquals(got, error);
      assertEquals([seen, task.cancelled()], [[1], true]);
    }),
);

virtualTest(
  "asCompleted() throws TimeoutError when the time is over",
  () =>
    leavingNothing(async () => {
      const items = asCompleted([after(1), after(2), after(60)], {
        timeout: { seconds: 2.5 },
      });
      const seen: number[] = [];
      const got = await errorOf(async () => {
        for await (const value of items) seen.push(value);
      });
      assertInstanceOf(got, asyncio.TimeoutError);
      assertEquals(seen, [1, 2]);
      assertEquals(asyncio.getRunningLoop().time(), 2.5);
    }),
);

virtualTest(
  "asCompleted() drops the timer when all are done",
  () =>
    leavingNothing(async () => {
      const seen: number[] = [];
      for await (const value of asCompleted([after(1)], { timeout: 9 })) {
        seen.push(value);
      }
      await asyncio.sleep(20);
      assertEquals(seen, [1]);
    }),
);

virtualTest(
  "asCompleted() fails with CancelledError if one of them is cancelled by somebody else",
  () =>
    leavingNothing(async () => {
      const task = asyncio.createTask(after(60));
      asyncio.getRunningLoop().callLater(1, () => task.cancel());
      assertInstanceOf(
        await errorOf(() => asCompleted([task]).next()),
        asyncio.CancelledError,
      );
    }),
);

virtualTest(
  "asCompleted() gives up on a promise when it is closed",
  () =>
    leavingNothing(async () => {
      const { promise } = Promise.withResolvers<number>();
      const items = asCompleted([promise, after(1)]);
      assertEquals(await items.next(), { done: false, value: 1 });
      await items.return();
    }),
);

virtualTest(
  "asCompleted() fails with the reason of a signal that aborts",
  () =>
    leavingNothing(async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const items = asCompleted([after(1), after(60)], { signal });
      assertEquals(await items.next(), { done: false, value: 1 });
      controller.abort("enough");
      assertEquals(await errorOf(() => items.next()), "enough");
      assertThrows(
        () => asCompleted([], { signal: 5 as never }),
        TypeError,
        "'signal'",
      );
    }),
);

test("asCompleted() refuses bad arguments", () => {
  assertThrows(
    () => asCompleted(5 as never),
    TypeError,
    "A list of awaitables",
  );
  assertThrows(() => asCompleted([5 as never]), TypeError, "is wanted: 5");
  assertThrows(() => asCompleted([], { timeout: "5" as never }), TypeError);
  assertThrows(() => asCompleted([], { timeout: NaN }), RangeError);
});

everywhere("asCompleted()", async (k) => {
  const tasks: asyncio.Task<number>[] = [];
  const run = await cancelAt(k, async () => {
    tasks.push(asyncio.createTask(after(1)), asyncio.createTask(after(2)));
    for await (const _ of asCompleted([...tasks, after(3)])) {
      await asyncio.sleep(0);
    }
    await asyncio.sleep(1);
  });
  // What the iterator has not got to know yet is nobody's to cancel.
  await asyncio.wait([...tasks, asyncio.createTask(after(0))]);
  assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
  return run;
});

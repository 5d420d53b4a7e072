import { assertEquals, assertThrows } from "@std/assert";
import { throttle } from "../../../streams/iter/throttle.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import { leavingNothing } from "./_sources.ts";
import { at, traceOf } from "./_timed.ts";

virtualTest(
  "throttle() gives the first at once, and then the newest in each interval",
  () =>
    leavingNothing(async () => {
      assertEquals(
        await traceOf(throttle(at(1, 2, 3, 10, 30, 31, 32, 33, 34, 50), 3)),
        [
          "1: 1",
          "4: 3",
          "10: 10",
          "30: 30",
          "33: 32",
          "36: 34",
          "50: 50",
          "50: end",
        ],
      );
    }),
);

virtualTest(
  "throttle() gives the last item after the end, when its time has come",
  () =>
    leavingNothing(async () => {
      assertEquals(await traceOf(throttle([1, 2, 3], 5)), [
        "0: 1",
        "5: 3",
        "5: end",
      ]);
    }),
);

virtualTest(
  "throttle() gives a slow consumer the newest item",
  () =>
    leavingNothing(async () => {
      assertEquals(
        await traceOf(throttle(at(1, 2, 3, 4, 5, 6, 7, 8, 9), 1), 3.5),
        ["1: 1", "4.5: 4", "8: 7", "11.5: 9", "15: end"],
      );
    }),
);

test("throttle() lets timers go on beside a source that never waits", () =>
  asyncio.run(async () => {
    function* endless() {
      for (let i = 0;; i++) yield i;
    }
    let isOver = true;
    await asyncio.moveOnAfter(0.002, async () => {
      isOver = false;
      for await (const _ of throttle(endless(), 1));
      isOver = true;
    });
    assertEquals(isOver, false);
  }));

virtualTest(
  "throttle() without a delay gives all",
  () =>
    leavingNothing(async () => {
      assertEquals(await traceOf(throttle(at(1, 2), 0)), [
        "1: 1",
        "2: 2",
        "2: end",
      ]);
    }),
);

test("throttle() refuses bad arguments", () => {
  assertThrows(() => throttle([], NaN), RangeError);
  assertThrows(() => throttle([], "1" as never), TypeError);
  assertThrows(() => throttle(5 as never, 1), TypeError, "source");
});

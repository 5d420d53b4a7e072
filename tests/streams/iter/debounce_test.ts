import { assertEquals, assertThrows } from "@std/assert";
import { debounce } from "../../../streams/iter/debounce.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import { leavingNothing } from "./_sources.ts";
import { at, traceOf } from "./_timed.ts";

virtualTest(
  "debounce() gives an item once it has been quiet",
  () =>
    leavingNothing(async () => {
      assertEquals(
        await traceOf(debounce(at(1, 2, 3, 10, 11, 20), 2)),
        ["5: 3", "13: 11", "20: 20", "20: end"],
      );
    }),
);

virtualTest(
  "debounce() gives the last item at once when the source ends",
  () =>
    leavingNothing(async () => {
      assertEquals(await traceOf(debounce([1, 2, 3], 5)), ["0: 3", "0: end"]);
      assertEquals(await traceOf(debounce([], 5)), ["0: end"]);
    }),
);

virtualTest(
  "debounce() gives an item that comes in the instant of the deadline its own time",
  () =>
    leavingNothing(async () => {
      assertEquals(await traceOf(debounce(at(1, 3, 20), 2)), [
        "3: 1",
        "5: 3",
        "20: 20",
        "20: end",
      ]);
    }),
);

virtualTest(
  "debounce() gives a slow consumer the newest item",
  () =>
    leavingNothing(async () => {
      assertEquals(
        await traceOf(debounce(at(1, 3, 5, 7, 20), 1), 10),
        ["2: 1", "12: 7", "22: 20", "32: end"],
      );
    }),
);

test("debounce() lets timers go on beside a source that never waits", () =>
  asyncio.run(async () => {
    function* endless() {
      for (let i = 0;; i++) yield i;
    }
    let isOver = true;
    await asyncio.moveOnAfter(0.002, async () => {
      isOver = false;
      for await (const _ of debounce(endless(), 1));
      isOver = true;
    });
    assertEquals(isOver, false);
  }));

test("debounce() refuses bad arguments", () => {
  assertThrows(() => debounce([], NaN), RangeError);
  assertThrows(() => debounce([], "1" as never), TypeError);
  assertThrows(() => debounce(5 as never, 1), TypeError, "source");
});

import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { switchMap } from "../../../streams/iter/switch_map.ts";
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
  "switchMap() cancels and closes a source before it begins the newer one",
  () =>
    leavingNothing(async () => {
      const loop = asyncio.getRunningLoop();
      const trace: string[] = [];
      async function* inner(name: number) {
        trace.push(`${loop.time()} begin ${name}`);
        try {
          while (true) {
            await asyncio.sleep(2);
            yield `item of ${name}`;
          }
        } finally {
          await asyncio.sleep(0.5);
          trace.push(`${loop.time()} closed ${name}`);
        }
      }
      const outer = new Probe({ count: 3, delay: 5 });
      for await (const item of switchMap(outer.items(), inner)) {
        trace.push(`${loop.time()} ${item}`);
        if (loop.time() > 19) break;
      }
      assertEquals(trace, [
        "5 begin 0",
        "7 item of 0",
        "9 item of 0",
        "10.5 closed 0",
        "10.5 begin 1",
        "12.5 item of 1",
        "14.5 item of 1",
        "16 closed 1",
        "16 begin 2",
        "18 item of 2",
        "20 item of 2",
        "20.5 closed 2",
      ]);
      assertEquals(outer.closed, 1);
    }),
);

virtualTest(
  "switchMap() drops what was not taken of an older source",
  () =>
    leavingNothing(async () => {
      const seen: string[] = [];
      for await (
        const item of switchMap(
          new Probe().items(),
          (n) => [`a${n}`, `b${n}`, `c${n}`],
        )
      ) {
        seen.push(item);
        await asyncio.sleep(1.5);
      }
      assertEquals(seen, ["a0", "a1", "a2", "b2", "c2"]);
    }),
);

virtualTest(
  "switchMap() passes the index, and takes a promise of a source",
  () =>
    leavingNothing(async () => {
      const seen: number[] = [];
      const items = switchMap(["x"], async (_, index) => {
        await asyncio.sleep(1);
        return [index, index + 1];
      });
      for await (const item of items) seen.push(item);
      assertEquals(seen, [0, 1]);
    }),
);

virtualTest(
  "switchMap() fails with the error of fn, and with that of closing a source",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      const outer = new Probe({ then: "hang" });
      assertStrictEquals(
        await errorOf(async () => {
          for await (
            const _ of switchMap(outer.items(), () => {
              throw error;
            })
          );
        }),
        error,
      );
      assertEquals(outer.closed, 1);
      const inner = new Probe({ delay: 10, closingError: error });
      assertStrictEquals(
        await errorOf(async () => {
          for await (
            const _ of switchMap(new Probe().items(), () => inner.items())
          );
        }),
        error,
      );
    }),
);

test("switchMap() lets timers go on beside a source that never waits", () =>
  asyncio.run(async () => {
    function* endless() {
      for (let i = 0;; i++) yield i;
    }
    async function slowly() {
      for (let i = 0; i < 50; i++) await null;
      return [];
    }
    let isOver = true;
    await asyncio.moveOnAfter(0.002, async () => {
      isOver = false;
      for await (const _ of switchMap(endless(), slowly));
      isOver = true;
    });
    assertEquals(isOver, false);
  }));

test("switchMap() refuses bad arguments", () => {
  assertThrows(
    () => switchMap([1], 5 as never),
    TypeError,
    "What makes the sources",
  );
  assertThrows(() => switchMap(5 as never, () => []), TypeError, "source");
});

everywhere("switchMap()", async (k) => {
  const outer = new Probe({ delay: 2 });
  const inners: Probe[] = [];
  const run = await cancelAt(k, async () => {
    const items = switchMap(outer.items(), () => {
      const inner = new Probe({ count: 4 });
      inners.push(inner);
      return inner.items();
    });
    for await (const _ of items);
    await asyncio.sleep(1);
  });
  for (const probe of [outer, ...inners]) {
    assertEquals(probe.closing, probe.begun, `k = ${k}`);
  }
  assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
  return run;
});

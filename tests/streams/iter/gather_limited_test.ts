import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { gatherLimited } from "../../../streams/iter/gather_limited.ts";
import * as asyncio from "../../../mod.ts";
import { virtualTest } from "../../_support/mod.ts";
import {
  cancelAt,
  errorOf,
  everywhere,
  leavingNothing,
  Probe,
} from "./_sources.ts";

virtualTest(
  "gatherLimited() runs so many at once and returns results in order",
  () =>
    leavingNothing(async () => {
      let running = 0;
      let most = 0;
      const jobs = [5, 1, 3, 2, 4].map((seconds) => async () => {
        most = Math.max(most, ++running);
        await asyncio.sleep(seconds);
        running--;
        return seconds;
      });
      assertEquals(await gatherLimited(jobs, 2), [5, 1, 3, 2, 4]);
      assertEquals(most, 2);
      assertEquals(await gatherLimited([], 3), []);
    }),
);

virtualTest(
  "gatherLimited() takes an async source, plain values and Infinity",
  () =>
    leavingNothing(async () => {
      async function* jobs() {
        for await (const n of new Probe().items()) yield () => n;
      }
      assertEquals(await gatherLimited(jobs(), Infinity), [0, 1, 2]);
    }),
);

virtualTest(
  "gatherLimited() cancels the others when one fails",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      const ended: string[] = [];
      const slow = async () => {
        try {
          await asyncio.sleep(60);
        } finally {
          await asyncio.sleep(1);
          ended.push("slow");
        }
      };
      const failing = async () => {
        await asyncio.sleep(1);
        throw error;
      };
      assertStrictEquals(
        await errorOf(() => gatherLimited([slow, failing, slow], 2)),
        error,
      );
      assertEquals(ended, ["slow"]);
    }),
);

virtualTest(
  "gatherLimited() refuses bad arguments",
  () =>
    leavingNothing(async () => {
      await assertRejects(
        () => gatherLimited([5 as never], 2),
        TypeError,
        "A job must be a function",
      );
      await assertRejects(() => gatherLimited([], 0), RangeError, "'limit'");
      await assertRejects(
        () => gatherLimited([], "3" as never),
        TypeError,
        "'limit'",
      );
      await assertRejects(
        () => gatherLimited(5 as never, 1),
        TypeError,
        "source",
      );
    }),
);

virtualTest(
  "gatherLimited() cancels all when a signal aborts",
  () =>
    leavingNothing(async () => {
      const controller = new AbortController();
      const reason = new SyntaxError("enough");
      asyncio.getRunningLoop().callLater(2, () => controller.abort(reason));
      let cancelled = 0;
      const job = async () => {
        try {
          await asyncio.sleep(60);
        } finally {
          cancelled++;
        }
      };
      const { signal } = controller;
      assertStrictEquals(
        await errorOf(() => gatherLimited([job, job, job], 2, { signal })),
        reason,
      );
      assertEquals([cancelled, asyncio.getRunningLoop().time()], [2, 2]);
      assertStrictEquals(
        await errorOf(() => gatherLimited([job], 2, { signal })),
        reason,
      );
      assertEquals(cancelled, 2);
      await assertRejects(
        () => gatherLimited([job], 2, { signal: 5 as never }),
        TypeError,
        "'signal'",
      );
    }),
);

everywhere("gatherLimited()", async (k) => {
  let running = 0;
  const run = await cancelAt(
    k,
    () =>
      gatherLimited(
        [1, 2, 1, 3].map((seconds) => async () => {
          running++;
          try {
            await asyncio.sleep(seconds);
          } finally {
            running--;
          }
        }),
        2,
      ),
  );
  assertEquals(running, 0, `k = ${k}`);
  assert(run.task.cancelled() === run.struck, `k = ${k}`);
  return run;
});

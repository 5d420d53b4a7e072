import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { batched } from "../../../streams/iter/batched.ts";
import * as asyncio from "../../../mod.ts";
import { virtualTest } from "../../_support/mod.ts";
import {
  cancelAt,
  errorOf,
  everywhere,
  leavingNothing,
  Probe,
} from "./_sources.ts";

/** Gives the times themselves, at these times. */
async function* at(...times: number[]) {
  for (const time of times) {
    await asyncio.sleepUntil(time);
    yield time;
  }
}

async function traceOf(
  items: AsyncIterable<number[]>,
  busy = 0,
): Promise<string[]> {
  const trace: string[] = [];
  for await (const batch of items) {
    trace.push(`${asyncio.getRunningLoop().time()}: ${batch}`);
    if (busy > 0) await asyncio.sleep(busy);
  }
  trace.push(`${asyncio.getRunningLoop().time()}: end`);
  return trace;
}

virtualTest(
  "batched() by time and size gives a batch that is full or old enough",
  () =>
    leavingNothing(async () => {
      assertEquals(
        await traceOf(
          batched(at(1, 2, 3, 4, 5, 10, 20, 21), { size: 3, time: 4 }),
        ),
        ["3: 1,2,3", "8: 4,5", "14: 10", "21: 20,21", "21: end"],
      );
    }),
);

virtualTest(
  "batched() by time lets a batch that nobody takes grow, up to its size",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ count: 20 });
      assertEquals(
        await traceOf(batched(probe.items(), { size: 5, time: 1 }), 10),
        [
          "2: 0",
          "12: 1,2,3,4,5",
          "22: 6,7,8,9,10",
          "32: 11,12,13,14,15",
          "42: 16,17,18,19",
          "52: end",
        ],
      );
    }),
);

virtualTest(
  "batched() by time reads no further than one batch and one item",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ count: 1000, delay: 0 });
      let taken = 0;
      let most = 0;
      for await (const batch of batched(probe.items(), { size: 10, time: 1 })) {
        taken += batch.length;
        await asyncio.sleep(5);
        most = Math.max(most, probe.made - taken);
      }
      assertEquals(taken, 1000);
      assert(most <= 11, `${most}`);
    }),
);

virtualTest(
  "batched() by time gives what was read before an error first",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      const probe = new Probe({ count: 3, then: "throw", error });
      const seen: number[][] = [];
      const got = await errorOf(async () => {
        for await (
          const batch of batched(probe.items(), { size: 2, time: 9 })
        ) seen.push(batch);
      });
      assertStrictEquals(got, error);
      assertEquals(seen, [[0, 1], [2]]);
    }),
);

virtualTest(
  "batched() by time closes its source once",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ then: "hang", closing: 2 });
      for await (const _ of batched(probe.items(), { size: 2, time: 9 })) break;
      assertEquals([probe.closing, probe.closed], [1, 1]);
      const full = new Probe({ count: 50, delay: 0 });
      const batches = batched(full.items(), { size: 2, time: 9 });
      await batches.next();
      await asyncio.sleep(1);
      await batches.return();
      assertEquals([full.closing, full.closed], [1, 1]);
      assertEquals(await batches.next(), { done: true, value: undefined });
    }),
);

virtualTest(
  "batched() by time begins with the first next(), and can end at once",
  () =>
    leavingNothing(async () => {
      const probe = new Probe();
      const batches = batched(probe.items(), { size: 2, time: 9 });
      await asyncio.sleep(5);
      assertEquals(probe.begun, 0);
      await batches.return();
      assertEquals(
        await traceOf(batched([] as number[], { size: 2, time: 1 })),
        ["5: end"],
      );
    }),
);

everywhere("batched() by time", async (k) => {
  const probe = new Probe({ count: 5 });
  const seen: number[] = [];
  const run = await cancelAt(k, async () => {
    for await (const batch of batched(probe.items(), { size: 3, time: 1.5 })) {
      seen.push(...batch);
      await asyncio.sleep(0.5);
    }
  });
  assertEquals(seen, [0, 1, 2, 3, 4].slice(0, seen.length), `k = ${k}`);
  assertEquals(probe.closing, probe.begun, `k = ${k}`);
  assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
  return run;
});

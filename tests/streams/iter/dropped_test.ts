// An iterator that works in tasks of its own, and that nobody closes or reads any more.

import { assert, assertEquals } from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { merge } from "../../../streams/iter/merge.ts";
import { share } from "../../../streams/iter/share.ts";
import * as asyncio from "../../../mod.ts";
import { recordExceptions, test } from "../../_support/mod.ts";
import { Probe } from "./_sources.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Collects garbage until `isDone`, over some turns of the host: finalizers run in tasks of their own. */
async function collectUntil(isDone: () => boolean): Promise<void> {
  for (let i = 0; i < 50 && !isDone(); i++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

test("merge() that is dropped is closed when it is garbage collected", () =>
  asyncio.run(async () => {
    const probe = new Probe({ delay: 0, then: "hang" });
    const before = asyncio.allTasks().size;
    await (async () => {
      await merge(probe.items()).next();
    })();
    assertEquals(probe.closing, 0);
    await collectUntil(() => asyncio.allTasks().size === before);
    assertEquals([probe.closed, asyncio.allTasks().size], [1, before]);
  }));

test("merge() is not taken for dropped while somebody waits for an item", () =>
  asyncio.run(async () => {
    const probe = new Probe({ delay: 0.02 });
    const pending = merge(probe.items()).next();
    await collectUntil(() => probe.made > 0);
    assertEquals(await pending, { done: false, value: 0 });
    await collectUntil(() => probe.closed > 0);
    assertEquals(probe.closed, 1);
  }));

test("share() does not wait for a consumer that is dropped", () =>
  asyncio.run(async () => {
    const probe = new Probe({ count: 5, delay: 0 });
    const shared = share(probe.items(), { buffer: 1 });
    (() => shared[Symbol.asyncIterator]())();
    let seen = 0;
    const task = asyncio.createTask(async () => {
      for await (const _ of shared) seen++;
    });
    await collectUntil(() => task.done());
    assertEquals(seen, 5);
  }));

test("an error that nobody asks for any more is reported", async () => {
  const reports: asyncio.ExceptionContext[] = [];
  const error = new SyntaxError("boom");
  await asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    loop.setExceptionHandler((_, context) => reports.push(context));
    await merge(
      [1],
      new Probe({ count: 0, delay: 0, then: "throw", error }).items(),
    ).next();
    await asyncio.sleep(0.01);
  });
  assert(reports.some((report) => report.exception === error));
});

test("no error is reported that somebody has got", async () => {
  let reports: asyncio.ExceptionContext[] = [];
  await asyncio.run(async () => {
    reports = recordExceptions(asyncio.getRunningLoop());
    const error = new SyntaxError("boom");
    try {
      for await (
        const _ of merge(new Probe({ delay: 0, then: "throw", error }).items())
      );
    } catch (caught) {
      assertEquals(caught, error);
    }
  });
  assertEquals(reports, []);
});

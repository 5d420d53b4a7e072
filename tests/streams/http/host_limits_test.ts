import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../../mod.ts";
import { HostLimits } from "../../../streams/http/mod.ts";
import { virtualTest } from "../../_support/mod.ts";

/** Holds a place at `host` for `seconds`. */
async function hold(
  limits: HostLimits,
  host: string,
  seconds: number,
): Promise<void> {
  const release = await limits.acquire(host);
  try {
    await asyncio.sleep(seconds);
  } finally {
    release();
    release();
  }
}

virtualTest("HostLimits limits each host, in order", async () => {
  const log: string[] = [];
  const limits = new HostLimits({ perHost: 2 });
  const start = asyncio.getRunningLoop().time();
  await asyncio.gather(
    ["a", "a", "a", "b", "a"].map((host, i) => async () => {
      await hold(limits, host, 1);
      log.push(`${i} ${host} ${asyncio.getRunningLoop().time() - start}`);
    }),
  );
  assertEquals(log, ["0 a 1", "1 a 1", "3 b 1", "2 a 2", "4 a 2"]);
  assertEquals(limits.active, 0);
});

virtualTest("HostLimits limits the total", async () => {
  const limits = new HostLimits({ total: 3 });
  let most = 0;
  const watch = asyncio.createTask(async () => {
    while (true) {
      most = Math.max(most, limits.active);
      await asyncio.sleep(0.1);
    }
  });
  const hosts = Array.from({ length: 10 }, (_, i) => `host${i}`);
  const start = asyncio.getRunningLoop().time();
  await asyncio.gather(hosts.map((host) => () => hold(limits, host, 1)));
  watch.cancel();
  assertEquals([most, asyncio.getRunningLoop().time() - start], [3, 4]);
});

virtualTest("HostLimits lets nobody wait for another host", async () => {
  const limits = new HostLimits({ perHost: 1, total: 2 });
  const busy = asyncio.createTask(() => hold(limits, "busy", 60));
  const waiting = asyncio.createTask(() => hold(limits, "busy", 0));
  await asyncio.sleep(0);
  await asyncio.timeout(1, () => hold(limits, "free", 0));
  busy.cancel();
  await asyncio.wait([busy, waiting]);
  assertEquals(limits.active, 0);
});

virtualTest("HostLimits loses no place to the cancelled", async () => {
  for (const which of ["host", "total"]) {
    const limits = new HostLimits(
      which === "host" ? { perHost: 1 } : { total: 1 },
    );
    const release = await limits.acquire("a");
    const tasks = ["a", "b", "a"].map((host) =>
      asyncio.createTask(() => hold(limits, host, 0))
    );
    await asyncio.sleep(0);
    tasks[0]!.cancel();
    tasks[1]!.cancel();
    await assertRejects(
      () => limits.acquire("a", { signal: AbortSignal.timeout(0) }),
      DOMException,
    );
    release();
    await tasks[2];
    assertEquals(limits.active, 0);
    await asyncio.timeout(1, () => hold(limits, "a", 0));
  }
});

virtualTest("HostLimits gives the place at a host on", async () => {
  const limits = new HostLimits({ perHost: 1, total: 1 });
  const release = await limits.acquire("a");
  const [first, second] = [1, 2].map(() =>
    asyncio.createTask(() => hold(limits, "b", 0))
  );
  await asyncio.sleep(0);
  // It has its place at the host, and waits for one of all.
  first!.cancel();
  await asyncio.sleep(0);
  release();
  await asyncio.timeout(1, () => second!);
  assertEquals([first!.cancelled(), limits.active], [true, 0]);
});

virtualTest("HostLimits refuses numbers that are none", async () => {
  assertThrows(() => new HostLimits({ perHost: -1 }), RangeError);
  assertThrows(() => new HostLimits({ total: 1.5 }), RangeError);
  assertThrows(() => new HostLimits({ perHost: "1" as never }), TypeError);
  assertThrows(() => new HostLimits(5 as never), TypeError, "The limits");
  await asyncio.sleep(0);
});

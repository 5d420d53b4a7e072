import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { Barrier } from "../../sync/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

/** Starts a task that waits at `barrier` and logs how that ends. */
function come(
  barrier: Barrier,
  name: string,
  log: string[],
): asyncio.Task<void> {
  return asyncio.createTask(async () => {
    try {
      log.push(`${name}${await barrier.wait()}`);
    } catch (error) {
      log.push(`${name} ${(error as Error).name}`);
    }
  });
}

virtualTest(
  "Barrier.wait() numbers by arrival, and lets the last to come go first",
  async () => {
    const barrier = new Barrier(3);
    const log: string[] = [];
    const tasks = ["a", "b", "c"].map((name) => come(barrier, name, log));
    await asyncio.wait(tasks);
    assertEquals(log, ["c2", "a0", "b1"]);
  },
);

virtualTest(
  "Barrier.wait() gives each number once, also after a cancel",
  async () => {
    const barrier = new Barrier(3);
    const log: string[] = [];
    const tasks = ["a", "b"].map((name) => come(barrier, name, log));
    await asyncio.sleep(1);
    tasks[0]!.cancel();
    assertEquals(barrier.nWaiting, 1);
    tasks.push(...["c", "d"].map((name) => come(barrier, name, log)));
    await asyncio.wait(tasks);
    assertEquals(log, ["a CancelledError", "d2", "b0", "c1"]);
  },
);

virtualTest(
  "Barrier.wait() by many more than the parties passes them in groups, FIFO",
  async () => {
    const barrier = new Barrier(3);
    const names = Array.from({ length: 12 }, (_, i) => `${i}:`);
    const log: string[] = [];
    const tasks = names.map((name) => come(barrier, name, log));
    await asyncio.wait(tasks);
    assertEquals(log.length, 12);
    const groups = new Map(
      log.map((entry) => entry.split(":") as [string, string]),
    );
    assertEquals(
      names.map((_, i) => groups.get(String(i))),
      names.map((_, i) => String(i % 3)),
    );
    assertEquals(barrier.statistics(), {
      state: "filling",
      parties: 3,
      tasksWaiting: 0,
    });
  },
);

virtualTest(
  "Barrier.wait() keeps the places of who was let in: nobody can barge",
  async () => {
    const barrier = new Barrier(2);
    const log: string[] = [];
    const a = asyncio.createTask(async () => {
      for (const round of [1, 2]) {
        log.push(`a round ${round}: ${await barrier.wait()}`);
      }
    });
    await asyncio.sleep(1);
    // c and d come while it drains. When a goes on they have been let in, but have not resumed yet.
    const [last, c, d] = [barrier.wait(), barrier.wait(), barrier.wait()];
    assertEquals(await Promise.all([last, c, d]), [1, 0, 1]);
    await asyncio.sleep(1);
    assertEquals([log, barrier.nWaiting], [["a round 1: 0"], 1]);
    assertEquals(await barrier.wait(), 1);
    await a;
  },
);

virtualTest(
  "Barrier.reset() lets newcomers in when those inside have left",
  async () => {
    const barrier = new Barrier(2);
    const log: string[] = [];
    const state = () => barrier.statistics().state;
    barrier.reset();
    assertEquals(state(), "filling");
    const a = come(barrier, "a", log);
    await asyncio.sleep(1);
    barrier.reset();
    assertEquals([state(), barrier.nWaiting], ["resetting", 0]);
    const b = come(barrier, "b", log);
    await asyncio.sleep(1);
    assertEquals([state(), barrier.nWaiting, log], [
      "filling",
      1,
      ["a BrokenBarrierError"],
    ]);
    await barrier.wait();
    await asyncio.wait([a, b]);
  },
);

virtualTest("Barrier.abort() lasts, whatever was going on", async () => {
  for (const count of [1, 2]) {
    const barrier = new Barrier(2);
    const log: string[] = [];
    const a = come(barrier, "a", log);
    await asyncio.sleep(1);
    const last = count === 2 ? barrier.wait() : null;
    if (count === 1) barrier.reset();
    const late = come(barrier, "late", log);
    barrier.abort();
    await asyncio.wait([a, late]);
    await last;
    assertEquals([barrier.broken, log], [
      true,
      ["a BrokenBarrierError", "late BrokenBarrierError"],
    ]);
    barrier.reset();
    assertEquals(barrier.statistics().state, "filling");
  }
});

virtualTest(
  "Barrier.wait() cancelled at every step holds up none of the others",
  async () => {
    for (let victim = 0; victim < 5; victim++) {
      for (let place = 0; place < 50; place++) {
        const barrier = new Barrier(2);
        const log: string[] = [];
        const tasks = [0, 1, 2, 3, 4].map((i) => come(barrier, `${i}:`, log));
        for (let i = 0; i < place; i++) await null;
        tasks[victim]!.cancel();
        await asyncio.sleep(1);
        const passed = log.filter((entry) => /\d$/.test(entry)).length;
        const isVictimLost = !log.some((entry) =>
          entry.startsWith(`${victim}:`) && /\d$/.test(entry)
        );
        // The victim passed; it left before its party was complete; or it left after that, which cannot be undone.
        const outcome = `${passed} passed, ${barrier.nWaiting} waits`;
        const allowed = isVictimLost
          ? ["4 passed, 0 waits", "3 passed, 1 waits"]
          : ["4 passed, 1 waits"];
        assert(allowed.includes(outcome), `${victim} at ${place}: ${outcome}`);
        assertEquals(barrier.statistics().state, "filling");
        for (const task of tasks) task.cancel();
        await asyncio.wait(tasks);
        assertEquals(barrier.statistics().tasksWaiting, 0);
      }
    }
  },
);

virtualTest(
  "Barrier.abort() and reset() at every step let nobody hang",
  async () => {
    for (const end of ["abort", "reset"] as const) {
      for (let place = 0; place < 40; place++) {
        const barrier = new Barrier(2);
        const log: string[] = [];
        const tasks = [0, 1, 2, 3, 4, 5].map((i) =>
          come(barrier, `${i}:`, log)
        );
        for (let i = 0; i < place; i++) await null;
        barrier[end]();
        await asyncio.sleep(1);
        const waiting = barrier.statistics().tasksWaiting;
        assertEquals(log.length + waiting, 6);
        assert(end === "abort" ? waiting === 0 : waiting < 2);
        barrier.reset();
        await asyncio.wait(tasks);
        const again = ["x", "y"].map((name) => come(barrier, name, log));
        await asyncio.wait(again);
        assertEquals(log.slice(-2).sort(), ["x0", "y1"]);
      }
    }
  },
);

virtualTest("Barrier.reset() of a broken one mends it", async () => {
  const barrier = new Barrier(2);
  barrier.abort();
  assertEquals([barrier.broken, String(barrier)], [true, "<Barrier [broken]>"]);
  await assertRejects(
    () => barrier.wait(),
    asyncio.BrokenBarrierError,
    "The barrier is broken",
  );
  barrier.reset();
  assertEquals(
    await asyncio.gather(() => barrier.wait(), () => barrier.wait()),
    [0, 1],
  );
});

virtualTest(
  "Barrier.wait({ signal }) ends with the reason, and leaves its place free",
  async () => {
    const barrier = new Barrier(2);
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = barrier.wait({ signal });
    assertEquals(barrier.nWaiting, 1);
    controller.abort(new RangeError("enough"));
    await assertRejects(() => waiting, RangeError, "enough");
    assertEquals(barrier.nWaiting, 0);
    const other = barrier.wait();
    await assertRejects(() => barrier.wait({ signal }), RangeError, "enough");
    assertEquals([barrier.nWaiting, await barrier.wait(), await other], [
      1,
      1,
      0,
    ]);
  },
);

test("Barrier() refuses parties that are no whole number above 0", () => {
  for (const parties of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(
      () => new Barrier(parties),
      RangeError,
      `The parties of a barrier must be a whole number of at least 1: ${parties}`,
    );
  }
  assertThrows(
    // @ts-expect-error Testing invalid input
    () => new Barrier(),
    TypeError,
    "The parties of a barrier must be a number: undefined",
  );
});

test("Barrier works outside of run()", async () => {
  const barrier = new Barrier(3);
  const log = await Promise.all([
    barrier.wait(),
    barrier.wait(),
    barrier.wait(),
  ]);
  assertEquals(log, [0, 1, 2]);
});

test("Barrier is shown with its state, and its statistics are frozen", () => {
  const barrier = new Barrier(3);
  assertEquals(Deno.inspect(barrier), "<Barrier [filling, waiters:0/3]>");
  assert(Object.isFrozen(barrier.statistics()));
});

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { Guard, Lock, Semaphore, WouldBlockError } from "../../sync/mod.ts";
import { Trace } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

virtualTest(
  "Lock.acquire() gives the lock in the order of arrival",
  async () => {
    const lock = new Lock();
    const trace = new Trace();
    await asyncio.gather(["a", "b", "c"].map((name) => async () => {
      for (const round of [1, 2]) {
        using _ = await lock.acquire();
        trace.push(name, round);
        await asyncio.sleep(1);
      }
    }));
    assertEquals(
      trace.toString(),
      "0 a 1\n1 b 1\n2 c 1\n3 a 2\n4 b 2\n5 c 2",
    );
    assertEquals(lock.locked(), false);
  },
);

virtualTest("Lock.release() hands over: nobody can barge in", async () => {
  const lock = new Lock();
  const log: string[] = [];
  await lock.acquire();
  const first = asyncio.createTask(async () => {
    using _ = await lock.acquire();
    log.push("first");
  });
  await asyncio.sleep(1);
  lock.release();
  assertEquals(lock.statistics(), {
    locked: true,
    tasksWaiting: 0,
    holder: null,
  });
  assertThrows(() => lock.tryAcquire(), WouldBlockError);
  {
    using _ = await lock.acquire();
    log.push("second");
  }
  await first;
  assertEquals(log, ["first", "second"]);
});

virtualTest(
  "Lock.acquire() of a free lock does not let others run",
  async () => {
    const lock = new Lock();
    const log: string[] = [];
    asyncio.createTask(() => void log.push("other"));
    await asyncio.sleep(0);
    lock.acquire().then(() => log.push("acquired"));
    Promise.resolve().then(() => log.push("one microtask"));
    await asyncio.sleep(1);
    assertEquals(log, ["other", "acquired", "one microtask"]);
  },
);

virtualTest(
  "Lock.acquire() of a free lock leaves a cancel pending",
  async () => {
    const lock = new Lock();
    const task = asyncio.createTask(async () => {
      asyncio.currentTask()!.cancel();
      using _ = await lock.acquire();
      assert(lock.locked());
      await asyncio.sleep(1);
    });
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(lock.locked(), false);
  },
);

virtualTest(
  "Lock.acquire() keeps what it was handed before a cancel",
  async () => {
    const lock = new Lock();
    const log: string[] = [];
    await lock.acquire();
    const task = asyncio.createTask(async () => {
      using _ = await lock.acquire();
      log.push("has it");
      await asyncio.sleep(1);
      log.push("never");
    });
    await asyncio.sleep(1);
    lock.release();
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([log, task.cancelled(), lock.locked()], [
      ["has it"],
      true,
      false,
    ]);
  },
);

// The places are microtasks: before, in, and after each of the waits and hand-overs.
for (const make of [() => new Lock(), () => new Semaphore(1)]) {
  const name = make().constructor.name;
  virtualTest(
    `${name}.acquire() cancelled at every step loses nothing`,
    async () => {
      for (let victim = 0; victim < 3; victim++) {
        for (let place = 0; place < 60; place++) {
          const lock = make();
          let inside = 0;
          const tasks = [0, 1, 2].map((i) =>
            asyncio.createTask(async () => {
              using _ = await lock.acquire();
              assertEquals(++inside, 1);
              for (let step = 0; step < 4; step++) await null;
              inside--;
              return i;
            })
          );
          for (let i = 0; i < place; i++) await null;
          tasks[victim]!.cancel();
          await asyncio.wait(tasks);
          assertEquals([inside, lock.locked()], [0, false]);
          assertEquals(lock.statistics().tasksWaiting, 0);
          tasks.forEach((task, i) => {
            if (i !== victim) assertEquals(task.result(), i);
          });
        }
      }
    },
  );

  virtualTest(`${name} does not grow with cancelled waiters`, async () => {
    const lock = make();
    await lock.acquire();
    const tasks = Array.from(
      { length: 10_000 },
      () => asyncio.createTask(() => lock.acquire()),
    );
    await asyncio.sleep(1);
    assertEquals(lock.statistics().tasksWaiting, 10_000);
    for (const task of tasks) task.cancel();
    assertEquals(lock.statistics().tasksWaiting, 0);
    await asyncio.wait(tasks);
    lock.release();
    assertEquals(lock.locked(), false);
  });

  virtualTest(
    `${name}.acquire({ signal }) ends with the reason of an abort`,
    async () => {
      const lock = make();
      await lock.acquire();
      const controller = new AbortController();
      const { signal } = controller;
      const waiting = lock.acquire({ signal });
      const next = lock.acquire();
      controller.abort(new RangeError("enough"));
      await assertRejects(() => waiting, RangeError, "enough");
      lock.release();
      using _ = await next;
      await assertRejects(() => lock.acquire({ signal }), RangeError, "enough");
    },
  );

  virtualTest(
    `${name}.acquire({ signal }) that has aborted does not take a free one`,
    async () => {
      const lock = make();
      const signal = AbortSignal.abort(new RangeError("gone"));
      await assertRejects(() => lock.acquire({ signal }), RangeError, "gone");
      assertEquals(lock.locked(), false);
    },
  );

  virtualTest(
    `${name}.acquire({ signal }) refuses what is no signal, free or not`,
    async () => {
      const lock = make();
      // @ts-expect-error Testing invalid input
      const attempt = () => lock.acquire({ signal: 5 });
      const message = "'signal' must be an AbortSignal: 5";
      await assertRejects(attempt, TypeError, message);
      assertEquals(lock.locked(), false);
      using _ = await lock.acquire();
      await assertRejects(attempt, TypeError, message);
    },
  );

  test(`${name}.tryAcquire() gives a guard, or throws`, () => {
    const lock = make();
    {
      using guard = lock.tryAcquire();
      assert(guard instanceof Guard);
      assertThrows(() => lock.tryAcquire(), WouldBlockError, "at once");
    }
    assertEquals(lock.locked(), false);
  });

  test(`${name}.statistics() is frozen`, () => {
    assert(Object.isFrozen(make().statistics()));
  });

  test(`${name} is shown with its state`, () => {
    const lock = make();
    assertEquals(Deno.inspect(lock), String(lock));
  });
}

test("Lock.release() of a free lock throws", () => {
  assertThrows(
    () => new Lock().release(),
    asyncio.RuntimeError,
    "Cannot release the lock: it is not acquired",
  );
});

test("Lock works outside of run(), and another one may release it", async () => {
  const lock = new Lock();
  await lock.acquire();
  const next = lock.acquire();
  lock.release();
  using _ = await next;
  assert(lock.locked());
});

virtualTest(
  "Lock.acquire() under a timeout loses no lock in a race with the release",
  async () => {
    const lock = new Lock();
    const log: string[] = [];
    await lock.acquire();
    // The release and the timeout come at the same instant, in this order.
    asyncio.getRunningLoop().callLater(1, () => lock.release());
    await asyncio.timeout(1, async () => {
      using _ = await lock.acquire();
      log.push("has it");
    });
    assertEquals([log, lock.locked()], [["has it"], false]);
  },
);

test("Guard releases once", async () => {
  let count = 0;
  const guard = new Guard({ release: () => count++ });
  {
    using _ = guard;
    await using __ = guard;
  }
  guard[Symbol.dispose]();
  await guard[Symbol.asyncDispose]();
  assertEquals(count, 1);
});

test("Guard of a lock that was released by hand throws", async () => {
  const lock = new Lock();
  const guard = await lock.acquire();
  lock.release();
  assertThrows(() => guard[Symbol.dispose](), asyncio.RuntimeError);
  const other = await lock.acquire();
  lock.release();
  await assertRejects(
    () => other[Symbol.asyncDispose](),
    asyncio.RuntimeError,
  );
});

virtualTest(
  "Lock that a task was handed which a cancel ends at once is released",
  async () => {
    const lock = new Lock();
    lock.tryAcquire();
    const task = asyncio.createTask(() => lock.acquire());
    await asyncio.sleep(1);
    lock.release();
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([task.cancelled(), lock.locked()], [true, false]);
  },
);

virtualTest("Lock names its holder in debug mode", async () => {
  const lock = new Lock();
  asyncio.getRunningLoop().setDebug(true);
  const task = asyncio.createTask(async () => {
    using _ = await lock.acquire();
    await asyncio.sleep(2);
  }, { name: "first" });
  await asyncio.sleep(1);
  const next = asyncio.createTask(async () => {
    using _ = await lock.acquire();
    await asyncio.sleep(2);
  }, { name: "second" });
  const here = /first at file:.*lock_test\.ts:\d+:\d+/;
  assertMatch(lock.toString(), here);
  const error = assertThrows(() => lock.tryAcquire(), WouldBlockError);
  assertMatch(error.message, here);
  assertMatch(new asyncio.Condition(lock).toString(), here);
  assertEquals(lock.statistics().holder?.task, "first");
  await task;
  assertEquals(lock.statistics().holder?.task, "second");
  assertMatch(lock.statistics().holder!.stack, /lock_test\.ts/);
  await next;
  assertEquals(lock.statistics().holder, null);
  asyncio.getRunningLoop().setDebug(false);
  using _ = lock.tryAcquire();
  assertEquals(lock.toString(), "<Lock [locked]>");
});

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { Condition, Lock, WouldBlockError } from "../../sync/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

/** Starts a task that waits at `condition` and logs how that ends; it checks that it has the lock then. */
function park(
  condition: Condition,
  name: string,
  log: string[],
): asyncio.Task<void> {
  return asyncio.createTask(async () => {
    using _ = await condition.acquire();
    try {
      await condition.wait();
      log.push(name);
    } catch (error) {
      log.push(`${name} ${error}`);
    } finally {
      assert(condition.locked());
    }
  });
}

virtualTest("Condition.notify() wakes whoever has waited longest", async () => {
  const condition = new Condition();
  const log: string[] = [];
  const tasks = ["a", "b", "c"].map((name) => park(condition, name, log));
  await asyncio.sleep(1);
  for (const n of [0, -1, NaN]) {
    using _ = await condition.acquire();
    condition.notify(n);
    assertEquals(condition.statistics().tasksWaiting, 3);
  }
  {
    using _ = await condition.acquire();
    condition.notify(2);
    assertEquals(condition.statistics().tasksWaiting, 1);
  }
  await asyncio.sleep(1);
  assertEquals(log, ["a", "b"]);
  {
    using _ = await condition.acquire();
    condition.notify(Infinity);
  }
  await asyncio.wait(tasks);
  assertEquals(log, ["a", "b", "c"]);
  assertEquals(condition.statistics(), {
    tasksWaiting: 0,
    lock: { locked: false, tasksWaiting: 0, holder: null },
  });
});

virtualTest(
  "Condition.wait() raises the last of several cancels, with the lock",
  async () => {
    const condition = new Condition();
    const log: string[] = [];
    const task = park(condition, "a", log);
    await asyncio.sleep(1);
    await condition.acquire();
    for (const message of ["first", "second", "third", "last"]) {
      task.cancel(message);
      await asyncio.sleep(1);
      assertEquals(log, []);
    }
    condition.release();
    await asyncio.sleep(1);
    assertEquals([log, condition.locked()], [
      ["a CancelledError: last"],
      false,
    ]);
    // Its four cancels were one: nothing is left to come.
    assertEquals(task.cancelled(), false);
  },
);

virtualTest(
  "Condition.wait() that is cancelled unnotified notifies nobody",
  async () => {
    const condition = new Condition();
    const log: string[] = [];
    const a = park(condition, "a", log);
    const b = park(condition, "b", log);
    await asyncio.sleep(1);
    a.cancel();
    await asyncio.sleep(1);
    assertEquals(log, ["a CancelledError"]);
    b.cancel();
    await asyncio.wait([a, b]);
  },
);

virtualTest(
  "Condition.wait() with the notification and the lock leaves a cancel pending",
  async () => {
    const condition = new Condition();
    const log: string[] = [];
    const task = park(condition, "a", log);
    await asyncio.sleep(1);
    {
      using _ = await condition.acquire();
      condition.notify();
    }
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([log, task.cancelled()], [["a"], true]);
  },
);

virtualTest(
  "Condition.wait() cancelled at every step holds the lock and loses no notification",
  async () => {
    for (let victim = 0; victim < 2; victim++) {
      for (let place = 0; place < 80; place++) {
        const condition = new Condition();
        let [items, taken] = [0, 0];
        const consumers = [0, 1].map(() =>
          asyncio.createTask(async () => {
            using _ = await condition.acquire();
            try {
              await condition.waitFor(() => items > 0);
            } finally {
              assert(condition.locked());
            }
            items--;
            taken++;
          })
        );
        const producer = asyncio.createTask(async () => {
          for (let i = 0; i < 5; i++) await null;
          using _ = await condition.acquire();
          items++;
          condition.notify();
          for (let i = 0; i < 5; i++) await null;
        });
        for (let i = 0; i < place; i++) await null;
        consumers[victim]!.cancel();
        await producer;
        await asyncio.sleep(1);
        // Whoever is left has it, whoever it was meant for.
        assertEquals([items, taken, condition.locked()], [0, 1, false]);
        for (const task of consumers) task.cancel();
        await asyncio.wait(consumers);
      }
    }
  },
);

virtualTest(
  "Condition.wait() ends in a scope with level cancellation",
  async () => {
    const condition = new Condition();
    const task = asyncio.createTask(async () => {
      using _ = await condition.acquire();
      const scope = new asyncio.CancelScope({ deadline: 1, level: true });
      await scope.run(() => condition.wait());
      assert(condition.locked());
      return scope.cancelledCaught;
    });
    await asyncio.sleep(0.5);
    {
      using _ = await condition.acquire();
      await asyncio.sleep(5);
      assertEquals(task.done(), false);
    }
    assertEquals(await task, true);
    assertEquals(condition.locked(), false);
  },
);

virtualTest(
  "Condition.wait({ signal }) ends with the reason, and the lock",
  async () => {
    const condition = new Condition();
    const controller = new AbortController();
    const { signal } = controller;
    using _ = await condition.acquire();
    const waiting = condition.wait({ signal });
    assertEquals([condition.locked(), condition.statistics().tasksWaiting], [
      false,
      1,
    ]);
    controller.abort(new RangeError("enough"));
    await assertRejects(() => waiting, RangeError, "enough");
    assertEquals([condition.locked(), condition.statistics().tasksWaiting], [
      true,
      0,
    ]);
    const refused = condition.waitFor(() => false, { signal });
    assert(condition.locked());
    await assertRejects(() => refused, RangeError, "enough");
  },
);

virtualTest(
  "Condition.waitFor() returns what the predicate does, and raises what it throws",
  async () => {
    const condition = new Condition();
    let value: number | null = null;
    const task = asyncio.createTask(async () => {
      using _ = await condition.acquire();
      return await condition.waitFor(() => value);
    });
    const failing = asyncio.createTask(async () => {
      using _ = await condition.acquire();
      await condition.waitFor(() => {
        if (value !== null) throw new RangeError(`saw ${value}`);
        return false;
      });
    });
    await asyncio.sleep(1);
    {
      using _ = await condition.acquire();
      value = 7;
      condition.notifyAll();
    }
    assertEquals(await task, 7);
    await assertRejects(() => failing, RangeError, "saw 7");
    assertEquals(condition.locked(), false);
  },
);

test("Condition refuses bad input", async () => {
  assertThrows(
    // @ts-expect-error Testing invalid input
    () => new Condition({}),
    TypeError,
    "The lock of a condition must be a Lock: an instance of Object",
  );
  const condition = new Condition();
  using _ = condition.tryAcquire();
  await assertRejects(
    // @ts-expect-error Testing invalid input
    () => condition.waitFor(true),
    TypeError,
    "The predicate of a condition must be a function: true",
  );
  assertThrows(
    // @ts-expect-error Testing invalid input
    () => condition.notify("1"),
    TypeError,
    'The number of tasks to notify must be a number: "1"',
  );
});

test("Condition.wait() and notify() without the lock throw", async () => {
  const condition = new Condition();
  await assertRejects(
    () => condition.wait(),
    asyncio.RuntimeError,
    "Cannot wait: the lock is not acquired",
  );
  assertThrows(
    () => condition.notify(),
    asyncio.RuntimeError,
    "Cannot notify: the lock is not acquired",
  );
  assertThrows(
    () => condition.notifyAll(),
    asyncio.RuntimeError,
    "Cannot notify",
  );
  assertThrows(
    () => condition.release(),
    asyncio.RuntimeError,
    "Cannot release",
  );
});

test("Condition.tryAcquire() takes the lock that several conditions may share", () => {
  const lock = new Lock();
  const [one, two] = [new Condition(lock), new Condition(lock)];
  using _ = one.tryAcquire();
  assert(lock.locked() && two.locked());
  assertThrows(() => two.tryAcquire(), WouldBlockError);
});

test("Condition works outside of run(); its statistics are frozen, and it is shown with its state", async () => {
  const condition = new Condition();
  using _ = await condition.acquire();
  const waiting = condition.wait();
  assertEquals(Deno.inspect(condition), "<Condition [unlocked, waiters:1]>");
  const guard = await condition.acquire();
  condition.notify();
  guard[Symbol.dispose]();
  assertEquals(await waiting, true);
  assert(Object.isFrozen(condition.statistics()));
});

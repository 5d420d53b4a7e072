// CPython's test_locks, ported by meaning. Where CPython counts turns of the loop, `settle()` lets all tasks go on
// until they are blocked. What is handed over here goes straight to the waiter, so `locked()` stays true meanwhile.
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  Semaphore,
} from "../../sync/mod.ts";
import { virtualTest } from "../_support/mod.ts";

const REPR =
  /^<\w+ \[(set|unset|locked|unlocked|filling|draining|resetting|broken)(, value:\d+)?(, waiters:\d+(\/\d+)?)?\]>$/;

function assertRepr(object: object, state: string): void {
  const text = String(object);
  assertMatch(text, REPR);
  assertStringIncludes(text, `[${state}`);
}

/** Lets all tasks go on until they are blocked. */
async function settle(): Promise<void> {
  await asyncio.sleep(1);
}

/** A task that acquires `lock`, pushes `value`, and keeps what it has acquired. */
function taker(
  lock: Lock | Semaphore,
  result: number[],
  value: number,
): asyncio.Task<boolean> {
  return asyncio.createTask(async () => {
    if (await lock.acquire()) result.push(value);
    return true;
  });
}

function assertAllTrue(...tasks: asyncio.Task<boolean>[]): void {
  for (const task of tasks) assertEquals(task.result(), true);
}

virtualTest("locks/LockTests.test_repr: tells the state", async () => {
  const lock = new Lock();
  assertRepr(lock, "unlocked]");
  await lock.acquire();
  assertRepr(lock, "locked]");
});

virtualTest(
  "locks/LockTests.test_lock: awaiting the lock itself takes nothing",
  async () => {
    const lock: unknown = new Lock();
    assertStrictEquals(await lock, lock);
    assertFalse((lock as Lock).locked());
  },
);

virtualTest("locks/LockTests.test_acquire: one at a time, FIFO", async () => {
  const lock = new Lock();
  const result: number[] = [];
  assert(await lock.acquire());
  const t1 = taker(lock, result, 1);
  const t2 = taker(lock, result, 2);
  await settle();
  assertEquals(result, []);
  lock.release();
  await settle();
  assertEquals(result, [1]);
  const t3 = taker(lock, result, 3);
  lock.release();
  await settle();
  assertEquals(result, [1, 2]);
  lock.release();
  await settle();
  assertEquals(result, [1, 2, 3]);
  assertAllTrue(t1, t2, t3);
});

virtualTest(
  "locks/LockTests.test_acquire_cancel: leaves no waiter behind",
  async () => {
    const lock = new Lock();
    await lock.acquire();
    const task = asyncio.createTask(() => lock.acquire());
    asyncio.getRunningLoop().callSoon(() => void task.cancel());
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(lock.statistics().tasksWaiting, 0);
  },
);

virtualTest(
  "locks/LockTests.test_cancel_race: a release goes past a waiter that is being cancelled",
  async () => {
    const lock = new Lock();
    const lockIt = (blocker: asyncio.Future<void> | null) => async () => {
      using _ = await lock.acquire();
      if (blocker !== null) await blocker;
    };
    const blocker = asyncio.getRunningLoop().createFuture<void>();
    const a = asyncio.createTask(lockIt(blocker));
    await settle();
    assert(lock.locked());
    const b = asyncio.createTask(lockIt(null));
    const c = asyncio.createTask(lockIt(null));
    await settle();
    assertEquals(lock.statistics().tasksWaiting, 2);
    blocker.setResult();
    b.cancel();
    assertEquals(lock.statistics().tasksWaiting, 1);
    await settle();
    assertFalse(lock.locked());
    assert(a.done());
    assert(b.cancelled());
    await c;
  },
);

virtualTest(
  "locks/LockTests.test_cancel_release_race: a cancel and a release at once give the lock to one",
  async () => {
    const lock = new Lock();
    let [calls, locks] = [0, 0];
    const lockIt = async () => {
      calls++;
      await lock.acquire();
      locks++;
    };
    await lock.acquire();
    const [t1, t2, t3] = [lockIt, lockIt, lockIt].map((fn) =>
      asyncio.createTask(fn)
    ) as [asyncio.Task<void>, asyncio.Task<void>, asyncio.Task<void>];
    await settle();
    asyncio.getRunningLoop().callSoon(() => {
      t1.cancel();
      lock.release();
    });
    await assertRejects(() => t1, asyncio.CancelledError);
    await settle();
    assertEquals([locks, calls], [1, 3]);
    assert(t1.cancelled() && t2.done());
    t3.cancel();
    await settle();
    assert(t3.cancelled());
  },
);

virtualTest(
  "locks/LockTests.test_finished_waiter_cancelled: the next waiter gets the lock",
  async () => {
    const lock = new Lock();
    await lock.acquire();
    const b = asyncio.createTask(() => lock.acquire());
    await settle();
    assertEquals(lock.statistics().tasksWaiting, 1);
    const c = asyncio.createTask(() => lock.acquire());
    b.cancel();
    lock.release();
    await settle();
    assert(lock.locked());
    assert(b.cancelled());
    await c;
  },
);

virtualTest(
  "locks/LockTests.test_release_not_acquired: is a RuntimeError",
  () => {
    assertThrows(() => new Lock().release(), asyncio.RuntimeError);
  },
);

virtualTest(
  "locks/LockTests.test_release_no_waiters: leaves the lock free",
  async () => {
    const lock = new Lock();
    await lock.acquire();
    assert(lock.locked());
    lock.release();
    assertFalse(lock.locked());
  },
);

virtualTest(
  "locks/LockTests.test_context_manager: the guard releases at the end of its block",
  async () => {
    const lock = new Lock();
    assertFalse(lock.locked());
    {
      using _ = await lock.acquire();
      assert(lock.locked());
    }
    assertFalse(lock.locked());
  },
);

virtualTest(
  "pep492/LockTests.test_context_manager_async_with: every lock has guards for await using",
  async () => {
    for (
      const lock of [
        new Lock(),
        new Condition(),
        new Semaphore(),
        new BoundedSemaphore(),
      ]
    ) {
      await settle();
      assertFalse(lock.locked());
      {
        await using _ = await lock.acquire();
        await settle();
        assert(lock.locked());
      }
      assertFalse(lock.locked());
    }
  },
);

virtualTest("locks/EventTests.test_repr: tells the state", async () => {
  const event = new Event();
  assertRepr(event, "unset]");
  event.set();
  assertRepr(event, "set]");
  event.clear();
  const task = asyncio.createTask(() => event.wait());
  await settle();
  assertRepr(event, "unset, waiters:1]");
  event.set();
  await task;
});

/** A task that waits for `event` and pushes `value`. */
function eventWaiter(
  event: Event,
  result: number[],
  value: number,
): asyncio.Task<boolean> {
  return asyncio.createTask(async () => {
    if (await event.wait()) result.push(value);
    return true;
  });
}

virtualTest(
  "locks/EventTests.test_wait: set() wakes all, and a task that begins later does not wait",
  async () => {
    const event = new Event();
    assertFalse(event.isSet());
    const result: number[] = [];
    const t1 = eventWaiter(event, result, 1);
    const t2 = eventWaiter(event, result, 2);
    await settle();
    assertEquals(result, []);
    const t3 = eventWaiter(event, result, 3);
    event.set();
    await settle();
    assertEquals([...result].sort(), [1, 2, 3]);
    assert(result.indexOf(1) < result.indexOf(2));
    assertAllTrue(t1, t2, t3);
  },
);

virtualTest("locks/EventTests.test_wait_on_set: returns true", async () => {
  const event = new Event();
  event.set();
  assertEquals(await event.wait(), true);
});

virtualTest(
  "locks/EventTests.test_wait_cancel: leaves no waiter behind",
  async () => {
    const event = new Event();
    const task = asyncio.createTask(() => event.wait());
    asyncio.getRunningLoop().callSoon(() => void task.cancel());
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(event.statistics().tasksWaiting, 0);
  },
);

virtualTest("locks/EventTests.test_clear: unsets the event", () => {
  const event = new Event();
  assertFalse(event.isSet());
  event.set();
  assert(event.isSet());
  event.clear();
  assertFalse(event.isSet());
});

virtualTest(
  "locks/EventTests.test_clear_with_waiters: who waited at set() goes on, cleared or not",
  async () => {
    const event = new Event();
    const result: number[] = [];
    const task = eventWaiter(event, result, 1);
    await settle();
    assertEquals(result, []);
    event.set();
    event.clear();
    assertFalse(event.isSet());
    event.set();
    event.set();
    await settle();
    assertEquals(result, [1]);
    assertEquals(event.statistics().tasksWaiting, 0);
    assertAllTrue(task);
  },
);

/** A task that takes the lock, waits to be notified and pushes `value`; `release` says whether it lets go then. */
function notified(
  condition: Condition,
  result: number[],
  value: number,
  release: boolean,
): asyncio.Task<boolean> {
  return asyncio.createTask(async () => {
    await condition.acquire();
    if (await condition.wait()) {
      result.push(value);
      if (release) condition.release();
    }
    return true;
  });
}

virtualTest(
  "locks/ConditionTests.test_wait: a notified waiter goes on when it has the lock",
  async () => {
    const condition = new Condition();
    const result: number[] = [];
    const tasks = [1, 2, 3].map((i) => notified(condition, result, i, false));
    await settle();
    assertEquals(result, []);
    assertFalse(condition.locked());
    assert(await condition.acquire());
    condition.notify();
    await settle();
    assertEquals(result, []);
    assert(condition.locked());
    condition.release();
    await settle();
    assertEquals(result, [1]);
    assert(condition.locked());
    condition.notify(2);
    await settle();
    assertEquals(result, [1]);
    condition.release();
    await settle();
    assertEquals(result, [1, 2]);
    condition.release();
    await settle();
    assertEquals(result, [1, 2, 3]);
    assert(condition.locked());
    assertAllTrue(...tasks);
  },
);

virtualTest(
  "locks/ConditionTests.test_wait_cancel: leaves no waiter behind, and holds the lock",
  async () => {
    const condition = new Condition();
    await condition.acquire();
    const task = asyncio.createTask(() => condition.wait());
    asyncio.getRunningLoop().callSoon(() => void task.cancel());
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(condition.statistics().tasksWaiting, 0);
    assert(condition.locked());
  },
);

virtualTest(
  "locks/ConditionTests.test_wait_cancel_contested: the lock is held after a cancel in a contest for it",
  async () => {
    const condition = new Condition();
    await condition.acquire();
    const task = asyncio.createTask(() => condition.wait());
    await settle();
    assertFalse(condition.locked());
    await condition.acquire();
    condition.notify();
    const loop = asyncio.getRunningLoop();
    loop.callSoon(() => void task.cancel());
    loop.callSoon(() => condition.release());
    await asyncio.wait([task]);
    assert(condition.locked());
  },
);

virtualTest(
  "locks/ConditionTests.test_wait_cancel_after_notify: a cancel while taking the lock again is raised",
  async () => {
    let waited = false;
    const condition = new Condition();
    const task = asyncio.createTask(async () => {
      using _ = await condition.acquire();
      waited = true;
      await condition.wait();
    });
    await settle();
    await condition.acquire();
    condition.notify();
    await settle();
    task.cancel();
    await settle();
    assertFalse(task.done());
    condition.release();
    await settle();
    assert(task.cancelled());
    assert(waited);
    assertFalse(condition.locked());
  },
);

virtualTest(
  "locks/ConditionTests.test_wait_unacquired: is a RuntimeError",
  async () => {
    await assertRejects(() => new Condition().wait(), asyncio.RuntimeError);
  },
);

virtualTest(
  "locks/ConditionTests.test_wait_for: waits until the predicate is true",
  async () => {
    const condition = new Condition();
    let isReady = false;
    const result: number[] = [];
    const task = asyncio.createTask(async () => {
      await condition.acquire();
      if (await condition.waitFor(() => isReady)) {
        result.push(1);
        condition.release();
      }
      return true;
    });
    await settle();
    assertEquals(result, []);
    await condition.acquire();
    condition.notify();
    condition.release();
    await settle();
    assertEquals(result, []);
    isReady = true;
    await condition.acquire();
    condition.notify();
    condition.release();
    await settle();
    assertEquals(result, [1]);
    assertAllTrue(task);
  },
);

virtualTest(
  "locks/ConditionTests.test_wait_for_unacquired: needs the lock only if it has to wait",
  async () => {
    const condition = new Condition();
    assertEquals(await condition.waitFor(() => [1, 2, 3]), [1, 2, 3]);
    await assertRejects(
      () => condition.waitFor(() => false),
      asyncio.RuntimeError,
    );
  },
);

virtualTest(
  "locks/ConditionTests.test_notify: wakes as many as it is told, FIFO",
  async () => {
    const condition = new Condition();
    const result: number[] = [];
    const tasks = [1, 2, 3].map((i) => notified(condition, result, i, true));
    await settle();
    assertEquals(result, []);
    await condition.acquire();
    condition.notify(1);
    condition.release();
    await settle();
    assertEquals(result, [1]);
    await condition.acquire();
    condition.notify(1);
    condition.notify(2048);
    condition.release();
    await settle();
    assertEquals(result, [1, 2, 3]);
    assertAllTrue(...tasks);
  },
);

virtualTest("locks/ConditionTests.test_notify_all: wakes all", async () => {
  const condition = new Condition();
  const result: number[] = [];
  const tasks = [1, 2].map((i) => notified(condition, result, i, true));
  await settle();
  assertEquals(result, []);
  await condition.acquire();
  condition.notifyAll();
  condition.release();
  await settle();
  assertEquals(result, [1, 2]);
  assertAllTrue(...tasks);
});

virtualTest(
  "locks/ConditionTests.test_notify_unacquired: is a RuntimeError",
  () => {
    assertThrows(() => new Condition().notify(), asyncio.RuntimeError);
  },
);

virtualTest(
  "locks/ConditionTests.test_notify_all_unacquired: is a RuntimeError",
  () => {
    assertThrows(() => new Condition().notifyAll(), asyncio.RuntimeError);
  },
);

virtualTest("locks/ConditionTests.test_repr: tells the state", async () => {
  const condition = new Condition();
  assertRepr(condition, "unlocked]");
  await condition.acquire();
  assertRepr(condition, "locked]");
  condition.release();
  const tasks = [1, 2].map((i) => notified(condition, [], i, true));
  await settle();
  assertRepr(condition, "unlocked, waiters:2]");
  await condition.acquire();
  assertRepr(condition, "locked, waiters:2]");
  condition.notifyAll();
  condition.release();
  await asyncio.gather(tasks);
});

virtualTest(
  "locks/ConditionTests.test_context_manager: the guard releases at the end of its block",
  async () => {
    const condition = new Condition();
    assertFalse(condition.locked());
    {
      using _ = await condition.acquire();
      assert(condition.locked());
    }
    assertFalse(condition.locked());
  },
);

virtualTest(
  "locks/ConditionTests.test_explicit_lock: a given lock is the condition's own",
  async () => {
    const lock = new Lock();
    const condition = new Condition(lock);
    const states = () => [lock.locked(), condition.locked()];
    assertEquals(states(), [false, false]);
    for (const one of [condition, lock]) {
      {
        using _ = await one.acquire();
        assertEquals(states(), [true, true]);
      }
      assertEquals(states(), [false, false]);
    }
  },
);

virtualTest(
  "locks/ConditionTests.test_timeout_in_block: the lock is held after a timeout",
  async () => {
    const condition = new Condition();
    using _ = await condition.acquire();
    await assertRejects(
      () => asyncio.waitFor(() => condition.wait(), 0.5),
      asyncio.TimeoutError,
    );
    assert(condition.locked());
  },
);

/** Starts a task that waits at `condition` and keeps the error that it gets there. */
function errorKeeper(condition: Condition, isReady: () => boolean) {
  const kept: { error: unknown } = { error: undefined };
  const task = asyncio.createTask(async () => {
    using _ = await condition.acquire();
    try {
      await condition.waitFor(isReady);
    } catch (error) {
      kept.error = error;
      throw error;
    }
  });
  return { task, kept };
}

virtualTest(
  "locks/ConditionTests.test_cancelled_error_wakeup: the cancel of a wait comes out as it is",
  async () => {
    const { task, kept } = errorKeeper(new Condition(), () => false);
    await settle();
    task.cancel("foo");
    const error = await assertRejects(
      () => task,
      asyncio.CancelledError,
      "foo",
    );
    assertInstanceOf(kept.error, asyncio.CancelledError);
    assertEquals(kept.error.message, error.message);
  },
);

virtualTest(
  "locks/ConditionTests.test_cancelled_error_re_aquire: a cancel while taking the lock again comes out as it is",
  async () => {
    const condition = new Condition();
    let isReady = false;
    const { task, kept } = errorKeeper(condition, () => isReady);
    await settle();
    await condition.acquire();
    isReady = true;
    condition.notify();
    await settle();
    task.cancel("foo");
    condition.release();
    const error = await assertRejects(
      () => task,
      asyncio.CancelledError,
      "foo",
    );
    assertInstanceOf(kept.error, asyncio.CancelledError);
    assertEquals(kept.error.message, error.message);
  },
);

for (
  const [name, when, pause] of [
    ["test_cancelled_wakeup", "at the time of its wake-up", async () => {}],
    ["test_cancelled_wakeup_relock", "while taking the lock again", settle],
  ] as const
) {
  virtualTest(
    `locks/ConditionTests.${name}: a waiter cancelled ${when} loses no notification`,
    async () => {
      const condition = new Condition();
      let state = 0;
      const consume = async () => {
        using _ = await condition.acquire();
        while (true) {
          await condition.waitFor(() => state !== 0);
          if (state < 0) return;
          state--;
        }
      };
      const c0 = asyncio.createTask(consume);
      const c1 = asyncio.createTask(consume);
      await settle();
      {
        using _ = await condition.acquire();
        state++;
        condition.notify(1);
        await pause();
        c0.cancel();
        await asyncio.moveOnAfter(
          0.01,
          () => condition.waitFor(() => state === 0),
        );
        assertEquals(state, 0);
        state = -1;
        condition.notifyAll();
      }
      await c1;
      assert(c0.cancelled());
    },
  );
}

virtualTest(
  "locks/SemaphoreTests.test_initial_value_zero: is locked from the start",
  () => {
    assert(new Semaphore(0).locked());
  },
);

virtualTest("locks/SemaphoreTests.test_repr: tells the state", async () => {
  const semaphore = new Semaphore();
  assertRepr(semaphore, "unlocked, value:1]");
  await semaphore.acquire();
  assertRepr(semaphore, "locked]");
  const tasks = [1, 2].map((i) => taker(semaphore, [], i));
  await settle();
  assertRepr(semaphore, "locked, waiters:2]");
  semaphore.release();
  assertRepr(semaphore, "locked, waiters:1]");
  semaphore.release();
  await asyncio.gather(tasks);
});

virtualTest(
  "locks/SemaphoreTests.test_semaphore: awaiting the semaphore itself takes nothing",
  async () => {
    const semaphore = new Semaphore();
    assertEquals(semaphore.value, 1);
    assertStrictEquals(await (semaphore as unknown), semaphore);
    assertFalse(semaphore.locked());
    assertEquals(semaphore.value, 1);
  },
);

virtualTest(
  "locks/SemaphoreTests.test_semaphore_value: a negative value is a RangeError",
  () => {
    assertThrows(() => new Semaphore(-1), RangeError);
  },
);

virtualTest(
  "locks/SemaphoreTests.test_acquire: as many at once as there are permits",
  async () => {
    const semaphore = new Semaphore(3);
    const result: number[] = [];
    assert(await semaphore.acquire());
    assert(await semaphore.acquire());
    assertFalse(semaphore.locked());
    const t1 = taker(semaphore, result, 1);
    const t2 = taker(semaphore, result, 2);
    const t3 = taker(semaphore, result, 3);
    await settle();
    assertEquals(result, [1]);
    assert(semaphore.locked());
    assertEquals(semaphore.statistics().tasksWaiting, 2);
    const t4 = taker(semaphore, result, 4);
    semaphore.release();
    semaphore.release();
    assertEquals(semaphore.value, 0);
    await settle();
    assertEquals(result, [1, 2, 3]);
    assert(semaphore.locked());
    assertEquals(semaphore.statistics().tasksWaiting, 1);
    assertEquals(semaphore.value, 0);
    semaphore.release();
    await asyncio.gather(t1, t2, t3, t4);
  },
);

virtualTest(
  "locks/SemaphoreTests.test_acquire_cancel: leaves no waiter behind",
  async () => {
    const semaphore = new Semaphore();
    await semaphore.acquire();
    const task = asyncio.createTask(() => semaphore.acquire());
    asyncio.getRunningLoop().callSoon(() => void task.cancel());
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(semaphore.statistics().tasksWaiting, 0);
  },
);

virtualTest(
  "locks/SemaphoreTests.test_acquire_cancel_before_awoken: a release goes to the first that is not cancelled",
  async () => {
    const semaphore = new Semaphore(0);
    const [t1, t2, t3, t4] = [1, 2, 3, 4].map((i) =>
      taker(semaphore, [], i)
    ) as [
      asyncio.Task<boolean>,
      asyncio.Task<boolean>,
      asyncio.Task<boolean>,
      asyncio.Task<boolean>,
    ];
    await settle();
    t1.cancel();
    t2.cancel();
    semaphore.release();
    await settle();
    assertEquals([t1, t2, t3, t4].map((task) => task.done()), [
      true,
      true,
      true,
      false,
    ]);
    assertFalse(t3.cancelled());
    t4.cancel();
    await settle();
  },
);

virtualTest(
  "locks/SemaphoreTests.test_acquire_hang: a cancelled waiter does not take the permit with it",
  async () => {
    const semaphore = new Semaphore(0);
    const t1 = asyncio.createTask(() => semaphore.acquire());
    const t2 = asyncio.createTask(() => semaphore.acquire());
    await settle();
    t1.cancel();
    semaphore.release();
    await settle();
    assert(semaphore.locked());
    assert(t2.done());
  },
);

virtualTest(
  "locks/SemaphoreTests.test_acquire_no_hang: a waiter cancelled right after the release leaves the permit usable",
  async () => {
    const semaphore = new Semaphore(1);
    const t1 = asyncio.createTask(async () => {
      {
        using _ = await semaphore.acquire();
        await asyncio.sleep(1);
      }
      t2.cancel();
    });
    // Here the permit has been handed over by then: the cancel comes at the next wait, and the guard releases.
    const t2: asyncio.Task<void> = asyncio.createTask(async () => {
      using _ = await semaphore.acquire();
      await asyncio.sleep(1);
      throw new Error("not reached");
    });
    const [r1, r2] = await asyncio.gather([t1, t2], { returnExceptions: true });
    assertEquals(r1, undefined);
    assertInstanceOf(r2, asyncio.CancelledError);
    await asyncio.waitFor(() => semaphore.acquire(), 1);
  },
);

virtualTest(
  "locks/SemaphoreTests.test_release_not_acquired: of a bounded one is a RangeError",
  () => {
    assertThrows(() => new BoundedSemaphore().release(), RangeError);
  },
);

virtualTest(
  "locks/SemaphoreTests.test_release_no_waiters: leaves the permit free",
  async () => {
    const semaphore = new Semaphore();
    await semaphore.acquire();
    assert(semaphore.locked());
    semaphore.release();
    assertFalse(semaphore.locked());
  },
);

virtualTest(
  "locks/SemaphoreTests.test_acquire_fifo_order: who releases and comes again stands behind the others",
  async () => {
    const semaphore = new Semaphore(1);
    const result: string[] = [];
    const visit = async (tag: string) => {
      for (const round of [1, 2]) {
        await semaphore.acquire();
        result.push(`${tag}_${round}`);
        await asyncio.sleep(0.01);
        semaphore.release();
      }
    };
    await asyncio.taskGroup((tg) => {
      for (const tag of ["c1", "c2", "c3"]) tg.createTask(() => visit(tag));
    });
    assertEquals(result, ["c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2"]);
  },
);

virtualTest(
  "locks/SemaphoreTests.test_acquire_fifo_order_2: nor does a release by itself let it barge in",
  async () => {
    const semaphore = new Semaphore(1);
    const result: number[] = [];
    const t1 = taker(semaphore, result, 1);
    const t2 = asyncio.createTask(async () => {
      await semaphore.acquire();
      result.push(2);
      semaphore.release();
      await semaphore.acquire();
      result.push(4);
      return true;
    });
    const t3 = taker(semaphore, result, 3);
    await settle();
    semaphore.release();
    semaphore.release();
    await asyncio.gather(t1, t2, t3);
    assertEquals(result, [1, 2, 3, 4]);
  },
);

virtualTest(
  "locks/SemaphoreTests.test_acquire_fifo_order_3: a cancelled waiter at the head blocks nobody",
  async () => {
    const semaphore = new Semaphore(0);
    const result: number[] = [];
    const tasks = [1, 2, 3].map((i) => taker(semaphore, result, i));
    await settle();
    tasks[0]!.cancel();
    await settle();
    semaphore.release();
    semaphore.release();
    await asyncio.gather(tasks, { returnExceptions: true });
    assertEquals(result, [2, 3]);
  },
);

virtualTest(
  "locks/SemaphoreTests.test_acquire_fifo_order_4: several releases wake several waiters, in order",
  async () => {
    const semaphore = new Semaphore(0);
    const result: number[] = [];
    let t4!: asyncio.Task<void>;
    const t1 = asyncio.createTask(async () => {
      await semaphore.acquire();
      t4 = asyncio.createTask(() => void result.push(4));
      result.push(1);
    });
    // It releases for the one before, for itself and for the one behind.
    const t2 = asyncio.createTask(async () => {
      for (let i = 0; i < 3; i++) semaphore.release();
      assertEquals(semaphore.value, 2);
      await semaphore.acquire();
      result.push(2);
    });
    const t3 = taker(semaphore, result, 3);
    await asyncio.gather(t1, t2, t3);
    await t4;
    assertEquals(result, [1, 2, 3, 4]);
    assertEquals([semaphore.value, semaphore.locked()], [0, true]);
  },
);

const N = 5;

/** Runs `fn` as `n` tasks. */
function times<T>(n: number, fn: () => Promise<T>): asyncio.Task<T>[] {
  return Array.from({ length: n }, () => asyncio.createTask(fn));
}

/** Runs `fn` as `n` tasks and waits for all. */
async function gatherTimes<T>(n: number, fn: () => Promise<T>): Promise<T[]> {
  return await asyncio.gather(times(n, fn)) as T[];
}

/** `n` times true. */
function trues(n: number): true[] {
  return Array.from({ length: n }, () => true);
}

function assertAtRest(barrier: Barrier): void {
  assertEquals(
    String(barrier),
    `<Barrier [filling, waiters:0/${barrier.parties}]>`,
  );
}

/** Pushes true if `error` is a BrokenBarrierError; throws all else. */
function noteBroken(error: unknown, list: boolean[]): void {
  if (!(error instanceof asyncio.BrokenBarrierError)) throw error;
  list.push(true);
}

virtualTest(
  "locks/BarrierTests.test_barrier: awaiting the barrier itself does nothing",
  async () => {
    const barrier = new Barrier(N);
    assertRepr(barrier, "filling");
    assertStrictEquals(await (barrier as unknown), barrier);
    assertRepr(barrier, "filling");
  },
);

virtualTest("locks/BarrierTests.test_repr: tells the state", async () => {
  const barrier = new Barrier(N);
  assertRepr(barrier, "filling");
  const waiters = times(2, () => barrier.wait());
  await settle();
  assertRepr(barrier, "filling, waiters:2/5]");
  waiters.push(...times(2, () => barrier.wait()));
  await settle();
  // The last one is not a task, so that what comes after it is seen.
  const last = barrier.wait();
  assertRepr(barrier, "draining");
  waiters.push(...times(2, () => barrier.wait()));
  barrier.reset();
  assertRepr(barrier, "resetting");
  await settle();
  assertRepr(barrier, "filling, waiters:2/5]");
  barrier.abort();
  assertRepr(barrier, "broken]");
  assert(barrier.broken);
  assertEquals(await last, 4);
  await asyncio.gather(waiters, { returnExceptions: true });
});

virtualTest(
  "locks/BarrierTests.test_barrier_parties: less than one is a RangeError",
  () => {
    assertThrows(() => new Barrier(0), RangeError);
    assertThrows(() => new Barrier(-4), RangeError);
    assertEquals(new Barrier(N).parties, N);
  },
);

virtualTest(
  "locks/BarrierTests.test_context_manager: each gets a number of its own",
  async () => {
    const barrier = new Barrier(3);
    const results = await gatherTimes(3, () => barrier.wait());
    assertEquals(results.sort(), [0, 1, 2]);
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_filling_one_task: a party of one does not wait",
  async () => {
    const barrier = new Barrier(1);
    assertEquals(await barrier.wait(), 0);
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_filling_one_task_twice: nor the next one",
  async () => {
    const barrier = new Barrier(1);
    const t1 = asyncio.createTask(() => barrier.wait());
    await settle();
    assertEquals(barrier.nWaiting, 0);
    const t2 = asyncio.createTask(() => barrier.wait());
    await settle();
    assertEquals([t1.result(), t2.result()], [0, 0]);
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_filling_task_by_task: nWaiting counts those who have come",
  async () => {
    const barrier = new Barrier(3);
    const tasks: asyncio.Task<number>[] = [];
    for (const count of [1, 2]) {
      tasks.push(asyncio.createTask(() => barrier.wait()));
      await settle();
      assertEquals(barrier.nWaiting, count);
      assertRepr(barrier, "filling");
    }
    tasks.push(asyncio.createTask(() => barrier.wait()));
    await asyncio.wait(tasks);
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_filling_tasks_wait_twice: all pass once before one passes twice",
  async () => {
    const barrier = new Barrier(N);
    const results: boolean[] = [];
    await gatherTimes(N, async () => {
      await barrier.wait();
      results.push(true);
      await barrier.wait();
      results.push(false);
    });
    assertEquals(results, [...trues(N), ...trues(N).map(() => false)]);
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_filling_tasks_check_return_value: the second round gives numbers, too",
  async () => {
    const barrier = new Barrier(N);
    const results: boolean[] = [];
    const numbers = await gatherTimes(N, async () => {
      await barrier.wait();
      results.push(true);
      return await barrier.wait();
    });
    assertEquals(results, trues(N));
    assertEquals(numbers.sort(), [0, 1, 2, 3, 4]);
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_draining_state: it drains until the last has left",
  async () => {
    const barrier = new Barrier(N);
    const results: boolean[] = [];
    await gatherTimes(N, async () => {
      await barrier.wait();
      results.push(String(barrier).includes("draining"));
    });
    assertEquals(results, [...trues(N - 1), false]);
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_blocking_tasks_while_draining: who comes again waits for the next round",
  async () => {
    const again = 2;
    let left = again;
    const barrier = new Barrier(N);
    const others = new Barrier(N - again);
    await gatherTimes(N, async () => {
      await barrier.wait();
      if (left > 0) {
        left--;
        await barrier.wait();
      } else {
        await others.wait();
        await barrier.wait();
      }
    });
    assertAtRest(barrier);
    assertAtRest(others);
  },
);

virtualTest(
  "locks/BarrierTests.test_filling_tasks_cancel_one: a cancelled waiter just leaves",
  async () => {
    const barrier = new Barrier(3);
    const results: boolean[] = [];
    const come = () =>
      asyncio.createTask(async () => {
        await barrier.wait();
        results.push(true);
      });
    const t1 = come();
    await settle();
    assertEquals(barrier.nWaiting, 1);
    const t2 = come();
    await settle();
    assertEquals(barrier.nWaiting, 2);
    t1.cancel();
    await settle();
    assertEquals(barrier.nWaiting, 1);
    await assertRejects(() => t1, asyncio.CancelledError);
    assert(t1.cancelled());
    const t3 = come();
    await settle();
    assertEquals(barrier.nWaiting, 2);
    await asyncio.gather(t2, t3, come());
    assertEquals(results, trues(3));
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_reset_barrier: an empty one stays as it is",
  async () => {
    const barrier = new Barrier(1);
    await asyncio.createTask(() => barrier.reset());
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_reset_barrier_while_tasks_waiting: breaks those who wait",
  async () => {
    const barrier = new Barrier(N);
    const results: boolean[] = [];
    const tasks = times(N - 1, async () => {
      await barrier.wait().catch((error) => noteBroken(error, results));
    });
    await settle();
    asyncio.createTask(() => barrier.reset());
    await asyncio.gather(tasks);
    await settle();
    assertEquals(results, trues(N - 1));
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_reset_barrier_when_tasks_half_draining: breaks those who have not left yet",
  async () => {
    const barrier = new Barrier(N);
    const results: boolean[] = [];
    const rest = Math.floor(N / 2);
    let out = 0;
    await gatherTimes(N, async () => {
      try {
        await barrier.wait();
      } catch (error) {
        return noteBroken(error, results);
      }
      if (++out === N - rest) barrier.reset();
    });
    assertEquals(results, trues(rest));
    await settle();
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_reset_barrier_when_tasks_half_draining_half_blocking: but not those who wait to come in",
  async () => {
    const barrier = new Barrier(N);
    const broken: boolean[] = [];
    const brokenOutside: boolean[] = [];
    const blocking = Math.floor(N / 2);
    let count = 0;
    await gatherTimes(N, async () => {
      try {
        await barrier.wait();
      } catch (error) {
        noteBroken(error, broken);
        await barrier.wait();
        return;
      }
      if (++count > blocking) {
        barrier.reset();
        await barrier.wait();
      } else {
        await barrier.wait().catch((error) => noteBroken(error, brokenOutside));
      }
    });
    assertEquals(broken, trues(blocking));
    assertEquals(brokenOutside, []);
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_reset_barrier_while_tasks_waiting_and_waiting_again: who was broken may come again",
  async () => {
    const barrier = new Barrier(N);
    const broken: boolean[] = [];
    const passed: boolean[] = [];
    const tasks = times(N - 1, async () => {
      await barrier.wait().catch((error) => noteBroken(error, broken));
      await barrier.wait();
      passed.push(true);
    });
    asyncio.createTask(() => barrier.reset());
    await settle();
    tasks.push(asyncio.createTask(async () => {
      await barrier.wait();
      passed.push(true);
    }));
    await asyncio.gather(tasks);
    assertEquals(broken, trues(N - 1));
    assertEquals(passed, trues(N));
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_reset_barrier_while_tasks_draining: those outside pass the next rounds",
  async () => {
    const barrier = new Barrier(N);
    const results1: boolean[] = [];
    const results3: boolean[] = [];
    let count = 0;
    await gatherTimes(N, async () => {
      await barrier.wait();
      if (++count === N) {
        barrier.reset();
        await barrier.wait();
      } else {
        await barrier.wait();
        results1.push(true);
      }
      await barrier.wait();
      results3.push(true);
    });
    assertEquals(results1, trues(N - 1));
    assertEquals(results3, trues(N));
    assertAtRest(barrier);
  },
);

virtualTest(
  "locks/BarrierTests.test_abort_barrier: breaks an empty one, too",
  async () => {
    const barrier = new Barrier(1);
    await asyncio.createTask(() => barrier.abort());
    assertEquals(barrier.nWaiting, 0);
    assert(barrier.broken);
  },
);

virtualTest(
  "locks/BarrierTests.test_abort_barrier_when_tasks_half_draining_half_blocking: breaks those inside and outside",
  async () => {
    const barrier = new Barrier(N);
    const inside: boolean[] = [];
    const outside: boolean[] = [];
    const blocking = Math.floor(N / 2);
    let count = 0;
    await gatherTimes(N, async () => {
      try {
        await barrier.wait();
      } catch (error) {
        return noteBroken(error, inside);
      }
      if (++count > blocking) barrier.abort();
      else await barrier.wait().catch((error) => noteBroken(error, outside));
    });
    assert(barrier.broken);
    assertEquals(inside, trues(blocking));
    assertEquals(outside, trues(N - blocking - 1));
    assertEquals(barrier.nWaiting, 0);
  },
);

/** One task of the two tests below: passes twice, and aborts in between if it has the number in the middle. */
async function passTwice(
  barrier: Barrier,
  passed: boolean[],
  broken: boolean[],
): Promise<void> {
  try {
    const index = await barrier.wait();
    if (index === Math.floor(N / 2)) throw new asyncio.RuntimeError("abort");
    await barrier.wait();
    passed.push(true);
  } catch (error) {
    if (error instanceof asyncio.BrokenBarrierError) broken.push(true);
    else barrier.abort();
  }
}

virtualTest(
  "locks/BarrierTests.test_abort_barrier_when_exception: nobody passes an aborted barrier",
  async () => {
    const barrier = new Barrier(N);
    const passed: boolean[] = [];
    const broken: boolean[] = [];
    await gatherTimes(N, () => passTwice(barrier, passed, broken));
    assert(barrier.broken);
    assertEquals([passed, broken], [[], trues(N - 1)]);
    assertEquals(barrier.nWaiting, 0);
  },
);

virtualTest(
  "locks/BarrierTests.test_abort_barrier_when_exception_then_resetting: reset() mends it",
  async () => {
    const barrier = new Barrier(N);
    const meeting = new Barrier(N);
    const passed: boolean[] = [];
    const broken: boolean[] = [];
    const passedAgain: boolean[] = [];
    await gatherTimes(N, async () => {
      await passTwice(barrier, passed, broken);
      const index = await meeting.wait();
      if (index === Math.floor(N / 2)) barrier.reset();
      await meeting.wait();
      await barrier.wait();
      passedAgain.push(true);
    });
    assertEquals([passed, broken], [[], trues(N - 1)]);
    assertEquals(passedAgain, trues(N));
    assertAtRest(barrier);
  },
);

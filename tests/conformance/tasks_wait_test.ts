// CPython's test_tasks, ported by meaning: wait().
import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";
import { assertMembers, stopwatch } from "./tasks_support.ts";

/** A task that sleeps, and then fails if an error is given. */
function sleeper(delay: number, error?: Error): asyncio.Task<void> {
  return asyncio.createTask(async () => {
    await asyncio.sleep(delay);
    if (error) throw error;
  });
}

virtualTest(
  "tasks/BaseTaskTests.test_wait: waits for the last task, and not at all once they are done",
  async () => {
    const elapsed = stopwatch();
    const [a, b] = [sleeper(0.1), sleeper(0.15)];
    for (let i = 0; i < 2; i++) {
      const [done, pending] = await asyncio.wait([b, a]);
      assertMembers(done, [a, b]);
      assertMembers(pending, []);
      assertEquals(elapsed(), 0.15);
    }
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_duplicate_coroutines: a task given twice counts once",
  async () => {
    const c = asyncio.createTask(() => "test");
    const [done, pending] = await asyncio.wait([
      c,
      c,
      asyncio.createTask(() => "spam"),
    ]);
    assertMembers(pending, []);
    assertEquals([...done].map((task) => task.result()).sort(), [
      "spam",
      "test",
    ]);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_errors: nothing to wait for and an unknown returnWhen are RangeErrors",
  async () => {
    await assertRejects(
      async () => await asyncio.wait(new Set<asyncio.Task<void>>()),
      RangeError,
    );
    const task = sleeper(10);
    await assertRejects(
      // @ts-expect-error not one of the three constants
      async () => await asyncio.wait([task], { returnWhen: "SOME_COMPLETED" }),
      RangeError,
      "SOME_COMPLETED",
    );
    assertFalse(task.done());
    task.cancel();
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_invalid_args: a single future or coroutine is a TypeError, an empty list a RangeError",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<void>();
    // @ts-expect-error a future is not an iterable of futures
    await assertRejects(async () => await asyncio.wait(future), TypeError);
    const coro = asyncio.coroutine(() => Promise.resolve())();
    // @ts-expect-error a coroutine is not an iterable of futures
    await assertRejects(async () => await asyncio.wait(coro), TypeError);
    await assertRejects(async () => await asyncio.wait([coro]), TypeError);
    coro.close();
    await assertRejects(async () => await asyncio.wait([]), RangeError);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_first_completed: FIRST_COMPLETED returns with the first task that ends",
  async () => {
    const elapsed = stopwatch();
    const [a, b] = [sleeper(10), sleeper(0.1)];
    const [done, pending] = await asyncio.wait([b, a], {
      returnWhen: asyncio.FIRST_COMPLETED,
    });
    assertMembers(done, [b]);
    assertMembers(pending, [a]);
    assertFalse(a.done());
    assert(b.done());
    assertEquals(b.result(), undefined);
    assertEquals(elapsed(), 0.1);

    await asyncio.wait([a, b]);
    assertEquals(elapsed(), 10);
  },
);

// CPython counts loop iterations here; what must hold is that the sets are made when wait() resumes.
virtualTest(
  "tasks/BaseTaskTests.test_wait_really_done: what ended before wait() resumes is in done, not in pending",
  async () => {
    const loop = asyncio.getRunningLoop();
    const [a, b, c] = [1, 2, 3].map(() => loop.createFuture<void>()) as [
      asyncio.Future<void>,
      asyncio.Future<void>,
      asyncio.Future<void>,
    ];
    loop.callLater(1, () => {
      a.setResult();
      b.setResult();
    });
    const [done, pending] = await asyncio.wait([c, b, a], {
      returnWhen: asyncio.FIRST_COMPLETED,
    });
    assertMembers(done, [a, b]);
    assertMembers(pending, [c]);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_first_exception: FIRST_EXCEPTION returns with a task that has failed at once",
  async () => {
    const elapsed = stopwatch();
    const a = sleeper(10);
    const b = asyncio.createTask(() => {
      throw new Error("err");
    });
    const [done, pending] = await asyncio.wait([b, a], {
      returnWhen: asyncio.FIRST_EXCEPTION,
    });
    assertMembers(done, [b]);
    assertMembers(pending, [a]);
    assertEquals(elapsed(), 0);

    // An old failure counts as well as a new one.
    const again = await asyncio.wait([b, a], {
      returnWhen: asyncio.FIRST_EXCEPTION,
    });
    assertMembers(again[0], [b]);
    assertEquals(elapsed(), 0);
    assertThrows(() => b.result(), Error, "err");
    await a;
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_first_exception_in_wait: FIRST_EXCEPTION returns when a task fails while waited for",
  async () => {
    const elapsed = stopwatch();
    const [a, b] = [sleeper(10), sleeper(0.01, new Error("err"))];
    const [done, pending] = await asyncio.wait([b, a], {
      returnWhen: asyncio.FIRST_EXCEPTION,
    });
    assertMembers(done, [b]);
    assertMembers(pending, [a]);
    assertEquals(elapsed(), 0.01);

    await asyncio.wait([a, b]);
    assertEquals(elapsed(), 10);
    assertThrows(() => b.result(), Error, "err");
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_with_exception: wait() itself does not throw",
  async () => {
    const elapsed = stopwatch();
    const [a, b] = [sleeper(0.1), sleeper(0.15, new Error("really"))];
    for (let i = 0; i < 2; i++) {
      const [done, pending] = await asyncio.wait([b, a]);
      assertMembers(done, [a, b]);
      assertMembers(pending, []);
      assertMembers([...done].filter((task) => task.exception() !== null), [b]);
      assertEquals(elapsed(), 0.15);
    }
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_with_timeout: a timeout hands back what is pending, unharmed",
  async () => {
    const elapsed = stopwatch();
    const [a, b] = [sleeper(0.1), sleeper(0.15)];
    const [done, pending] = await asyncio.wait([b, a], { timeout: 0.11 });
    assertMembers(done, [a]);
    assertMembers(pending, [b]);
    assertEquals(elapsed(), 0.11);
    assertFalse(b.done());

    await asyncio.wait([a, b]);
    assertFalse(b.cancelled());
    assertEquals(elapsed(), 0.15);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_concurrent_complete: a task that ends at the timeout itself is in done",
  async () => {
    const elapsed = stopwatch();
    const a = asyncio.createTask(() => asyncio.sleep(0.1));
    const b = asyncio.createTask(() => asyncio.sleep(0.15));
    // In a task of its own wait() starts last, and so does its timer.
    const [done, pending] = await asyncio.createTask(() =>
      asyncio.wait([b, a], { timeout: 0.1 })
    );
    assertMembers(done, [a]);
    assertMembers(pending, [b]);
    assertEquals(elapsed(), 0.1);
    await b;
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_with_iterator_of_tasks: an iterator is taken as well as a list",
  async () => {
    const elapsed = stopwatch();
    const [a, b] = [sleeper(0.1), sleeper(0.15)];
    const [done, pending] = await asyncio.wait([b, a].values());
    assertMembers(done, [a, b]);
    assertMembers(pending, []);
    assertEquals(elapsed(), 0.15);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_wait_generator: a generator that makes the tasks is taken",
  async () => {
    function* tasks() {
      for (let i = 0; i < 10; i++) yield asyncio.createTask(() => i);
    }
    const [done, pending] = await asyncio.wait(tasks(), {
      returnWhen: asyncio.ALL_COMPLETED,
    });
    assertEquals([...done].map((task) => task.result()).sort(), [
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      9,
    ]);
    assertMembers(pending, []);
  },
);

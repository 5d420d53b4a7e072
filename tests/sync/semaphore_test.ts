import { assertEquals, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { BoundedSemaphore, Semaphore } from "../../sync/mod.ts";
import { Trace } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

virtualTest(
  "Semaphore.acquire() lets in as many as it has permits, FIFO",
  async () => {
    const semaphore = new Semaphore(2);
    const trace = new Trace();
    await asyncio.gather([1, 2, 3, 4, 5].map((i) => async () => {
      using _ = await semaphore.acquire();
      trace.push(i);
      await asyncio.sleep(i);
    }));
    assertEquals(trace.toString(), "0 1\n0 2\n1 3\n2 4\n4 5");
    assertEquals(semaphore.statistics(), {
      locked: false,
      value: 2,
      tasksWaiting: 0,
    });
  },
);

virtualTest("Semaphore.release() hands over: nobody can barge in", async () => {
  const semaphore = new Semaphore(0);
  const task = asyncio.createTask(() => semaphore.acquire());
  await asyncio.sleep(1);
  semaphore.release();
  assertEquals(semaphore.value, 0);
  assertThrows(() => semaphore.tryAcquire());
  await task;
  semaphore.release();
  assertEquals(semaphore.value, 1);
});

test("Semaphore() refuses a value that is no whole number", () => {
  for (const value of [-1, 0.5, NaN, -Infinity]) {
    for (const Class of [Semaphore, BoundedSemaphore]) {
      assertThrows(
        () => new Class(value),
        RangeError,
        `The value of a semaphore must be a whole number of at least 0: ${value}`,
      );
    }
  }
  assertThrows(
    // @ts-expect-error Testing invalid input
    () => new Semaphore("2"),
    TypeError,
    'The value of a semaphore must be a number: "2"',
  );
});

for (const Class of [Semaphore, BoundedSemaphore]) {
  test(`${Class.name}(Infinity) never waits`, async () => {
    const semaphore = new Class(Infinity);
    for (let i = 0; i < 3; i++) await semaphore.acquire();
    semaphore.release();
    assertEquals([semaphore.value, semaphore.locked()], [Infinity, false]);
  });
}

virtualTest(
  "BoundedSemaphore.release() throws when all permits are free",
  async () => {
    const semaphore = new BoundedSemaphore(2);
    using _ = await semaphore.acquire();
    semaphore.release();
    assertThrows(
      () => semaphore.release(),
      RangeError,
      "Cannot release the semaphore beyond its initial value: 2",
    );
    assertEquals(semaphore.value, 2);
    await semaphore.acquire();
    assertThrows(() => new BoundedSemaphore(0).release(), RangeError);
  },
);

virtualTest(
  "BoundedSemaphore hands over to waiters, and its guards release through it",
  async () => {
    const semaphore = new BoundedSemaphore(1);
    const log: number[] = [];
    await asyncio.gather([1, 2, 3].map((i) => async () => {
      using _ = await semaphore.acquire();
      log.push(i);
      await asyncio.sleep(1);
    }));
    assertEquals([log, semaphore.value], [[1, 2, 3], 1]);
  },
);

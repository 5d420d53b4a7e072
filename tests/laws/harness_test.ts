// The law suite has teeth: locks and queues with the classic faults break just the laws that they should.

import { assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test } from "../_support/mod.ts";
import { LOCK_LAWS } from "./_lock_laws.ts";
import { type LockLike, lockSubject } from "./_lock_world.ts";
import { QUEUE_LAWS } from "./_queue_laws.ts";
import { queueSubject } from "./_queue_world.ts";
import { runAll } from "./_run.ts";
import { randomSchedule } from "./_schedule.ts";
import { type Law, report, type Subject } from "./_suite.ts";

/** The names of the laws that the subject breaks in some of its first schedules. */
async function brokenLaws<S extends Subject>(
  laws: readonly Law<S>[],
  subject: S,
): Promise<string[]> {
  const histories = await runAll(
    Array.from(
      { length: 300 },
      (_, seed) => randomSchedule(seed, subject.repertoire),
    ),
    subject.newWorld,
  );
  return laws.filter((law) =>
    law.isFor(subject) &&
    histories.some((history) => law.breach(history, subject) !== null)
  ).map(({ name }) => name);
}

/** A lock that frees itself first and wakes a waiter then: somebody may come in between. */
function bargingLock(): LockLike<void> {
  let held = 0;
  const waiters = new asyncio.WaitList();
  return {
    async acquire(_, options) {
      while (held > 0) await waiters.wait(options);
      held = 1;
    },
    release() {
      held = 0;
      waiters.wakeOne();
    },
    waiting: () => waiters.size,
    held: () => held,
  };
}

/** A lock that does not take cancelled waiters out of its line. */
function forgetfulLock(): LockLike<void> {
  let held = 0;
  const line: asyncio.Event[] = [];
  return {
    async acquire(_, options) {
      if (held === 0) {
        held = 1;
        return;
      }
      const turn = new asyncio.Event();
      line.push(turn);
      await turn.wait(options);
    },
    release() {
      const turn = line.shift();
      if (turn === undefined) held = 0;
      else turn.set();
    },
    waiting: () => line.length,
    held: () => held,
  };
}

/** A semaphore of one permit that lets a second one in after each cancel. */
function generousLock(): LockLike<unknown> {
  const semaphore = new asyncio.Semaphore(1);
  return {
    async acquire(_, options) {
      try {
        return await semaphore.acquire(options);
      } catch (error) {
        semaphore.release();
        throw error;
      }
    },
    release: () => semaphore.release(),
    waiting: () => semaphore.statistics().tasksWaiting,
    held: () => 1 - semaphore.value,
  };
}

for (
  const [name, newLock, broken] of [
    ["barges", bargingLock, [
      "FIFO without barging",
      "A value handed over is never lost",
      "Who leaves the line learns why",
      "No waiter list grows with cancelled waiters",
      "Nothing wakes twice",
      "statistics() is right at every step",
    ]],
    ["forgets to take out a cancelled waiter", forgetfulLock, [
      "A cancelled waiter never takes a permit with it",
      "A value handed over is never lost",
      "Who leaves the line learns why",
      "No waiter list grows with cancelled waiters",
      "Nothing wakes twice",
      "Nothing hangs",
      "statistics() is right at every step",
    ]],
    ["lets in too many", generousLock, [
      "Mutual exclusion: no more have it than may",
      "A cancelled waiter never takes a permit with it",
      "No waiter list grows with cancelled waiters",
      "Nothing wakes twice",
      "statistics() is right at every step",
    ]],
  ] as const
) {
  test(`a lock that ${name} breaks laws`, async () => {
    const subject = lockSubject<unknown>(name, newLock, { tries: false });
    const found = await brokenLaws(LOCK_LAWS, subject);
    assertEquals(found, [...broken]);
  });
}

test("a lock that does what it should breaks no law", async () => {
  const subject = lockSubject("sound", () => {
    const lock = new asyncio.Lock();
    return {
      acquire: (_, options) => lock.acquire(options),
      release: () => lock.release(),
      waiting: () => lock.statistics().tasksWaiting,
      held: () => lock.locked() ? 1 : 0,
    };
  }, { tries: false });
  assertEquals(await brokenLaws(LOCK_LAWS, subject), []);
});

test("a queue that gives its last item twice breaks laws", async () => {
  const subject = queueSubject("doubling", () => {
    const queue = new asyncio.Queue<number>();
    let last = 0;
    return {
      put: (item, options) => queue.put(item, options),
      get: async (options) =>
        queue.empty() && last > 0 ? last : last = await queue.get(options),
      tryGet: () => queue.getNowait(),
      close: () => queue.shutdown(),
      numbers: () => ({
        size: queue.qsize(),
        getters: queue.statistics().getters,
        putters: queue.statistics().putters,
      }),
    };
  }, { capacity: Infinity });
  const found = await brokenLaws(QUEUE_LAWS, subject);
  assertEquals(found, [
    "Every item that was put comes out once",
    "Items come out in order",
    "A cancelled getter never takes an item with it",
    "FIFO without barging",
    "No waiter list grows with cancelled waiters",
    "Nothing wakes twice",
    "What does not wait succeeds if nobody is before it",
    "statistics() is right at every step",
  ]);
});

test("a report names seed, law and subject, and the least that breaks it", async () => {
  const subject = lockSubject("forgetful", forgetfulLock, { tries: false });
  const law = LOCK_LAWS.find(({ name }) => name === "Nothing hangs")!;
  const text = await report(law, subject, 4);
  assertEquals(
    text,
    `forgetful breaks the law "Nothing hangs" with seed 4: task 3 hangs for ever
The least that does it:
  task 3: cancel task 3, acquire, acquire
  task 5: acquire
What happened:
  0 task 3: cancels 3 (waiting 0, held 0)
  0 task 5: acquire calls (waiting 0, held 1)
  0 task 3: acquire calls (waiting 1, held 1)
  0 task 5: acquire gets (waiting 1, held 1)
  0 task 3: acquire fails cancelled (waiting 1, held 1)
  0 task 5: releases acquire (waiting 0, held 1)
  0 task 3: acquire calls (waiting 1, held 1)
  2000 task 3: hangs for ever (waiting 1, held 1)
  2000 task 6: ends (waiting 1, held 1)
Once more: LAWS_SEED=4 deno task test tests/laws --filter "forgetful"`,
  );
});

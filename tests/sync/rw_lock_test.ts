import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import type { Guard } from "../../sync/guard.ts";
import { RwLock } from "../../sync/rw_lock.ts";
import { WouldBlockError } from "../../sync/would_block_error.ts";
import { Trace } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

type Mode = "read" | "write";

function acquire(
  lock: RwLock,
  mode: Mode,
  options?: asyncio.WaitOptions,
): Promise<Guard> {
  return mode === "read"
    ? lock.acquireRead(options)
    : lock.acquireWrite(options);
}

function tryAcquire(lock: RwLock, mode: Mode): Guard {
  return mode === "read" ? lock.tryAcquireRead() : lock.tryAcquireWrite();
}

/** Starts a task that has the lock for `seconds`; names begin with `r` (reader) or `w` (writer). */
function user(
  lock: RwLock,
  name: string,
  trace: Trace,
  seconds = 1,
): asyncio.Task<void> {
  return asyncio.createTask(async () => {
    using _ = await acquire(lock, name.startsWith("r") ? "read" : "write");
    trace.push(name);
    await asyncio.sleep(seconds);
  }, { name });
}

virtualTest(
  "RwLock is FIFO without barging: a writer that waits stops later readers, readers behind one another enter together",
  async () => {
    const lock = new RwLock();
    const trace = new Trace();
    const names = ["r1", "r2", "w1", "r3", "r4", "w2", "w3", "r5"];
    await asyncio.wait(names.map((name) => user(lock, name, trace)));
    assertEquals(
      trace.toString(),
      "0 r1\n0 r2\n1 w1\n2 r3\n2 r4\n3 w2\n4 w3\n5 r5",
    );
    assertEquals(lock.statistics(), {
      locked: false,
      readers: 0,
      writing: false,
      writer: null,
      tasksWaiting: 0,
    });
  },
);

virtualTest(
  "RwLock.releaseRead() of the last reader lets the writer in, not an earlier one",
  async () => {
    const lock = new RwLock();
    const trace = new Trace();
    await asyncio.wait([
      user(lock, "r1", trace, 1),
      user(lock, "r2", trace, 3),
      user(lock, "w1", trace, 1),
    ]);
    assertEquals(trace.toString(), "0 r1\n0 r2\n3 w1");
  },
);

virtualTest(
  "RwLock hands over: nobody can barge in between",
  async () => {
    const lock = new RwLock();
    const trace = new Trace();
    lock.tryAcquireWrite();
    const [reader, writer] = [user(lock, "r1", trace), user(lock, "w1", trace)];
    await asyncio.sleep(1);
    lock.releaseWrite();
    assertEquals(lock.statistics(), {
      locked: true,
      readers: 1,
      writing: false,
      writer: null,
      tasksWaiting: 1,
    });
    for (const mode of ["read", "write"] as const) {
      assertThrows(() => tryAcquire(lock, mode), WouldBlockError);
    }
    const late = user(lock, "r2", trace);
    await asyncio.wait([reader, writer, late]);
    assertEquals(trace.toString(), "1 r1\n2 w1\n3 r2");
  },
);

virtualTest(
  "RwLock: a cancelled waiter never takes a turn with it, and the readers behind a cancelled writer enter",
  async () => {
    const lock = new RwLock();
    const trace = new Trace();
    const first = user(lock, "r1", trace, 10);
    const writer = user(lock, "w1", trace);
    const reader = user(lock, "r2", trace, 10);
    const behind = user(lock, "w2", trace);
    const last = user(lock, "r3", trace);
    await asyncio.sleep(1);
    assertEquals(lock.statistics().tasksWaiting, 4);
    writer.cancel();
    assertEquals(lock.statistics(), {
      locked: true,
      readers: 2,
      writing: false,
      writer: null,
      tasksWaiting: 2,
    });
    await asyncio.wait([first, reader, behind, last]);
    assertEquals(trace.toString(), "0 r1\n1 r2\n11 w2\n12 r3");
    assertEquals(lock.locked(), false);
  },
);

virtualTest(
  "RwLock lets the readers behind a cancelled writer enter though nobody looks at the lock",
  async () => {
    const lock = new RwLock();
    const trace = new Trace();
    const reader = user(lock, "r1", trace, 10);
    const writer = user(lock, "w1", trace);
    const behind = user(lock, "r2", trace);
    await asyncio.sleep(1);
    writer.cancel();
    await asyncio.wait([reader, behind]);
    assertEquals(trace.toString(), "0 r1\n1 r2");
  },
);

virtualTest(
  "RwLock lets newcomers in at once after the only writer that waits is cancelled",
  async () => {
    const lock = new RwLock();
    lock.tryAcquireRead();
    const writer = asyncio.createTask(() => lock.acquireWrite());
    const reader = asyncio.createTask(() => lock.acquireRead());
    await asyncio.sleep(1);
    assertThrows(() => lock.tryAcquireRead(), WouldBlockError);
    writer.cancel();
    // The writer has not run yet; the reader behind it enters first.
    lock.tryAcquireRead();
    assertEquals(lock.statistics().readers, 3);
    await reader;
    assertEquals(lock.statistics().readers, 3);
  },
);

virtualTest(
  "RwLock.releaseRead() beside a writer that was just cancelled lets in the readers behind it, once",
  async () => {
    const lock = new RwLock();
    const trace = new Trace();
    lock.tryAcquireRead();
    const writer = user(lock, "w1", trace);
    const readers = [user(lock, "r1", trace), user(lock, "r2", trace)];
    await asyncio.sleep(1);
    writer.cancel();
    lock.releaseRead();
    assertEquals(String(lock), "<RwLock [readers:2]>");
    await asyncio.wait(readers);
    assertEquals(trace.toString(), "1 r1\n1 r2");
    assertEquals(String(lock), "<RwLock [unlocked]>");
  },
);

virtualTest(
  "RwLock.acquireWrite({ signal }) that is aborted lets the readers behind it enter",
  async () => {
    const lock = new RwLock();
    lock.tryAcquireRead();
    const controller = new AbortController();
    const writing = lock.acquireWrite({ signal: controller.signal });
    const reading = lock.acquireRead();
    controller.abort(new RangeError("enough"));
    await assertRejects(() => writing, RangeError, "enough");
    await reading;
    assertEquals(lock.statistics(), {
      locked: true,
      readers: 2,
      writing: false,
      writer: null,
      tasksWaiting: 0,
    });
  },
);

for (const mode of ["read", "write"] as const) {
  const name = `RwLock.${mode === "read" ? "acquireRead" : "acquireWrite"}`;

  virtualTest(
    `${name}(): a value handed over is never lost`,
    async () => {
      const lock = new RwLock();
      const log: string[] = [];
      lock.tryAcquireWrite();
      const task = asyncio.createTask(async () => {
        using _ = await acquire(lock, mode);
        log.push("has it");
        await asyncio.sleep(1);
        log.push("never");
      });
      await asyncio.sleep(1);
      lock.releaseWrite();
      task.cancel();
      await asyncio.wait([task]);
      assertEquals(
        [log, task.cancelled(), lock.locked()],
        [["has it"], true, false],
      );
    },
  );

  virtualTest(
    `${name}(): a lock handed to a task that a cancel ends at once is released`,
    async () => {
      const lock = new RwLock();
      lock.tryAcquireWrite();
      const task = asyncio.createTask(() => acquire(lock, mode));
      await asyncio.sleep(1);
      lock.releaseWrite();
      task.cancel();
      await asyncio.wait([task]);
      assertEquals([task.cancelled(), lock.locked()], [true, false]);
    },
  );

  virtualTest(
    `${name}(): no waiter list grows with cancelled waiters`,
    async () => {
      const lock = new RwLock();
      lock.tryAcquireWrite();
      const tasks = Array.from(
        { length: 10_000 },
        () => asyncio.createTask(() => acquire(lock, mode)),
      );
      await asyncio.sleep(1);
      assertEquals(lock.statistics().tasksWaiting, 10_000);
      for (const task of tasks) task.cancel();
      assertEquals(lock.statistics().tasksWaiting, 0);
      await asyncio.wait(tasks);
      lock.releaseWrite();
      assertEquals(lock.locked(), false);
    },
  );

  virtualTest(`${name}() of a free lock leaves a cancel pending`, async () => {
    const lock = new RwLock();
    const task = asyncio.createTask(async () => {
      asyncio.currentTask()!.cancel();
      using _ = await acquire(lock, mode);
      assert(lock.locked());
      await asyncio.sleep(1);
    });
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(lock.locked(), false);
  });

  virtualTest(
    `${name}({ signal }) that has aborted does not take a free one`,
    async () => {
      const lock = new RwLock();
      const signal = AbortSignal.abort(new RangeError("gone"));
      await assertRejects(
        () => acquire(lock, mode, { signal }),
        RangeError,
        "gone",
      );
      assertEquals(lock.locked(), false);
    },
  );

  virtualTest(
    `${name}({ signal }) refuses what is no signal, free or not`,
    async () => {
      const lock = new RwLock();
      // @ts-expect-error Testing invalid input
      const attempt = () => acquire(lock, mode, { signal: 5 });
      const message = "'signal' must be an AbortSignal: 5";
      await assertRejects(attempt, TypeError, message);
      assertEquals(lock.locked(), false);
      using _ = lock.tryAcquireWrite();
      await assertRejects(attempt, TypeError, message);
      assertEquals(lock.statistics().tasksWaiting, 0);
    },
  );
}

// The places are microtasks: before, in, and after each of the waits and hand-overs.
virtualTest(
  "RwLock with a user that is cancelled at every step loses nothing, and nothing wakes twice",
  async () => {
    const names = ["w0", "r1", "w2", "r3", "r4"];
    for (let victim = 0; victim < names.length; victim++) {
      for (let place = 0; place < 60; place++) {
        const lock = new RwLock();
        const entered: string[] = [];
        let [readers, writers] = [0, 0];
        const tasks = names.map((name) =>
          asyncio.createTask(async () => {
            const isWriter = name.startsWith("w");
            using _ = await acquire(lock, isWriter ? "write" : "read");
            entered.push(name);
            if (isWriter) writers++;
            else readers++;
            assert(writers === 0 || writers + readers === 1);
            for (let step = 0; step < 4; step++) await null;
            if (isWriter) writers--;
            else readers--;
          })
        );
        for (let i = 0; i < place; i++) await null;
        tasks[victim]!.cancel();
        await asyncio.wait(tasks);
        tasks.forEach((task, i) => {
          if (i !== victim) assertEquals(task.result(), undefined);
        });
        const spared = (name: string) => name !== names[victim];
        assertEquals(entered.filter(spared), names.filter(spared));
        assertEquals([readers, writers, lock.locked()], [0, 0, false]);
        assertEquals(lock.statistics().tasksWaiting, 0);
      }
    }
  },
);

test("RwLock.tryAcquireRead() shares with readers, and throws beside a writer", () => {
  const lock = new RwLock();
  {
    using _ = lock.tryAcquireRead();
    using __ = lock.tryAcquireRead();
    assertEquals(lock.statistics().readers, 2);
    assertThrows(
      () => lock.tryAcquireWrite(),
      WouldBlockError,
      "Cannot acquire the lock to write at once: <RwLock [readers:2]>",
    );
  }
  {
    using _ = lock.tryAcquireWrite();
    assertThrows(
      () => lock.tryAcquireRead(),
      WouldBlockError,
      "Cannot acquire the lock to read at once: <RwLock [writing]>",
    );
    assertThrows(() => lock.tryAcquireWrite(), WouldBlockError);
  }
  assertEquals(lock.locked(), false);
});

test("RwLock.releaseRead() and releaseWrite() throw if nobody reads or writes", () => {
  const lock = new RwLock();
  const { RuntimeError } = asyncio;
  const read = "Cannot release the lock: nobody reads";
  const write = "Cannot release the lock: nobody writes";
  assertThrows(() => lock.releaseRead(), RuntimeError, read);
  assertThrows(() => lock.releaseWrite(), RuntimeError, write);
  const reading = lock.tryAcquireRead();
  assertThrows(() => lock.releaseWrite(), RuntimeError, write);
  lock.releaseRead();
  assertThrows(() => reading[Symbol.dispose](), RuntimeError, read);
  lock.tryAcquireWrite();
  assertThrows(() => lock.releaseRead(), RuntimeError, read);
  assert(lock.locked());
});

test("RwLock is shown with its state, and its statistics are frozen", async () => {
  const lock = new RwLock();
  const shown = [String(lock)];
  const reading = lock.tryAcquireRead();
  shown.push(String(lock));
  const writing = lock.acquireWrite();
  shown.push(String(lock));
  reading[Symbol.dispose]();
  shown.push(Deno.inspect(lock));
  assertEquals(shown, [
    "<RwLock [unlocked]>",
    "<RwLock [readers:1]>",
    "<RwLock [readers:1, waiters:1]>",
    "<RwLock [writing]>",
  ]);
  assert(Object.isFrozen(lock.statistics()));
  await writing;
});

virtualTest("RwLock names who writes in debug mode", async () => {
  const lock = new RwLock();
  asyncio.getRunningLoop().setDebug(true);
  const task = asyncio.createTask(async () => {
    using _ = await lock.acquireWrite();
    await asyncio.sleep(1);
  }, { name: "writer" });
  await asyncio.sleep(0.5);
  const here = /writer at file:.*rw_lock_test\.ts:\d+:\d+/;
  const error = assertThrows(() => lock.tryAcquireRead(), WouldBlockError);
  assertMatch(error.message, here);
  assertEquals(lock.statistics().writer?.task, "writer");
  await task;
  assertEquals(lock.toString(), "<RwLock [unlocked]>");
});

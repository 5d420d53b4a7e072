import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { CapacityLimiter } from "../../sync/capacity_limiter.ts";
import { WouldBlockError } from "../../sync/would_block_error.ts";
import { Trace } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

const { RuntimeError } = asyncio;

/** Starts a task that has a token for `seconds`. */
function borrower(
  limiter: CapacityLimiter,
  name: string,
  trace: Trace,
  seconds = 1,
): asyncio.Task<void> {
  return asyncio.createTask(async () => {
    using _ = await limiter.acquire();
    trace.push(name);
    await asyncio.sleep(seconds);
  }, { name });
}

virtualTest("CapacityLimiter is FIFO without barging", async () => {
  const limiter = new CapacityLimiter(2);
  const trace = new Trace();
  const tasks = [1, 2, 3, 4, 5].map((i) =>
    borrower(limiter, `t${i}`, trace, i)
  );
  await asyncio.wait(tasks);
  assertEquals(trace.toString(), "0 t1\n0 t2\n1 t3\n2 t4\n4 t5");
  assertEquals(limiter.statistics(), {
    borrowedTokens: 0,
    totalTokens: 2,
    borrowers: [],
    tasksWaiting: 0,
  });
});

virtualTest(
  "CapacityLimiter.release() hands over: nobody can barge in",
  async () => {
    const limiter = new CapacityLimiter(1);
    const task = asyncio.createTask(() => limiter.acquire());
    limiter.tryAcquire();
    await asyncio.sleep(1);
    limiter.release();
    assertEquals(limiter.statistics().borrowers, [task]);
    assertThrows(() => limiter.tryAcquire(), WouldBlockError);
    await task;
    limiter.releaseOnBehalfOf(task);
    assertEquals(limiter.availableTokens, 1);
  },
);

virtualTest(
  "CapacityLimiter.statistics() names the borrowers in order, frozen",
  async () => {
    const limiter = new CapacityLimiter(2);
    const trace = new Trace();
    const [a, b, c] = ["a", "b", "c"].map((name) =>
      borrower(limiter, name, trace)
    );
    await asyncio.sleep(0.5);
    const statistics = limiter.statistics();
    assertEquals(statistics, {
      borrowedTokens: 2,
      totalTokens: 2,
      borrowers: [a, b],
      tasksWaiting: 1,
    });
    assert(Object.isFrozen(statistics));
    assert(Object.isFrozen(statistics.borrowers));
    assertEquals(
      Deno.inspect(limiter),
      "<CapacityLimiter [borrowed:2/2, waiters:1]>",
    );
    await c;
    assertEquals(String(limiter), "<CapacityLimiter [borrowed:0/2]>");
  },
);

virtualTest(
  "CapacityLimiter.totalTokens that grows wakes waiters, one that shrinks lets holders go on",
  async () => {
    const limiter = new CapacityLimiter(1);
    const trace = new Trace();
    const tasks = ["a", "b", "c", "d", "e", "f"].map((name) =>
      borrower(limiter, name, trace, 4)
    );
    await asyncio.sleep(1);
    limiter.totalTokens = 3;
    assertEquals([limiter.borrowedTokens, limiter.availableTokens], [3, 0]);
    await asyncio.sleep(1);
    limiter.totalTokens = 1;
    assertEquals([limiter.borrowedTokens, limiter.availableTokens], [3, -2]);
    // At 4 and 5 tokens come back, and only the last of them is lent again.
    await asyncio.sleep(4);
    limiter.totalTokens = Infinity;
    assertEquals(limiter.availableTokens, Infinity);
    await asyncio.wait(tasks);
    assertEquals(trace.toString(), "0 a\n1 b\n1 c\n5 d\n6 e\n6 f");
  },
);

virtualTest("CapacityLimiter(0) lets everybody wait for more", async () => {
  const limiter = new CapacityLimiter(0);
  const trace = new Trace();
  const task = borrower(limiter, "a", trace);
  await asyncio.sleep(5);
  assertThrows(
    () => limiter.tryAcquire(),
    WouldBlockError,
    "Cannot borrow a token at once: 0 of 0 are borrowed",
  );
  limiter.totalTokens = 1;
  await task;
  assertEquals(trace.toString(), "5 a");
});

virtualTest(
  "CapacityLimiter.acquire() lends one token to each borrower",
  async () => {
    const limiter = new CapacityLimiter(3);
    using _ = await limiter.acquire();
    const name = asyncio.currentTask()!.getName();
    const message =
      `Cannot borrow a second token for the same borrower: ${name}`;
    await assertRejects(() => limiter.acquire(), RuntimeError, message);
    assertThrows(() => limiter.tryAcquire(), RuntimeError, message);
    await limiter.acquireOnBehalfOf("x");
    const other = 'Cannot borrow a second token for the same borrower: "x"';
    await assertRejects(
      () => limiter.acquireOnBehalfOf("x"),
      RuntimeError,
      other,
    );
    assertThrows(() => limiter.tryAcquireOnBehalfOf("x"), RuntimeError, other);
    assertEquals(limiter.availableTokens, 1);
  },
);

virtualTest(
  "CapacityLimiter.acquireOnBehalfOf() that waits twice for a borrower fails if the first token is still out",
  async () => {
    const limiter = new CapacityLimiter(1);
    limiter.tryAcquireOnBehalfOf("first");
    const twice = [1, 2].map(() => limiter.acquireOnBehalfOf("x"));
    const next = limiter.acquireOnBehalfOf("y");
    limiter.totalTokens = 2;
    await twice[0];
    assertEquals(limiter.statistics().borrowers, ["first", "x"]);
    limiter.releaseOnBehalfOf("first");
    await assertRejects(() => twice[1]!, RuntimeError, '"x"');
    await next;
    assertEquals(limiter.statistics().borrowers, ["x", "y"]);
    // Once the first is back, the next wait gets one.
    const again = [3, 4].map(() => limiter.acquireOnBehalfOf("z"));
    limiter.releaseOnBehalfOf("x");
    await again[0];
    limiter.releaseOnBehalfOf("z");
    await again[1];
    assertEquals(limiter.statistics().borrowers, ["y", "z"]);
  },
);

virtualTest(
  "CapacityLimiter: calls of one task can borrow for themselves",
  async () => {
    const limiter = new CapacityLimiter(2);
    const trace = new Trace();
    await Promise.all(["a", "b", "c"].map(async (name) => {
      using _ = await limiter.acquireOnBehalfOf({});
      trace.push(name);
      await asyncio.sleep(1);
    }));
    assertEquals(trace.toString(), "0 a\n0 b\n1 c");
  },
);

test("CapacityLimiter needs a task, or a borrower that is named", async () => {
  const limiter = new CapacityLimiter(1);
  const message =
    "No task runs the caller: name a borrower with acquireOnBehalfOf() or its twins";
  const refuse = async () => {
    await assertRejects(() => limiter.acquire(), RuntimeError, message);
    assertThrows(() => limiter.tryAcquire(), RuntimeError, message);
    assertThrows(() => limiter.release(), RuntimeError, message);
  };
  await refuse();
  await asyncio.run(async () => {
    const done = asyncio.getRunningLoop().createFuture<void>();
    asyncio.getRunningLoop().callSoon(() =>
      void refuse().then(() => done.setResult(), (e) => done.setException(e))
    );
    await done;
  });
  using _ = await limiter.acquireOnBehalfOf("me");
  const waiting = limiter.acquireOnBehalfOf("you");
  limiter.releaseOnBehalfOf("me");
  await waiting;
  assertEquals(limiter.statistics().borrowers, ["you"]);
  limiter.releaseOnBehalfOf("you");
  limiter.tryAcquireOnBehalfOf("me"); // what the guard gives back
});

virtualTest(
  "CapacityLimiter.release() throws if the borrower has no token",
  async () => {
    const limiter = new CapacityLimiter(2);
    assertThrows(
      () => limiter.release(),
      RuntimeError,
      `Cannot give back a token that is not borrowed: ${
        asyncio.currentTask()!.getName()
      }`,
    );
    const guard = await limiter.acquireOnBehalfOf("x");
    assertThrows(() => limiter.release(), RuntimeError);
    assertThrows(
      () => limiter.releaseOnBehalfOf("y"),
      RuntimeError,
      'Cannot give back a token that is not borrowed: "y"',
    );
    limiter.releaseOnBehalfOf("x");
    assertThrows(() => guard[Symbol.dispose](), RuntimeError, '"x"');
  },
);

virtualTest(
  "CapacityLimiter: a guard gives back its own token in any task",
  async () => {
    const limiter = new CapacityLimiter(2);
    using _ = await limiter.acquire();
    const guard = await asyncio.createTask(() => limiter.acquire());
    assertEquals(limiter.borrowedTokens, 2);
    guard[Symbol.dispose]();
    assertEquals(limiter.statistics().borrowers, [asyncio.currentTask()]);
  },
);

virtualTest(
  "CapacityLimiter: a cancelled waiter never takes a permit with it",
  async () => {
    const limiter = new CapacityLimiter(1);
    const trace = new Trace();
    const tasks = ["a", "b", "c"].map((name) => borrower(limiter, name, trace));
    await asyncio.sleep(0.5);
    tasks[1]!.cancel();
    assertEquals(limiter.statistics().tasksWaiting, 1);
    await asyncio.wait(tasks);
    assertEquals(trace.toString(), "0 a\n1 c");
    assertEquals(limiter.availableTokens, 1);
  },
);

virtualTest(
  "CapacityLimiter: a value handed over is never lost",
  async () => {
    const limiter = new CapacityLimiter(1);
    const trace = new Trace();
    limiter.tryAcquire();
    const task = borrower(limiter, "has it", trace);
    await asyncio.sleep(1);
    limiter.release();
    task.cancel();
    await asyncio.wait([task]);
    assertEquals(trace.toString(), "1 has it");
    assertEquals([task.cancelled(), limiter.availableTokens], [true, 1]);
  },
);

// The places are microtasks: before, in, and after each of the waits and hand-overs.
virtualTest(
  "CapacityLimiter with a borrower that is cancelled at every step loses nothing, and nothing wakes twice",
  async () => {
    const names = ["a", "b", "c"];
    for (let victim = 0; victim < names.length; victim++) {
      for (let place = 0; place < 60; place++) {
        const limiter = new CapacityLimiter(1);
        const entered: string[] = [];
        let inside = 0;
        const tasks = names.map((name) =>
          asyncio.createTask(async () => {
            using _ = await limiter.acquire();
            entered.push(name);
            assertEquals(++inside, 1);
            for (let step = 0; step < 4; step++) await null;
            inside--;
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
        assertEquals([inside, limiter.availableTokens], [0, 1]);
        assertEquals(limiter.statistics().tasksWaiting, 0);
      }
    }
  },
);

virtualTest(
  "CapacityLimiter: no waiter list grows with cancelled waiters",
  async () => {
    const limiter = new CapacityLimiter(1);
    limiter.tryAcquire();
    const tasks = Array.from(
      { length: 10_000 },
      () => asyncio.createTask(() => limiter.acquire()),
    );
    await asyncio.sleep(1);
    assertEquals(limiter.statistics().tasksWaiting, 10_000);
    for (const task of tasks) task.cancel();
    assertEquals(limiter.statistics().tasksWaiting, 0);
    await asyncio.wait(tasks);
    limiter.release();
    assertEquals(limiter.statistics().borrowers, []);
  },
);

virtualTest(
  "CapacityLimiter.acquire({ signal }) ends with the reason of an abort",
  async () => {
    const limiter = new CapacityLimiter(1);
    limiter.tryAcquireOnBehalfOf("x");
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = limiter.acquire({ signal });
    const next = limiter.acquireOnBehalfOf("next");
    controller.abort(new RangeError("enough"));
    await assertRejects(() => waiting, RangeError, "enough");
    limiter.releaseOnBehalfOf("x");
    (await next)[Symbol.dispose]();
    await assertRejects(
      () => limiter.acquire({ signal }),
      RangeError,
      "enough",
    );
    assertEquals(limiter.availableTokens, 1);
  },
);

virtualTest(
  "CapacityLimiter.acquire({ signal }) refuses what is no signal, free or not",
  async () => {
    const limiter = new CapacityLimiter(1);
    // @ts-expect-error Testing invalid input
    const attempt = () => limiter.acquire({ signal: 5 });
    const message = "'signal' must be an AbortSignal: 5";
    await assertRejects(attempt, TypeError, message);
    assertEquals(limiter.borrowedTokens, 0);
    limiter.totalTokens = 0;
    await assertRejects(attempt, TypeError, message);
  },
);

test("CapacityLimiter() and totalTokens refuse what is no whole number", () => {
  const limiter = new CapacityLimiter(3);
  for (const value of [-1, 0.5, NaN, -Infinity]) {
    const message =
      `The tokens of a capacity limiter must be a whole number of at least 0: ${value}`;
    assertThrows(() => new CapacityLimiter(value), RangeError, message);
    assertThrows(() => limiter.totalTokens = value, RangeError, message);
  }
  const message = 'The tokens of a capacity limiter must be a number: "2"';
  assertThrows(
    // @ts-expect-error Testing invalid input
    () => new CapacityLimiter("2"),
    TypeError,
    message,
  );
  assertThrows(
    // @ts-expect-error Testing invalid input
    () => limiter.totalTokens = "2",
    TypeError,
    message,
  );
  assertEquals(limiter.totalTokens, 3);
});

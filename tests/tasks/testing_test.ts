import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  runVirtual,
  Sequencer,
  Trace,
  VirtualClock,
  waitAllTasksBlocked,
} from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

function now(): number {
  return asyncio.getRunningLoop().time();
}

// runVirtual()

test("runVirtual() gives what main returns", async () => {
  assertEquals(await runVirtual(() => asyncio.sleep(1, "x")), "x");
});

test("runVirtual() throws what main throws", async () => {
  await assertRejects(
    () => runVirtual(() => Promise.reject(new SyntaxError("mine"))),
    SyntaxError,
    "mine",
  );
});

test("runVirtual() runs a day of sleeps in no time", async () => {
  const before = performance.now();
  const end = await runVirtual(async () => {
    for (let minute = 0; minute < 24 * 60; minute++) await asyncio.sleep(60);
    return now();
  });
  assertEquals(end, 24 * 60 * 60);
  assert(performance.now() - before < 10_000, "a day took real time");
});

test("runVirtual() starts its clock at 0, or where it is told", async () => {
  assertEquals(await runVirtual(() => Promise.resolve(now())), 0);
  assertEquals(
    await runVirtual(() => Promise.resolve(now()), { start: 1e9 }),
    1e9,
  );
});

test("runVirtual() passes debug on", async () => {
  const debug = () => Promise.resolve(asyncio.getRunningLoop().getDebug());
  assertEquals(await runVirtual(debug, { debug: true }), true);
  assertEquals(await runVirtual(debug), false);
});

test("runVirtual() cancels what main leaves running", async () => {
  const trace: string[] = [];
  await runVirtual(async () => {
    asyncio.createTask(async () => {
      try {
        await asyncio.sleep(100);
      } finally {
        trace.push("cancelled");
      }
    });
    await asyncio.sleep(1);
  });
  assertEquals(trace, ["cancelled"]);
});

test("runVirtual() wakes timers in the order of their deadlines, equal ones FIFO", async () => {
  const trace = new Trace();
  await runVirtual(async () => {
    const delays = [3, 1, 2, 1, 3];
    await asyncio.gather(
      delays.map((delay, i) => async () => {
        await asyncio.sleep(delay);
        trace.push(`${i}@${now()}`);
      }),
    );
  });
  assertEquals(trace.entries, ["1@1", "3@1", "2@2", "0@3", "4@3"]);
});

test("runVirtual() does not jump while a task can run", async () => {
  await runVirtual(async () => {
    const busy = asyncio.createTask(async () => {
      for (let i = 0; i < 5000; i++) await asyncio.sleep(0);
      return now();
    });
    const sleeper = asyncio.createTask(async () => {
      await asyncio.sleep(1e-6);
      return busy.done();
    });
    assertEquals(await busy, 0);
    assertEquals(await sleeper, true);
  });
});

test("runVirtual() does not jump while plain promises still resolve", async () => {
  await runVirtual(async () => {
    const busy = asyncio.createTask(async () => {
      for (let i = 0; i < 200; i++) await null;
      return now();
    });
    await asyncio.sleep(1);
    assertEquals(await busy, 0);
  });
});

test("runVirtual() may be called twice, each with its own time", async () => {
  for (let i = 0; i < 2; i++) {
    assertEquals(
      await runVirtual(async () => {
        await asyncio.sleep(5);
        return now();
      }),
      5,
    );
  }
});

test("runVirtual() at the same time as another keeps the two times apart", async () => {
  const main = (delay: number) => async () => {
    await asyncio.sleep(delay);
    return now();
  };
  assertEquals(
    await Promise.all([runVirtual(main(7)), runVirtual(main(3))]),
    [7, 3],
  );
});

test("runVirtual() refuses what is no function, coroutine or awaitable", async () => {
  const error = await assertRejects(
    // deno-lint-ignore require-await
    async () => runVirtual(42 as unknown as () => Promise<void>),
    TypeError,
  );
  assertStringIncludes(error.message, "42");
});

// VirtualClock

test("VirtualClock is the clock of a loop", async () => {
  const clock = new VirtualClock();
  await asyncio.run(async () => {
    await asyncio.sleep(3);
    assertEquals(now(), 3);
    assertEquals(clock.time(), 3);
  }, { loopFactory: () => asyncio.newEventLoop({ clock }) });
});

test("VirtualClock refuses a start that is no time, and to go back", () => {
  for (const start of [NaN, Infinity]) {
    const error = assertThrows(() => new VirtualClock(start), RangeError);
    assertStringIncludes(error.message, String(start));
  }
  const clock = new VirtualClock(5);
  for (const seconds of [-1, NaN]) {
    const error = assertThrows(() => clock.advance(seconds), RangeError);
    assertStringIncludes(error.message, String(seconds));
  }
  assertEquals(clock.time(), 5);
});

// waitAllTasksBlocked()

virtualTest(
  "waitAllTasksBlocked() returns once the others wait, before time moves",
  async () => {
    const trace = new Trace();
    const task = asyncio.createTask(async () => {
      for (let i = 0; i < 50; i++) await asyncio.sleep(0);
      trace.push("blocked");
      await asyncio.sleep(1);
      trace.push("woken");
    });
    await waitAllTasksBlocked();
    trace.push(`all blocked at ${now()}`);
    await task;
    assertEquals(trace.entries, ["blocked", "all blocked at 0", "woken"]);
  },
);

virtualTest(
  "waitAllTasksBlocked() with no other task returns at once",
  async () => {
    await waitAllTasksBlocked();
    assertEquals(now(), 0);
  },
);

virtualTest(
  "waitAllTasksBlocked() may be called by several tasks",
  async () => {
    const trace = new Trace();
    await asyncio.gather([1, 2].map((i) => async () => {
      await waitAllTasksBlocked();
      trace.push(i);
    }));
    assertEquals(trace.entries.length, 2);
    assertEquals(now(), 0);
  },
);

virtualTest("waitAllTasksBlocked() can be cancelled", async () => {
  const spinner = asyncio.createTask(async () => {
    while (true) await asyncio.sleep(0);
  });
  const task = asyncio.createTask(() => waitAllTasksBlocked());
  await asyncio.sleep(0);
  task.cancel();
  await assertRejects(() => task, asyncio.CancelledError);
  spinner.cancel();
  await asyncio.wait([spinner]);
});

test("waitAllTasksBlocked() works in real time too", async () => {
  await asyncio.run(async () => {
    let waiting = false;
    const future = asyncio.getRunningLoop().createFuture<void>();
    const task = asyncio.createTask(async () => {
      for (let i = 0; i < 20; i++) await asyncio.sleep(0);
      waiting = true;
      await future;
    });
    await waitAllTasksBlocked();
    assert(waiting);
    future.setResult();
    await task;
  });
});

// Sequencer

virtualTest(
  "Sequencer.at() lets blocks run in the order of their numbers",
  async () => {
    const seq = new Sequencer();
    const trace = new Trace();
    const worker = (name: string, ...points: number[]) => async () => {
      for (const point of points) {
        await using _ = await seq.at(point);
        trace.push(`${name}${point}`);
        await asyncio.sleep(point % 2);
      }
    };
    await asyncio.gather(worker("a", 1, 4), worker("b", 3), worker("c", 0, 2));
    assertEquals(trace.entries, ["c0", "a1", "c2", "b3", "a4"]);
  },
);

virtualTest("Sequencer.at() refuses a number that was used", async () => {
  const seq = new Sequencer();
  {
    await using _ = await seq.at(0);
  }
  const error = await assertRejects(
    async () => await seq.at(0),
    asyncio.RuntimeError,
  );
  assertStringIncludes(error.message, "0");
});

virtualTest(
  "Sequencer.at() refuses a number that is no natural number",
  async () => {
    const seq = new Sequencer();
    for (const point of [-1, 0.5, NaN]) {
      const error = await assertRejects(
        async () => await seq.at(point),
        RangeError,
      );
      assertStringIncludes(error.message, String(point));
    }
  },
);

virtualTest(
  "Sequencer.at() whose waiter is cancelled breaks the sequence instead of hanging",
  async () => {
    const seq = new Sequencer();
    const first = asyncio.createTask(async () => {
      await using _ = await seq.at(1);
    });
    const second = asyncio.createTask(async () => {
      await using _ = await seq.at(2);
    });
    await asyncio.sleep(1);
    first.cancel();
    await assertRejects(() => first, asyncio.CancelledError);
    await assertRejects(() => second, asyncio.RuntimeError);
  },
);

virtualTest(
  "Sequencer.at() passes an error of its block on, and the turn with it",
  async () => {
    const seq = new Sequencer();
    await assertRejects(async () => {
      await using _ = await seq.at(0);
      throw new SyntaxError("mine");
    }, SyntaxError);
    await using _ = await seq.at(1);
  },
);

// Trace

virtualTest(
  "Trace.push() keeps its words in order, and the times for toString()",
  async () => {
    const trace = new Trace();
    trace.push("a", 1, "b");
    await asyncio.sleep(1.5);
    trace.push("c");
    assertEquals(trace.entries, ["a 1 b", "c"]);
    assertEquals(trace.toString(), "0 a 1 b\n1.5 c");
  },
);

test("Trace starts empty", () => {
  const trace = new Trace();
  assertEquals(trace.entries, []);
  assertEquals(String(trace), "");
});

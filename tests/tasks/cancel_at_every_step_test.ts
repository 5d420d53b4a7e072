// Nothing is lost and nothing is left over, wherever a cancel strikes.
//
// Each scenario runs again and again; run k cancels its task at the k-th place, and the invariants are checked.
// A place is a microtask: an assassin counts native microtasks, and when enough of them have passed with nothing
// happening, it lets virtual time go on to the next instant. So every state between two microtasks is met, with
// the cancel both before and after what else happens in that microtask.

import { assert, assertEquals, assertFalse } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";

/** The microtasks after which an instant of virtual time is taken to be over. */
const HOPS = 40;

/** Runs `fn` as a task and cancels it at place `k`; gives the task once it has ended. */
async function cancelAt<T>(
  k: number,
  first: "task" | "assassin",
  fn: () => Promise<T>,
  strike: (task: asyncio.Task<T>) => void = (task) => task.cancel("strike"),
): Promise<{ task: asyncio.Task<T>; struck: boolean }> {
  let task!: asyncio.Task<T>;
  let struck = false;
  const assassin = async () => {
    for (let place = 0; !task.done(); place++) {
      if (place === k) {
        strike(task);
        struck = true;
        break;
      }
      if (place % HOPS === HOPS - 1) await asyncio.sleep(1);
      else await null;
    }
  };
  const start = () => {
    task = asyncio.createTask(fn);
  };
  if (first === "task") start();
  const killer = asyncio.createTask(assassin);
  if (first === "assassin") start();
  await asyncio.wait([task, killer]);
  return { task, struck };
}

/** A test that runs `check` for every place until the scenario ends before its cancel. */
function everywhere(
  name: string,
  check: (
    k: number,
    first: "task" | "assassin",
  ) => Promise<{ struck: boolean }>,
) {
  for (const first of ["task", "assassin"] as const) {
    virtualTest(`${name}, ${first} first`, async () => {
      let k = 0;
      while ((await check(k, first)).struck) {
        assert(k++ < 1000, "the scenario does not end");
      }
      assert(k > HOPS, `only ${k} places were tried`);
    });
  }
}

/** Reproducible numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

everywhere(
  "WaitList.wait() cancelled at every step loses no value",
  async (k, first) => {
    const list = new asyncio.WaitList<number>();
    const got: number[] = [];
    const sent: number[] = [];
    const loop = asyncio.getRunningLoop();
    let next = 0;
    const send = () => {
      if (list.wakeOne(next)) sent.push(next);
      next++;
    };
    const timers = [1, 1, 2, 3, 3, 4, 5].map((delay) =>
      loop.callLater(delay, send)
    );
    const run = await cancelAt(k, first, async () => {
      for (let i = 0; i < 4; i++) got.push(await list.wait());
    });
    for (const timer of timers) timer.cancel();
    assertEquals(got, sent, `k = ${k}`);
    assertEquals(list.size, 0, `k = ${k}`);
    if (!run.struck) assertEquals(got.length, 4);
    return run;
  },
);

everywhere(
  "waitFor() cancelled at every step loses no value of its body",
  async (k, first) => {
    let taken = 0;
    let received = 0;
    const run = await cancelAt(k, first, async () => {
      for (const delay of [0, 1, 2]) {
        // The second ends in the instant of its deadline.
        await asyncio.waitFor(async () => {
          await asyncio.sleep(delay);
          taken++;
        }, 1).then(() => received++, (error) => {
          if (!(error instanceof asyncio.TimeoutError)) throw error;
        });
      }
    });
    assertEquals(received, taken, `k = ${k}`);
    return run;
  },
);

for (const form of ["callback", "block"] as const) {
  everywhere(
    `timeout() cancelled at every step ends as cancelled or timed out, never both, ${form} form`,
    async (k, first) => {
      let outcome = "";
      let left = -1;
      const run = await cancelAt(k, first, async () => {
        const task = asyncio.currentTask()!;
        try {
          if (form === "callback") {
            await asyncio.timeout(2, async () => {
              await asyncio.sleep(1);
              await asyncio.sleep(5);
            });
          } else {
            await using _ = asyncio.timeout(2);
            await asyncio.sleep(1);
            await asyncio.sleep(5);
          }
          outcome = "passed";
        } catch (error) {
          outcome = (error as Error).name;
          left = task.cancelling();
          if (asyncio.isCancelled(error)) throw error;
        }
        await asyncio.sleep(1);
      });
      const context = `k = ${k}, ${outcome}`;
      if (outcome === "TimeoutError") {
        assert(left <= (run.struck ? 1 : 0), context);
      } else if (outcome === "CancelledError") assertEquals(left, 1, context);
      else assertEquals(outcome, "", context);
      assertEquals(run.task.cancelled(), run.struck, context);
      return run;
    },
  );

  everywhere(
    `TaskGroup cancelled at every step leaves no task running, ${form} form`,
    async (k, first) => {
      const children: asyncio.Task<void>[] = [];
      let running = 0;
      const child = (delay: number) => async () => {
        running++;
        try {
          await asyncio.sleep(delay);
          await asyncio.sleep(0);
        } finally {
          running--;
        }
      };
      const run = await cancelAt(k, first, async () => {
        if (form === "callback") {
          await asyncio.taskGroup(async (tg) => {
            children.push(tg.createTask(child(1)), tg.createTask(child(3)));
            await asyncio.sleep(2);
            children.push(tg.createTask(child(2)));
          });
        } else {
          await using tg = new asyncio.TaskGroup();
          children.push(tg.createTask(child(1)), tg.createTask(child(3)));
          await asyncio.sleep(2);
          children.push(tg.createTask(child(2)));
        }
        assertEquals(running, 0);
        await asyncio.sleep(1);
      });
      assertEquals(running, 0, `k = ${k}`);
      assert(children.every((task) => task.done()), `k = ${k}`);
      assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
      return run;
    },
  );

  everywhere(
    `TaskGroup with a failing task, cancelled at every step, reports the error or the cancel, ${form} form`,
    async (k, first) => {
      let failed = false;
      let left = -1;
      const fail = async () => {
        await asyncio.sleep(2);
        failed = true;
        throw new SyntaxError("child");
      };
      const run = await cancelAt(k, first, async () => {
        try {
          if (form === "callback") {
            await asyncio.taskGroup(async (tg) => {
              tg.createTask(fail);
              tg.createTask(() => asyncio.sleep(5));
              await asyncio.sleep(3);
            });
          } else {
            await using tg = new asyncio.TaskGroup();
            tg.createTask(fail);
            tg.createTask(() => asyncio.sleep(5));
            await asyncio.sleep(3);
          }
        } catch (error) {
          left = asyncio.currentTask()!.cancelling();
          if (!(error instanceof asyncio.ExceptionGroup)) throw error;
          assert(failed, `k = ${k}`);
          assertEquals(error.exceptions.map((e) => e.message), ["child"]);
        }
        await asyncio.sleep(1);
      });
      if (!run.task.cancelled()) assertEquals(left, 0, `k = ${k}`);
      assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
      return run;
    },
  );
}

everywhere(
  "TaskGroup with a limit, cancelled at every step, never runs more than it may",
  async (k, first) => {
    const tasks: asyncio.Task<void>[] = [];
    let running = 0;
    let most = 0;
    const started: number[] = [];
    const run = await cancelAt(k, first, () =>
      asyncio.taskGroup(async (tg) => {
        for (let i = 0; i < 6; i++) {
          tasks.push(tg.createTask(async () => {
            started.push(i);
            most = Math.max(most, ++running);
            try {
              await asyncio.sleep(1);
            } finally {
              running--;
            }
          }));
        }
        await asyncio.sleep(1);
        tasks[3]!.cancel();
      }, { limit: 2 }));
    assert(most <= 2, `k = ${k}`);
    assertEquals(running, 0, `k = ${k}`);
    assertEquals(started, [...started].sort(), `k = ${k}`);
    assert(tasks.every((task) => task.done()), `k = ${k}`);
    return run;
  },
);

everywhere(
  "TaskGroup.start() cancelled at every step either gives its value or has ended its task",
  async (k, first) => {
    let value: number | undefined;
    let ready = false;
    let ended = false;
    const run = await cancelAt(k, first, () =>
      asyncio.taskGroup(async (tg) => {
        value = await tg.start<number>(async (started) => {
          try {
            await asyncio.sleep(1);
            started(7);
            ready = true;
            await asyncio.sleep(2);
          } finally {
            ended = true;
          }
        });
        await asyncio.sleep(0);
      }));
    const context = `k = ${k}`;
    // A value that was handed over has arrived.
    assertEquals(value, ready ? 7 : undefined, context);
    if (ready) assert(ended, context);
    return run;
  },
);

everywhere(
  "shieldScope() cancelled at every step runs its body whole and delivers the cancel afterwards",
  async (k, first) => {
    const trace: string[] = [];
    const run = await cancelAt(k, first, async () => {
      trace.push("start");
      await asyncio.shieldScope(async () => {
        trace.push("open");
        await asyncio.sleep(1);
        await asyncio.sleep(0);
        await asyncio.timeout(1, () => asyncio.sleep(5)).catch((error) => {
          assertFalse(asyncio.isCancelled(error), `k = ${k}`);
        });
        trace.push("close");
      });
      await asyncio.sleep(1);
      trace.push("end");
    });
    const opened = trace.includes("open");
    assertEquals(trace.includes("close"), opened, `k = ${k}`);
    assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
    if (!run.struck) assertEquals(trace, ["start", "open", "close", "end"]);
    return run;
  },
);

everywhere(
  "moveOnAfter() and timeout() nested, the task cancelled at every step: the cancel always comes through",
  async (k, first) => {
    const run = await cancelAt(k, first, async () => {
      await asyncio.moveOnAfter(2, () =>
        asyncio.moveOnAfter(2, async () => {
          await asyncio.timeout(1, () => asyncio.sleep(5)).catch((error) => {
            if (asyncio.isCancelled(error)) throw error;
          });
          await asyncio.sleep(5);
        }));
      await asyncio.sleep(1);
    });
    assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
    return run;
  },
);

const once: Record<string, () => Promise<unknown>> = {
  "timeout()": () => asyncio.timeout(1, () => asyncio.sleep(5)),
  "timeout() as a block": async () => {
    await using _ = asyncio.timeout(1);
    await asyncio.sleep(5);
  },
  "timeout() in timeout()": () =>
    asyncio.timeout(1, () => asyncio.timeout(1, () => asyncio.sleep(5))),
  "moveOnAfter()": () => asyncio.moveOnAfter(1, () => asyncio.sleep(5)),
  "waitFor()": () => asyncio.waitFor(() => asyncio.sleep(5), 1),
  "waitFor() of a task": () =>
    asyncio.waitFor(asyncio.createTask(() => asyncio.sleep(5)), 1),
  "taskGroup() whose task fails": () =>
    asyncio.taskGroup(async (tg) => {
      tg.createTask(async () => {
        await asyncio.sleep(1);
        throw new SyntaxError("child");
      });
      await asyncio.sleep(5);
    }),
  "TaskGroup as a block, whose task fails": async () => {
    await using tg = new asyncio.TaskGroup();
    tg.createTask(async () => {
      await asyncio.sleep(1);
      throw new SyntaxError("child");
    });
    await asyncio.sleep(5);
  },
  "TaskGroup.cancel()": () =>
    asyncio.taskGroup(async (tg) => {
      tg.createTask(async () => {
        await asyncio.sleep(1);
        tg.cancel();
      });
      await asyncio.sleep(5);
    }),
  "shieldScope() with a timeout": () =>
    asyncio.shieldScope(() => asyncio.sleep(5), { timeout: 1 }),
  "race()": () =>
    asyncio.race([() => asyncio.sleep(1), () => asyncio.sleep(5)]),
};

for (const [name, body] of Object.entries(once)) {
  everywhere(
    `${name}: a cancel at every step is raised once, and never lost`,
    async (k, first) => {
      let seen = 0;
      const step = async (fn: () => Promise<unknown>) => {
        try {
          await fn();
        } catch (error) {
          if (asyncio.isCancelled(error)) seen++;
        }
      };
      const run = await cancelAt(k, first, async () => {
        await step(body);
        await step(() => asyncio.sleep(1));
        await step(() => asyncio.sleep(1));
      });
      // Before the first step and after the last wait, it is the task that ends cancelled.
      const raised = seen + (run.task.cancelled() ? 1 : 0);
      assertEquals(raised, run.struck ? 1 : 0, `k = ${k}`);
      return run;
    },
  );
}

everywhere(
  "CancelScope.cancel() at every step never ends more than its body",
  async (k, first) => {
    const scope = new asyncio.CancelScope();
    let after = false;
    let left = -1;
    const run = await cancelAt(k, first, async () => {
      await Promise.all([
        scope.run(async () => {
          await asyncio.sleep(1);
          await asyncio.sleep(0);
          await asyncio.sleep(1);
        }),
        asyncio.sleep(3),
      ]);
      left = asyncio.currentTask()!.cancelling();
      await asyncio.sleep(1);
      after = true;
    }, () => scope.cancel());
    assert(after, `k = ${k}`);
    assertEquals(left, 0, `k = ${k}`);
    assertFalse(run.task.cancelled(), `k = ${k}`);
    return run;
  },
);

const functions: Record<
  string,
  (awaitables: readonly asyncio.Awaitable<unknown>[]) => Promise<unknown>
> = { all: asyncio.all, race: asyncio.race, any: asyncio.any };

for (const [name, fn] of Object.entries(functions)) {
  everywhere(
    `${name}() cancelled at every step leaves no part running`,
    async (k, first) => {
      let running = 0;
      const part = (delay: number) => async () => {
        running++;
        try {
          await asyncio.sleep(delay);
        } finally {
          await asyncio.shieldScope(() => asyncio.sleep(1));
          running--;
        }
      };
      const before = asyncio.allTasks().size;
      const run = await cancelAt(k, first, async () => {
        await fn([part(1), part(2), part(1)]);
        assertEquals(running, 0, `k = ${k}`);
      });
      assertEquals(running, 0, `k = ${k}`);
      assertEquals(asyncio.allTasks().size, before, `k = ${k}`);
      return run;
    },
  );
}

// Random trees of scopes: whatever is nested in whatever, the task ends as it should.

type Body = () => Promise<void>;

/** What can be nested around two bodies, with a time to use as one pleases. */
const shapes: ((a: Body, b: Body, time: number) => Promise<unknown>)[] = [
  (a, b) => a().then(b),
  (a, b, time) => asyncio.timeout(time, a).catch(forgive).then(b),
  async (a, b, time) => {
    try {
      await using _ = asyncio.timeout(time);
      await a();
    } catch (error) {
      forgive(error);
    }
    await b();
  },
  (a, b, time) => asyncio.waitFor(a, time).catch(forgive).then(b),
  (a, b, time) => asyncio.moveOnAfter(time, a).then(b),
  (a, b) => asyncio.shieldScope(a).then(b),
  (a, b, time) => asyncio.shieldScope(a, { timeout: time }).then(b),
  (a, b, time) => {
    const deadline = asyncio.getRunningLoop().time() + time;
    return new asyncio.CancelScope({ deadline, level: true }).run(a).then(b);
  },
  (a, b, time) =>
    asyncio.taskGroup(async (tg) => {
      tg.createTask(a);
      await b();
      if (time === 0) tg.cancel();
    }),
  (a, b, time) =>
    asyncio.taskGroup(async (tg) => {
      tg.createTask(a);
      tg.createTask(b).cancel();
      tg.createTask(b);
      await asyncio.sleep(time);
    }, { limit: 1, exit: time === 0 ? "cancel" : "join" }),
  (a, b, time) =>
    asyncio.taskGroup(async (tg) => {
      tg.createTask(async () => {
        await a();
        throw new SyntaxError("child");
      });
      await b();
      await asyncio.sleep(time);
    }).catch(forgive),
  (a, b, time) =>
    asyncio.taskGroup(async (tg) => {
      await tg.start(async (started) => {
        await a();
        if (time > 0) started(undefined);
        await b();
      });
    }).catch(forgive),
  async (a, b, time) => {
    await using tg = new asyncio.TaskGroup();
    tg.createTask(a);
    const task = tg.createTask(b);
    await asyncio.sleep(time);
    task.cancel();
  },
  (a, b) => asyncio.race([a, b]),
  (a, b) => asyncio.any([a, b]),
  (a, b) => asyncio.all([a, b]),
  async (a, b) => {
    // A scope around each: blocks side by side in one task would not know which wait is theirs.
    const parts = [a, b].map((part) => new asyncio.CancelScope().run(part));
    for (const end of await Promise.allSettled(parts)) {
      if (end.status === "rejected") throw end.reason;
    }
  },
];

function forgive(error: unknown) {
  if (asyncio.isCancelled(error)) throw error;
}

/** Makes a random program of nested scopes that counts, in `open`, the bodies that are running. */
function randomBody(
  random: () => number,
  depth: number,
  open: { count: number },
): Body {
  const time = Math.floor(random() * 4);
  const shape = shapes[Math.floor(random() * shapes.length)]!;
  const parts = depth === 0 ? null : [
    randomBody(random, depth - 1, open),
    randomBody(random, depth - 1, open),
  ] as const;
  return async () => {
    open.count++;
    try {
      if (parts === null) await asyncio.sleep(time);
      else await shape(...parts, time);
    } finally {
      open.count--;
    }
  };
}

/** Runs the program of `seed` again and again, each time cancelled somewhere else. */
async function checkSeed(seed: number) {
  const places = seeded(seed * 7919);
  const before = asyncio.allTasks().size;
  for (let round = 0; round < 25; round++) {
    const open = { count: 0 };
    const body = randomBody(seeded(seed), 2 + seed % 3, open);
    const k = Math.floor(places() * HOPS * 6);
    const first = round % 2 === 0 ? "task" : "assassin";
    let left = 0;
    const run = await cancelAt(k, first, async () => {
      await body();
      left = asyncio.currentTask()!.cancelling();
      await asyncio.sleep(1);
    });
    const context = `seed ${seed}, k = ${k}, ${first} first`;
    assertEquals(run.task.cancelled(), run.struck, context);
    assert(left <= (run.struck ? 1 : 0), `${context}: ${left} cancels left`);
    assertEquals(open.count, 0, context);
    assertEquals(asyncio.allTasks().size, before, context);
  }
}

const SEEDS = 100;

for (let start = 1; start <= 1000; start += SEEDS) {
  virtualTest(
    `scopes nested at random, seeds from ${start} on, cancelled anywhere, leave nothing open`,
    async () => {
      for (let seed = start; seed < start + SEEDS; seed++) {
        await checkSeed(seed);
      }
    },
  );
}

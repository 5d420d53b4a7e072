import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";

function now(): number {
  return asyncio.getRunningLoop().time();
}

async function assertUncancelled() {
  assertEquals(asyncio.currentTask()!.cancelling(), 0);
  await asyncio.sleep(0);
  await asyncio.sleep(0.001);
}

virtualTest("CancelScope.run() gives what the body returns", async () => {
  const scope = new asyncio.CancelScope();
  assertEquals(await scope.run(() => asyncio.sleep(1, "x")), "x");
  assertFalse(scope.cancelCalled);
  assertFalse(scope.cancelledCaught);
});

virtualTest("CancelScope.cancel() ends the body quietly", async () => {
  const scope = new asyncio.CancelScope();
  asyncio.getRunningLoop().callLater(1, () => scope.cancel());
  const result = await scope.run(() => asyncio.sleep(10, "x"));
  assertStrictEquals(result, undefined);
  assert(scope.cancelCalled);
  assert(scope.cancelledCaught);
  assertEquals(now(), 1);
  await assertUncancelled();
});

virtualTest("CancelScope.cancel() gives its reason to the body", async () => {
  const scope = new asyncio.CancelScope();
  let message = "";
  await scope.run(async () => {
    scope.cancel("not needed");
    try {
      await asyncio.sleep(10);
    } catch (error) {
      message = (error as Error).message;
      throw error;
    }
  });
  assertEquals(message, "not needed");
});

virtualTest(
  "CancelScope.cancel() before run() ends the body at its first wait",
  async () => {
    const scope = new asyncio.CancelScope();
    scope.cancel();
    const trace: string[] = [];
    await scope.run(async () => {
      trace.push("started");
      await asyncio.sleep(0);
      trace.push("never");
    });
    assertEquals(trace, ["started"]);
    assert(scope.cancelledCaught);
    await assertUncancelled();
  },
);

virtualTest(
  "CancelScope.cancel() of a body that does not wait again is called, not caught",
  async () => {
    const scope = new asyncio.CancelScope();
    const result = await scope.run(() => {
      scope.cancel();
      return Promise.resolve("done");
    });
    assertEquals(result, "done");
    assert(scope.cancelCalled);
    assertFalse(scope.cancelledCaught);
    await assertUncancelled();
  },
);

virtualTest(
  "CancelScope.cancel() is delivered once, unless the scope is level",
  async () => {
    const scope = new asyncio.CancelScope();
    let count = 0;
    await scope.run(async () => {
      scope.cancel();
      scope.cancel();
      for (let i = 0; i < 3; i++) {
        try {
          await asyncio.sleep(1);
        } catch {
          count++;
        }
      }
    });
    assertEquals(count, 1);
    assertEquals(now(), 2);
    await assertUncancelled();
  },
);

virtualTest(
  "CancelScope { level: true } raises at every wait until it is left",
  async () => {
    const scope = new asyncio.CancelScope({ level: true });
    let count = 0;
    await scope.run(async () => {
      scope.cancel();
      for (let i = 0; i < 3; i++) {
        try {
          await asyncio.sleep(i);
        } catch (error) {
          assert(asyncio.isCancelled(error));
          count++;
        }
      }
    });
    assertEquals(count, 3);
    assertEquals(now(), 0);
    await assertUncancelled();
  },
);

virtualTest(
  "CancelScope { level: true } raises in checkpoint() and for waiting calls made later",
  async () => {
    const scope = new asyncio.CancelScope({ level: true, deadline: now() + 1 });
    let count = 0;
    await scope.run(async () => {
      for (
        const wait of [
          () => asyncio.sleep(5),
          () => asyncio.checkpoint(),
          () => asyncio.getRunningLoop().createFuture<void>(),
          () => new asyncio.WaitList().wait(),
          () => asyncio.createTask(() => asyncio.sleep(5)),
        ]
      ) {
        await assertRejects(() => wait(), asyncio.CancelledError);
        count++;
      }
    });
    assertEquals(count, 5);
    assertEquals(now(), 1);
    await assertUncancelled();
  },
);

virtualTest(
  "CancelScope inside another: the outer's cancel passes through the inner",
  async () => {
    const outer = new asyncio.CancelScope();
    const inner = new asyncio.CancelScope();
    const trace: string[] = [];
    await outer.run(async () => {
      await inner.run(async () => {
        outer.cancel();
        await asyncio.sleep(10);
      });
      trace.push("not reached");
    });
    assertEquals(trace, []);
    assert(outer.cancelledCaught);
    assertFalse(inner.cancelledCaught);
    assertFalse(inner.cancelCalled);
    await assertUncancelled();
  },
);

virtualTest(
  "CancelScope inside another: the inner's cancel ends only the inner",
  async () => {
    const outer = new asyncio.CancelScope();
    const inner = new asyncio.CancelScope();
    const result = await outer.run(async () => {
      await inner.run(async () => {
        inner.cancel();
        await asyncio.sleep(10);
      });
      await asyncio.sleep(1);
      return "reached";
    });
    assertEquals(result, "reached");
    assert(inner.cancelledCaught);
    assertFalse(outer.cancelledCaught);
  },
);

virtualTest(
  "CancelScope inside another: with both cancelled, the outer catches",
  async () => {
    const outer = new asyncio.CancelScope();
    const inner = new asyncio.CancelScope();
    const trace: string[] = [];
    await outer.run(async () => {
      await inner.run(async () => {
        inner.cancel();
        outer.cancel();
        await asyncio.sleep(10);
      });
      await asyncio.sleep(0);
      trace.push("not reached");
    });
    assertEquals(trace, []);
    assert(outer.cancelledCaught);
    await assertUncancelled();
  },
);

virtualTest(
  "CancelScope beside another in one task: each ends only its own waits",
  async () => {
    const a = new asyncio.CancelScope({ deadline: now() + 1 });
    const b = new asyncio.CancelScope({ deadline: now() + 3 });
    const results = await Promise.all([
      a.run(() => asyncio.sleep(10, "a")),
      b.run(() => asyncio.sleep(2, "b")),
      asyncio.sleep(4, "c"),
    ]);
    assertEquals(results, [undefined, "b", "c"]);
    assert(a.cancelledCaught);
    assertFalse(b.cancelCalled);
    await assertUncancelled();
  },
);

virtualTest("CancelScope lets another's cancel through", async () => {
  const scope = new asyncio.CancelScope();
  const task = asyncio.createTask(() => scope.run(() => asyncio.sleep(10)));
  await asyncio.sleep(1);
  task.cancel("task");
  await assertRejects(() => task, asyncio.CancelledError, "task");
  assertFalse(scope.cancelCalled);
  assertFalse(scope.cancelledCaught);
});

virtualTest("CancelScope lets an error of the body through", async () => {
  const scope = new asyncio.CancelScope();
  await assertRejects(
    () =>
      scope.run(async () => {
        scope.cancel();
        try {
          await asyncio.sleep(1);
        } catch {
          throw new SyntaxError("cleanup");
        }
      }),
    SyntaxError,
    "cleanup",
  );
  assertFalse(scope.cancelledCaught);
  await assertUncancelled();
});

virtualTest(
  "CancelScope.deadline is none, set, and moved while the body waits",
  async () => {
    const scope = new asyncio.CancelScope();
    assertEquals(scope.deadline, Infinity);
    asyncio.getRunningLoop().callLater(1, () => {
      scope.deadline = 5;
    });
    asyncio.getRunningLoop().callLater(2, () => {
      scope.deadline = 3;
    });
    await scope.run(() => asyncio.sleep(10));
    assertEquals(now(), 3);
    assertEquals(scope.deadline, 3);
    assert(scope.cancelledCaught);
  },
);

virtualTest(
  "CancelScope.deadline of Infinity takes the deadline away",
  async () => {
    const scope = new asyncio.CancelScope({ deadline: now() + 1 });
    const result = await scope.run(async () => {
      scope.deadline = Infinity;
      return await asyncio.sleep(10, "x");
    });
    assertEquals(result, "x");
    assertFalse(scope.cancelCalled);
  },
);

virtualTest(
  "CancelScope.deadline in the past cancels at the next wait",
  async () => {
    const scope = new asyncio.CancelScope({ deadline: now() - 1 });
    await scope.run(() => asyncio.sleep(10));
    assertEquals(now(), 0);
    assert(scope.cancelledCaught);
  },
);

virtualTest(
  "CancelScope.deadline that passes after the body has ended does nothing",
  async () => {
    const scope = new asyncio.CancelScope({ deadline: now() + 1 });
    await scope.run(() => asyncio.sleep(0.5));
    await asyncio.sleep(5);
    assertFalse(scope.cancelCalled);
  },
);

virtualTest(
  "CancelScope { shield: true } holds an outer cancel back, not its own",
  async () => {
    const trace: string[] = [];
    const scope = new asyncio.CancelScope({
      shield: true,
      deadline: now() + 3,
    });
    const task = asyncio.createTask(async () => {
      await scope.run(async () => {
        await asyncio.sleep(2);
        trace.push(`shielded until ${now()}`);
        await asyncio.sleep(10);
      });
      trace.push(`left at ${now()}`);
      await asyncio.sleep(1);
      trace.push("never");
    });
    await asyncio.sleep(1);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(trace, ["shielded until 2", "left at 3"]);
  },
);

virtualTest(
  "CancelScope as a block: its own cancel leaves as CancelledError, which a caller can tell by the scope",
  async () => {
    let scope!: asyncio.CancelScope;
    const error = await assertRejects(async () => {
      await using block = new asyncio.CancelScope({ deadline: now() + 1 });
      scope = block;
      await asyncio.sleep(10);
    }, asyncio.CancelledError);
    assertFalse(error instanceof SuppressedError);
    assert(scope.cancelCalled);
    await assertUncancelled();
  },
);

virtualTest("CancelScope as a block ends with the block", async () => {
  {
    await using scope = new asyncio.CancelScope({
      deadline: now() + 1,
      shield: true,
    });
    assert(scope.shield);
  }
  await asyncio.sleep(5);
});

virtualTest(
  "CancelScope.run() of a body that throws before it waits ends the scope",
  async () => {
    const scope = new asyncio.CancelScope({ deadline: now() + 1 });
    await assertRejects(
      () =>
        scope.run(() => {
          throw new SyntaxError("at once");
        }),
      SyntaxError,
      "at once",
    );
    await asyncio.sleep(2);
    assertFalse(scope.cancelCalled);
    await assertUncancelled();
  },
);

virtualTest(
  "CancelScope { level: true } around a group: the group waits for its tasks all the same",
  async () => {
    const scope = new asyncio.CancelScope({ level: true, deadline: now() + 1 });
    let cleaned = false;
    await scope.run(() =>
      asyncio.taskGroup(async (tg) => {
        tg.createTask(async () => {
          try {
            await asyncio.sleep(10);
          } finally {
            await asyncio.sleep(1);
            cleaned = true;
          }
        });
        await asyncio.sleep(10);
      })
    );
    assert(cleaned);
    assertEquals(now(), 2);
    await assertUncancelled();
  },
);

virtualTest(
  "CancelScope does not keep the errors of the scopes that have come and gone inside it",
  async () => {
    const outer = new asyncio.CancelScope();
    await outer.within(async () => {
      for (let i = 0; i < 100; i++) {
        await asyncio.moveOnAfter(1, () => asyncio.sleep(10));
      }
    });
    outer.exit();
    assertEquals(outer.thrown.length, 0);
  },
);

virtualTest("CancelScope.run() a second time is a RuntimeError", async () => {
  const scope = new asyncio.CancelScope();
  await scope.run(() => Promise.resolve());
  await assertRejects(
    () => scope.run(() => Promise.resolve()),
    asyncio.RuntimeError,
    "only once",
  );
});

virtualTest("CancelScope.run() while it runs is a RuntimeError", async () => {
  const scope = new asyncio.CancelScope();
  await scope.run(() =>
    assertRejects(
      () => scope.run(() => Promise.resolve()),
      asyncio.RuntimeError,
      "only once",
    )
  );
});

virtualTest("CancelScope.run() outside a task is a RuntimeError", async () => {
  const outside = new Promise((resolve, reject) => {
    asyncio.getRunningLoop().callSoon(() => {
      new asyncio.CancelScope().run(() => Promise.resolve())
        .then(resolve, reject);
    });
  });
  await assertRejects(() => outside, asyncio.RuntimeError, "task");
});

virtualTest("CancelScope refuses a deadline that is NaN or no number", () => {
  const nan = assertThrows(
    () => new asyncio.CancelScope({ deadline: NaN }),
    RangeError,
  );
  assertStringIncludes(nan.message, "NaN");
  const wrong = assertThrows(
    () => new asyncio.CancelScope({ deadline: "noon" as unknown as number }),
    TypeError,
  );
  assertStringIncludes(wrong.message, "noon");
  const scope = new asyncio.CancelScope({ deadline: 5 });
  assertThrows(() => {
    scope.deadline = NaN;
  }, RangeError);
  assertEquals(scope.deadline, 5);
});

// currentEffectiveDeadline()

virtualTest(
  "currentEffectiveDeadline() is the nearest of all enclosing deadlines",
  async () => {
    const seen: number[] = [];
    const see = () => void seen.push(asyncio.currentEffectiveDeadline());
    see();
    await asyncio.timeout(10, async () => {
      see();
      await asyncio.moveOnAfter(5, async () => {
        see();
        await asyncio.timeout(7, () => Promise.resolve(see()));
      });
      await asyncio.timeoutAt(null, () => Promise.resolve(see()));
    });
    assertEquals(seen, [Infinity, 10, 5, 5, 10]);
  },
);

virtualTest(
  "currentEffectiveDeadline() does not look beyond a shield",
  async () => {
    await asyncio.timeout(10, () =>
      asyncio.shieldScope(async () => {
        assertEquals(asyncio.currentEffectiveDeadline(), Infinity);
        await asyncio.timeout(
          20,
          () =>
            Promise.resolve(
              assertEquals(asyncio.currentEffectiveDeadline(), 20),
            ),
        );
      }));
  },
);

virtualTest(
  "currentEffectiveDeadline() is -Infinity in a cancelled scope",
  async () => {
    const scope = new asyncio.CancelScope({ deadline: 100 });
    await scope.run(() => {
      scope.cancel();
      assertEquals(asyncio.currentEffectiveDeadline(), -Infinity);
    });
  },
);

virtualTest(
  "currentEffectiveDeadline() of a new task starts anew",
  async () => {
    await asyncio.timeout(10, async () => {
      const task = asyncio.createTask(() =>
        Promise.resolve(asyncio.currentEffectiveDeadline())
      );
      assertEquals(await task, Infinity);
    });
  },
);

// currentSignal()

/** Waits like fetch: on nothing of ours, until the signal aborts. */
function foreignWait(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), {
      once: true,
    });
  });
}

virtualTest(
  "currentSignal() aborts a foreign wait with the CancelledError",
  async () => {
    let reason: unknown;
    const task = asyncio.createTask(async () => {
      const signal = asyncio.currentSignal();
      try {
        await foreignWait(signal);
      } catch (error) {
        assertStrictEquals(error, signal.reason);
        reason = error;
        throw error;
      }
    });
    await asyncio.sleep(1);
    task.cancel("stop");
    await assertRejects(() => task, asyncio.CancelledError, "stop");
    assert(asyncio.isCancelled(reason));
    assert(task.cancelled());
  },
);

virtualTest(
  "currentSignal() in a timeout turns a foreign wait into a TimeoutError",
  async () => {
    await assertRejects(
      () => asyncio.timeout(1, () => foreignWait(asyncio.currentSignal())),
      asyncio.TimeoutError,
    );
    assertEquals(now(), 1);
    await assertUncancelled();
  },
);

virtualTest(
  "currentSignal() in a timeout as a block turns a foreign wait into a TimeoutError",
  async () => {
    await assertRejects(async () => {
      await using _ = asyncio.timeout(1);
      await foreignWait(asyncio.currentSignal());
    }, asyncio.TimeoutError);
    await assertUncancelled();
  },
);

virtualTest("currentSignal() is a new one after an abort", async () => {
  const task = asyncio.createTask(async () => {
    const first = asyncio.currentSignal();
    assertStrictEquals(first, asyncio.currentSignal());
    await assertRejects(() => foreignWait(first), asyncio.CancelledError);
    const second = asyncio.currentSignal();
    assert(first.aborted);
    assertFalse(second.aborted);
    await foreignWait(second);
  });
  await asyncio.sleep(1);
  task.cancel("one");
  await asyncio.sleep(1);
  assertFalse(task.done());
  task.cancel("two");
  await assertRejects(() => task, asyncio.CancelledError, "two");
});

virtualTest(
  "currentSignal() taken while a cancel is pending has aborted already",
  async () => {
    const task = asyncio.createTask(async () => {
      asyncio.currentTask()!.cancel("pending");
      await foreignWait(asyncio.currentSignal());
    });
    await assertRejects(() => task, asyncio.CancelledError, "pending");
  },
);

virtualTest(
  "currentSignal() outside of a shield is not aborted for the inside",
  async () => {
    let inner!: AbortSignal;
    let outer!: AbortSignal;
    const task = asyncio.createTask(async () => {
      outer = asyncio.currentSignal();
      await asyncio.shieldScope(async () => {
        inner = asyncio.currentSignal();
        await asyncio.sleep(5);
        assertFalse(inner.aborted);
      });
      await asyncio.sleep(1);
    });
    await asyncio.sleep(1);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assert(outer.aborted);
    assertEquals(now(), 5);
  },
);

virtualTest(
  "currentSignal() of one scope beside another aborts alone",
  async () => {
    const signals: AbortSignal[] = [];
    const wait = () => {
      const signal = asyncio.currentSignal();
      signals.push(signal);
      return foreignWait(signal);
    };
    const task = asyncio.createTask(() =>
      Promise.all([
        asyncio.moveOnAfter(1, wait),
        asyncio.moveOnAfter(3, wait),
        asyncio.sleep(2).then(() => signals.map((signal) => signal.aborted)),
      ])
    );
    assertEquals((await task)[2], [true, false]);
    assertEquals(now(), 3);
  },
);

virtualTest("currentSignal() is the signal of the current task", async () => {
  const task = asyncio.createTask(() => {
    assertStrictEquals(
      asyncio.currentSignal(),
      asyncio.currentTask()!.signal,
    );
    return Promise.resolve();
  });
  await task;
});

// checkpoint()

virtualTest(
  "checkpoint() lets the others run and delivers a pending cancel",
  async () => {
    const trace: string[] = [];
    const task = asyncio.createTask(async () => {
      trace.push("task");
      await asyncio.checkpoint();
      trace.push("after");
      asyncio.currentTask()!.cancel("here");
      await asyncio.checkpoint();
      trace.push("never");
    });
    trace.push("main");
    await assertRejects(() => task, asyncio.CancelledError, "here");
    assertEquals(trace, ["main", "task", "after"]);
  },
);

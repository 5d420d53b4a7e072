// CPython's test_timeouts, by meaning, under virtual time. Mostly in the callback form; a test that
// says "block form" repeats one whose meaning `await using` puts at risk.

import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { VirtualClock } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

function now(): number {
  return asyncio.getRunningLoop().time();
}

/** Runs `fn` outside every task, in a callback of the running loop. */
function withoutTask<T>(fn: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asyncio.getRunningLoop().callSoon(() => {
      fn().then(resolve, reject);
    });
  });
}

/** The task has no cancel left over, neither counted nor pending. */
async function assertUncancelled() {
  assertEquals(asyncio.currentTask()!.cancelling(), 0);
  await asyncio.sleep(0);
  await asyncio.sleep(0.001);
}

virtualTest(
  "timeouts/TimeoutTests.test_timeout_basic: a body past its time ends with TimeoutError",
  async () => {
    let scope!: asyncio.Timeout;
    await assertRejects(
      () =>
        asyncio.timeout(0.01, async (cm) => {
          scope = cm;
          await asyncio.sleep(10);
        }),
      asyncio.TimeoutError,
    );
    assert(scope.expired());
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_basic: a body past its time ends with TimeoutError, block form",
  async () => {
    let scope!: asyncio.Timeout;
    const error = await assertRejects(async () => {
      await using cm = asyncio.timeout(0.01);
      scope = cm;
      await asyncio.sleep(10);
    }, asyncio.TimeoutError);
    assertFalse(asyncio.isCancelled(error));
    assert(scope.expired());
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_at_basic: the deadline is a time of the loop",
  async () => {
    const deadline = now() + 0.01;
    let scope!: asyncio.Timeout;
    await assertRejects(
      () =>
        asyncio.timeoutAt(deadline, async (cm) => {
          scope = cm;
          await asyncio.sleep(10);
        }),
      asyncio.TimeoutError,
    );
    assert(scope.expired());
    assertEquals(scope.when(), deadline);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_at_basic: the deadline is a time of the loop, block form",
  async () => {
    const deadline = now() + 0.01;
    let scope!: asyncio.Timeout;
    await assertRejects(async () => {
      await using cm = asyncio.timeoutAt(deadline);
      scope = cm;
      await asyncio.sleep(10);
    }, asyncio.TimeoutError);
    assert(scope.expired());
    assertEquals(scope.when(), deadline);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_nested_timeouts: of two with one deadline only the outer raises, both expire",
  async () => {
    const deadline = now() + 0.01;
    let cancelled = false;
    let outer!: asyncio.Timeout;
    let inner!: asyncio.Timeout;
    await assertRejects(
      () =>
        asyncio.timeoutAt(deadline, async (cm1) => {
          outer = cm1;
          try {
            await asyncio.timeoutAt(deadline, async (cm2) => {
              inner = cm2;
              await asyncio.sleep(10);
            });
          } catch (error) {
            cancelled = asyncio.isCancelled(error);
            throw error;
          }
        }),
      asyncio.TimeoutError,
    );
    assert(cancelled);
    assert(outer.expired());
    assert(inner.expired());
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_nested_timeouts: of two with one deadline only the outer raises, block form",
  async () => {
    const deadline = now() + 0.01;
    let cancelled = false;
    let outer!: asyncio.Timeout;
    let inner!: asyncio.Timeout;
    await assertRejects(async () => {
      await using cm1 = asyncio.timeoutAt(deadline);
      outer = cm1;
      try {
        await using cm2 = asyncio.timeoutAt(deadline);
        inner = cm2;
        await asyncio.sleep(10);
      } catch (error) {
        cancelled = asyncio.isCancelled(error);
        throw error;
      }
    }, asyncio.TimeoutError);
    assert(cancelled);
    assert(outer.expired());
    assert(inner.expired());
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_waiter_cancelled: the body sees a CancelledError",
  async () => {
    let cancelled = false;
    await assertRejects(
      () =>
        asyncio.timeout(0.01, async () => {
          try {
            await asyncio.sleep(10);
          } catch (error) {
            cancelled = asyncio.isCancelled(error);
            throw error;
          }
        }),
      asyncio.TimeoutError,
    );
    assert(cancelled);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_waiter_cancelled: the body sees a CancelledError, block form",
  async () => {
    let cancelled = false;
    await assertRejects(async () => {
      await using _ = asyncio.timeout(0.01);
      try {
        await asyncio.sleep(10);
      } catch (error) {
        cancelled = asyncio.isCancelled(error);
        throw error;
      }
    }, asyncio.TimeoutError);
    assert(cancelled);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_not_called: a body within its time gives its value",
  async () => {
    let scope!: asyncio.Timeout;
    const value = await asyncio.timeout(10, async (cm) => {
      scope = cm;
      await asyncio.sleep(0.01);
      return "value";
    });
    assertEquals(value, "value");
    assertFalse(scope.expired());
    assert(scope.when()! > now());
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_not_called: a body within its time goes on, block form",
  async () => {
    let scope!: asyncio.Timeout;
    {
      await using cm = asyncio.timeout(10);
      scope = cm;
      await asyncio.sleep(0.01);
    }
    assertFalse(scope.expired());
    assert(scope.when()! > now());
    await asyncio.sleep(20);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_disabled: a delay of null never expires",
  async () => {
    let scope!: asyncio.Timeout;
    await asyncio.timeout(null, async (cm) => {
      scope = cm;
      await asyncio.sleep(1e6);
    });
    assertFalse(scope.expired());
    assertStrictEquals(scope.when(), null);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_at_disabled: a deadline of null never expires",
  async () => {
    let scope!: asyncio.Timeout;
    await asyncio.timeoutAt(null, async (cm) => {
      scope = cm;
      await asyncio.sleep(1e6);
    });
    assertFalse(scope.expired());
    assertStrictEquals(scope.when(), null);
  },
);

for (
  const [name, delay, body] of [
    ["test_timeout_zero", 0, 10],
    ["test_timeout_zero_sleep_zero", 0, 0],
    ["test_timeout_in_the_past_sleep_zero", -11, 0],
  ] as const
) {
  virtualTest(
    `timeouts/TimeoutTests.${name}: timeout(${delay}) ends sleep(${body})`,
    async () => {
      const start = now();
      let scope!: asyncio.Timeout;
      await assertRejects(
        () =>
          asyncio.timeout(delay, async (cm) => {
            scope = cm;
            await asyncio.sleep(body);
          }),
        asyncio.TimeoutError,
      );
      assert(scope.expired());
      assert(scope.when()! <= now());
      assertEquals(now(), start);
      await assertUncancelled();
    },
  );

  virtualTest(
    `timeouts/TimeoutTests.${name}: timeout(${delay}) ends sleep(${body}), block form`,
    async () => {
      const start = now();
      let scope!: asyncio.Timeout;
      await assertRejects(async () => {
        await using cm = asyncio.timeout(delay);
        scope = cm;
        await asyncio.sleep(body);
      }, asyncio.TimeoutError);
      assert(scope.expired());
      assertEquals(now(), start);
      await assertUncancelled();
    },
  );
}

virtualTest(
  "timeouts/TimeoutTests.test_timeout_zero: a body that never waits passes",
  async () => {
    assertEquals(await asyncio.timeout(0, () => Promise.resolve(1)), 1);
    {
      await using _ = asyncio.timeout(0);
    }
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_foreign_exception_passed: an error of the body stays itself",
  async () => {
    let scope!: asyncio.Timeout;
    await assertRejects(
      () =>
        asyncio.timeout(0.01, (cm) => {
          scope = cm;
          return Promise.reject(new SyntaxError("mine"));
        }),
      SyntaxError,
      "mine",
    );
    assertFalse(scope.expired());
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_foreign_exception_passed: an error of the body stays itself, block form",
  async () => {
    let scope!: asyncio.Timeout;
    await assertRejects(
      async () => {
        await using cm = asyncio.timeout(0.01);
        scope = cm;
        await asyncio.sleep(0.001);
        throw new SyntaxError("mine");
      },
      SyntaxError,
      "mine",
    );
    assertFalse(scope.expired());
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_exception_context: TimeoutError is caused by the CancelledError",
  async () => {
    const error = await assertRejects(
      () =>
        asyncio.timeout(0.01, async () => {
          try {
            throw new SyntaxError("replaced by what the cleanup throws");
          } finally {
            await asyncio.sleep(1);
          }
        }),
      asyncio.TimeoutError,
    );
    assertInstanceOf(error.cause, asyncio.CancelledError);
    assertStrictEquals(error.cause.cause, undefined);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_foreign_exception_on_timeout: an error thrown while timing out comes out",
  async () => {
    let scope!: asyncio.Timeout;
    const error = await assertRejects(
      () =>
        asyncio.timeout(0.01, async (cm) => {
          scope = cm;
          try {
            await asyncio.sleep(1);
          } catch {
            throw new SyntaxError("crash");
          }
        }),
      SyntaxError,
      "crash",
    );
    assertStrictEquals(error.cause, undefined);
    assert(scope.expired());
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_foreign_exception_on_timeout: an error thrown while timing out comes out, block form",
  async () => {
    await assertRejects(
      async () => {
        await using _ = asyncio.timeout(0.01);
        try {
          await asyncio.sleep(1);
        } catch {
          throw new SyntaxError("crash");
        }
      },
      SyntaxError,
      "crash",
    );
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_foreign_exception_on_timeout_2: the last error of nested cleanups comes out",
  async () => {
    await assertRejects(
      () =>
        asyncio.timeout(0.01, async () => {
          try {
            try {
              await asyncio.sleep(1);
            } finally {
              await Promise.reject(new RangeError("first"));
            }
          } catch (cause) {
            throw new SyntaxError("last", { cause });
          }
        }),
      SyntaxError,
      "last",
    );
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_foreign_cancel_doesnt_timeout_if_not_expired: another's cancel stays a CancelledError",
  async () => {
    let scope!: asyncio.Timeout;
    const task = asyncio.createTask(() =>
      asyncio.timeout(10, async (cm) => {
        scope = cm;
        asyncio.currentTask()!.cancel("by me");
        await asyncio.sleep(10);
      })
    );
    await assertRejects(() => task, asyncio.CancelledError, "by me");
    assert(task.cancelled());
    assertFalse(scope.expired());
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_foreign_cancel_doesnt_timeout_if_not_expired: another's cancel stays itself, block form",
  async () => {
    let scope!: asyncio.Timeout;
    const task = asyncio.createTask(async () => {
      await using cm = asyncio.timeout(10);
      scope = cm;
      asyncio.currentTask()!.cancel("by me");
      await asyncio.sleep(10);
    });
    await assertRejects(() => task, asyncio.CancelledError, "by me");
    assert(task.cancelled());
    assertFalse(scope.expired());
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_outer_task_is_not_cancelled: the task of a timed out body is not cancelled",
  async () => {
    const task = asyncio.createTask(async () => {
      await assertRejects(
        () => asyncio.timeout(0.001, () => asyncio.sleep(10)),
        asyncio.TimeoutError,
      );
      return asyncio.currentTask()!.cancelling();
    });
    assertEquals(await task, 0);
    assertFalse(task.cancelled());
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_outer_task_is_not_cancelled: nor that of a timed out block",
  async () => {
    const task = asyncio.createTask(async () => {
      try {
        await using _ = asyncio.timeout(0.001);
        await asyncio.sleep(10);
      } catch (error) {
        assertInstanceOf(error, asyncio.TimeoutError);
      }
      return asyncio.currentTask()!.cancelling();
    });
    assertEquals(await task, 0);
    assertFalse(task.cancelled());
  },
);

/** A test on a loop whose clock the body may push, as a computation that holds the thread does. */
function busyTest(name: string, fn: (clock: VirtualClock) => Promise<void>) {
  test(name, async () => {
    const clock = new VirtualClock();
    await asyncio.run(() => fn(clock), {
      loopFactory: () => asyncio.newEventLoop({ clock }),
    });
  });
}

busyTest(
  "timeouts/TimeoutTests.test_nested_timeouts_concurrent: an outer timeout that ran out while busy ends the inner body",
  async (clock) => {
    await assertRejects(
      () =>
        asyncio.timeout(0.002, () =>
          asyncio.timeout(0.1, async () => {
            clock.advance(0.01);
            await asyncio.sleep(1);
          })),
      asyncio.TimeoutError,
    );
    assertEquals(now(), 0.01);
    await assertUncancelled();
  },
);

busyTest(
  "timeouts/TimeoutTests.test_nested_timeouts_loop_busy: the outer fires even when both ran out while busy",
  async (clock) => {
    const start = now();
    await assertRejects(
      () =>
        asyncio.timeout(0.1, async () => {
          try {
            await asyncio.timeout(0.01, async () => {
              clock.advance(0.1);
              await asyncio.sleep(1);
            });
          } catch (error) {
            if (!(error instanceof asyncio.TimeoutError)) throw error;
          }
          await asyncio.sleep(10);
        }),
      asyncio.TimeoutError,
    );
    assertEquals(now() - start, 0.1);
    await assertUncancelled();
  },
);

busyTest(
  "timeouts/TimeoutTests.test_nested_timeouts_loop_busy: the outer fires even when both ran out, block form",
  async (clock) => {
    await assertRejects(async () => {
      await using _ = asyncio.timeout(0.1);
      try {
        await using _ = asyncio.timeout(0.01);
        clock.advance(0.1);
        await asyncio.sleep(1);
      } catch (error) {
        if (!(error instanceof asyncio.TimeoutError)) throw error;
      }
      await asyncio.sleep(10);
    }, asyncio.TimeoutError);
    assertEquals(now(), 0.1);
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_reschedule: the deadline moves, and goes",
  async () => {
    const loop = asyncio.getRunningLoop();
    const entered = loop.createFuture<asyncio.Timeout>();
    const first = loop.time() + 10;
    const task = asyncio.createTask(() =>
      asyncio.timeoutAt(first, async (cm) => {
        entered.setResult(cm);
        await asyncio.sleep(50);
      })
    );
    const scope = await entered;
    assertEquals(scope.when(), first);
    scope.reschedule(first + 20);
    assertEquals(scope.when(), first + 20);
    scope.reschedule(null);
    assertStrictEquals(scope.when(), null);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assertFalse(scope.expired());
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_reschedule: the new deadline is the one that fires",
  async () => {
    const start = now();
    await assertRejects(
      () =>
        asyncio.timeout(10, async (cm) => {
          cm.reschedule(start + 20);
          await asyncio.sleep(15);
          cm.reschedule(start + 16);
          await asyncio.sleep(50);
        }),
      asyncio.TimeoutError,
    );
    assertEquals(now() - start, 16);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_repr_active: an active timeout prints its deadline",
  async () => {
    await asyncio.timeout(10, (cm) => {
      assertMatch(String(cm), /^<Timeout \[active\] when=\d+(\.\d+)?>$/);
      return Promise.resolve();
    });
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_repr_expired: an expired timeout says so",
  async () => {
    let scope!: asyncio.Timeout;
    await assertRejects(
      () =>
        asyncio.timeout(0.01, async (cm) => {
          scope = cm;
          await asyncio.sleep(10);
        }),
      asyncio.TimeoutError,
    );
    assertEquals(String(scope), "<Timeout [expired]>");
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_repr_finished: a finished timeout says so",
  async () => {
    let scope!: asyncio.Timeout;
    await asyncio.timeout(10, (cm) => {
      scope = cm;
      return Promise.resolve();
    });
    assertEquals(String(scope), "<Timeout [finished]>");
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_repr_disabled: a timeout without deadline says so",
  async () => {
    await asyncio.timeout(null, (cm) => {
      assertEquals(String(cm), "<Timeout [active] when=null>");
      return Promise.resolve();
    });
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_nested_timeout_in_finally: a cleanup may have a timeout of its own",
  async () => {
    let inner: unknown;
    const outer = await assertRejects(
      () =>
        asyncio.timeout(0.01, async () => {
          try {
            await asyncio.sleep(1);
          } finally {
            inner = await assertRejects(
              () => asyncio.timeout(0.01, () => asyncio.sleep(10)),
              asyncio.TimeoutError,
            );
          }
        }),
      asyncio.TimeoutError,
    );
    assertInstanceOf(outer.cause, asyncio.CancelledError);
    assertInstanceOf(inner, asyncio.TimeoutError);
    assertInstanceOf(inner.cause, asyncio.CancelledError);
    assert(inner.cause !== outer.cause);
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_nested_timeout_in_finally: a cleanup may have a timeout of its own, block form",
  async () => {
    let inner: unknown;
    await assertRejects(async () => {
      await using _ = asyncio.timeout(0.01);
      try {
        await asyncio.sleep(1);
      } finally {
        inner = await assertRejects(async () => {
          await using _ = asyncio.timeout(0.01);
          await asyncio.sleep(10);
        }, asyncio.TimeoutError);
      }
    }, asyncio.TimeoutError);
    assertInstanceOf(inner, asyncio.TimeoutError);
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_after_cancellation: a cancelled task still has working timeouts",
  async () => {
    const task = asyncio.createTask(async () => {
      asyncio.currentTask()!.cancel();
      await assertRejects(() => asyncio.sleep(1), asyncio.CancelledError);
      await assertRejects(
        () => asyncio.timeout(0, () => asyncio.sleep(1)),
        asyncio.TimeoutError,
      );
      return asyncio.currentTask()!.cancelling();
    });
    assertEquals(await task, 1);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_after_cancellation: a cancelled task still has working timeouts, block form",
  async () => {
    const task = asyncio.createTask(async () => {
      asyncio.currentTask()!.cancel();
      await assertRejects(() => asyncio.sleep(1), asyncio.CancelledError);
      await assertRejects(async () => {
        await using _ = asyncio.timeout(0);
        await asyncio.sleep(1);
      }, asyncio.TimeoutError);
      return asyncio.currentTask()!.cancelling();
    });
    assertEquals(await task, 1);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_cancel_in_timeout_after_cancellation: a second cancel is not taken for the timeout",
  async () => {
    const task = asyncio.createTask(async () => {
      asyncio.currentTask()!.cancel();
      await assertRejects(() => asyncio.sleep(1), asyncio.CancelledError);
      await assertRejects(
        () =>
          asyncio.timeout(1, async () => {
            asyncio.currentTask()!.cancel();
            await asyncio.sleep(2);
          }),
        asyncio.CancelledError,
      );
      return asyncio.currentTask()!.cancelling();
    });
    assertEquals(await task, 2);
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_already_entered: an entered timeout cannot be entered",
  async () => {
    await using cm = asyncio.timeout(0.01);
    await assertRejects(
      async () => {
        await using _ = cm;
      },
      asyncio.RuntimeError,
      "has already been entered",
    );
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_double_enter: a left timeout cannot be entered",
  async () => {
    const cm = asyncio.timeout(0.01);
    {
      await using _ = cm;
    }
    await assertRejects(
      async () => {
        await using _ = cm;
      },
      asyncio.RuntimeError,
      "has already been entered",
    );
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_finished: a finished timeout cannot be rescheduled",
  async () => {
    let scope!: asyncio.Timeout;
    {
      await using cm = asyncio.timeout(0.01);
      scope = cm;
    }
    assertThrows(() => scope.reschedule(1), asyncio.RuntimeError, "finished");
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_expired: an expired timeout cannot be rescheduled",
  async () => {
    let scope!: asyncio.Timeout;
    await assertRejects(async () => {
      await using cm = asyncio.timeout(0.01);
      scope = cm;
      await asyncio.sleep(1);
    }, asyncio.TimeoutError);
    assertThrows(() => scope.reschedule(1), asyncio.RuntimeError, "expired");
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_expiring: an expiring timeout cannot be rescheduled, and a caught cancel is no TimeoutError",
  async () => {
    await asyncio.timeout(0.01, async (cm) => {
      await assertRejects(() => asyncio.sleep(1), asyncio.CancelledError);
      assertThrows(() => cm.reschedule(1), asyncio.RuntimeError, "expiring");
      assert(cm.expired());
    });
    await assertUncancelled();
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_not_entered: a timeout that was not entered cannot be rescheduled",
  () => {
    const cm = asyncio.timeout(0.01);
    assertThrows(
      () => cm.reschedule(1),
      asyncio.RuntimeError,
      "has not been entered",
    );
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_without_task: a timeout needs a task",
  async () => {
    await assertRejects(
      () => withoutTask(() => asyncio.timeout(0.01, () => asyncio.sleep(0))),
      asyncio.RuntimeError,
      "task",
    );
    const cm = asyncio.timeout(0.01);
    await assertRejects(
      () =>
        withoutTask(async () => {
          await using _ = cm;
        }),
      asyncio.RuntimeError,
      "task",
    );
    assertThrows(
      () => cm.reschedule(1),
      asyncio.RuntimeError,
      "has not been entered",
    );
  },
);

virtualTest(
  "timeouts/TimeoutTests.test_timeout_taskgroup: errors of a group that times out come as its ExceptionGroup",
  async () => {
    const group = await assertRejects(
      () =>
        asyncio.timeout(0.01, () =>
          asyncio.taskGroup(async (tg) => {
            tg.createTask(async () => {
              try {
                await asyncio.sleep(2);
              } catch {
                throw new RangeError("crash in cleanup");
              }
            });
            try {
              throw new SyntaxError("replaced by what the cleanup throws");
            } finally {
              await asyncio.sleep(1);
            }
          })),
      asyncio.ExceptionGroup,
    );
    assertEquals(group.exceptions.length, 1);
    assertInstanceOf(group.exceptions[0], RangeError);
    await assertUncancelled();
  },
);

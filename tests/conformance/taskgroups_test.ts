// CPython's test_taskgroups, by meaning, under virtual time: each test with lazy and with eager tasks.
// Mostly in the callback form; a test that says "block form" repeats one whose meaning `await using`
// puts at risk.

import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
  fail,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";

class ZeroDivisionError extends Error {}
class MyError extends Error {}

/** Registers the test twice, the second time with eager tasks. */
function groupTest(name: string, fn: () => Promise<void>) {
  virtualTest(name, fn);
  virtualTest(`${name} (eager tasks)`, async () => {
    asyncio.getRunningLoop().setTaskFactory(asyncio.eagerTaskFactory);
    // A task made by that factory, so that the body's own task is of the kind under test.
    await asyncio.createTask(fn);
  });
}

function now(): number {
  return asyncio.getRunningLoop().time();
}

function thisTask(): asyncio.Task<unknown> {
  return asyncio.currentTask()!;
}

async function crashAfter(
  delay: number,
  error: Error = new ZeroDivisionError(),
) {
  await asyncio.sleep(delay);
  throw error;
}

/** Sleeps; an error in the cleanup replaces the cancel. */
async function crashWhenCancelled(error: Error = new ZeroDivisionError()) {
  try {
    await asyncio.sleep(10);
  } catch {
    throw error;
  }
}

/** The names of the classes in the group, sorted, without repetition. */
function errorTypes(error: unknown): string[] {
  assertInstanceOf(error, asyncio.ExceptionGroup);
  return [...new Set(error.exceptions.map((e) => e.constructor.name))].sort();
}

/** The running task has no cancel left over, neither counted nor pending. */
async function assertUncancelled() {
  assertEquals(thisTask().cancelling(), 0);
  await asyncio.sleep(0);
  await asyncio.sleep(0.001);
}

/** Starts `fn` as a task that is cancelled after `delay`. */
function cancelAfter<T>(
  delay: number,
  fn: () => Promise<T>,
): asyncio.Task<T> {
  const task = asyncio.createTask(fn);
  asyncio.getRunningLoop().callLater(delay, () => task.cancel());
  return task;
}

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_01: the group waits for its tasks",
  async () => {
    const [t1, t2] = await asyncio.taskGroup((tg) =>
      Promise.resolve(
        [
          tg.createTask(() => asyncio.sleep(0.1, 42)),
          tg.createTask(() => asyncio.sleep(0.2, 11)),
        ] as const,
      )
    );
    assertEquals([t1.result(), t2.result()], [42, 11]);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_01: the group waits for its tasks, block form",
  async () => {
    let t1: asyncio.Task<number>;
    let t2: asyncio.Task<number>;
    {
      await using tg = new asyncio.TaskGroup();
      t1 = tg.createTask(() => asyncio.sleep(0.1, 42));
      t2 = tg.createTask(() => asyncio.sleep(0.2, 11));
    }
    assertEquals([t1.result(), t2.result()], [42, 11]);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_02: the body may wait between two tasks",
  async () => {
    const [t1, t2] = await asyncio.taskGroup(async (tg) => {
      const t1 = tg.createTask(() => asyncio.sleep(0.1, 42));
      await asyncio.sleep(0.15);
      return [t1, tg.createTask(() => asyncio.sleep(0.2, 11))] as const;
    });
    assertEquals([t1.result(), t2.result()], [42, 11]);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_03: a task cancelled by hand is no error of the group",
  async () => {
    const [t1, t2] = await asyncio.taskGroup(async (tg) => {
      const t1 = tg.createTask(() => asyncio.sleep(1, 42));
      await asyncio.sleep(0.15);
      t1.cancel();
      return [t1, tg.createTask(() => asyncio.sleep(0.2, 11))] as const;
    });
    assert(t1.cancelled());
    assertEquals(t2.result(), 11);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_04: a failing task cancels its sibling",
  async () => {
    let t2!: asyncio.Task<void>;
    let seen = false;
    const runner = asyncio.createTask(() =>
      asyncio.taskGroup((tg) => {
        tg.createTask(() => crashAfter(0.1));
        t2 = tg.createTask(async () => {
          try {
            await asyncio.sleep(1);
          } catch (error) {
            seen = asyncio.isCancelled(error);
            throw error;
          }
        });
        return Promise.resolve();
      })
    );
    assertEquals(errorTypes(await assertRejects(() => runner)), [
      "ZeroDivisionError",
    ]);
    assert(seen);
    assert(t2.cancelled());
    assertEquals(now(), 0.1);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_cancel_children_on_child_error: a failing task cancels its siblings and the body",
  async () => {
    const seen: string[] = [];
    const error = await assertRejects(
      () =>
        asyncio.taskGroup(async (tg) => {
          for (let i = 0; i < 3; i++) tg.createTask(() => crashAfter(0.1));
          tg.createTask(async () => {
            try {
              await asyncio.sleep(5);
            } catch (error) {
              if (asyncio.isCancelled(error)) seen.push("child");
              throw error;
            }
          });
          try {
            await asyncio.sleep(10);
          } catch (error) {
            if (asyncio.isCancelled(error)) seen.push("body");
            throw error;
          }
        }),
    );
    assertEquals(errorTypes(error), ["ZeroDivisionError"]);
    assertEquals(seen.sort(), ["body", "child"]);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_cancel_children_on_child_error: a failing task cancels its siblings and the block, block form",
  async () => {
    const seen: string[] = [];
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => crashAfter(0.1));
      tg.createTask(async () => {
        try {
          await asyncio.sleep(5);
        } catch (error) {
          if (asyncio.isCancelled(error)) seen.push("child");
          throw error;
        }
      });
      try {
        await asyncio.sleep(10);
      } catch (error) {
        if (asyncio.isCancelled(error)) seen.push("body");
        throw error;
      }
    });
    assertEquals(errorTypes(error), ["ZeroDivisionError"]);
    assertEquals(seen.sort(), ["body", "child"]);
    await assertUncancelled();
  },
);

for (
  const [title, group] of [
    ["test_cancellation: an outer cancel reaches every task", false],
    [
      "test_taskgroup_07: an outer cancel reaches every task and the body",
      true,
    ],
  ] as const
) {
  groupTest(`taskgroups/TestTaskGroup.${title}`, async () => {
    let cancelled = 0;
    const count = async (n: number) => {
      try {
        await asyncio.sleep(5);
      } catch (error) {
        if (asyncio.isCancelled(error)) cancelled += n;
        throw error;
      }
    };
    const runner = cancelAfter(
      0.1,
      () =>
        asyncio.taskGroup(async (tg) => {
          for (let i = 0; i < 5; i++) tg.createTask(() => count(1));
          if (group) await count(10);
        }),
    );
    await assertRejects(() => runner, asyncio.CancelledError);
    assert(runner.cancelled());
    assertEquals(cancelled, group ? 15 : 5);
  });

  groupTest(`taskgroups/TestTaskGroup.${title}, block form`, async () => {
    let cancelled = 0;
    const count = async (n: number) => {
      try {
        await asyncio.sleep(5);
      } catch (error) {
        if (asyncio.isCancelled(error)) cancelled += n;
        throw error;
      }
    };
    const runner = cancelAfter(0.1, async () => {
      await using tg = new asyncio.TaskGroup();
      for (let i = 0; i < 5; i++) tg.createTask(() => count(1));
      if (group) await count(10);
    });
    await assertRejects(() => runner, asyncio.CancelledError);
    assert(runner.cancelled());
    assertEquals(cancelled, group ? 15 : 5);
  });
}

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_08: errors in the cleanup after an outer cancel win over it",
  async () => {
    const runner = cancelAfter(
      0.1,
      () =>
        asyncio.taskGroup(async (tg) => {
          for (let i = 0; i < 5; i++) tg.createTask(() => crashWhenCancelled());
          await asyncio.sleep(10);
        }),
    );
    const error = await assertRejects(() => runner);
    assertEquals(errorTypes(error), ["ZeroDivisionError"]);
    assertInstanceOf(error, asyncio.ExceptionGroup);
    assertEquals(error.exceptions.length, 5);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_08: errors in the cleanup after an outer cancel win over it, block form",
  async () => {
    const runner = cancelAfter(0.1, async () => {
      await using tg = new asyncio.TaskGroup();
      for (let i = 0; i < 5; i++) tg.createTask(() => crashWhenCancelled());
      await asyncio.sleep(10);
    });
    assertEquals(errorTypes(await assertRejects(() => runner)), [
      "ZeroDivisionError",
    ]);
  },
);

for (
  const [name, delay] of [
    ["test_taskgroup_09: an error of the body, after a wait,", 0.1],
    ["test_taskgroup_10: an error of the body, at once,", null],
  ] as const
) {
  groupTest(
    `taskgroups/TestTaskGroup.${name} cancels the tasks and joins the group`,
    async () => {
      let t1!: asyncio.Task<void>;
      let t2!: asyncio.Task<void>;
      const error = await assertRejects(() =>
        asyncio.taskGroup(async (tg) => {
          t1 = tg.createTask(() => asyncio.sleep(1));
          t2 = tg.createTask(() => asyncio.sleep(2));
          if (delay !== null) await asyncio.sleep(delay);
          throw new ZeroDivisionError();
        })
      );
      assertEquals(errorTypes(error), ["ZeroDivisionError"]);
      assert(t1.cancelled());
      assert(t2.cancelled());
      assertEquals(now(), delay ?? 0);
      await assertUncancelled();
    },
  );
}

for (
  const [name, sibling] of [
    ["test_taskgroup_11: a group in a group", false],
    ["test_taskgroup_12: a group in a group with a task of its own", true],
  ] as const
) {
  groupTest(
    `taskgroups/TestTaskGroup.${name} nests the errors`,
    async () => {
      const runner = cancelAfter(
        0.1,
        () =>
          asyncio.taskGroup(async (g1) => {
            if (sibling) g1.createTask(() => asyncio.sleep(10));
            await asyncio.taskGroup(async (g2) => {
              for (let i = 0; i < 5; i++) {
                g2.createTask(() => crashWhenCancelled());
              }
              await asyncio.sleep(10);
            });
          }),
      );
      const error = await assertRejects(() => runner);
      assertEquals(errorTypes(error), ["ExceptionGroup"]);
      assertInstanceOf(error, asyncio.ExceptionGroup);
      assertEquals(errorTypes(error.exceptions[0]), ["ZeroDivisionError"]);
    },
  );
}

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_13: an error of the outer group's task ends the inner group without error",
  async () => {
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (g1) => {
        g1.createTask(() => crashAfter(0.1, new MyError()));
        await asyncio.taskGroup((g2) => {
          g2.createTask(() => crashAfter(10, new MyError()));
          return Promise.resolve();
        });
      })
    );
    assertEquals(errorTypes(error), ["MyError"]);
    assertEquals(now(), 0.1);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_13: an error of the outer group's task ends the inner group, block form",
  async () => {
    const error = await assertRejects(async () => {
      await using g1 = new asyncio.TaskGroup();
      g1.createTask(() => crashAfter(0.1, new MyError()));
      await using g2 = new asyncio.TaskGroup();
      g2.createTask(() => crashAfter(10, new MyError()));
    });
    assertEquals(errorTypes(error), ["MyError"]);
    assertEquals(now(), 0.1);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_14: an error of the inner group is one error of the outer",
  async () => {
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (g1) => {
        g1.createTask(() => crashAfter(10, new MyError()));
        await asyncio.taskGroup((g2) => {
          g2.createTask(() => crashAfter(0.1, new MyError()));
          return Promise.resolve();
        });
      })
    );
    assertEquals(errorTypes(error), ["ExceptionGroup"]);
    assertInstanceOf(error, asyncio.ExceptionGroup);
    assertEquals(errorTypes(error.exceptions[0]), ["MyError"]);
  },
);

for (
  const [name, nested] of [
    ["test_taskgroup_15: a task that fails during the body's cleanup", false],
    [
      "test_taskgroup_16: a task that fails during a nested body's cleanup",
      true,
    ],
  ] as const
) {
  groupTest(`taskgroups/TestTaskGroup.${name} is reported`, async () => {
    const body = () =>
      asyncio.taskGroup(async (tg) => {
        tg.createTask(() => crashAfter(0.3));
        try {
          await asyncio.sleep(10);
        } catch (error) {
          await asyncio.sleep(0.5);
          throw error;
        }
      });
    const runner = cancelAfter(
      0.1,
      async () => nested ? await asyncio.createTask(body) : await body(),
    );
    assertEquals(errorTypes(await assertRejects(() => runner)), [
      "ZeroDivisionError",
    ]);
  });
}

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_15: a task that fails during the block's cleanup is reported, block form",
  async () => {
    const runner = cancelAfter(0.1, async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => crashAfter(0.3));
      try {
        await asyncio.sleep(10);
      } catch (error) {
        await asyncio.sleep(0.5);
        throw error;
      }
    });
    assertEquals(errorTypes(await assertRejects(() => runner)), [
      "ZeroDivisionError",
    ]);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_17: an outer cancel leaves an empty group as it is",
  async () => {
    let seen = false;
    const runner = cancelAfter(0.1, () =>
      asyncio.taskGroup(async () => {
        try {
          await asyncio.sleep(10);
        } catch (error) {
          seen = true;
          throw error;
        }
      }));
    await assertRejects(() => runner, asyncio.CancelledError);
    assert(seen);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_18: an error of the body in place of the cancel joins the group",
  async () => {
    const runner = cancelAfter(
      0.1,
      () => asyncio.taskGroup(() => crashWhenCancelled(new MyError())),
    );
    assertEquals(errorTypes(await assertRejects(() => runner)), ["MyError"]);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_19: errors of body and task come together",
  async () => {
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (tg) => {
        tg.createTask(() => crashAfter(0.1));
        await crashWhenCancelled(new MyError());
      })
    );
    assertEquals(errorTypes(error), ["MyError", "ZeroDivisionError"]);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_20: KeyboardInterrupt of the body leaves bare",
  async () => {
    const interrupt = new asyncio.KeyboardInterrupt();
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (tg) => {
        tg.createTask(() => crashAfter(0.1));
        await crashWhenCancelled(interrupt);
      })
    );
    assertStrictEquals(error, interrupt);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_20a: any other error of the body joins the group",
  async () => {
    class MyBaseError extends Error {}
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (tg) => {
        tg.createTask(() => crashAfter(0.1));
        await crashWhenCancelled(new MyBaseError());
      })
    );
    assertEquals(errorTypes(error), ["MyBaseError", "ZeroDivisionError"]);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_21a: any other error of a task joins the group",
  async () => {
    class MyBaseError extends Error {}
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (tg) => {
        tg.createTask(() => crashAfter(0.1, new MyBaseError()));
        await crashWhenCancelled(new TypeError());
      })
    );
    assertEquals(errorTypes(error), ["MyBaseError", "TypeError"]);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_22: an outer cancel while the exit waits leaves as CancelledError",
  async () => {
    const tasks: asyncio.Task<void>[] = [];
    const runner = cancelAfter(0.05, () =>
      asyncio.taskGroup((tg) => {
        tasks.push(tg.createTask(() => asyncio.sleep(1)));
        tasks.push(tg.createTask(() => asyncio.sleep(2)));
        return Promise.resolve();
      }));
    await assertRejects(() => runner, asyncio.CancelledError);
    assert(tasks.every((task) => task.cancelled()));
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_22: an outer cancel while the exit waits leaves as CancelledError, block form",
  async () => {
    const tasks: asyncio.Task<void>[] = [];
    const runner = cancelAfter(0.05, async () => {
      await using tg = new asyncio.TaskGroup();
      tasks.push(tg.createTask(() => asyncio.sleep(1)));
      tasks.push(tg.createTask(() => asyncio.sleep(2)));
    });
    await assertRejects(() => runner, asyncio.CancelledError);
    assert(tasks.every((task) => task.cancelled()));
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_23: the group forgets the tasks that have ended",
  async () => {
    await asyncio.taskGroup(async (tg) => {
      for (let i = 0; i < 10; i++) {
        await asyncio.sleep(0.1);
        tg.createTask(() => asyncio.sleep(0.25));
        if (i === 5) assertEquals(String(tg), "<TaskGroup tasks=3 entered>");
      }
      await asyncio.sleep(1.35);
      assertEquals(String(tg), "<TaskGroup entered>");
    });
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_24: a task may create siblings while the exit waits",
  async () => {
    await asyncio.taskGroup((tg) => {
      tg.createTask(async () => {
        await asyncio.sleep(0.125);
        tg.createTask(() => asyncio.sleep(0.125));
        tg.createTask(() => asyncio.sleep(0.25));
      });
      return Promise.resolve();
    });
    assertEquals(now(), 0.375);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_24: a task may create siblings while the exit waits, block form",
  async () => {
    {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(async () => {
        await asyncio.sleep(0.125);
        tg.createTask(() => asyncio.sleep(0.125));
        tg.createTask(() => asyncio.sleep(0.25));
      });
    }
    assertEquals(now(), 0.375);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_25: tasks that keep creating tasks are ended by an error",
  async () => {
    let hydras = 0;
    const error = await assertRejects(() =>
      asyncio.taskGroup((tg) => {
        const hydra = async () => {
          hydras++;
          await asyncio.sleep(0.01);
          tg.createTask(hydra);
          tg.createTask(hydra);
        };
        tg.createTask(hydra);
        tg.createTask(async () => {
          while (hydras < 10) await asyncio.sleep(0.015);
          throw new ZeroDivisionError();
        });
        return Promise.resolve();
      })
    );
    assertEquals(errorTypes(error), ["ZeroDivisionError"]);
    assert(hydras >= 10);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_task_name: createTask() takes a name",
  async () => {
    await asyncio.taskGroup((tg) => {
      const task = tg.createTask(() => asyncio.sleep(0), { name: "yolo" });
      assertEquals(task.getName(), "yolo");
      return Promise.resolve();
    });
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_task_context: createTask() takes a context",
  async () => {
    const variable = new asyncio.ContextVar<number>("cvar");
    await asyncio.taskGroup(async (tg) => {
      const context = asyncio.copyContext();
      assertFalse(context.has(variable));
      for (const value of [1, 2]) {
        await tg.createTask(async () => {
          await asyncio.sleep(0);
          variable.set(value);
        }, { context });
        assertEquals(context.get(variable), value);
      }
    });
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_no_create_task_after_failure: a group that is shutting down takes no task",
  async () => {
    let refused: unknown;
    const error = await assertRejects(() =>
      asyncio.taskGroup((tg) => {
        tg.createTask(() => crashAfter(0.001));
        tg.createTask(async () => {
          try {
            await asyncio.sleep(1);
          } catch {
            refused = assertThrows(
              () => tg.createTask(() => crashAfter(0)),
              asyncio.RuntimeError,
              "is shutting down",
            );
          }
        });
        return Promise.resolve();
      })
    );
    assertEquals(errorTypes(error), ["ZeroDivisionError"]);
    assertInstanceOf(refused, asyncio.RuntimeError);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_context_manager_exit_raises: an error of a resource's disposal joins that of the task",
  async () => {
    const main = asyncio.createTask(async () => {
      const error = await assertRejects(() =>
        asyncio.taskGroup(async (tg) => {
          try {
            tg.createTask(() => Promise.reject(new MyError("task")));
            await asyncio.sleep(1);
          } catch {
            throw new MyError("disposal");
          }
        })
      );
      assertEquals(errorTypes(error), ["MyError"]);
      assertInstanceOf(error, asyncio.ExceptionGroup);
      assertEquals(error.exceptions.length, 2);
      assertEquals(thisTask().cancelling(), 0);
    });
    await main;
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_already_entered: an entered group cannot be entered",
  async () => {
    await using tg = new asyncio.TaskGroup();
    await assertRejects(
      async () => {
        await using _ = tg;
      },
      asyncio.RuntimeError,
      "has already been entered",
    );
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_double_enter: a left group cannot be entered",
  async () => {
    const tg = new asyncio.TaskGroup();
    {
      await using _ = tg;
    }
    await assertRejects(
      async () => {
        await using _ = tg;
      },
      asyncio.RuntimeError,
      "has already been entered",
    );
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_finished: a finished group takes no task",
  async () => {
    let group!: asyncio.TaskGroup;
    await asyncio.taskGroup((tg) => {
      group = tg;
      return Promise.resolve();
    });
    assertThrows(
      () => group.createTask(() => asyncio.sleep(0)),
      asyncio.RuntimeError,
      "is finished",
    );
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_not_entered: a group that was not entered takes no task",
  () => {
    const tg = new asyncio.TaskGroup();
    assertThrows(
      () => tg.createTask(() => asyncio.sleep(0)),
      asyncio.RuntimeError,
      "has not been entered",
    );
    return Promise.resolve();
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_taskgroup_without_parent_task: a group needs a task",
  async () => {
    const tg = new asyncio.TaskGroup();
    const outside = new Promise((resolve, reject) => {
      asyncio.getRunningLoop().callSoon(() => {
        (async () => {
          await using _ = tg;
        })().then(resolve, reject);
      });
    });
    await assertRejects(() => outside, asyncio.RuntimeError, "parent task");
    assertThrows(
      () => tg.createTask(() => asyncio.sleep(0)),
      asyncio.RuntimeError,
      "has not been entered",
    );
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_coro_closed_when_tg_closed: a refused coroutine is closed and never runs",
  async () => {
    let ran = false;
    const body = asyncio.coroutine(() => {
      ran = true;
      return Promise.resolve();
    });
    const tg = new asyncio.TaskGroup();
    {
      await using _ = tg;
    }
    const cold = body();
    assertThrows(
      () => tg.createTask(cold),
      asyncio.RuntimeError,
      "is finished",
    );
    await assertRejects(async () => await cold, asyncio.RuntimeError);
    assertFalse(ran);
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_cancelling_level_preserved: an error leaves the count of cancels as it was",
  async () => {
    await assertRejects(() =>
      asyncio.taskGroup((tg) => {
        tg.createTask(() => crashAfter(0));
        return Promise.resolve();
      }), asyncio.ExceptionGroup);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_cancelling_level_preserved: an error leaves the count as it was, block form",
  async () => {
    await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => crashAfter(0));
    }, asyncio.ExceptionGroup);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_nested_groups_both_cancelled: the outer group's cancel survives the inner group's error",
  async () => {
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (outer) => {
        const inner = await assertRejects(() =>
          asyncio.taskGroup((inner) => {
            inner.createTask(() => crashAfter(0, new MyError()));
            outer.createTask(() => crashAfter(0, new RangeError()));
            return Promise.resolve();
          })
        );
        assertEquals(errorTypes(inner), ["MyError"]);
        assertEquals(thisTask().cancelling(), 1);
        await asyncio.sleep(1);
        fail("the sleep should have been cancelled by the outer group");
      })
    );
    assertEquals(errorTypes(error), ["RangeError"]);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/TestTaskGroup.test_nested_groups_both_cancelled: the outer group's cancel survives, block form",
  async () => {
    const error = await assertRejects(async () => {
      await using outer = new asyncio.TaskGroup();
      const inner = await assertRejects(async () => {
        await using inner = new asyncio.TaskGroup();
        inner.createTask(() => crashAfter(0, new MyError()));
        outer.createTask(() => crashAfter(0, new RangeError()));
      });
      assertEquals(errorTypes(inner), ["MyError"]);
      assertEquals(thisTask().cancelling(), 1);
      await asyncio.sleep(1);
      fail("the sleep should have been cancelled by the outer group");
    });
    assertEquals(errorTypes(error), ["RangeError"]);
    await assertUncancelled();
  },
);

for (const form of ["callback", "block"] as const) {
  groupTest(
    `taskgroups/TestTaskGroup.test_error_and_cancel: a cancel beside an error is delivered after the group, ${form} form`,
    async () => {
      const started = asyncio.getRunningLoop().createFuture<void>();
      let left: number | undefined;
      const failing = async () => {
        started.setResult();
        await asyncio.sleep(0.1);
        task.cancel("outer");
        throw new MyError();
      };
      const group = form === "callback"
        ? () =>
          asyncio.taskGroup(async (tg) => {
            tg.createTask(failing);
            await asyncio.sleep(1);
            fail("the sleep in the group should have been cancelled");
          })
        : async () => {
          await using tg = new asyncio.TaskGroup();
          tg.createTask(failing);
          await asyncio.sleep(1);
          fail("the sleep in the group should have been cancelled");
        };
      const task: asyncio.Task<void> = asyncio.createTask(async () => {
        const error = await assertRejects(group);
        assertEquals(errorTypes(error), ["MyError"]);
        left = thisTask().cancelling();
        await asyncio.sleep(1);
        fail("the sleep after the group should have been cancelled");
      });
      await started;
      assertEquals(task.cancelling(), 0);
      await assertRejects(() => task, asyncio.CancelledError);
      assert(task.cancelled());
      assertEquals(left, 1);
    },
  );
}

// From 3.14.

groupTest(
  "taskgroups/BaseTestTaskGroup.test_cancels_task_if_created_during_creation: a task whose own child fails at once is cancelled",
  async () => {
    let cancelled = false;
    const error = await assertRejects(() =>
      asyncio.taskGroup((tg) => {
        tg.createTask(async () => {
          tg.createTask(() => Promise.reject(new MyError()));
          await assertRejects(() => asyncio.sleep(10), asyncio.CancelledError);
          cancelled = true;
        });
        return Promise.resolve();
      })
    );
    assertEquals(errorTypes(error), ["MyError"]);
    assert(cancelled);
    assertEquals(now(), 0);
  },
);

groupTest(
  "taskgroups/BaseTestTaskGroup.test_cancellation_does_not_leak_out_of_tg: the cancel of the body stays inside",
  async () => {
    await assertRejects(() =>
      asyncio.taskGroup((tg) => {
        tg.createTask(() => Promise.reject(new MyError()));
        return Promise.resolve();
      }), asyncio.ExceptionGroup);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/BaseTestTaskGroup.test_cancellation_does_not_leak_out_of_tg: the cancel of the block stays inside, block form",
  async () => {
    await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => Promise.reject(new MyError()));
    }, asyncio.ExceptionGroup);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/BaseTestTaskGroup.test_name: the task knows its name while it runs",
  async () => {
    let name: string | undefined;
    await asyncio.taskGroup((tg) => {
      tg.createTask(() => {
        name = thisTask().getName();
        return Promise.resolve();
      }, { name: "example name" });
      return Promise.resolve();
    });
    assertEquals(name, "example name");
  },
);

// From 3.15: TaskGroup.cancel() (gh-108951), with the two bugs found in it.

groupTest(
  "taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_children: cancel() from the body ends the tasks without an error",
  async () => {
    const tasks: asyncio.Task<void>[] = [];
    await asyncio.taskGroup(async (tg) => {
      for (let i = 0; i < 3; i++) {
        tasks.push(tg.createTask(() => asyncio.sleep(10)));
      }
      await asyncio.sleep(0.5);
      tg.cancel();
    });
    assert(tasks.every((task) => task.cancelled()));
    assertEquals(now(), 0.5);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_children: cancel() from the block ends the tasks, block form",
  async () => {
    let task: asyncio.Task<void>;
    {
      await using tg = new asyncio.TaskGroup();
      task = tg.createTask(() => asyncio.sleep(10));
      await asyncio.sleep(0.5);
      tg.cancel();
    }
    assert(task.cancelled());
    assertEquals(now(), 0.5);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_body: cancel() from a task ends the body without an error",
  async () => {
    let seen = false;
    const result = await asyncio.taskGroup(async (tg) => {
      tg.createTask(async () => {
        await asyncio.sleep(0.5);
        tg.cancel();
      });
      try {
        await asyncio.sleep(10);
      } catch (error) {
        seen = asyncio.isCancelled(error);
        throw error;
      }
    });
    assert(seen);
    assertStrictEquals(result, undefined);
    assertEquals(now(), 0.5);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_idempotent: cancel() may be called again and again",
  async () => {
    let count = 0;
    await asyncio.taskGroup(async (tg) => {
      tg.cancel();
      tg.cancel();
      try {
        await asyncio.sleep(10);
      } catch {
        count++;
        tg.cancel();
        await asyncio.sleep(0.25);
      }
    });
    assertEquals(count, 1);
    assertEquals(now(), 0.25);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_after_exit: cancel() of a left group does nothing",
  async () => {
    const tg = new asyncio.TaskGroup();
    {
      await using _ = tg;
      await asyncio.sleep(0.1);
    }
    tg.cancel();
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_before_enter: a group cancelled before it is entered ends at the first wait",
  async () => {
    const tg = new asyncio.TaskGroup();
    tg.cancel();
    const error = await new Promise((resolve) => {
      (async () => {
        await using _ = tg;
        assertThrows(
          () => tg.createTask(() => asyncio.sleep(1)),
          asyncio.RuntimeError,
          "is shutting down",
        );
        await asyncio.sleep(10);
        fail("the sleep should have been cancelled");
      })().then(resolve, resolve);
    });
    assertFalse(error instanceof asyncio.ExceptionGroup, String(error));
    assertEquals(now(), 0);
    await assertUncancelled();
  },
);

groupTest(
  "taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_before_create_task: a cancelled group takes no task",
  async () => {
    await asyncio.taskGroup((tg) => {
      tg.cancel();
      assertThrows(
        () => tg.createTask(() => asyncio.sleep(1)),
        asyncio.RuntimeError,
        "is shutting down",
      );
      return Promise.resolve();
    });
    await assertUncancelled();
  },
);

for (
  const [name, fn] of [
    ["test_taskgroup_cancel_before_exception: cancel(), then an error", (
      tg: asyncio.TaskGroup,
    ) => {
      tg.cancel();
      return Promise.reject(new MyError());
    }],
    [
      "test_taskgroup_cancel_after_exception: an error whose cleanup calls cancel()",
      async (
        tg: asyncio.TaskGroup,
      ) => {
        try {
          await Promise.reject(new MyError());
        } finally {
          tg.cancel();
        }
      },
    ],
  ] as const
) {
  groupTest(
    `taskgroups/BaseTestTaskGroup.${name}, in a task, is reported`,
    async () => {
      const error = await assertRejects(() =>
        asyncio.taskGroup(async (tg) => {
          tg.createTask(() => fn(tg));
          await asyncio.sleep(1);
        })
      );
      assertEquals(errorTypes(error), ["MyError"]);
      await assertUncancelled();
    },
  );

  groupTest(
    `taskgroups/BaseTestTaskGroup.${name}, in the body, is reported`,
    async () => {
      const error = await assertRejects(() => asyncio.taskGroup(fn));
      assertEquals(errorTypes(error), ["MyError"]);
      await assertUncancelled();
    },
  );
}

groupTest(
  "taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_body: cancel() while a start() is pending ends it",
  async () => {
    let cleaned = false;
    await asyncio.taskGroup(async (tg) => {
      asyncio.getRunningLoop().callLater(0.5, () => tg.cancel());
      await tg.start(async (started) => {
        try {
          await asyncio.sleep(10);
          started(1);
        } finally {
          cleaned = true;
        }
      });
      fail("start() should have been cancelled");
    });
    assert(cleaned);
    assertEquals(now(), 0.5);
    await assertUncancelled();
  },
);

for (const form of ["callback", "block"] as const) {
  /** A group that cancels itself at once; its task takes until `cleanup` to end. */
  const slowToEnd = (cleanup: number) => {
    const child = async () => {
      try {
        await asyncio.sleep(3600);
      } finally {
        await asyncio.sleep(cleanup);
      }
    };
    return form === "callback"
      ? () =>
        asyncio.taskGroup(async (tg) => {
          tg.createTask(child);
          await asyncio.sleep(0.1);
          tg.cancel();
        })
      : async () => {
        await using tg = new asyncio.TaskGroup();
        tg.createTask(child);
        await asyncio.sleep(0.1);
        tg.cancel();
      };
  };

  groupTest(
    `taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_keeps_outer_cancellation: a cancel from outside after cancel() is not swallowed (gh-155433), ${form} form`,
    async () => {
      const task = asyncio.createTask(slowToEnd(1));
      await asyncio.sleep(0.5);
      task.cancel("from outside");
      await assertRejects(() => task, asyncio.CancelledError, "from outside");
      assert(task.cancelled());
    },
  );

  groupTest(
    `taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_keeps_outer_cancellation: nor is a timeout around the group (gh-155433), ${form} form`,
    async () => {
      await assertRejects(
        () => asyncio.timeout(0.5, slowToEnd(1)),
        asyncio.TimeoutError,
      );
      await assertUncancelled();
    },
  );
}

groupTest(
  "taskgroups/BaseTestTaskGroup.test_taskgroup_cancel_from_child_before_first_suspension: a task that cancels the group before its first wait is cancelled too (gh-155418)",
  async () => {
    let ended = false;
    await asyncio.taskGroup((tg) => {
      tg.createTask(async () => {
        tg.cancel();
        try {
          await asyncio.sleep(10);
        } finally {
          ended = true;
        }
      });
      return Promise.resolve();
    });
    assert(ended);
    assertEquals(now(), 0);
    await assertUncancelled();
  },
);

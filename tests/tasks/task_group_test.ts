import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { waitAllTasksBlocked } from "../../tasks/testing/mod.ts";
import { virtualTest } from "../_support/mod.ts";

function now(): number {
  return asyncio.getRunningLoop().time();
}

async function assertUncancelled() {
  assertEquals(asyncio.currentTask()!.cancelling(), 0);
  await asyncio.sleep(0);
  await asyncio.sleep(0.001);
}

async function failAfter(delay: number, error: Error) {
  await asyncio.sleep(delay);
  throw error;
}

virtualTest(
  "taskGroup() gives what the body returns, after the tasks",
  async () => {
    const result = await asyncio.taskGroup((tg) => {
      tg.createTask(() => asyncio.sleep(2));
      return Promise.resolve("result");
    });
    assertEquals(result, "result");
    assertEquals(now(), 2);
  },
);

virtualTest(
  "taskGroup() around several calls of one task cancels only its own body",
  async () => {
    const results = await Promise.allSettled([
      asyncio.taskGroup(async (tg) => {
        tg.createTask(() => failAfter(1, new SyntaxError()));
        await asyncio.sleep(10);
      }),
      asyncio.taskGroup(async (tg) => {
        const task = tg.createTask(() => asyncio.sleep(2, "task"));
        await asyncio.sleep(3);
        return task.result();
      }),
      asyncio.sleep(4, "plain"),
    ]);
    assertInstanceOf(
      (results[0] as PromiseRejectedResult).reason,
      asyncio.ExceptionGroup,
    );
    assertEquals(results[1], { status: "fulfilled", value: "task" });
    assertEquals(results[2], { status: "fulfilled", value: "plain" });
    assertEquals(now(), 4);
    await assertUncancelled();
  },
);

virtualTest(
  "taskGroup() whose group and timeout of one task end together leaves nothing behind",
  async () => {
    await assertRejects(
      () =>
        asyncio.timeout(1, () =>
          asyncio.taskGroup(async (tg) => {
            tg.createTask(() => failAfter(1, new SyntaxError("child")));
            await asyncio.sleep(10);
          })),
      Error,
    );
    await assertUncancelled();
  },
);

virtualTest(
  "taskGroup() cancelled again while it waits for its tasks: the cancels are one delivery",
  async () => {
    let cleaned = false;
    const runner = asyncio.createTask(async () => {
      try {
        await asyncio.taskGroup(async (tg) => {
          tg.createTask(async () => {
            try {
              await asyncio.sleep(10);
            } finally {
              await asyncio.sleep(3);
            }
          });
          await asyncio.sleep(10);
        });
      } finally {
        await asyncio.sleep(1);
        cleaned = true;
      }
    });
    for (const delay of [1, 2, 3]) {
      asyncio.getRunningLoop().callLater(delay, () => runner.cancel());
    }
    await assertRejects(() => runner, asyncio.CancelledError);
    assert(cleaned);
    assertEquals(now(), 5);
  },
);

virtualTest(
  "taskGroup() whose body leaves a cancel pending, cancelled again: the cancels are one delivery",
  async () => {
    let cleaned = false;
    const runner: asyncio.Task<void> = asyncio.createTask(async () => {
      try {
        await asyncio.taskGroup(async (tg) => {
          tg.createTask(async () => {
            try {
              await asyncio.sleep(10);
            } finally {
              await asyncio.sleep(3);
            }
          });
          await asyncio.sleep(1);
          runner.cancel();
        });
      } finally {
        await asyncio.sleep(1);
        cleaned = true;
      }
    });
    asyncio.getRunningLoop().callLater(2, () => runner.cancel());
    await assertRejects(() => runner, asyncio.CancelledError);
    assert(cleaned);
    assertEquals(now(), 5);
  },
);

// start() and started()

virtualTest(
  "TaskGroup.start() gives the value of started(), the task runs on",
  async () => {
    const trace: string[] = [];
    await asyncio.taskGroup(async (tg) => {
      const port = await tg.start<number>(async (started) => {
        await asyncio.sleep(1);
        started(8080);
        await asyncio.sleep(5);
        trace.push(`served until ${now()}`);
      });
      trace.push(`port ${port} at ${now()}`);
    });
    assertEquals(trace, ["port 8080 at 1", "served until 6"]);
  },
);

virtualTest("TaskGroup.start() names its task", async () => {
  const names: string[] = [];
  await asyncio.taskGroup(async (tg) => {
    await tg.start((started) => {
      names.push(asyncio.currentTask()!.getName());
      started(undefined);
      return Promise.resolve();
    }, { name: "server" });
  });
  assertEquals(names, ["server"]);
});

virtualTest(
  "TaskGroup.start() throws the error of a task that fails before started(), and the group lives on",
  async () => {
    let other!: asyncio.Task<string>;
    await asyncio.taskGroup(async (tg) => {
      other = tg.createTask(() => asyncio.sleep(5, "lived"));
      await assertRejects(
        () => tg.start(() => failAfter(1, new SyntaxError("no port"))),
        SyntaxError,
        "no port",
      );
      assertEquals(now(), 1);
    });
    assertEquals(other.result(), "lived");
    await assertUncancelled();
  },
);

virtualTest(
  "TaskGroup.start() whose task fails after started() fails the group",
  async () => {
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (tg) => {
        await tg.start(async (started) => {
          started(1);
          await failAfter(1, new SyntaxError("later"));
        });
        await asyncio.sleep(10);
      }), asyncio.ExceptionGroup);
    assertEquals(error.exceptions.map((e) => e.message), ["later"]);
    assertEquals(now(), 1);
  },
);

virtualTest(
  "TaskGroup.start() of a task that never calls started() is a RuntimeError",
  async () => {
    await asyncio.taskGroup(async (tg) => {
      await assertRejects(
        () => tg.start(() => asyncio.sleep(1)),
        asyncio.RuntimeError,
        "started",
      );
    });
    await assertUncancelled();
  },
);

virtualTest(
  "TaskGroup.start() task that calls started() twice gets a RuntimeError",
  async () => {
    let second: unknown;
    await asyncio.taskGroup(async (tg) => {
      const value = await tg.start<number>((started) => {
        started(1);
        second = assertThrows(
          () => started(2),
          asyncio.RuntimeError,
          "started",
        );
        return Promise.resolve();
      });
      assertEquals(value, 1);
    });
    assertInstanceOf(second, asyncio.RuntimeError);
  },
);

virtualTest(
  "TaskGroup.start() cancelled while starting cancels the task and waits for it",
  async () => {
    const trace: string[] = [];
    await asyncio.taskGroup(async (tg) => {
      await assertRejects(
        () =>
          asyncio.timeout(1, () =>
            tg.start(async () => {
              try {
                await asyncio.sleep(10);
              } finally {
                await asyncio.sleep(1);
                trace.push(`cleaned at ${now()}`);
              }
            })),
        asyncio.TimeoutError,
      );
      trace.push(`left at ${now()}`);
    });
    assertEquals(trace, ["cleaned at 2", "left at 2"]);
    await assertUncancelled();
  },
);

virtualTest(
  "TaskGroup.start() cancelled after started() leaves the task running",
  async () => {
    let ended = false;
    await asyncio.taskGroup(async (tg) => {
      const value = await asyncio.timeout(
        1,
        () =>
          tg.start<string>(async (started) => {
            started("up");
            await asyncio.sleep(5);
            ended = true;
          }),
      );
      assertEquals(value, "up");
    });
    assert(ended);
  },
);

virtualTest(
  "TaskGroup.start() ends with the group when a sibling fails",
  async () => {
    let starting: unknown;
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (tg) => {
        tg.createTask(() => failAfter(1, new SyntaxError("sibling")));
        try {
          await tg.start(() => asyncio.sleep(10));
        } catch (error) {
          starting = error;
          throw error;
        }
      }), asyncio.ExceptionGroup);
    assertEquals(error.exceptions.map((e) => e.message), ["sibling"]);
    assert(asyncio.isCancelled(starting));
    await assertUncancelled();
  },
);

virtualTest(
  "TaskGroup.start() may be called by a child of the group",
  async () => {
    const values: number[] = [];
    await asyncio.taskGroup((tg) => {
      tg.createTask(async () => {
        values.push(
          await tg.start<number>(async (started) => {
            await asyncio.sleep(1);
            started(1);
            await asyncio.sleep(1);
          }),
        );
      });
      return Promise.resolve();
    });
    assertEquals(values, [1]);
    assertEquals(now(), 2);
  },
);

virtualTest(
  "TaskGroup.start() of an eager task that is ready at once",
  async () => {
    asyncio.getRunningLoop().setTaskFactory(asyncio.eagerTaskFactory);
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (tg) => {
        const value = await tg.start<number>(async (started) => {
          started(1);
          assertThrows(() => started(2), asyncio.RuntimeError, "started");
          await failAfter(1, new SyntaxError("later"));
        });
        assertEquals(value, 1);
        await asyncio.sleep(10);
      }), asyncio.ExceptionGroup);
    assertEquals(error.exceptions.map((e) => e.message), ["later"]);
  },
);

virtualTest(
  "TaskGroup.start() of an eager task that ends at once",
  async () => {
    asyncio.getRunningLoop().setTaskFactory(asyncio.eagerTaskFactory);
    await asyncio.taskGroup(async (tg) => {
      assertEquals(await tg.start<number>((started) => started(1)), 1);
      await assertRejects(
        () => tg.start(() => {}),
        asyncio.RuntimeError,
        "started",
      );
      await assertRejects(
        () => tg.start(() => Promise.reject(new SyntaxError("no port"))),
        SyntaxError,
        "no port",
      );
    });
  },
);

virtualTest(
  "TaskGroup.start() cancelled while starting does not lose an error of the task's cleanup",
  async () => {
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (tg) => {
        await asyncio.moveOnAfter(1, () =>
          tg.start(async () => {
            try {
              await asyncio.sleep(10);
            } catch {
              throw new SyntaxError("cleanup");
            }
          }));
      }), asyncio.ExceptionGroup);
    assertEquals(error.exceptions.map((e) => e.message), ["cleanup"]);
  },
);

virtualTest(
  "TaskGroup.start() of a finished group is a RuntimeError",
  async () => {
    let group!: asyncio.TaskGroup;
    await asyncio.taskGroup((tg) => {
      group = tg;
      return Promise.resolve();
    });
    await assertRejects(
      () => group.start(() => asyncio.sleep(1)),
      asyncio.RuntimeError,
      "finished",
    );
  },
);

// limit

virtualTest(
  "TaskGroup limit: never more than that many bodies at once, in the order of creation",
  async () => {
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await asyncio.taskGroup((tg) => {
      for (let i = 0; i < 10; i++) {
        tg.createTask(async () => {
          order.push(i);
          most = Math.max(most, ++running);
          await asyncio.sleep(1 + i % 3);
          running--;
        });
      }
      return Promise.resolve();
    }, { limit: 3 });
    assertEquals(most, 3);
    assertEquals(order, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  },
);

virtualTest(
  "TaskGroup limit: a free place starts the next body at once",
  async () => {
    const starts: number[] = [];
    await asyncio.taskGroup((tg) => {
      for (let i = 0; i < 6; i++) {
        tg.createTask(async () => {
          starts.push(now());
          await asyncio.sleep(1);
        });
      }
      return Promise.resolve();
    }, { limit: 2 });
    assertEquals(starts, [0, 0, 1, 1, 2, 2]);
  },
);

virtualTest(
  "TaskGroup limit: a waiting task is not started but can be awaited",
  async () => {
    await asyncio.taskGroup(async (tg) => {
      tg.createTask(() => asyncio.sleep(1));
      const second = tg.createTask(() => asyncio.sleep(1, "second"));
      assertFalse(second.done());
      assertEquals(await second, "second");
      assertEquals(now(), 2);
    }, { limit: 1 });
  },
);

virtualTest(
  "TaskGroup limit: a cancel drops the tasks that have not started",
  async () => {
    const started: number[] = [];
    const tasks: asyncio.Task<void>[] = [];
    const runner = asyncio.createTask(() =>
      asyncio.taskGroup((tg) => {
        for (let i = 0; i < 5; i++) {
          tasks.push(tg.createTask(async () => {
            started.push(i);
            await asyncio.sleep(10);
          }));
        }
        return Promise.resolve();
      }, { limit: 2 })
    );
    await asyncio.sleep(1);
    runner.cancel();
    await assertRejects(() => runner, asyncio.CancelledError);
    assertEquals(started, [0, 1]);
    assert(tasks.every((task) => task.cancelled()));
    assertEquals(now(), 1);
  },
);

virtualTest(
  "TaskGroup limit: an error drops the tasks that have not started",
  async () => {
    const started: number[] = [];
    const error = await assertRejects(() =>
      asyncio.taskGroup((tg) => {
        for (let i = 0; i < 5; i++) {
          tg.createTask(async () => {
            started.push(i);
            await failAfter(1 + i, new SyntaxError(`${i}`));
          });
        }
        return Promise.resolve();
      }, { limit: 2 }), asyncio.ExceptionGroup);
    assertEquals(started, [0, 1]);
    assertEquals(error.exceptions.map((e) => e.message), ["0"]);
  },
);

virtualTest(
  "TaskGroup limit: a waiting task that is cancelled by hand gives its turn on",
  async () => {
    const started: number[] = [];
    await asyncio.taskGroup(async (tg) => {
      const tasks = [0, 1, 2].map((i) =>
        tg.createTask(async () => {
          started.push(i);
          await asyncio.sleep(1);
        })
      );
      await asyncio.sleep(0.5);
      tasks[1]!.cancel();
      await asyncio.sleep(0);
      await assertRejects(() => tasks[1]!, asyncio.CancelledError);
      assertEquals(now(), 0.5);
    }, { limit: 1 });
    assertEquals(started, [0, 2]);
    assertEquals(now(), 2);
  },
);

virtualTest(
  "TaskGroup limit: a place that nobody waits for is kept for later",
  async () => {
    await asyncio.taskGroup(async (tg) => {
      for (let i = 0; i < 3; i++) {
        await tg.createTask(() => asyncio.sleep(1));
      }
    }, { limit: 1 });
    assertEquals(now(), 3);
  },
);

virtualTest(
  "TaskGroup limit: a task may add tasks beyond the limit",
  async () => {
    const ran: string[] = [];
    await asyncio.taskGroup((tg) => {
      tg.createTask(async () => {
        tg.createTask(() => Promise.resolve(void ran.push("child")));
        await asyncio.sleep(1);
        ran.push("parent");
      });
      return Promise.resolve();
    }, { limit: 1 });
    assertEquals(ran, ["parent", "child"]);
  },
);

virtualTest("TaskGroup limit holds for the block form too", async () => {
  let running = 0;
  let most = 0;
  {
    await using tg = new asyncio.TaskGroup({ limit: 2 });
    for (let i = 0; i < 5; i++) {
      tg.createTask(async () => {
        most = Math.max(most, ++running);
        await asyncio.sleep(1);
        running--;
      });
    }
  }
  assertEquals(most, 2);
  assertEquals(now(), 3);
});

// cancel()

virtualTest("TaskGroup.cancel() gives its message to the tasks", async () => {
  let message = "";
  await asyncio.taskGroup(async (tg) => {
    tg.createTask(async () => {
      try {
        await asyncio.sleep(10);
      } catch (error) {
        message = (error as Error).message;
        throw error;
      }
    });
    await waitAllTasksBlocked();
    tg.cancel("enough");
  });
  assertEquals(message, "enough");
});

virtualTest("TaskGroup.cancel() gives what the body returns", async () => {
  const result = await asyncio.taskGroup((tg) => {
    tg.createTask(() => asyncio.sleep(10));
    tg.cancel();
    return Promise.resolve("result");
  });
  assertEquals(result, "result");
  await assertUncancelled();
});

virtualTest(
  "TaskGroup.cancel() of an inner group leaves the outer group alone",
  async () => {
    let outer!: asyncio.Task<string>;
    await asyncio.taskGroup(async (a) => {
      outer = a.createTask(() => asyncio.sleep(5, "outer"));
      await asyncio.taskGroup(async (b) => {
        b.createTask(() => asyncio.sleep(10));
        asyncio.getRunningLoop().callLater(1, () => b.cancel());
        await asyncio.sleep(10);
        fail("the sleep should have been cancelled");
      });
      assertEquals(now(), 1);
    });
    assertEquals(outer.result(), "outer");
    await assertUncancelled();
  },
);

virtualTest(
  "TaskGroup.cancel() works from a callback outside every task",
  async () => {
    await asyncio.taskGroup((tg) => {
      tg.createTask(() => asyncio.sleep(10));
      asyncio.getRunningLoop().callLater(1, () => tg.cancel());
      return Promise.resolve();
    });
    assertEquals(now(), 1);
    await assertUncancelled();
  },
);

// The block form

virtualTest(
  "TaskGroup as a block: the CancelledError of the await becomes the ExceptionGroup of the block",
  async () => {
    let inside: unknown;
    const child = new SyntaxError("child");
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => failAfter(1, child));
      try {
        await asyncio.sleep(10);
      } catch (error) {
        inside = error;
        assert(error instanceof asyncio.CancelledError);
        assertFalse(error instanceof asyncio.ExceptionGroup);
        throw error;
      }
    }, asyncio.ExceptionGroup);
    assertStrictEquals(error, inside as Error);
    assertEquals(error.exceptions, [child]);
    assert(error instanceof AggregateError);
    assertEquals(error.errors, [child]);
    assertFalse(asyncio.isCancelled(error));
    assertEquals(error.name, "ExceptionGroup");
    assertMatch(error.stack!, /^ExceptionGroup: /);
    assertEquals(error.message, "unhandled errors in a TaskGroup");
    const [match, rest] = error.split(SyntaxError);
    assertEquals([match?.exceptions, rest], [[child], null]);
    await assertUncancelled();
  },
);

virtualTest(
  "TaskGroup as a block: an error of a task while the block joins is the block's error",
  async () => {
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => failAfter(1, new SyntaxError("child")));
      tg.createTask(() => asyncio.sleep(10));
    }, asyncio.ExceptionGroup);
    assertEquals(error.exceptions.map((e) => e.message), ["child"]);
    assertFalse(error instanceof SuppressedError);
    assertEquals(now(), 1);
  },
);

virtualTest(
  "TaskGroup as a block: an error of the body comes out after the tasks have ended",
  async () => {
    const mine = new SyntaxError("body");
    let task!: asyncio.Task<string>;
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      task = tg.createTask(() => asyncio.sleep(3, "ended"));
      await asyncio.sleep(1);
      throw mine;
    });
    assertStrictEquals(error, mine);
    assertEquals(task.result(), "ended");
    assertEquals(now(), 3);
  },
);

virtualTest(
  'TaskGroup as a block with { exit: "cancel" } cancels what still runs',
  async () => {
    let task!: asyncio.Task<void>;
    {
      await using tg = new asyncio.TaskGroup({ exit: "cancel" });
      task = tg.createTask(() => asyncio.sleep(10));
      await asyncio.sleep(1);
    }
    assert(task.cancelled());
    assertEquals(now(), 1);
    await assertUncancelled();
  },
);

virtualTest(
  'TaskGroup as a block with { exit: "cancel" } lets an error of the body out at once',
  async () => {
    const mine = new SyntaxError("body");
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup({ exit: "cancel" });
      tg.createTask(() => asyncio.sleep(10));
      await asyncio.sleep(1);
      throw mine;
    });
    assertStrictEquals(error, mine);
    assertEquals(now(), 1);
  },
);

virtualTest(
  'taskGroup() with { exit: "cancel" } cancels what still runs when the body returns',
  async () => {
    const result = await asyncio.taskGroup(async (tg) => {
      tg.createTask(() => asyncio.sleep(10));
      return await tg.createTask(() => asyncio.sleep(1, "first"));
    }, { exit: "cancel" });
    assertEquals(result, "first");
    assertEquals(now(), 1);
    await assertUncancelled();
  },
);

virtualTest(
  'taskGroup() with { exit: "cancel" } still reports an error in a cleanup',
  async () => {
    const error = await assertRejects(() =>
      asyncio.taskGroup(async (tg) => {
        tg.createTask(async () => {
          try {
            await asyncio.sleep(10);
          } catch {
            throw new SyntaxError("cleanup");
          }
        });
        await asyncio.sleep(1);
      }, { exit: "cancel" }), asyncio.ExceptionGroup);
    assertEquals(error.exceptions.map((e) => e.message), ["cleanup"]);
  },
);

virtualTest(
  "TaskGroup.cancel() from a task ends a waiting block with a CancelledError, which `await using` cannot swallow",
  async () => {
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(async () => {
        await asyncio.sleep(1);
        tg.cancel();
      });
      await asyncio.sleep(10);
    });
    assert(asyncio.isCancelled(error));
    assertFalse(error instanceof SuppressedError);
    await assertUncancelled();
  },
);

virtualTest(
  "TaskGroup as a block inside a timeout as a block: the deadline is one TimeoutError",
  async () => {
    const error = await assertRejects(async () => {
      await using _ = asyncio.timeout(1);
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => asyncio.sleep(10));
      await asyncio.sleep(10);
    }, asyncio.TimeoutError);
    assertFalse(error instanceof SuppressedError);
    assertEquals(now(), 1);
    await assertUncancelled();
  },
);

virtualTest(
  "TaskGroup as a block inside a timeout as a block: the deadline while joining is one TimeoutError",
  async () => {
    const error = await assertRejects(async () => {
      await using _ = asyncio.timeout(1);
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => asyncio.sleep(10));
    }, asyncio.TimeoutError);
    assertFalse(error instanceof SuppressedError);
    assertEquals(now(), 1);
    await assertUncancelled();
  },
);

virtualTest(
  "TaskGroup as a block: a caught cancel of a single task does not hide the errors of others",
  async () => {
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      const task = tg.createTask(() => asyncio.sleep(10));
      task.cancel();
      await assertRejects(() => task, asyncio.CancelledError);
      tg.createTask(() => failAfter(1, new SyntaxError("child")));
    }, asyncio.ExceptionGroup);
    assertEquals(error.exceptions.map((e) => e.message), ["child"]);
  },
);

virtualTest(
  "TaskGroup as a block: a timeout that has come and gone does not hide the errors of tasks",
  async () => {
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      await assertRejects(
        () => asyncio.timeout(1, () => asyncio.sleep(10)),
        asyncio.TimeoutError,
      );
      tg.createTask(() => failAfter(1, new SyntaxError("child")));
    }, asyncio.ExceptionGroup);
    assertEquals(error.exceptions.map((e) => e.message), ["child"]);
  },
);

virtualTest(
  "TaskGroup as a block: a timeout that has come and gone does not hide an outer cancel",
  async () => {
    const runner = asyncio.createTask(async () => {
      await using tg = new asyncio.TaskGroup();
      await asyncio.moveOnAfter(1, () => asyncio.sleep(10));
      tg.createTask(() => asyncio.sleep(10));
    });
    await asyncio.sleep(2);
    runner.cancel("outer");
    await assertRejects(() => runner, asyncio.CancelledError, "outer");
  },
);

virtualTest(
  "TaskGroup limit: a coroutine that never got its turn is closed",
  async () => {
    const body = asyncio.coroutine(() => asyncio.sleep(1));
    const dropped = body();
    await asyncio.taskGroup(async (tg) => {
      tg.createTask(() => asyncio.sleep(10));
      tg.createTask(dropped);
      await asyncio.sleep(1);
      tg.cancel();
    }, { limit: 1 });
    // What has been closed cannot be awaited; what has not, can.
    await assertRejects(async () => await dropped, asyncio.RuntimeError);
  },
);

virtualTest(
  "TaskGroup as a block: errors of the body and of a task come together as a SuppressedError",
  async () => {
    const mine = new SyntaxError("body");
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => failAfter(2, new RangeError("child")));
      await asyncio.sleep(1);
      throw mine;
    }, SuppressedError);
    assertStrictEquals(error.suppressed, mine);
    assertInstanceOf(error.error, asyncio.ExceptionGroup);
  },
);

virtualTest(
  "TaskGroup as a block around a CancelScope as a block: the scope's error becomes the group's",
  async () => {
    const error = await assertRejects(async () => {
      await using tg = new asyncio.TaskGroup();
      tg.createTask(() => failAfter(2, new SyntaxError("child")));
      await using _ = new asyncio.CancelScope({ deadline: now() + 1 });
      await asyncio.sleep(10);
    }, asyncio.ExceptionGroup);
    assertEquals(error.exceptions.map((e) => e.message), ["child"]);
  },
);

/** A block-form group that waits for its end, and whose task fails in its cleanup if it is told to. */
async function waitingBlock(fails: boolean) {
  await using tg = new asyncio.TaskGroup();
  tg.createTask(async () => {
    try {
      await asyncio.sleep(10);
    } catch (error) {
      if (fails) throw new SyntaxError("cleanup");
      throw error;
    }
  });
  await asyncio.sleep(10);
}

virtualTest(
  "TaskGroup as a block beside another, cancelled together: the error of one does not become that of the other",
  async () => {
    const ends: string[] = [];
    const part = async (fails: boolean) => {
      try {
        await new asyncio.CancelScope().run(() => waitingBlock(fails));
      } catch (error) {
        ends.push((error as Error).name);
      }
    };
    const runner = asyncio.createTask(() =>
      Promise.all([part(false), part(true)])
    );
    await asyncio.sleep(1);
    runner.cancel();
    await asyncio.wait([runner]);
    assertEquals(ends.sort(), ["CancelledError", "ExceptionGroup"]);
  },
);

virtualTest(
  "TaskGroup as a block in a level scope: its error does not become that of later waits",
  async () => {
    const scope = new asyncio.CancelScope({ level: true, deadline: now() + 1 });
    await scope.run(async () => {
      await assertRejects(() => waitingBlock(true), asyncio.ExceptionGroup);
      await assertRejects(() => asyncio.sleep(1), asyncio.CancelledError);
    });
    assertEquals(now(), 1);
  },
);

// Bad input

for (
  const [limit, type] of [
    [0, RangeError],
    [-1, RangeError],
    [NaN, RangeError],
    [1.5, RangeError],
    ["3", TypeError],
  ] as const
) {
  virtualTest(`TaskGroup refuses a limit of ${limit}`, () => {
    const error = assertThrows(
      () => new asyncio.TaskGroup({ limit: limit as number }),
      type,
    );
    assertStringIncludes(error.message, String(limit));
  });
}

virtualTest("TaskGroup refuses an unknown way to exit", () => {
  const error = assertThrows(
    () => new asyncio.TaskGroup({ exit: "leave" as "join" }),
    TypeError,
  );
  assertStringIncludes(error.message, "leave");
});

virtualTest("taskGroup() refuses a body that is not a function", async () => {
  const error = await assertRejects(
    // deno-lint-ignore require-await
    async () => asyncio.taskGroup("body" as unknown as () => Promise<void>),
    TypeError,
  );
  assertStringIncludes(error.message, "body");
});

virtualTest(
  "TaskGroup.createTask() refuses a promise, and says what to pass",
  async () => {
    await asyncio.taskGroup((tg) => {
      const error = assertThrows(
        () =>
          tg.createTask(Promise.resolve(1) as unknown as () => Promise<number>),
        TypeError,
      );
      assertStringIncludes(error.message, "romise");
      assertStringIncludes(error.message, "=>");
    });
  },
);

virtualTest(
  "TaskGroup.createTask() under a limit refuses what is no work",
  async () => {
    await asyncio.taskGroup((tg) => {
      const error = assertThrows(
        () => tg.createTask(42 as unknown as () => void),
        TypeError,
      );
      assertStringIncludes(error.message, "42");
    }, { limit: 1 });
  },
);

virtualTest(
  "taskGroup() wraps what a task throws and is no Error",
  async () => {
    const error = await assertRejects(() =>
      asyncio.taskGroup((tg) => {
        tg.createTask(() => Promise.reject("a string"));
      }), asyncio.ExceptionGroup);
    assertInstanceOf(error.exceptions[0], asyncio.RuntimeError);
    assertStrictEquals(error.exceptions[0].cause, "a string");
  },
);

virtualTest("taskGroup() outside a task is a RuntimeError", async () => {
  const outside = new Promise((resolve, reject) => {
    asyncio.getRunningLoop().callSoon(() => {
      asyncio.taskGroup(() => Promise.resolve()).then(resolve, reject);
    });
  });
  await assertRejects(() => outside, asyncio.RuntimeError, "task");
});

virtualTest("TaskGroup.start() refuses what is not a function", async () => {
  await asyncio.taskGroup(async (tg) => {
    const error = await assertRejects(
      // deno-lint-ignore require-await
      async () => tg.start(7 as unknown as () => Promise<void>),
      TypeError,
    );
    assertStringIncludes(error.message, "7");
  });
});

/** CPython's test_eager_task_factory, ported by meaning. */

import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import {
  allTasks,
  CancelledError,
  ContextVar,
  createEagerTaskFactory,
  currentTask,
  EventLoop,
  Future,
  gather,
  sleep,
  staggeredRace,
  Task,
  type TaskGroup,
  taskGroup,
} from "../../mod.ts";
import { VirtualClock } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

class EagerTask<T> extends Task<T> {}

/** Runs `fn` on a loop whose tasks start eagerly. */
function eagerTest(
  name: string,
  fn: (loop: EventLoop) => Promise<void> | void,
): void {
  test(name, async () => {
    const loop = new EventLoop({ clock: new VirtualClock() });
    loop.setTaskFactory(
      createEagerTaskFactory((coro, options) => new EagerTask(coro, options)),
    );
    try {
      await loop.runUntilComplete(() => fn(loop));
    } finally {
      loop.close();
    }
  });
}

// --- EagerTaskFactoryLoopTests -----------------------------------------------------------------

test("eager_task_factory/EagerTaskFactoryLoopTests.test_eager_task_factory_set: the factory makes the tasks", async () => {
  const loop = new EventLoop();
  const factory = createEagerTaskFactory((coro, options) =>
    new EagerTask(coro, options)
  );
  loop.setTaskFactory(factory);
  assertStrictEquals(loop.getTaskFactory(), factory);
  await loop.runUntilComplete(async () => {
    const task = loop.createTask(async () => {});
    assertInstanceOf(task, EagerTask);
    await task;
  });
  loop.close();
});

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_await_future_during_eager_step: the first step runs inside createTask",
  async (loop) => {
    const future = loop.createFuture<string>();
    loop.createTask(() => future.setResult("my message"));
    assert(future.done());
    assertEquals(await future, "my message");
  },
);

// An async function does not say whether it has finished, so only a function that returns a plain
// value is done at once; an async one that never waited is done a microtask later.

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_eager_completion: a function that never waits is done at once",
  async (loop) => {
    const task = loop.createTask(() => "hello");
    assert(task.done());
    assertEquals(task.result(), "hello");
    assertEquals(await task, "hello");
  },
);

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_eager_completion: an async one has run to its end",
  async (loop) => {
    let finished = false;
    // deno-lint-ignore require-await -- the point is an async function that never waits
    const task = loop.createTask(async () => {
      finished = true;
      return "hello";
    });
    assert(finished);
    assertEquals(await task, "hello");
  },
);

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_block_after_eager_step: one that waits becomes an ordinary task",
  async (loop) => {
    const task = loop.createTask(async () => {
      await sleep(0.1);
      return "finished after blocking";
    });
    assertFalse(task.done());
    assertEquals(await task, "finished after blocking");
    assert(task.done());
  },
);

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_cancellation_after_eager_completion: a finished task cannot be cancelled",
  async (loop) => {
    const task = loop.createTask(() => "finished without blocking");
    assertFalse(task.cancel());
    assertEquals(await task, "finished without blocking");
    assertFalse(task.cancelled());
  },
);

test("eager_task_factory/EagerTaskFactoryLoopTests.test_cancellation_after_eager_step_blocks: the message comes out", async () => {
  const loop = new EventLoop({ clock: new VirtualClock() });
  loop.setTaskFactory(
    createEagerTaskFactory((coro, options) => new EagerTask(coro, options)),
  );
  const error = await assertRejects(() =>
    loop.runUntilComplete(async () => {
      const task = loop.createTask(() => sleep(0.1, "finished after blocking"));
      task.cancel("cancellation message");
      assert(task.cancelling() > 0);
      await task;
    }), CancelledError);
  assertEquals(error.message, "cancellation message");
  loop.close();
});

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_current_task: the first step sees its own task, the caller then its own again",
  async (loop) => {
    const caller = currentTask();
    let seen: Task<unknown> | null = null;
    const task = loop.createTask(async () => {
      seen = currentTask();
      await sleep(0.1);
      assertStrictEquals(currentTask(), seen);
    });
    assertStrictEquals(seen, task);
    assertStrictEquals(currentTask(), caller);
    await task;
  },
);

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_all_tasks_with_eager_completion: a task is listed only while it runs",
  (loop) => {
    let seen = new Set<Task<unknown>>();
    const task = loop.createTask(() => {
      seen = allTasks();
    });
    assert(seen.has(task));
    assertFalse(allTasks().has(task));
  },
);

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_all_tasks_with_blocking: a waiting task is listed until it ends",
  async (loop) => {
    let seen = new Set<Task<unknown>>();
    const start = loop.createFuture<void>();
    const task = loop.createTask(async () => {
      seen = allTasks();
      await start;
    });
    assert(seen.has(task));
    assert(allTasks().has(task));
    start.setResult();
    await task;
    assertFalse(allTasks().has(task));
  },
);

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_context_vars: an eager step has a context of its own",
  async (loop) => {
    const variable = new ContextVar("variable", { default: 0 });
    const trace: string[] = [];
    variable.set(1);
    const task = loop.createTask(async () => {
      assertEquals(variable.get(), 1);
      variable.set(2);
      assertEquals(variable.get(), 2);
      trace.push("first step");
      await sleep(0.1);
      assertEquals(variable.get(), 2);
      variable.set(3);
      assertEquals(variable.get(), 3);
      trace.push("second step");
    });
    assertEquals(trace, ["first step"]);
    assertEquals(variable.get(), 1);
    await task;
    assertEquals(trace, ["first step", "second step"]);
    assertEquals(variable.get(), 1);
  },
);

// --- BaseTaskCountingTests ---------------------------------------------------------------------

/** Runs `fn` with each kind of factory and returns how many tasks were not started eagerly. */
async function countTasks(
  eager: boolean,
  fn: () => Promise<unknown>,
): Promise<number> {
  let count = 0;
  const loop = new EventLoop();
  const make: Parameters<typeof createEagerTaskFactory>[0] = (
    coro,
    options,
  ) => {
    if (!options?.eagerStart) count++;
    return new Task(coro, options);
  };
  loop.setTaskFactory(
    eager
      ? createEagerTaskFactory(make)
      : (loop, coro, options) => make(coro, { ...options, loop }),
  );
  try {
    await loop.runUntilComplete(fn);
  } finally {
    loop.close();
  }
  return count;
}

async function chain(depth: number): Promise<number> {
  return depth === 0 ? 0 : 1 + await chain(depth - 1);
}

async function nestGroups(width: number, depth: number): Promise<void> {
  if (depth === 0) return;
  await taskGroup((group: TaskGroup) => {
    for (let i = 0; i < width; i++) {
      group.createTask(() => nestGroups(width, depth - 1));
    }
  });
}

async function nestGathers(width: number, depth: number): Promise<void> {
  if (depth === 0) return;
  await gather(
    Array.from({ length: width }, () => () => nestGathers(width, depth - 1)),
  );
}

const TREE = 1 + 5 + 5 ** 2 + 5 ** 3 + 5 ** 4;

for (const eager of [false, true]) {
  const kind = eager ? "eager" : "lazy";

  test(`eager_task_factory/BaseTaskCountingTests.test_awaitables_chain: ${kind}: awaiting a call makes no task`, async () => {
    let depth = 0;
    const count = await countTasks(eager, async () => {
      depth = await chain(100);
    });
    assertEquals(depth, 100);
    assertEquals(count, eager ? 0 : 1);
  });

  test(`eager_task_factory/BaseTaskCountingTests.test_recursive_taskgroups: ${kind}: one task a child`, async () => {
    assertEquals(
      await countTasks(eager, () => nestGroups(5, 4)),
      eager ? 0 : TREE,
    );
  });

  test(`eager_task_factory/BaseTaskCountingTests.test_recursive_gather: ${kind}: one task a function`, async () => {
    assertEquals(
      await countTasks(eager, () => nestGathers(5, 4)),
      eager ? 0 : TREE,
    );
  });
}

// New in 3.14.

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_staggered_race_with_eager_tasks: the second wins over a stuck first",
  async () => {
    const [winner, index, errors] = await staggeredRace<string>([
      () => new Future<string>(),
      () => sleep(1, "sleep1"),
      async () => {
        await sleep(0);
        throw new RangeError("no good");
      },
    ], 0.25);
    assertEquals(winner, "sleep1");
    assertEquals(index, 1);
    assertInstanceOf(errors[0], CancelledError);
    assertEquals(errors[1], null);
    assertInstanceOf(errors[2], RangeError);
  },
);

eagerTest(
  "eager_task_factory/EagerTaskFactoryLoopTests.test_staggered_race_with_eager_tasks_no_delay: only a failure starts the next",
  async () => {
    const [winner, index, errors] = await staggeredRace<string>([
      () => {
        throw new RangeError("no good");
      },
      () => sleep(1, "sleep1"),
      () => sleep(0, "sleep0"),
    ], null);
    assertEquals(winner, "sleep1");
    assertEquals(index, 1);
    assertEquals(errors.length, 2);
    assertInstanceOf(errors[0], RangeError);
    assertEquals(errors[1], null);
  },
);

eagerTest(
  "eager_task_factory/CEagerTaskFactoryLoopTests.test_name: the name is set before the first step",
  async (loop) => {
    let name: string | undefined;
    const task = loop.createTask(() => {
      name = currentTask()?.getName();
    }, { name: "test name" });
    assertEquals(name, "test name");
    await task;
  },
);

virtualTest(
  "eager_task_factory/DefaultTaskFactoryEagerStart.test_eager_start_true_with_default_factory: one task can start eagerly",
  async () => {
    let name: string | undefined;
    const task = new Task(() => {
      name = currentTask()?.getName();
    }, { eagerStart: true, name: "example" });
    assert(task.done());
    assertEquals(name, "example");
    await task;
  },
);

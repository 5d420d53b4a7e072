// CPython's test_tasks, ported by meaning: how a task is made, named, shown and misused.
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  runVirtual,
  VirtualClock,
  waitAllTasksBlocked,
} from "../../tasks/testing/mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";
import { collectGarbage } from "./_kernel.ts";
import { assertMembers, stopwatch } from "./tasks_support.ts";

// Making a task

test("tasks/BaseTaskTests.test_task_class: a task runs on the loop it was made for", async () => {
  for (const loop of [asyncio.newEventLoop(), asyncio.newEventLoop()]) {
    const task = new asyncio.Task(() => "ok", { loop });
    assertStrictEquals(task.getLoop(), loop);
    assertEquals(await loop.runUntilComplete(task), "ok");
    assert(task.done());
    assertEquals(task.result(), "ok");
    loop.close();
  }
});

test("tasks/GenericTaskTests.test_future_subclass: Task is a subclass of Future", () => {
  assertInstanceOf(asyncio.Task.prototype, asyncio.Future);
});

virtualTest(
  "tasks/BaseTaskTests.test_task_basics: a task adds up what its coroutines return",
  async () => {
    const inner1 = asyncio.coroutine(async () => await asyncio.sleep(0, 42));
    const inner2 = asyncio.coroutine(async () => await asyncio.sleep(0, 1000));
    const outer = async () => await inner1() + await inner2();
    assertEquals(await asyncio.createTask(outer), 1042);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_bare_create_task: createTask() takes the running loop",
  async () => {
    const task = asyncio.createTask(() => 1);
    assertInstanceOf(task, asyncio.Task);
    assertStrictEquals(task.getLoop(), asyncio.getRunningLoop());
    assertEquals(await task, 1);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_bare_create_named_task: createTask() passes the name on",
  async () => {
    const task = asyncio.createTask(() => {}, { name: "No-op" });
    assertEquals(task.getName(), "No-op");
    await task;
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_create_task_with_noncoroutine: anything else is refused with its value, each time",
  () => {
    for (let i = 0; i < 2; i++) {
      assertThrows(
        // @ts-expect-error a number cannot be started
        () => new asyncio.Task(123),
        TypeError,
        "123",
      );
      assertThrows(
        // @ts-expect-error a number cannot be started
        () => asyncio.createTask(123),
        TypeError,
        "123",
      );
    }
    // Only the task of this test is there: a refused one leaves nothing behind.
    assertEquals(asyncio.allTasks().size, 1);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_create_task_with_async_function: coroutines and async functions are taken, each time",
  async () => {
    const fn = async () => await asyncio.sleep(0, "ran");
    const cold = asyncio.coroutine(fn);
    for (let i = 0; i < 2; i++) {
      for (const task of [new asyncio.Task(fn), new asyncio.Task(cold())]) {
        assertInstanceOf(task, asyncio.Task);
        assertEquals(await task, "ran");
      }
    }
  },
);

// CPython takes any object with send(), throw() and close(); here a plain function that returns a thenable is as near.
virtualTest(
  "tasks/BaseTaskTests.test_create_task_with_asynclike_function: a function that returns a thenable of its own is taken",
  async () => {
    const asyncLike = (): PromiseLike<number> => ({
      then: (resolve, reject) => Promise.resolve(42).then(resolve, reject),
    });
    for (let i = 0; i < 2; i++) {
      const task = new asyncio.Task(asyncLike);
      assertInstanceOf(task, asyncio.Task);
      assertEquals(await task, 42);
    }
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_get_coro: getCoro() gives back what the task was made from",
  async () => {
    const coro = asyncio.coroutine(() => Promise.resolve(1))();
    const ofCoroutine = asyncio.createTask(coro);
    assertStrictEquals(ofCoroutine.getCoro(), coro);
    await ofCoroutine;
    assertStrictEquals(ofCoroutine.getCoro(), coro);

    const fn = () => 1;
    const ofFunction = asyncio.createTask(fn);
    await ofFunction;
    assertStrictEquals(ofFunction.getCoro(), fn);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_eager_start_true: the first step runs inside the constructor",
  async () => {
    let name: string | undefined;
    const loop = asyncio.getRunningLoop();
    const me = asyncio.currentTask();
    const task = new asyncio.Task(() => {
      name = asyncio.currentTask()?.getName();
    }, { loop, eagerStart: true, name: "example" });
    assertEquals(name, "example");
    assertStrictEquals(asyncio.currentTask(), me);
    await task;
    assert(task.done());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_eager_start_false: nothing runs before the task is awaited",
  async () => {
    let name: string | undefined;
    const loop = asyncio.getRunningLoop();
    const task = new asyncio.Task(() => {
      name = asyncio.currentTask()?.getName();
    }, { loop, eagerStart: false, name: "example" });
    assertFalse(task.done());
    assertEquals(name, undefined);
    await task;
    assertEquals(name, "example");
  },
);

// ensureFuture()

test("tasks/BaseTaskTests.test_ensure_future_coroutine: the loop is the one given, or the one set", async () => {
  const loop = asyncio.newEventLoop();
  const given = asyncio.ensureFuture(() => "given", { loop });
  assertStrictEquals(given.getLoop(), loop);
  assertEquals(await loop.runUntilComplete(given), "given");
  assertEquals(given.result(), "given");

  asyncio.setEventLoop(loop);
  try {
    const implied = asyncio.ensureFuture(() => "implied");
    assertStrictEquals(implied.getLoop(), loop);
    assertEquals(await loop.runUntilComplete(implied), "implied");
  } finally {
    asyncio.setEventLoop(null);
    loop.close();
  }
});

virtualTest(
  "tasks/BaseTaskTests.test_ensure_future_coroutine: inside a loop it is the running one",
  async () => {
    const future = asyncio.ensureFuture(
      asyncio.coroutine(() => Promise.resolve("ok"))(),
    );
    assertStrictEquals(future.getLoop(), asyncio.getRunningLoop());
    assertEquals(await future, "ok");
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_ensure_future_future: a future comes back itself, and only for its own loop",
  async () => {
    const loop = asyncio.getRunningLoop();
    const future = loop.createFuture<string>();
    future.setResult("ko");
    assertStrictEquals(asyncio.ensureFuture(future), future);
    assertStrictEquals(asyncio.ensureFuture(future, { loop }), future);
    assertEquals(await asyncio.ensureFuture(future), "ko");

    const other = asyncio.newEventLoop();
    assertThrows(
      () => asyncio.ensureFuture(future, { loop: other }),
      RangeError,
    );
    other.close();
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_ensure_future_task: a task comes back itself, and only for its own loop",
  async () => {
    const loop = asyncio.getRunningLoop();
    const task = asyncio.createTask(() => "ok");
    assertStrictEquals(asyncio.ensureFuture(task), task);
    assertEquals(await asyncio.ensureFuture(task), "ok");

    const other = asyncio.newEventLoop();
    assertThrows(() => asyncio.ensureFuture(task, { loop: other }), RangeError);
    other.close();
    assertStrictEquals(asyncio.ensureFuture(task, { loop }), task);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_ensure_future_awaitable: a thenable is wrapped",
  async () => {
    class Aw implements PromiseLike<string> {
      then<A, B>(
        resolve?: ((v: string) => A | PromiseLike<A>) | null,
        reject?: ((e: unknown) => B | PromiseLike<B>) | null,
      ): Promise<A | B> {
        return Promise.resolve("ok").then(resolve, reject) as Promise<A | B>;
      }
    }
    const future = asyncio.ensureFuture(new Aw());
    assert(asyncio.isFuture(future));
    assertFalse(future.done());
    assertEquals(await future, "ok");
    assertEquals(future.result(), "ok");
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_ensure_future_task_awaitable: a thenable over sleep() is wrapped and waited for",
  async () => {
    const elapsed = stopwatch();
    const aw: PromiseLike<string> = {
      then: (resolve, reject) => asyncio.sleep(2, "ok").then(resolve, reject),
    };
    const future = asyncio.ensureFuture(aw);
    assertEquals(await future, "ok");
    assert(future.done());
    assertEquals(elapsed(), 2);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_ensure_future_neither: what cannot be awaited is a TypeError",
  () => {
    // @ts-expect-error a string cannot be awaited
    assertThrows(() => asyncio.ensureFuture("ok"), TypeError, "ok");
    // @ts-expect-error an object without then() cannot be awaited
    assertThrows(() => asyncio.ensureFuture({}), TypeError);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_ensure_future_error_msg: a wrong loop is named as the reason",
  () => {
    const other = asyncio.newEventLoop();
    const future = asyncio.getRunningLoop().createFuture();
    assertThrows(
      () => asyncio.ensureFuture(future, { loop: other }),
      RangeError,
      "different loop",
    );
    other.close();
  },
);

// Misuse

virtualTest(
  "tasks/BaseTaskTests.test_other_loop_future: awaiting a future of another loop is a RuntimeError in the task",
  async () => {
    const other = asyncio.newEventLoop();
    const future = other.createFuture<void>();
    const task = asyncio.createTask(async () => await future);
    const error = await assertRejects(() => task, asyncio.RuntimeError);
    assertMatch(
      error.message,
      /Task .* got a future attached to a different loop: <Future pending>/,
    );
    assertFalse(future.done());
    other.close();
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_task_awaits_on_itself: a task that awaits itself fails instead of hanging",
  async () => {
    const task: asyncio.Task<void> = asyncio.createTask(async () => await task);
    await assertRejects(
      () => task,
      asyncio.RuntimeError,
      "cannot await itself",
    );
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_task_set_methods: a task refuses setResult() and setException() and goes on",
  async () => {
    const task = asyncio.createTask(() => "ko");
    assertThrows(
      () => task.setResult("ok"),
      asyncio.RuntimeError,
      "does not support",
    );
    assertThrows(
      () => task.setException(new Error("no")),
      asyncio.RuntimeError,
      "does not support",
    );
    assertFalse(task.done());
    assertEquals(await task, "ko");
  },
);

virtualTest(
  "tasks/SetMethodsTest.test_set_result_causes_invalid_state: a result forced on a task stays, its own end is reported",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const task = asyncio.createTask(async () =>
      await asyncio.sleep(0.1, "slept")
    );
    asyncio.Future.prototype.setResult.call(task, "spam");
    assertEquals(await task, "spam");
    await asyncio.sleep(1);
    assertEquals(task.result(), "spam");
    assertEquals(contexts.length, 1);
    assertInstanceOf(contexts[0]?.exception, asyncio.InvalidStateError);
  },
);

virtualTest(
  "tasks/SetMethodsTest.test_set_exception_causes_invalid_state: an error forced on a task stays, its own end is reported",
  async () => {
    class MyError extends Error {}
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const task = asyncio.createTask(async () =>
      await asyncio.sleep(0.1, "slept")
    );
    asyncio.Future.prototype.setException.call(task, new MyError("forced"));
    await assertRejects(() => task, MyError, "forced");
    await asyncio.sleep(1);
    assertInstanceOf(task.exception(), MyError);
    assertEquals(contexts.length, 1);
    assertInstanceOf(contexts[0]?.exception, asyncio.InvalidStateError);
  },
);

// Results

// A JavaScript coroutine cannot tell a future it returns from one it awaits: the task takes the future's value.
virtualTest(
  "tasks/BaseTaskTests.test_coroutine_non_gen_function_return_future: a returned future gives its value",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<string>();
    const t1 = asyncio.createTask(() => future);
    const t2 = asyncio.createTask(() => future.setResult("test"));
    assertEquals(await t1, "test");
    assertEquals(t2.result(), undefined);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_step_result_future: a task resumes with the very object its future was given",
  async () => {
    class Counted<T> extends asyncio.Future<T> {
      thens = 0;
      override then<A = T, B = never>(
        resolve?: ((v: T) => A | PromiseLike<A>) | null,
        reject?: ((e: unknown) => B | PromiseLike<B>) | null,
      ): Promise<A | B> {
        this.thens++;
        return super.then(resolve, reject);
      }
    }
    const future = new Counted<object>();
    let result: object | undefined;
    const task = asyncio.createTask(async () => {
      result = await future;
    });
    await waitAllTasksBlocked();
    assertEquals(future.thens, 1);
    const value = {};
    future.setResult(value);
    await task;
    assertStrictEquals(result, value);
    assertEquals(task.result(), undefined);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_exception_traceback: the error of a task keeps the place where it was thrown",
  async () => {
    const task = asyncio.createTask(function divide(): number {
      throw new RangeError("division by zero");
    });
    await waitAllTasksBlocked();
    const error = task.exception();
    assertInstanceOf(error, RangeError);
    assertStringIncludes(error.stack ?? "", "divide");
  },
);

// JavaScript chains nothing by itself: what must hold is that the task hands over the error untouched.
virtualTest(
  "tasks/BaseTaskTests.test_exception_chaining_after_await: the error of an awaited task keeps its explicit cause",
  async () => {
    const first = new Error("first");
    const second = new Error("second", { cause: first });
    const bare = new Error("bare");
    const fail = (error: Error) =>
      asyncio.createTask(() => {
        throw error;
      });
    const run = async () => {
      try {
        await fail(first);
      } catch {
        assertStrictEquals(await assertRejects(() => fail(second)), second);
        assertStrictEquals(await assertRejects(() => fail(bare)), bare);
      }
    };
    await asyncio.createTask(run);
    assertStrictEquals(second.cause, first);
    assertFalse("cause" in bare);
  },
);

// currentTask()

test("tasks/BaseTaskTests.test_current_task: it is the running task inside, and null outside", async () => {
  const loop = asyncio.newEventLoop();
  assertEquals(asyncio.currentTask(loop), null);
  const task: asyncio.Task<void> = loop.createTask(async () => {
    assertStrictEquals(asyncio.currentTask(loop), task);
    assertStrictEquals(asyncio.currentTask(), task);
    await asyncio.sleep(0);
    assertStrictEquals(asyncio.currentTask(), task);
  });
  await loop.runUntilComplete(task);
  assertEquals(asyncio.currentTask(loop), null);
  loop.close();
});

virtualTest(
  "tasks/BaseTaskTests.test_current_task_with_interleaving_tasks: each task sees itself before and after a wait",
  async () => {
    const loop = asyncio.getRunningLoop();
    const fut1 = loop.createFuture<boolean>();
    const fut2 = loop.createFuture<boolean>();
    const task1: asyncio.Task<void> = asyncio.createTask(async () => {
      assertStrictEquals(asyncio.currentTask(), task1);
      await fut1;
      assertStrictEquals(asyncio.currentTask(), task1);
      fut2.setResult(true);
    });
    const task2: asyncio.Task<void> = asyncio.createTask(async () => {
      assertStrictEquals(asyncio.currentTask(), task2);
      fut1.setResult(true);
      await fut2;
      assertStrictEquals(asyncio.currentTask(), task2);
    });
    const me = asyncio.currentTask();
    await asyncio.gather(task1, task2);
    assertStrictEquals(asyncio.currentTask(), me);
  },
);

test("tasks/BaseCurrentLoopTests.test_current_task_no_running_loop: a loop that does not run has no current task", () => {
  const loop = asyncio.newEventLoop();
  assertEquals(asyncio.currentTask(loop), null);
  loop.close();
});

test("tasks/BaseCurrentLoopTests.test_current_task_no_running_loop_implicit: without a running loop it is a RuntimeError", () => {
  assertThrows(
    () => asyncio.currentTask(),
    asyncio.RuntimeError,
    "no running event loop",
  );
});

test("tasks/BaseCurrentLoopTests.test_current_task_with_implicit_loop: the running loop is found by itself", async () => {
  const loop = asyncio.newEventLoop();
  const task: asyncio.Task<void> = new asyncio.Task(() => {
    assertStrictEquals(asyncio.currentTask(loop), task);
    assertStrictEquals(asyncio.currentTask(), task);
  }, { loop });
  await loop.runUntilComplete(task);
  assertEquals(asyncio.currentTask(loop), null);
  loop.close();
});

// Names and looks

virtualTest(
  "tasks/BaseTaskTests.test_task_repr: the text tells state, name, function and result",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<void>();
    async function notMuch() {
      await future;
    }
    const task = asyncio.createTask(notMuch, { name: "TestTask" });
    assertMatch(
      String(task),
      /^<Task pending name='TestTask' coro=notMuch.*>$/,
    );
    task.cancel(); // Takes no effect before the task's next step.
    assertMatch(
      String(task),
      /^<Task pending name='TestTask' coro=notMuch cancelling=1.*>$/,
    );
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(String(task), "<Task cancelled name='TestTask' coro=notMuch>");

    const finished = asyncio.createTask(() => "abc", { name: "TestTask" });
    await finished;
    assertMatch(
      String(finished),
      /^<Task finished name='TestTask' .*result="abc">$/,
    );
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_task_repr_autogenerated: made-up names count upwards",
  async () => {
    const tasks = [
      asyncio.createTask(() => 123),
      asyncio.createTask(() => 123),
    ];
    const numbers = tasks.map((task) => {
      const found = /^<Task pending name='Task-(\d+)'/.exec(String(task));
      assertEquals(task.getName(), `Task-${found?.[1]}`);
      return Number(found?.[1]);
    });
    assertNotEquals(String(tasks[0]), String(tasks[1]));
    assert(numbers[0]! < numbers[1]!);
    await asyncio.gather(tasks);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_task_repr_name_not_str: setName() makes a string of what it gets",
  async () => {
    const task = asyncio.createTask(() => 123);
    task.setName(6);
    assertStrictEquals(task.getName(), "6");
    task.setName({ toString: () => "{6}" });
    assertStrictEquals(task.getName(), "{6}");
    await task;
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_task_repr_wait_for: the text tells what the task waits for",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<void>();
    const task = asyncio.createTask(async () => await future);
    await waitAllTasksBlocked();
    assertStringIncludes(String(task), `wait_for=${String(future)}`);
    future.setResult();
    await task;
    assertFalse(String(task).includes("wait_for"));
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_get_stack: in debug mode the stack of a suspended task leads from its wait to its function",
  async () => {
    const loop = asyncio.getRunningLoop();
    loop.setDebug(true);
    const future = loop.createFuture<void>();
    async function foo() {
      await bar();
    }
    async function bar() {
      await future;
    }
    const task = asyncio.createTask(foo);
    await waitAllTasksBlocked();

    const stack = task.getStack();
    const indexOf = (name: string) =>
      stack.findIndex((line) => line.includes(`at async ${name} `));
    assert(indexOf("bar") >= 0);
    assert(indexOf("bar") < indexOf("foo"));
    assertEquals(task.getStack({ limit: 1 }), stack.slice(0, 1));

    const written: string[] = [];
    task.printStack({ write: (text) => written.push(text) });
    const text = written.join("\n");
    assertStringIncludes(text, task.getName());
    for (const line of stack) assertStringIncludes(text, line);

    future.setResult();
    await task;
    assertEquals(task.getStack(), []);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_get_stack: the stack of a failed task is that of its error",
  async () => {
    const task = asyncio.createTask(function explode() {
      throw new Error("boom");
    });
    await assertRejects(() => task, Error, "boom");
    assertStringIncludes(task.getStack().join("\n"), "explode");
    const lines: string[] = [];
    task.printStack({ write: (line) => lines.push(line) });
    assertStringIncludes(lines.join("\n"), "boom");
  },
);

// Reports

test("tasks/BaseTaskTests.test_log_traceback: an error that was looked at is not reported, another is, once", async () => {
  let contexts: asyncio.ExceptionContext[] = [];
  const looked = new Error("looked at");
  const lost = new Error("lost");
  await runVirtual(async () => {
    contexts = recordExceptions(asyncio.getRunningLoop());
    const tasks = [looked, lost].map((error) =>
      asyncio.createTask(() => {
        throw error;
      })
    );
    await waitAllTasksBlocked();
    assertStrictEquals(tasks[0]?.exception(), looked);
  });
  assertEquals(contexts.map((context) => context.exception), [lost]);
});

test("tasks/BaseTaskTests.test_tb_logger_not_called_after_cancel: cancel() of a failed task counts as having looked", async () => {
  let contexts: asyncio.ExceptionContext[] = [];
  await runVirtual(async () => {
    contexts = recordExceptions(asyncio.getRunningLoop());
    const task = asyncio.createTask(() => {
      throw new TypeError("unseen");
    });
    await asyncio.sleep(0.05);
    assertFalse(task.cancel());
  });
  assertEquals(contexts, []);
});

test("tasks/BaseTaskTests.test_task_source_traceback: in debug mode a report tells where the task was made", async () => {
  let contexts: asyncio.ExceptionContext[] = [];
  function makeTask(): void {
    asyncio.createTask(() => {
      throw new Error("lost");
    });
  }
  await runVirtual(async () => {
    contexts = recordExceptions(asyncio.getRunningLoop());
    makeTask();
    await waitAllTasksBlocked();
  }, { debug: true });
  assertEquals(contexts.length, 1);
  const source = String(contexts[0]?.sourceTraceback);
  assertStringIncludes(source, "makeTask");
  assertStringIncludes(source, "tasks_test.ts");
});

// CPython forgets a task nobody refers to and logs "Task was destroyed but it is pending!"; here the loop keeps it.
test("tasks/BaseTaskTests.test_log_destroyed_pending_task: a pending task nobody refers to stays alive", async () => {
  const loop = asyncio.newEventLoop();
  const contexts = recordExceptions(loop);
  await loop.runUntilComplete(async () => {
    loop.createTask(async () => await loop.createFuture(), {
      name: "forgotten",
    });
    await asyncio.sleep(0);
    await collectGarbage();
    const task = [...asyncio.allTasks(loop)].find((task) =>
      task.getName() === "forgotten"
    );
    assert(task);
    assertFalse(task.done());
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
  });
  assertEquals(contexts, []);
  loop.close();
});

// sleep()

virtualTest(
  "tasks/BaseTaskTests.test_sleep: sleeps add up and pass the result on",
  async () => {
    const elapsed = stopwatch();
    const sleeper = async (delay: number, value: string) => {
      await asyncio.sleep(delay / 2);
      assertEquals(elapsed(), 0.05);
      return await asyncio.sleep(delay / 2, value);
    };
    const task = asyncio.createTask(() => sleeper(0.1, "yeah"));
    assertEquals(await task, "yeah");
    assertEquals(elapsed(), 0.1);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_sleep_when_delay_is_nan: a delay that is not a number is a RangeError",
  async () => {
    const task = asyncio.createTask(async () => await asyncio.sleep(NaN));
    await assertRejects(() => task, RangeError, "NaN");
  },
);

// CPython looks at the handle of the timer; here virtual time shows that no timer is left.
virtualTest(
  "tasks/BaseTaskTests.test_sleep_cancel: a cancelled sleep leaves no timer behind",
  async () => {
    const elapsed = stopwatch();
    const task = asyncio.createTask(() => asyncio.sleep(10, "yeah"));
    await waitAllTasksBlocked();
    assertFalse(task.done());
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(elapsed(), 0);
    await asyncio.sleep(1);
    assertEquals(elapsed(), 1);
  },
);

virtualTest(
  "tasks/SleepTests.test_sleep_zero: callbacks scheduled before it run first",
  async () => {
    let result = 0;
    asyncio.getRunningLoop().callSoon(() => {
      result += 1;
    });
    assertEquals(result, 0);
    const num = await asyncio.sleep(0, 10);
    assertEquals(result, 1);
    assertEquals(result + num, 11);
  },
);

// The loop

test("tasks/BaseTaskTests.test_stop_while_run_in_complete: stop() leaves the task pending, and a later run takes it up", async () => {
  const loop = new asyncio.EventLoop({ clock: new VirtualClock() });
  const elapsed = stopwatch(loop);
  let x = 0;
  const task = loop.createTask(async () => {
    while (x < 10) {
      await asyncio.sleep(0.1);
      x += 1;
      if (x === 2) loop.stop();
    }
  });
  await assertRejects(
    () => loop.runUntilComplete(task),
    asyncio.RuntimeError,
    "Event loop stopped before Future completed",
  );
  assertFalse(task.done());
  assertEquals(x, 2);
  assertEquals(elapsed(), 0.2);

  task.cancel();
  await assertRejects(
    () => loop.runUntilComplete(task),
    asyncio.CancelledError,
  );
  assertEquals(x, 2);
  assertMembers(asyncio.allTasks(loop), []);
  loop.close();
});

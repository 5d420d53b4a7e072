import { AsyncLocalStorage } from "node:async_hooks";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { runVirtual, Trace } from "../../tasks/testing/mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";
import { runProgram } from "./_support.ts";

const { CancelledError } = asyncio;

virtualTest(
  "Task.signal aborts with the CancelledError, then there is a fresh one",
  async () => {
    let aborted!: AbortSignal;
    let fresh!: AbortSignal;
    const task = asyncio.createTask(async () => {
      const self = asyncio.currentTask()!;
      aborted = self.signal;
      await asyncio.sleep(9).catch(() => {});
      fresh = self.signal;
      await asyncio.sleep(1);
      return "went on";
    });
    await asyncio.sleep(1);
    assert(task.signal === aborted);
    task.cancel("stop");
    assertEquals([aborted.aborted, String(aborted.reason)], [
      true,
      "CancelledError: stop",
    ]);
    assertEquals(await task, "went on");
    assertEquals([fresh.aborted, fresh === aborted], [false, false]);
  },
);

virtualTest(
  "Task.signal that the task waits on is the delivery of the cancel",
  async () => {
    const trace = new Trace();
    const task = asyncio.createTask(async () => {
      const { signal } = asyncio.currentTask()!;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      trace.push("aborted");
      await asyncio.sleep(1); // not cancelled once more
      trace.push("cleaned up");
    });
    await asyncio.sleep(1);
    task.cancel();
    await task;
    assertEquals(trace.toString(), "1 aborted\n2 cleaned up");
  },
);

virtualTest(
  "Task.signal does not take the cancel of a task that has waited for something else since",
  async () => {
    const trace = new Trace();
    const { promise, resolve } = Promise.withResolvers<void>();
    let signal!: AbortSignal;
    const task = asyncio.createTask(async () => {
      signal = asyncio.currentTask()!.signal;
      await asyncio.sleep(1);
      await promise; // knows nothing of the signal
      trace.push(`aborted: ${signal.aborted}`);
      await asyncio.sleep(9);
      trace.push("never");
    });
    await asyncio.sleep(2);
    task.cancel("stop");
    resolve();
    await assertRejects(() => task, CancelledError, "stop");
    assertEquals(trace.toString(), "2 aborted: true");
  },
);

virtualTest(
  "Task.cancel() during a foreign promise is delivered at the next wait",
  async () => {
    const trace = new Trace();
    const { promise, resolve } = Promise.withResolvers<string>();
    const task = asyncio.createTask(async () => {
      trace.push(await promise);
      await asyncio.sleep(9);
      trace.push("never");
    });
    await asyncio.sleep(1);
    task.cancel("late");
    await asyncio.sleep(1);
    assertEquals(task.done(), false);
    resolve("value");
    await assertRejects(() => task, CancelledError, "late");
    assertEquals(trace.toString(), "2 value");
  },
);

virtualTest(
  "Task.cancel() during a foreign promise is delivered at the return",
  async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const task = asyncio.createTask(async () => await promise);
    await asyncio.sleep(1);
    task.cancel("late");
    resolve("dropped");
    await assertRejects(() => task, CancelledError, "late");
  },
);

virtualTest(
  "Task.cancel() during a foreign promise that fails gives way to the error",
  async () => {
    const { promise, reject } = Promise.withResolvers<string>();
    const task = asyncio.createTask(async () => await promise);
    await asyncio.sleep(1);
    task.cancel("late");
    reject(new RangeError("mine"));
    await assertRejects(() => task, RangeError, "mine");
    assertEquals([task.cancelled(), task.cancelling()], [false, 1]);
  },
);

virtualTest(
  "Task.uncancel() takes back a cancel that was not delivered",
  async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const task = asyncio.createTask(async () => {
      await promise;
      await asyncio.sleep(1);
      return "done";
    });
    await asyncio.sleep(1);
    task.cancel();
    assertEquals(task.uncancel(), 0);
    resolve();
    assertEquals(await task, "done");
  },
);

virtualTest(
  "Task.cancel() of a task that has ended is false and changes nothing",
  async () => {
    const task = asyncio.createTask(() => "done");
    await task;
    assertEquals([task.cancel(), task.cancelled(), task.cancelling()], [
      false,
      false,
      0,
    ]);
  },
);

virtualTest(
  "Task.cancel() before the task begins keeps it from beginning",
  async () => {
    const log: string[] = [];
    const task = asyncio.createTask(() => log.push("ran"));
    task.cancel("too early");
    await assertRejects(() => task, CancelledError, "too early");
    assertEquals(log, []);
  },
);

test("Task that is cancelled with floating calls does not kill the process", async () => {
  const { code, out, err } = await runProgram(`
    await asyncio.run(async () => {
      const task = asyncio.createTask(async () => {
        asyncio.sleep(60);
        (async () => { await asyncio.sleep(60); })();
        await asyncio.sleep(60);
      });
      await asyncio.sleep(0.01);
      task.cancel();
      await asyncio.wait([task]);
      await asyncio.sleep(0.01);
      console.log(task.cancelled());
    });`);
  assertEquals([code, out, err], [0, "true", ""]);
});

test("Task with a floating call that fails by itself kills the process", async () => {
  const { code, err } = await runProgram(`
    await asyncio.run(async () => {
      (async () => { await asyncio.sleep(0); throw new RangeError("floating"); })();
      await asyncio.sleep(0.1);
      console.error("still here");
    });`);
  assertEquals(code, 1);
  assert(err.includes("RangeError: floating"));
  assert(!err.includes("still here"));
});

test("Task with a floating CancelledError of the program's own kills the process", async () => {
  const { code, err } = await runProgram(`
    await asyncio.run(async () => {
      Promise.reject(new asyncio.CancelledError("my own"));
      await asyncio.sleep(0.1);
      console.error("still here");
    });`);
  assertEquals([code, err.includes("my own"), err.includes("still here")], [
    1,
    true,
    false,
  ]);
});

virtualTest(
  "Task runs in the AsyncLocalStorage in which it was made",
  async () => {
    const user = new AsyncLocalStorage<string>();
    const log: (string | undefined)[] = [];
    const tasks = ["ada", "bob"].map((name) =>
      user.run(name, () =>
        asyncio.createTask(async () => {
          log.push(user.getStore());
          await asyncio.sleep(1);
          log.push(user.getStore());
          await new asyncio.WaitList<void>().wait();
        }))
    );
    await asyncio.sleep(2);
    for (const task of tasks) task.cancel();
    await asyncio.wait(tasks);
    assertEquals(log, ["ada", "bob", "ada", "bob"]);
  },
);

virtualTest(
  "EventLoop callbacks run in the AsyncLocalStorage in which they were scheduled",
  async () => {
    const user = new AsyncLocalStorage<string>();
    const loop = asyncio.getRunningLoop();
    const log: string[] = [];
    const future = loop.createFuture<void>();
    const note = (what: string) => () => log.push(`${what} ${user.getStore()}`);
    user.run("soon", () => loop.callSoon(note("callSoon")));
    user.run("later", () => loop.callLater(1, note("callLater")));
    user.run("at", () => loop.callAt(loop.time() + 1, note("callAt")));
    await asyncio.sleep(2);
    user.run("setter", () => future.setResult());
    await asyncio.sleep(0);
    assertEquals(log, ["callSoon soon", "callLater later", "callAt at"]);
  },
);

virtualTest(
  "Future.addDoneCallback() runs in the AsyncLocalStorage in which it was added",
  async () => {
    const user = new AsyncLocalStorage<string>();
    const future = new asyncio.Future<void>();
    const log: (string | undefined)[] = [];
    user.run(
      "adder",
      () => future.addDoneCallback(() => log.push(user.getStore())),
    );
    await asyncio.sleep(1);
    user.run("setter", () => future.setResult());
    await asyncio.sleep(1);
    assertEquals(log, ["adder"]);
  },
);

virtualTest(
  "Task ends with what its function throws, also if that is no Error",
  async () => {
    for (const error of [new RangeError("a"), "text", 0]) {
      const task = asyncio.createTask(() => {
        throw error;
      });
      await asyncio.wait([task]);
      assertEquals(task.exception(), error);
    }
  },
);

virtualTest(
  "Task whose function throws nothing ends with an error all the same",
  async () => {
    for (const nothing of [null, undefined]) {
      const task = asyncio.createTask(async () => {
        await asyncio.sleep(1);
        throw nothing;
      });
      await assertRejects(() => task, asyncio.RuntimeError, String(nothing));
      assertInstanceOf(task.exception(), asyncio.RuntimeError);
    }
  },
);

virtualTest(
  "Task.setName() and toString() name the task and its state",
  async () => {
    const task = asyncio.createTask(async function work() {
      await asyncio.sleep(1);
      return 5;
    }, { name: "first" });
    assertEquals(String(task), "<Task pending name='first' coro=work>");
    task.setName(2);
    await task;
    assertEquals(String(task), "<Task finished name='2' coro=work result=5>");
  },
);

virtualTest(
  "Task.cancel() of several tasks resumes them in the order of the calls",
  async () => {
    const log: number[] = [];
    const tasks = [0, 1, 2, 3].map((i) =>
      asyncio.createTask(() => asyncio.sleep(9).finally(() => log.push(i)))
    );
    await asyncio.sleep(1);
    for (const i of [2, 0, 3, 1]) tasks[i]!.cancel();
    await asyncio.wait(tasks);
    assertEquals(log, [2, 0, 3, 1]);
  },
);

virtualTest(
  "Task.cancel() twice before the task resumes is one delivery",
  async () => {
    const log: string[] = [];
    const task = asyncio.createTask(async () => {
      for (let i = 0; i < 2; i++) {
        await asyncio.sleep(1).catch((error) => log.push(String(error)));
      }
    });
    await asyncio.sleep(0.5);
    task.cancel("one");
    task.cancel("two");
    await task;
    assertEquals([log, task.cancelling()], [["CancelledError: one"], 2]);
  },
);

virtualTest(
  "Task.cancel() of itself is delivered at its next wait",
  async () => {
    const log: string[] = [];
    const task = asyncio.createTask(async () => {
      asyncio.currentTask()!.cancel("me");
      log.push("goes on");
      await asyncio.sleep(0);
      log.push("never");
    });
    await assertRejects(() => task, CancelledError, "me");
    assertEquals(log, ["goes on"]);
  },
);

virtualTest(
  "Task that waits for a task passes the cancel on, down to the last one",
  async () => {
    const log: string[] = [];
    const level = (n: number): Promise<void> =>
      asyncio.createTask(async () => {
        try {
          await (n === 0 ? asyncio.sleep(9) : level(n - 1));
        } catch (error) {
          log.push(`${n} ${error}`);
          throw error;
        }
      });
    const task = asyncio.createTask(() => level(2));
    await asyncio.sleep(1);
    task.cancel("deep");
    await assertRejects(() => task, CancelledError, "deep");
    assertEquals(log, [
      "0 CancelledError: deep",
      "1 CancelledError: deep",
      "2 CancelledError: deep",
    ]);
  },
);

test("Task that nobody holds on to runs to its end", async () => {
  const { code, out } = await runProgram(
    `
    await asyncio.run(async () => {
      const log = [];
      for (let i = 0; i < 10; i++) {
        asyncio.createTask(async () => {
          await asyncio.sleep(0.01);
          gc();
          await asyncio.sleep(0.01);
          log.push(i);
        });
      }
      gc();
      for (let i = 0; i < 500 && log.length < 10; i++) await asyncio.sleep(0.01);
      console.log(log.join());
    });`,
    "--expose-gc",
  );
  assertEquals([code, out], [0, "0,1,2,3,4,5,6,7,8,9"]);
});

for (
  const [what, end, count] of [
    ["swallows", () => "done", 1],
    ["takes back", () => asyncio.currentTask()!.uncancel(), 0],
    ["passes on", (error: unknown) => Promise.reject(error), 0],
    ["replaces", () => Promise.reject(new RangeError("instead")), 0],
  ] as const
) {
  test(`Task that ${what} a cancel: ${count} warnings in debug mode`, async () => {
    const warnings: string[] = [];
    const original = console.warn;
    console.warn = (text: string) => warnings.push(text);
    try {
      await runVirtual(async () => {
        const task = asyncio.createTask(
          () => asyncio.sleep(9).catch<unknown>(end),
          { name: "stubborn" },
        );
        await asyncio.sleep(1);
        task.cancel();
        await asyncio.wait([task]);
        if (!task.cancelled()) task.exception();
      }, { debug: true });
    } finally {
      console.warn = original;
    }
    assertEquals(warnings.length, count);
    assert(warnings.every((text) => text.includes("stubborn")));
  });
}

virtualTest(
  "Task.cancel() that comes too late for the function disposes of what it returns",
  async () => {
    const log: string[] = [];
    const list = new asyncio.WaitList<Disposable>();
    const task = asyncio.createTask(() => list.wait());
    await asyncio.sleep(1);
    list.wakeOne({ [Symbol.dispose]: () => void log.push("disposed") });
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([task.cancelled(), log], [true, ["disposed"]]);
  },
);

virtualTest(
  "Task that ends as cancelled reports what disposing of its result throws",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const task = asyncio.createTask(() => {
      asyncio.currentTask()!.cancel();
      return {
        [Symbol.asyncDispose]: () => Promise.reject(new TypeError("stuck")),
      };
    });
    await asyncio.wait([task]);
    await asyncio.sleep(1);
    assertEquals(
      [task.cancelled(), contexts.map((one) => String(one.exception))],
      [true, ["TypeError: stuck"]],
    );
  },
);

virtualTest(
  "Task that ends as cancelled keeps the cause of its error",
  async () => {
    const earlier = new Error("earlier");
    const task = asyncio.createTask(async () => {
      try {
        await asyncio.sleep(60);
      } catch (error) {
        (error as Error).cause = earlier;
        throw error;
      }
    });
    await asyncio.sleep(1);
    task.cancel("enough");
    for (let i = 0; i < 2; i++) {
      const error = await assertRejects(
        () => task,
        asyncio.CancelledError,
        "enough",
      );
      assertStrictEquals(error.cause, earlier);
    }
    assertThrows(() => task.result(), asyncio.CancelledError);
  },
);

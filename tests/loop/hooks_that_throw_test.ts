import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { runVirtual, Trace } from "../../tasks/testing/mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";
import { virtualLoop } from "./_support.ts";

function broken(): never {
  throw new Error("broken");
}

/** Runs `fn` and returns what it printed to the error console, a line for each call. */
async function printed(fn: () => unknown): Promise<string[]> {
  const lines: string[] = [];
  const original = console.error;
  console.error = (...args: unknown[]) => {
    lines.push(args.map((arg) => String(arg).split("\n")[0]).join(" | "));
  };
  try {
    await fn();
  } finally {
    console.error = original;
  }
  return lines;
}

/** What a loop was told, as short lines. */
function told(contexts: asyncio.ExceptionContext[]): string[] {
  return contexts.map(({ message, exception }) =>
    `${message} | ${(exception as Error).message}`
  );
}

virtualTest(
  "EventLoop.callSoon() goes on after a callback that throws",
  async () => {
    const loop = asyncio.getRunningLoop();
    const contexts = recordExceptions(loop);
    const log: string[] = [];
    loop.callSoon(() => log.push("before"));
    loop.callSoon(broken);
    loop.callSoon(() => log.push("after"));
    loop.callLater(1, broken);
    loop.callLater(1, () => log.push("same time"));
    await asyncio.sleep(2);
    assertEquals(log, ["before", "after", "same time"]);
    assertEquals(told(contexts), [
      "Exception in callback broken() | broken",
      "Exception in callback broken() | broken",
    ]);
  },
);

virtualTest(
  "EventLoop.callSoon() reports what is thrown and is no Error",
  async () => {
    const loop = asyncio.getRunningLoop();
    const contexts = recordExceptions(loop);
    loop.callSoon(() => {
      throw undefined;
    });
    loop.callSoon(() => {
      throw "text";
    });
    await asyncio.sleep(0);
    assertEquals(contexts.map(({ exception }) => exception), [
      undefined,
      "text",
    ]);
  },
);

virtualTest(
  "EventLoop.setExceptionHandler() of one that throws loses nothing",
  async () => {
    const loop = asyncio.getRunningLoop();
    const log: string[] = [];
    loop.setExceptionHandler(() => {
      throw new Error("handler");
    });
    const lines = await printed(async () => {
      loop.callSoon(broken);
      loop.callSoon(() => log.push("next"));
      await asyncio.sleep(1);
    });
    assertEquals(log, ["next"]);
    assertEquals(lines, [
      "Unhandled error in exception handler | Error: handler | Error: broken",
    ]);
  },
);

virtualTest(
  "EventLoop.callExceptionHandler() survives a console that throws",
  async () => {
    const loop = asyncio.getRunningLoop();
    const original = console.error;
    let calls = 0;
    console.error = () => {
      if (++calls < 3) throw new Error("console");
    };
    try {
      loop.callSoon(broken);
      await asyncio.sleep(1);
    } finally {
      console.error = original;
    }
    // The error, the report of that failure, and the last resort.
    assertEquals(calls, 3);
  },
);

test("EventLoop.runForever() ends with the KeyboardInterrupt of a callback", async () => {
  const loop = virtualLoop();
  const log: string[] = [];
  loop.callSoon(() => {
    throw new asyncio.KeyboardInterrupt("enough");
  });
  loop.callSoon(() => log.push("kept"));
  await assertRejects(
    () => loop.runForever(),
    asyncio.KeyboardInterrupt,
    "enough",
  );
  loop.callSoon(() => loop.stop());
  await loop.runForever();
  loop.close();
  assertEquals(log, ["kept"]);
});

test("EventLoop.runForever() ends with the KeyboardInterrupt of the exception handler", async () => {
  const loop = virtualLoop();
  loop.setExceptionHandler(() => {
    throw new asyncio.KeyboardInterrupt("enough");
  });
  loop.callSoon(broken);
  loop.callLater(10, () => loop.stop());
  await assertRejects(
    () => loop.runForever(),
    asyncio.KeyboardInterrupt,
    "enough",
  );
  loop.close();
});

virtualTest(
  "Future.addDoneCallback() goes on after one that throws",
  async () => {
    const loop = asyncio.getRunningLoop();
    const contexts = recordExceptions(loop);
    const log: string[] = [];
    const future = loop.createFuture<string>();
    future.addDoneCallback(() => log.push("first"));
    future.addDoneCallback(broken);
    future.addDoneCallback(() => log.push("third"));
    const task = asyncio.createTask(async () => log.push(await future));
    await asyncio.sleep(0);
    future.setResult("value");
    await task;
    assertEquals(log, ["first", "third", "value"]);
    assertEquals(told(contexts), ["Exception in callback broken() | broken"]);
  },
);

virtualTest(
  "Future.observe() goes on after an observer that throws",
  async () => {
    class Broken extends asyncio.FutureObserver {
      override onDone(): void {
        broken();
      }
    }
    const loop = asyncio.getRunningLoop();
    const contexts = recordExceptions(loop);
    const log: string[] = [];
    const future = loop.createFuture<string>();
    future.observe(new Broken());
    future.addDoneCallback(() => log.push("callback"));
    asyncio.createTask(async () => log.push(await future));
    await asyncio.sleep(1);
    future.setResult("value");
    await asyncio.sleep(1);
    assertEquals(log.sort(), ["callback", "value"]);
    assertEquals(contexts.map(({ exception }) => String(exception)), [
      "Error: broken",
    ]);
  },
);

virtualTest(
  "ensureFuture({ onCancel }) that throws still cancels",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const future = asyncio.ensureFuture(new Promise(() => {}), {
      onCancel: broken,
    });
    const task = asyncio.createTask(() => future);
    await asyncio.sleep(0);
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([task.cancelled(), future.cancelled()], [true, true]);
    assertEquals(told(contexts), ["Exception in onCancel() | broken"]);
  },
);

virtualTest(
  "Task.cancel() of a task that swallows it lets the task go on",
  async () => {
    const trace = new Trace();
    const task = asyncio.createTask(async () => {
      for (let i = 0; i < 2; i++) {
        await asyncio.sleep(10).catch((error) => trace.push(error.message));
      }
      await asyncio.sleep(1);
      return "done all the same";
    });
    await asyncio.sleep(1);
    assertEquals(task.cancel("one"), true);
    await asyncio.sleep(1);
    assertEquals(task.cancel("two"), true);
    trace.push(await task);
    assertEquals([task.cancelled(), task.cancelling()], [false, 2]);
    assertEquals(trace.toString(), "1 one\n2 two\n3 done all the same");
  },
);

virtualTest(
  "EventLoop.setTaskFactory() of one that throws loses only that task",
  async () => {
    const loop = asyncio.getRunningLoop();
    const log: string[] = [];
    const before = asyncio.createTask(() => asyncio.sleep(1, "before"));
    loop.setTaskFactory(broken);
    assertThrows(
      () => asyncio.createTask(() => void log.push("never")),
      Error,
      "broken",
    );
    assertEquals(asyncio.allTasks().size, 2);
    loop.setTaskFactory(null);
    const after = asyncio.createTask(() => "after");
    assertEquals([await before, await after, log], ["before", "after", []]);
  },
);

virtualTest(
  "EventLoop.setTaskFactory() of one that throws in a group ends the group",
  async () => {
    const log: string[] = [];
    const group = asyncio.taskGroup(async (tg) => {
      tg.createTask(async () => {
        await asyncio.sleep(9).catch(() => log.push("cancelled"));
      });
      await asyncio.sleep(1);
      asyncio.getRunningLoop().setTaskFactory(broken);
      tg.createTask(() => log.push("never"));
    });
    const error = await assertRejects(() => group, asyncio.ExceptionGroup);
    asyncio.getRunningLoop().setTaskFactory(null);
    assertEquals(error.exceptions.map(String), ["Error: broken"]);
    assertEquals(log, ["cancelled"]);
  },
);

test("runVirtual() reports a task that fails and that nobody looks at, once", async () => {
  let contexts: asyncio.ExceptionContext[] = [];
  await runVirtual(async () => {
    contexts = recordExceptions(asyncio.getRunningLoop());
    asyncio.createTask(broken, { name: "lost" });
    await asyncio.sleep(1);
  });
  assertEquals(
    contexts.map(({ message }) => message.replace(/:.*/, "")),
    ["Task exception was never retrieved"],
  );
});

virtualTest(
  "TaskGroup over a task factory that makes no task fails, and ends its tasks",
  async () => {
    const log: string[] = [];
    const group = asyncio.taskGroup(async (tg) => {
      tg.createTask(() => asyncio.sleep(9).catch(() => log.push("cancelled")));
      await asyncio.sleep(1);
      asyncio.getRunningLoop().setTaskFactory(() => "no task" as never);
      tg.createTask(() => {});
    });
    const error = await assertRejects(() => group, asyncio.ExceptionGroup);
    asyncio.getRunningLoop().setTaskFactory(null);
    assertEquals(error.exceptions.map(({ name }) => name), ["TypeError"]);
    assertEquals(log, ["cancelled"]);
  },
);

test("EventLoop.addSignalHandler() of a handler that throws goes on", async () => {
  const loop = new asyncio.EventLoop();
  const contexts = recordExceptions(loop);
  loop.addSignalHandler("SIGUSR2", broken);
  loop.callSoon(() => Deno.kill(Deno.pid, "SIGUSR2"));
  while (contexts.length === 0) {
    await loop.runUntilComplete(() => asyncio.sleep(0.001));
  }
  loop.close();
  assertEquals(told(contexts), ["Exception in callback broken() | broken"]);
});

virtualTest(
  "Context.run() and ContextVar survive a callback that throws",
  async () => {
    const loop = asyncio.getRunningLoop();
    recordExceptions(loop);
    const user = new asyncio.ContextVar("user", { default: "nobody" });
    const context = new asyncio.Context();
    loop.callSoon(() => {
      user.set("ada");
      broken();
    }, { context });
    await asyncio.sleep(1);
    assertEquals([context.get(user), user.get()], ["ada", "nobody"]);
    assertEquals(context.run(() => user.get()), "ada");
  },
);

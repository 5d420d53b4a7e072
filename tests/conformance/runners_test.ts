/** CPython's test_runners, ported by meaning. */

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
import {
  ContextVar,
  copyContext,
  createTask,
  EventLoop,
  getRunningLoop,
  isCancelled,
  run,
  Runner,
  RuntimeError,
  sleep,
  type Task,
} from "../../mod.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import { runProgram } from "./_programs.ts";

// --- RunTests ----------------------------------------------------------------------------------

test("runners/RunTests.test_asyncio_run_return: run() returns what main returns and closes the loop", async () => {
  const loops: EventLoop[] = [];
  const value = await run(async () => {
    loops.push(getRunningLoop());
    await sleep(0);
    return 42;
  });
  assertEquals(value, 42);
  assert(loops[0]!.isClosed());
});

test("runners/RunTests.test_asyncio_run_raises: run() raises what main raises and closes the loop", async () => {
  const loops: EventLoop[] = [];
  await assertRejects(
    () =>
      run(async () => {
        loops.push(getRunningLoop());
        await sleep(0);
        throw new RangeError("spam");
      }),
    RangeError,
    "spam",
  );
  assert(loops[0]!.isClosed());
});

test("runners/RunTests.test_asyncio_run_only_coro: run() refuses what cannot be awaited", async () => {
  for (const wrong of [1, "main", null, undefined, {}]) {
    // @ts-expect-error Testing invalid input
    await assertRejects(async () => await run(wrong), TypeError);
  }
});

test("runners/RunTests.test_asyncio_run_debug: the debug option reaches the loop", async () => {
  assertEquals(
    await run(() => getRunningLoop().getDebug(), { debug: false }),
    false,
  );
  assertEquals(
    await run(() => getRunningLoop().getDebug(), { debug: true }),
    true,
  );
  assertEquals(await run(() => getRunningLoop().getDebug()), false);
});

test("runners/RunTests.test_asyncio_run_from_running_loop: run() inside run() is an error", async () => {
  let ran = false;
  await assertRejects(
    () =>
      run(async () => {
        await run(() => {
          ran = true;
        });
      }),
    RuntimeError,
    "cannot be called from a running",
  );
  assertFalse(ran);
});

test("runners/RunTests.test_asyncio_run_cancels_hanging_tasks: what still runs is cancelled and awaited", async () => {
  const trace: string[] = [];
  let leftover: Task<void> | undefined;
  const value = await run(async () => {
    leftover = createTask(async () => {
      try {
        await sleep(60);
      } catch (error) {
        trace.push(isCancelled(error) ? "cancelled" : "other");
        await sleep(0);
        trace.push("cleaned up");
        throw error;
      }
    });
    await sleep(0);
    return 123;
  });
  assertEquals(value, 123);
  assert(leftover!.done());
  assert(leftover!.cancelled());
  assertEquals(trace, ["cancelled", "cleaned up"]);
});

test("runners/RunTests.test_asyncio_run_reports_hanging_tasks_errors: an error in their cleanup is reported", async () => {
  const error = new RangeError("division by zero");
  let leftover: Task<void> | undefined;
  const contexts = await run(async () => {
    leftover = createTask(async () => {
      try {
        await sleep(60);
      } catch {
        throw error;
      }
    });
    await sleep(0);
    return recordExceptions(getRunningLoop());
  });
  assert(leftover!.done());
  assertEquals(contexts.length, 1);
  const [context] = contexts;
  assertMatch(context!.message, /run.*shutdown/i);
  assertStrictEquals(context!.task, leftover);
  assertStrictEquals(context!.exception, error);
});

test("runners/RunTests.test_asyncio_run_closes_gens_after_hanging_tasks_errors: a generator of a failing leftover is finished", async () => {
  class FancyExit extends Error {}
  let cleaned = false;
  async function* fidget(): AsyncGenerator<number> {
    try {
      for (;;) {
        yield 1;
        await sleep(1);
      }
    } finally {
      cleaned = true;
    }
  }
  const spinner = fidget();
  let lazyboy: Task<void> | undefined;
  await assertRejects(() =>
    run(async () => {
      recordExceptions(getRunningLoop());
      lazyboy = createTask(async () => {
        try {
          for await (const _ of spinner);
        } catch {
          throw new RangeError("division by zero");
        }
      });
      await sleep(0.01);
      throw new FancyExit();
    }), FancyExit);
  assert(lazyboy!.done());
  assertInstanceOf(lazyboy!.exception(), RangeError);
  assert(cleaned);
  assertEquals(await spinner.next(), { done: true, value: undefined });
});

test("runners/RunTests.test_asyncio_run_loop_factory: the factory is called once and its loop is used", async () => {
  const loops: EventLoop[] = [];
  const loopFactory = () => {
    loops.push(new EventLoop());
    return loops.at(-1)!;
  };
  const { loop } = await run(() => ({ loop: getRunningLoop() }), {
    loopFactory,
  });
  assertEquals(loops.length, 1);
  assertStrictEquals(loop, loops[0]);
  assert(loops[0]!.isClosed());
});

// --- RunnerTests -------------------------------------------------------------------------------

test("runners/RunnerTests.test_non_debug: debug is off on demand", async () => {
  await using runner = new Runner({ debug: false });
  assertFalse(runner.getLoop().getDebug());
});

test("runners/RunnerTests.test_debug: debug is on on demand", async () => {
  await using runner = new Runner({ debug: true });
  assert(runner.getLoop().getDebug());
});

test("runners/RunnerTests.test_custom_factory: getLoop() gives the factory's loop", async () => {
  const loop = new EventLoop();
  await using runner = new Runner({ loopFactory: () => loop });
  assertStrictEquals(runner.getLoop(), loop);
});

test("runners/RunnerTests.test_run: the runner closes its loop at the end of the block", async () => {
  const loops: EventLoop[] = [];
  const runners: Runner[] = [];
  {
    await using runner = new Runner();
    const value = await runner.run(async () => {
      await sleep(0);
      return "done";
    });
    assertEquals(value, "done");
    loops.push(runner.getLoop());
    runners.push(runner);
    assertFalse(loops[0]!.isClosed());
  }
  assertThrows(() => runners[0]!.getLoop(), RuntimeError, "Runner is closed");
  assert(loops[0]!.isClosed());
});

test("runners/RunnerTests.test_run_non_coro: Runner.run() refuses what cannot be awaited", async () => {
  await using runner = new Runner();
  // @ts-expect-error Testing invalid input
  await assertRejects(async () => await runner.run(123), TypeError, "123");
});

// 3.13 refuses a future; 3.14 takes any awaitable, and so do we.

test("runners/RunnerTests.test_run_future: a future of the runner's loop is run to its end", async () => {
  await using runner = new Runner();
  const future = runner.getLoop().createFuture<string>();
  future.setResult("done");
  assertEquals(await runner.run(future), "done");
});

test("Runner.run() takes any thenable", async () => {
  await using runner = new Runner();
  const thenable: PromiseLike<string> = {
    then: (fulfilled, rejected) =>
      Promise.resolve("done").then(fulfilled, rejected),
  };
  assertEquals(await runner.run(thenable), "done");
});

test("runners/RunnerTests.test_explicit_close: close() closes the loop and the runner", async () => {
  const runner = new Runner();
  const loop = runner.getLoop();
  await runner.close();
  assertThrows(() => runner.getLoop(), RuntimeError, "Runner is closed");
  assert(loop.isClosed());
});

test("runners/RunnerTests.test_double_close: the second close() does nothing", async () => {
  const runner = new Runner();
  const loop = runner.getLoop();
  await runner.close();
  assert(loop.isClosed());
  await runner.close();
  assert(loop.isClosed());
});

test("runners/RunnerTests.test_second_with_block_raises: a closed runner runs nothing", async () => {
  const ran: number[] = [];
  const runner = new Runner();
  {
    await using _ = runner;
    await runner.run(() => void ran.push(1));
  }
  await assertRejects(
    async () => await runner.run(() => void ran.push(2)),
    RuntimeError,
    "Runner is closed",
  );
  assertEquals(ran, [1]);
});

test("runners/RunnerTests.test_run_keeps_context: all runs share one context", async () => {
  const variable = new ContextVar("variable", { default: -1 });
  const swap = (value: number) => async () => {
    const old = variable.get();
    await sleep(0);
    variable.set(value);
    return old;
  };
  await using runner = new Runner();
  assertEquals(await runner.run(swap(1)), -1);
  assertEquals(await runner.run(swap(2)), 1);
  assertEquals((await runner.run(() => copyContext())).get(variable), 2);
  assertEquals(variable.get(), -1);
});

test("runners/RunnerTests.test_recursive_run: Runner.run() inside its own run is an error", async () => {
  let ran = false;
  await using runner = new Runner();
  await assertRejects(
    () =>
      runner.run(async () => {
        await runner.run(() => {
          ran = true;
        });
      }),
    RuntimeError,
    "Runner.run() cannot be called from a running event loop",
  );
  assertFalse(ran);
});

// Processes of their own: a SIGINT would also stop the test runner.

test("runners/RunnerTests.test_interrupt_call_soon: SIGINT cancels a main task that only yields", async () => {
  const { lines } = await runProgram("callSoon");
  assertEquals(lines, ["inside CancelledError", "raised KeyboardInterrupt"]);
});

test("runners/RunnerTests.test_interrupt_wait: SIGINT cancels the main task and what it waits on", async () => {
  const { lines } = await runProgram("wait");
  assertEquals(lines, [
    "inside CancelledError",
    "raised KeyboardInterrupt",
    "future cancelled true",
  ]);
});

test("runners/RunnerTests.test_interrupt_cancelled_task: a task cancelled before SIGINT ends with CancelledError", async () => {
  const { lines } = await runProgram("cancelledTask");
  assertEquals(lines, ["inside CancelledError", "raised CancelledError"]);
});

test("Runner.run() returns the value of a main task that swallows the interrupt", async () => {
  const { lines } = await runProgram("swallowed");
  assertEquals(lines, ["returned finished anyway"]);
});

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { Trace } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";
import { runProgram, virtualLoop } from "./_support.ts";

/** Runs the loop for a while, in its own time. */
async function runFor(loop: asyncio.EventLoop, seconds: number): Promise<void> {
  loop.callLater(seconds, () => loop.stop());
  await loop.runForever();
}

/** Gives the host a turn. */
function hostTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

test("EventLoop holds what is scheduled until it runs", async () => {
  const loop = virtualLoop();
  const log: string[] = [];
  loop.callSoon(() => log.push("soon"));
  loop.callLater(0, () => log.push("later"));
  loop.createTask(() => log.push("task"));
  await hostTurn();
  assertEquals(log, []);
  await runFor(loop, 1);
  assertEquals(log, ["soon", "task", "later"]);
  loop.close();
});

test("EventLoop.stop() holds tasks and timers until the next run", async () => {
  const loop = virtualLoop();
  const log: string[] = [];
  const task = loop.createTask(async () => {
    for (let i = 1; i <= 3; i++) {
      await asyncio.sleep(1);
      log.push(`step ${i} at ${loop.time()}`);
    }
  });
  await runFor(loop, 1.5);
  await hostTurn();
  log.push("between");
  await runFor(loop, 5);
  assertEquals([task.done(), log], [true, [
    "step 1 at 1",
    "between",
    "step 2 at 2",
    "step 3 at 3",
  ]]);
  loop.close();
});

test("EventLoop.stop() holds a task that only yields", async () => {
  const loop = virtualLoop();
  let turns = 0;
  const task = loop.createTask(async () => {
    for (;; turns++) await asyncio.sleep(0);
  });
  loop.callSoon(() => loop.stop());
  await loop.runForever();
  const before = turns;
  await hostTurn();
  assertEquals([before > 0, turns - before], [true, 0]);
  task.cancel();
  await loop.runUntilComplete(() => asyncio.wait([task]));
  loop.close();
});

test("EventLoop.stop() before the run lets what is ready have its turn", async () => {
  const loop = virtualLoop();
  const log: string[] = [];
  loop.stop();
  loop.callSoon(() => {
    log.push("first");
    loop.callSoon(() => log.push("next run"));
  });
  await loop.runForever();
  assertEquals([log, loop.isRunning()], [["first"], false]);
  await runFor(loop, 0);
  assertEquals(log, ["first", "next run"]);
  loop.close();
});

test("EventLoop.runUntilComplete() that is stopped early is an error, and can go on", async () => {
  const loop = virtualLoop();
  const task = loop.createTask(() => asyncio.sleep(2, "done"));
  loop.callLater(1, () => loop.stop());
  await assertRejects(
    () => loop.runUntilComplete(task),
    asyncio.RuntimeError,
    "Event loop stopped before Future completed",
  );
  assertEquals(await loop.runUntilComplete(task), "done");
  loop.close();
});

test("EventLoop.runUntilComplete() that was stopped early does not stop a later run", async () => {
  const loop = virtualLoop();
  const future = loop.createFuture<void>();
  loop.callSoon(() => loop.stop());
  await assertRejects(
    () => loop.runUntilComplete(future),
    asyncio.RuntimeError,
  );
  loop.callLater(1, () => future.setResult());
  await runFor(loop, 5);
  assertEquals(loop.time(), 5);
  loop.close();
});

test("EventLoop.runUntilComplete() throws what the future fails with", async () => {
  const loop = virtualLoop();
  const future = loop.createFuture<void>();
  loop.callSoon(() => future.setException(new RangeError("mine")));
  await assertRejects(() => loop.runUntilComplete(future), RangeError, "mine");
  const task = loop.createTask(() => asyncio.sleep(9));
  loop.callLater(1, () => task.cancel("off"));
  await assertRejects(
    () => loop.runUntilComplete(task),
    asyncio.CancelledError,
    "off",
  );
  loop.close();
});

test("EventLoop.close() drops what is scheduled, and names the tasks left", async () => {
  const loop = virtualLoop();
  const log: string[] = [];
  loop.setExceptionHandler((_loop, { message, task }) =>
    log.push(`${message} ${task?.getName()}`)
  );
  loop.callSoon(() => log.push("never"));
  loop.callLater(0, () => log.push("never"));
  loop.createTask(() => void log.push("never"), { name: "left" });
  loop.close();
  await hostTurn();
  assertEquals(log, ["Task was destroyed but it is pending! left"]);
});

test("EventLoop that was stopped does not keep the process alive by its timers", async () => {
  const { code, out } = await runProgram(`
    const loop = new asyncio.EventLoop();
    loop.callLater(60, () => console.log("never"));
    loop.createTask(() => asyncio.sleep(60));
    loop.callLater(0.01, () => loop.stop());
    await loop.runForever();
    console.log("stopped");`);
  assertEquals([code, out], [0, "stopped"]);
});

test("EventLoop that runs keeps the process alive by its timers", async () => {
  const { code, out } = await runProgram(`
    const loop = new asyncio.EventLoop();
    loop.callLater(0.05, () => { console.log("rang"); loop.stop(); });
    await loop.runForever();`);
  assertEquals([code, out], [0, "rang"]);
});

virtualTest(
  "EventLoop runs callbacks, wake-ups and starts in the order in which they became ready",
  async () => {
    const loop = asyncio.getRunningLoop();
    const log: string[] = [];
    const list = new asyncio.WaitList<void>();
    asyncio.createTask(async () => {
      await list.wait();
      log.push("wake");
    });
    await asyncio.sleep(1);
    loop.callSoon(() => log.push("callback 1"));
    list.wakeOne();
    asyncio.createTask(() => void log.push("start"));
    loop.callSoon(() => log.push("callback 2"));
    await asyncio.sleep(1);
    assertEquals(log, ["callback 1", "wake", "start", "callback 2"]);
  },
);

virtualTest(
  "EventLoop.callAt() with equal deadlines is FIFO, with sleeps and callbacks mixed",
  async () => {
    const loop = asyncio.getRunningLoop();
    const log: number[] = [];
    for (let i = 0; i < 100; i++) {
      if (i % 2 === 0) loop.callAt(5, () => log.push(i));
      else asyncio.sleepUntil(5).then(() => log.push(i));
    }
    await asyncio.sleepUntil(6);
    assertEquals(log, Array.from({ length: 100 }, (_, i) => i));
  },
);

virtualTest(
  "EventLoop.callAt() runs in the order of the deadlines, whatever is cancelled",
  async () => {
    const loop = asyncio.getRunningLoop();
    const whens = Array.from(
      { length: 1_000 },
      (_, i) => (i * 7919) % 1_000 + 1,
    );
    const rang: number[] = [];
    const timers = whens.map((when) =>
      loop.callAt(when, () => rang.push(when))
    );
    timers.forEach((timer, i) => {
      if (i % 3 !== 0) timer.cancel();
    });
    await asyncio.sleepUntil(2_000);
    const expected = whens.filter((_, i) => i % 3 === 0).sort((a, b) => a - b);
    assertEquals(rang, expected);
  },
);

virtualTest(
  "EventLoop.callLater() with a negative delay is due at once",
  async () => {
    const trace = new Trace();
    const loop = asyncio.getRunningLoop();
    loop.callLater(0, () => trace.push("zero"));
    loop.callLater(-1, () => trace.push("negative"));
    await asyncio.sleep(1);
    assertEquals(trace.toString(), "0 negative\n0 zero");
  },
);

virtualTest("EventLoop.callLater() takes infinity for never", async () => {
  const log: string[] = [];
  const timer = asyncio.getRunningLoop().callLater(
    Infinity,
    () => log.push("rang"),
  );
  await asyncio.sleep({ days: 10_000 });
  timer.cancel();
  assertEquals(log, []);
});

virtualTest(
  "Handle.cancel() between the deadline and the call takes the callback back",
  async () => {
    const loop = asyncio.getRunningLoop();
    const log: string[] = [];
    loop.callAt(1, () => {
      log.push("first");
      second.cancel();
    });
    const second = loop.callAt(1, () => log.push("second"));
    await asyncio.sleep(2);
    assertEquals([log, second.cancelled()], [["first"], true]);
  },
);

test("EventLoop.slowCallbackDuration is what warns of slow callbacks in debug mode", async () => {
  const warnings: string[] = [];
  const original = console.warn;
  console.warn = (text: string) => warnings.push(text);
  const loop = new asyncio.EventLoop({ debug: true });
  loop.slowCallbackDuration = 0.005;
  try {
    loop.callSoon(function quick() {});
    loop.callSoon(function slow() {
      const end = performance.now() + 10;
      while (performance.now() < end);
    });
    loop.callSoon(() => loop.stop());
    await loop.runForever();
  } finally {
    console.warn = original;
    loop.close();
  }
  assertEquals(warnings.length, 1);
  assert(
    /^Executing <Handle slow\(\).*> took 0\.\d+ seconds$/.test(warnings[0]!),
  );
});

test("EventLoop does not grow by timers and sleeps that are cancelled", async () => {
  const { code, out } = await runProgram(
    `
    const heap = () => { gc(); return Deno.memoryUsage().heapUsed; };
    await asyncio.run(async () => {
      const loop = asyncio.getRunningLoop();
      const list = new asyncio.WaitList();
      const alive = [1000, 2000, 3000].map((delay) => loop.callLater(delay, () => {}));
      async function round(count) {
        for (let i = 0; i < count; i++) loop.callLater(1500, () => {}).cancel();
        const tasks = [];
        for (let i = 0; i < count; i++) {
          tasks.push(asyncio.createTask(() => i % 2 ? asyncio.sleep(1000) : list.wait()));
        }
        await asyncio.sleep(0.01);
        for (const task of tasks) task.cancel();
        await asyncio.wait(tasks);
        tasks.length = 0;
        await asyncio.sleep(0.01);
      }
      await round(1000);
      const before = heap();
      await round(100000);
      await asyncio.sleep(0.01);
      console.log((heap() - before) / 1e6 < 10 ? "no growth" : heap() - before, list.size);
      for (const timer of alive) timer.cancel();
    });`,
    "--expose-gc",
  );
  assertEquals([code, out], [0, "no growth 0"]);
});

test("EventLoop does not keep who waited with an AbortSignal that lives on", async () => {
  const { code, out } = await runProgram(
    `
    const heap = () => { gc(); return Deno.memoryUsage().heapUsed; };
    await asyncio.run(async () => {
      const list = new asyncio.WaitList();
      const { signal } = new AbortController();
      async function round(count) {
        for (let i = 0; i < count; i++) {
          const waiting = list.wait({ signal });
          list.wakeOne(new Array(100));
          await waiting;
        }
      }
      await round(100);
      const before = heap();
      await round(20000);
      await asyncio.sleep(0.01);
      console.log((heap() - before) / 1e6 < 5 ? "no growth" : heap() - before);
    });`,
    "--expose-gc",
  );
  assertEquals([code, out], [0, "no growth"]);
});

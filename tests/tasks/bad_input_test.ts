import { assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";

const { RuntimeError } = asyncio;

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

function noop() {}

function forever(): Promise<void> {
  return asyncio.sleep(Infinity);
}

function pending(): asyncio.Future<unknown> {
  return new asyncio.Future();
}

/** A use that must fail: what it is, the call, the class of the error, and what its message must hold. */
type Misuse = readonly [
  what: string,
  use: () => unknown,
  ErrorClass: new (message?: string) => Error,
  ...words: string[],
];

const cases: Misuse[] = [
  [
    "createTask() of a promise",
    () => asyncio.createTask(wrong(Promise.resolve(1))),
    TypeError,
    "Promise",
    "() => work()",
  ],
  [
    "createTask() of a future",
    () => asyncio.createTask(wrong(pending())),
    TypeError,
    "Future",
  ],
  [
    "createTask() of undefined",
    () => asyncio.createTask(wrong(undefined)),
    TypeError,
    "undefined",
  ],
  ["gather() of a number", () => asyncio.gather(wrong(5)), TypeError, "5"],
  [
    "gather() of a list with a number",
    () => asyncio.gather(wrong([noop, 5])),
    TypeError,
    "5",
  ],
  ["gather() of null", () => asyncio.gather(wrong(null)), TypeError, "null"],
  ["wait() of nothing", () => asyncio.wait([]), RangeError, "empty"],
  [
    "wait() of one future",
    () => asyncio.wait(wrong(pending())),
    TypeError,
    "Future",
  ],
  [
    "wait() of a function",
    () => asyncio.wait(wrong([noop])),
    TypeError,
    "function noop",
  ],
  [
    "wait() of a coroutine",
    () => {
      const coro = asyncio.coroutine(noop)();
      coro.close();
      return asyncio.wait([wrong(coro)]);
    },
    TypeError,
    "Coroutine",
  ],
  [
    "wait({ returnWhen }) that is unknown",
    () => asyncio.wait([pending()], { returnWhen: wrong("SOME") }),
    RangeError,
    '"SOME"',
  ],
  [
    "wait({ timeout: NaN })",
    () => asyncio.wait([pending()], { timeout: NaN }),
    RangeError,
    "NaN",
  ],
  ["waitFor() of a number", () => asyncio.waitFor(wrong(5), 1), TypeError, "5"],
  ["waitFor() for NaN", () => asyncio.waitFor(forever, NaN), RangeError, "NaN"],
  [
    "waitFor() for a text",
    () => asyncio.waitFor(forever, wrong("1")),
    TypeError,
    '"1"',
  ],
  [
    "waitFor() without a time",
    () => asyncio.waitFor(forever, wrong(undefined)),
    TypeError,
    "undefined",
  ],
  [
    "asCompleted() of a number",
    () => asyncio.asCompleted(wrong(5)),
    TypeError,
    "5",
  ],
  [
    "asCompleted() of one future",
    () => asyncio.asCompleted(wrong(pending())),
    TypeError,
    "Future",
  ],
  [
    "asCompleted({ timeout: NaN })",
    () => asyncio.asCompleted([pending()], { timeout: NaN }),
    RangeError,
    "NaN",
  ],
  ["shield() of a text", () => asyncio.shield(wrong("x")), TypeError, '"x"'],
  ["sleep() NaN", () => asyncio.sleep(NaN), RangeError, "NaN"],
  ["sleep() a text", () => asyncio.sleep(wrong("1")), TypeError, '"1"'],
  ["sleep() null", () => asyncio.sleep(wrong(null)), TypeError, "null"],
  ["timeout() of NaN", () => asyncio.timeout(NaN, forever), RangeError, "NaN"],
  [
    "timeout() of a text",
    () => asyncio.timeout(wrong("1"), forever),
    TypeError,
    '"1"',
  ],
  [
    "timeout() with no function",
    () => asyncio.timeout(1, wrong(Promise.resolve())),
    TypeError,
    "Promise",
  ],
  ["timeoutAt() NaN", () => asyncio.timeoutAt(NaN, forever), RangeError, "NaN"],
  [
    "Timeout.reschedule() to a text",
    () => asyncio.timeout(1, (t) => t.reschedule(wrong("2"))),
    TypeError,
    '"2"',
  ],
  [
    "Timeout.reschedule() after the end",
    async () => {
      let late!: asyncio.Timeout;
      await asyncio.timeout(1, (t) => void (late = t));
      late.reschedule(2);
    },
    RuntimeError,
    "finished",
  ],
  [
    "moveOnAfter() NaN",
    () => asyncio.moveOnAfter(NaN, forever),
    RangeError,
    "NaN",
  ],
  [
    "moveOnAfter() with no function",
    () => asyncio.moveOnAfter(1, wrong(3)),
    TypeError,
    "3",
  ],
  [
    "shieldScope() of no function",
    () => asyncio.shieldScope(wrong("x")),
    TypeError,
    '"x"',
  ],
  [
    "TaskGroup({ limit }) that is negative",
    () => new asyncio.TaskGroup({ limit: -1 }),
    RangeError,
    "-1",
  ],
  [
    "TaskGroup({ limit }) that is zero",
    () => new asyncio.TaskGroup({ limit: 0 }),
    RangeError,
    "0",
  ],
  [
    "TaskGroup({ limit }) that is NaN",
    () => new asyncio.TaskGroup({ limit: NaN }),
    RangeError,
    "NaN",
  ],
  [
    "TaskGroup({ limit }) that is a text",
    () => new asyncio.TaskGroup({ limit: wrong("3") }),
    TypeError,
    '"3"',
  ],
  [
    "TaskGroup({ exit }) that is unknown",
    () => new asyncio.TaskGroup({ exit: wrong("stop") }),
    TypeError,
    '"stop"',
  ],
  [
    "TaskGroup.createTask() before the group begins",
    () => new asyncio.TaskGroup().createTask(noop),
    RuntimeError,
    "<TaskGroup>",
    "not been entered",
  ],
  [
    "TaskGroup.createTask() after its end",
    async () => {
      const group = await asyncio.taskGroup((tg) => tg);
      group.createTask(noop);
    },
    RuntimeError,
    "finished",
  ],
  [
    "taskGroup() of no function",
    () => asyncio.taskGroup(wrong([])),
    TypeError,
    "Array",
  ],
  [
    "staggeredRace() of a list with a number",
    () => asyncio.staggeredRace(wrong([5]), null),
    TypeError,
    "5",
  ],
  [
    "staggeredRace() with NaN",
    () => asyncio.staggeredRace([], NaN),
    RangeError,
    "NaN",
  ],
  [
    "all() of a list with a number",
    () => asyncio.all(wrong([5])),
    TypeError,
    "5",
  ],
  ["race() of a number", () => asyncio.race(wrong(5)), TypeError, "5"],
  ["race() of nothing", () => asyncio.race([]), RangeError, "empty"],
  ["any() of nothing", () => asyncio.any([]), RangeError, "empty"],
  [
    "runCoroutineThreadsafe() of a promise",
    () =>
      asyncio.runCoroutineThreadsafe(
        wrong(Promise.resolve()),
        asyncio.getEventLoop(),
      ),
    TypeError,
    "Promise",
  ],
  [
    "runCoroutineThreadsafe() on no loop",
    () => asyncio.runCoroutineThreadsafe(noop, wrong(5)),
    TypeError,
    "5",
  ],
  [
    "run() inside run()",
    () => asyncio.run(forever),
    RuntimeError,
    "running event loop",
  ],
  [
    "Runner.run() inside run()",
    () => new asyncio.Runner().run(forever),
    RuntimeError,
    "running event loop",
  ],
  [
    "CancelScope({ deadline: NaN })",
    () => new asyncio.CancelScope({ deadline: NaN }),
    RangeError,
    "NaN",
  ],
];

for (const [what, use, ErrorClass, ...words] of cases) {
  virtualTest(`${what} is refused`, async () => {
    const { message } = await assertRejects(async () => {
      await use();
    }, ErrorClass);
    assertEquals(words.filter((word) => !message.includes(word)), []);
  });
}

const runs: Misuse[] = [
  ["run() of a number", () => asyncio.run(wrong(5)), TypeError, "5"],
  ["run() of null", () => asyncio.run(wrong(null)), TypeError, "null"],
  [
    "run({ shutdownTimeout: NaN })",
    () => asyncio.run(noop, { shutdownTimeout: NaN }),
    RangeError,
    "NaN",
  ],
  [
    "run({ shutdownTimeout }) of a text",
    () => asyncio.run(noop, { shutdownTimeout: wrong("1") }),
    TypeError,
    '"1"',
  ],
  [
    "run({ signals }) of an unknown name",
    () => asyncio.run(noop, { signals: [wrong("SIGNAL")] }),
    TypeError,
    "SIGNAL",
  ],
  [
    "run({ loopFactory }) that makes no loop",
    () => asyncio.run(noop, { loopFactory: wrong(() => 5) }),
    TypeError,
    "5",
  ],
  [
    "run({ loopFactory }) that makes a closed loop",
    () => {
      const loop = new asyncio.EventLoop();
      loop.close();
      return asyncio.run(noop, { loopFactory: () => loop });
    },
    RuntimeError,
    "closed",
  ],
  [
    "Runner.run() after close()",
    async () => {
      const runner = new asyncio.Runner();
      await runner.close();
      await runner.run(noop);
    },
    RuntimeError,
    "closed",
  ],
  [
    "Runner.getLoop() after close()",
    async () => {
      const runner = new asyncio.Runner();
      await runner.close();
      runner.getLoop();
    },
    RuntimeError,
    "closed",
  ],
  [
    "timeout() outside of a task",
    () => asyncio.timeout(1, noop),
    RuntimeError,
    "inside a task",
  ],
  [
    "taskGroup() outside of a task",
    () => asyncio.taskGroup(noop),
    RuntimeError,
    "inside a task",
  ],
  [
    "moveOnAfter() outside of a task",
    () => asyncio.moveOnAfter(1, noop),
    RuntimeError,
    "inside a task",
  ],
  [
    "currentTask() outside of a loop",
    () => asyncio.currentTask(),
    RuntimeError,
    "no running event loop",
  ],
  [
    "currentSignal() outside of a task",
    () => asyncio.currentSignal(),
    RuntimeError,
    "inside a task",
  ],
];

for (const [what, use, ErrorClass, ...words] of runs) {
  test(`${what} is refused`, async () => {
    const { message } = await assertRejects(async () => {
      await use();
    }, ErrorClass);
    assertEquals(words.filter((word) => !message.includes(word)), []);
  });
}

// What was refused leaves nothing behind

virtualTest("run() inside run() closes the coroutine", async () => {
  const contexts = recordExceptions(asyncio.getRunningLoop());
  const coro = asyncio.coroutine(async function inner() {})();
  await assertRejects(() => asyncio.run(coro), RuntimeError);
  const error = await assertRejects(() => coro, RuntimeError);
  assertEquals(
    [error.message, contexts],
    ["Cannot reuse coroutine 'inner': it is closed", []],
  );
});

virtualTest("run() inside run() does not call the function", async () => {
  const log: string[] = [];
  await assertRejects(() => asyncio.run(() => void log.push("ran")));
  await asyncio.sleep(1);
  assertEquals(log, []);
});

test("run() that is refused its signals does not call the function", async () => {
  const log: string[] = [];
  const main = () => void log.push("ran");
  await assertRejects(
    () => asyncio.run(main, { signals: [wrong("SIGNAL")] }),
    TypeError,
  );
  assertEquals(log, []);
});

virtualTest(
  "TaskGroup.createTask() that is refused leaves the others alone",
  async () => {
    const log: string[] = [];
    await asyncio.taskGroup(async (tg) => {
      tg.createTask(() => asyncio.sleep(1).then(() => log.push("first")));
      try {
        tg.createTask(wrong(Promise.resolve()));
      } catch (error) {
        log.push((error as Error).name);
      }
      await asyncio.sleep(0);
    });
    assertEquals(log, ["TypeError", "first"]);
  },
);

virtualTest(
  "TaskGroup.createTask() after its end closes the coroutine",
  async () => {
    const group = await asyncio.taskGroup((tg) => tg);
    const coro = asyncio.coroutine(async function late() {})();
    await assertRejects(async () => void await group.createTask(coro));
    const error = await assertRejects(() => coro, RuntimeError);
    assertEquals(error.message, "Cannot reuse coroutine 'late': it is closed");
  },
);

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { Sequencer, VirtualClock } from "../../tasks/testing/mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";
import { type Misuse, refuses, virtualLoop, wrong } from "./_support.ts";

const {
  Context,
  ContextVar,
  Coroutine,
  EventLoop,
  ExceptionGroup,
  Future,
  InvalidStateError,
  LookupError,
  RuntimeError,
  Task,
  WaitList,
} = asyncio;

function noop() {}

function running(): asyncio.EventLoop {
  return asyncio.getRunningLoop();
}

function closedLoop(): asyncio.EventLoop {
  const loop = virtualLoop();
  loop.close();
  return loop;
}

function doneFuture(): asyncio.Future<string> {
  const future = new Future<string>();
  future.setResult("first");
  return future;
}

function groupOf(...errors: Error[]): asyncio.ExceptionGroup {
  return new ExceptionGroup("group", errors);
}

// Values of a wrong type

const loopArguments: Misuse[] = [
  [
    "EventLoop({ timers }) that is unknown",
    () => new EventLoop({ timers: wrong("fast") }),
    TypeError,
    '"fast"',
  ],
  [
    "EventLoop({ clock }) that is none",
    () => new EventLoop({ clock: wrong(5) }),
    TypeError,
    "5",
  ],
  [
    "EventLoop.callSoon() of no function",
    () => running().callSoon(wrong("tick")),
    TypeError,
    '"tick"',
  ],
  [
    "EventLoop.callSoon() of a promise",
    () => running().callSoon(wrong(Promise.resolve())),
    TypeError,
    "Promise",
  ],
  [
    "EventLoop.callSoon() with an argument in place of options",
    () => running().callSoon(noop, wrong(42)),
    TypeError,
    "42",
    "closure",
  ],
  [
    "EventLoop.callSoon() with null as options",
    () => running().callSoon(noop, wrong(null)),
    TypeError,
    "null",
  ],
  [
    "EventLoop.callSoonThreadsafe() of no function",
    () => running().callSoonThreadsafe(wrong(1)),
    TypeError,
    "1",
  ],
  [
    "EventLoop.callLater() of no function",
    () => running().callLater(1, wrong(undefined)),
    TypeError,
    "undefined",
  ],
  [
    "EventLoop.callLater() with an argument in place of options",
    () => running().callLater(1, noop, wrong("x")),
    TypeError,
    '"x"',
  ],
  [
    "EventLoop.callLater() after a text",
    () => running().callLater(wrong("soon"), noop),
    TypeError,
    '"soon"',
  ],
  [
    "EventLoop.callLater() after NaN",
    () => running().callLater(NaN, noop),
    RangeError,
    "NaN",
  ],
  [
    "EventLoop.callAt() a text",
    () => running().callAt(wrong("noon"), noop),
    TypeError,
    '"noon"',
  ],
  [
    "EventLoop.callAt() NaN",
    () => running().callAt(NaN, noop),
    RangeError,
    "NaN",
  ],
  [
    "EventLoop.createTask() of a promise",
    () => running().createTask(wrong(Promise.resolve(1))),
    TypeError,
    "Promise",
    "() => work()",
  ],
  [
    "EventLoop.createTask() of a number",
    () => running().createTask(wrong(7)),
    TypeError,
    "7",
  ],
  [
    "EventLoop.setTaskFactory() of no function",
    () => running().setTaskFactory(wrong("maker")),
    TypeError,
    '"maker"',
  ],
  [
    "EventLoop.setTaskFactory() of undefined",
    () => running().setTaskFactory(wrong(undefined)),
    TypeError,
    "undefined",
  ],
  [
    "EventLoop.setExceptionHandler() of no function",
    () => running().setExceptionHandler(wrong({})),
    TypeError,
    "an instance of Object",
  ],
  [
    "EventLoop.addSignalHandler() of no name",
    () => running().addSignalHandler(wrong(9), noop),
    TypeError,
    "9",
  ],
  [
    "EventLoop.addSignalHandler() of an unknown name",
    () => running().addSignalHandler(wrong("SIGNAL"), noop),
    TypeError,
    "SIGNAL",
  ],
  [
    "EventLoop.addSignalHandler() of SIGKILL",
    () => running().addSignalHandler("SIGKILL", noop),
    RuntimeError,
    "SIGKILL",
  ],
  [
    "EventLoop.addSignalHandler() with an async function",
    () => running().addSignalHandler("SIGUSR1", async function onSignal() {}),
    TypeError,
    "onSignal",
  ],
  [
    "EventLoop.addSignalHandler() with no function",
    () => running().addSignalHandler("SIGUSR1", wrong(null)),
    TypeError,
    "null",
  ],
  [
    "EventLoop.removeSignalHandler() of no name",
    () => running().removeSignalHandler(wrong("boom")),
    TypeError,
    '"boom"',
  ],
  [
    "setEventLoop() of no loop",
    () => asyncio.setEventLoop(wrong("loop")),
    TypeError,
    '"loop"',
  ],
  [
    "currentTask() of no loop",
    () => asyncio.currentTask(wrong(3)),
    TypeError,
    "3",
  ],
  [
    "allTasks() of no loop",
    () => asyncio.allTasks(wrong([])),
    TypeError,
    "an instance of Array",
  ],
  [
    "Handle of no loop",
    () => new asyncio.Handle(noop, wrong("loop")),
    TypeError,
    '"loop"',
  ],
];
refuses(loopArguments);

const futureArguments: Misuse[] = [
  [
    "Future({ loop }) that is none",
    () => new Future({ loop: wrong(1) }),
    TypeError,
    "1",
  ],
  [
    "Future.addDoneCallback() of no function",
    () => new Future().addDoneCallback(wrong(2)),
    TypeError,
    "2",
  ],
  [
    "Future.setException() of null",
    () => new Future().setException(null),
    TypeError,
    "null",
  ],
  [
    "Future.setException() of a class",
    () => new Future().setException(RangeError),
    TypeError,
    "RangeError",
  ],
  [
    "Future.observe() of no observer",
    () => new Future().observe(wrong(5)),
    TypeError,
    "5",
  ],
  [
    "Task of a promise",
    () => new Task(wrong(Promise.resolve())),
    TypeError,
    "Promise",
  ],
  [
    "Task({ loop }) that is none",
    () => new Task(noop, { loop: wrong("x") }),
    TypeError,
    '"x"',
  ],
  [
    "Coroutine of no function",
    () => new Coroutine(wrong("body")),
    TypeError,
    '"body"',
  ],
  [
    "coroutine() of no function",
    () => asyncio.coroutine(wrong(0)),
    TypeError,
    "0",
  ],
  [
    "ensureFuture() of a plain object",
    () => asyncio.ensureFuture(wrong({})),
    TypeError,
    "an instance of Object",
  ],
  [
    "ensureFuture({ onCancel }) of no function",
    () => asyncio.ensureFuture(Promise.resolve(), { onCancel: wrong(5) }),
    TypeError,
    "5",
  ],
  [
    "wrapFuture() of a function",
    () => asyncio.wrapFuture(wrong(noop)),
    TypeError,
    "function noop",
  ],
  [
    "wrapFuture() of null",
    () => asyncio.wrapFuture(wrong(null)),
    TypeError,
    "null",
  ],
  [
    "WaitList.wait({ signal }) that is none",
    () => new WaitList().wait({ signal: wrong("stop") }),
    TypeError,
    '"stop"',
  ],
  ["sleepUntil() NaN", () => asyncio.sleepUntil(NaN), RangeError, "NaN"],
  [
    "sleepUntil() a text",
    () => asyncio.sleepUntil(wrong("noon")),
    TypeError,
    '"noon"',
  ],
];
refuses(futureArguments);

const durations: Misuse[] = [
  [
    "toSeconds() of a text",
    () => asyncio.toSeconds(wrong("5")),
    TypeError,
    '"5"',
  ],
  [
    "toSeconds() of a bigint",
    () => asyncio.toSeconds(wrong(5n)),
    TypeError,
    "5",
  ],
  [
    "toSeconds() of null",
    () => asyncio.toSeconds(wrong(null)),
    TypeError,
    "null",
  ],
  [
    "toSeconds() of an object without units",
    () => asyncio.toSeconds({}),
    TypeError,
    "an instance of Object",
  ],
  ["toSeconds() of NaN", () => asyncio.toSeconds(NaN), RangeError, "NaN"],
  [
    "toSeconds() of a text as seconds",
    () => asyncio.toSeconds({ seconds: wrong("x") }),
    TypeError,
    '"x"',
  ],
  [
    "toSeconds() of NaN minutes",
    () => asyncio.toSeconds({ minutes: NaN }),
    RangeError,
    "NaN",
  ],
  [
    "toSeconds() of months",
    () => asyncio.toSeconds(wrong({ months: 1, seconds: 1 })),
    TypeError,
    "months",
  ],
];
refuses(durations);

const contexts: Misuse[] = [
  ["ContextVar without a name", () => new ContextVar(wrong(5)), TypeError, "5"],
  [
    "ContextVar.get() of no value",
    () => new ContextVar("user").get(),
    LookupError,
    '"user"',
  ],
  [
    "ContextVar.reset() of no token",
    () => new ContextVar("user").reset(wrong("x")),
    TypeError,
    '"x"',
  ],
  [
    "ContextVar.reset() of another's token",
    () =>
      new ContextVar<number>("mine").reset(
        new ContextVar<number>("other").set(1),
      ),
    RangeError,
    '"other"',
  ],
  [
    "ContextVar.reset() in another context",
    () => {
      const user = new ContextVar<string>("user");
      const token = new Context().run(() => user.set("ada"));
      user.reset(token);
    },
    RangeError,
    "another Context",
  ],
  [
    "ContextVar.reset() a second time",
    () => {
      const user = new ContextVar<string>("user");
      const token = user.set("ada");
      user.reset(token);
      user.reset(token);
    },
    RuntimeError,
    "once",
  ],
  [
    "Token disposed of after a reset",
    () => {
      const user = new ContextVar<string>("user");
      using token = user.set("ada");
      user.reset(token);
    },
    RuntimeError,
    "once",
  ],
  [
    "Context.run() in itself",
    () => {
      const context = new Context();
      context.run(() => context.run(noop));
    },
    RuntimeError,
    "already entered",
  ],
  [
    "Context.run() in itself after an await",
    async () => {
      const context = new Context();
      await context.run(async () => {
        await asyncio.sleep(0);
        context.run(noop);
      });
    },
    RuntimeError,
    "already entered",
  ],
  [
    "Context.run() of the task's own context",
    async () => {
      const context = new Context();
      await asyncio.createTask(() => context.run(noop), { context });
    },
    RuntimeError,
    "already entered",
  ],
];
refuses(contexts);

const groups: Misuse[] = [
  [
    "ExceptionGroup of nothing",
    () => new ExceptionGroup("empty", []),
    RangeError,
    "at least one",
  ],
  [
    "ExceptionGroup of a text",
    () => new ExceptionGroup("bad", wrong(["text"])),
    TypeError,
    "text",
  ],
  [
    "ExceptionGroup of undefined",
    () => new ExceptionGroup("bad", wrong([undefined])),
    TypeError,
    "undefined",
  ],
  [
    "ExceptionGroup of no list",
    () => new ExceptionGroup("bad", wrong(5)),
    TypeError,
    "5",
  ],
  [
    "ExceptionGroup.split() by a number",
    () => groupOf(new Error("x")).split(wrong(5)),
    TypeError,
    "5",
  ],
  [
    "ExceptionGroup.subgroup() by a list of texts",
    () => groupOf(new Error("x")).subgroup(wrong(["Error"])),
    TypeError,
    "Error",
  ],
];
refuses(groups);

const testingTools: Misuse[] = [
  [
    "VirtualClock that starts at NaN",
    () => new VirtualClock(NaN),
    RangeError,
    "NaN",
  ],
  [
    "VirtualClock that starts at a text",
    () => new VirtualClock(wrong("5")),
    RangeError,
    "5",
  ],
  [
    "VirtualClock.advance() backwards",
    () => new VirtualClock().advance(-1),
    RangeError,
    "-1",
  ],
  [
    "VirtualClock.advance() by a text",
    () => new VirtualClock().advance(wrong("5")),
    Error,
    "5",
  ],
  [
    "VirtualClock.advance() by NaN",
    () => new VirtualClock().advance(NaN),
    RangeError,
    "NaN",
  ],
  [
    "Sequencer.at() a negative position",
    () => new Sequencer().at(-1),
    RangeError,
    "-1",
  ],
  [
    "Sequencer.at() a broken position",
    () => new Sequencer().at(0.5),
    RangeError,
    "0.5",
  ],
  [
    "Sequencer.at() a text",
    () => new Sequencer().at(wrong("0")),
    RangeError,
    '"0"',
  ],
];
refuses(testingTools);

// Wrong states

const states: Misuse[] = [
  [
    "Future.result() too early",
    () => new Future().result(),
    InvalidStateError,
    "pending",
  ],
  [
    "Future.exception() too early",
    () => new Future().exception(),
    InvalidStateError,
    "pending",
  ],
  [
    "Future.setResult() twice",
    () => doneFuture().setResult("second"),
    InvalidStateError,
    '<Future finished result="first">',
  ],
  [
    "Future.setException() after a result",
    () => doneFuture().setException(new Error("late")),
    InvalidStateError,
    '<Future finished result="first">',
  ],
  [
    "Future.setResult() of a cancelled one",
    () => {
      const future = new Future<void>();
      future.cancel();
      future.setResult();
    },
    InvalidStateError,
    "<Future cancelled>",
  ],
  [
    "Task.setResult()",
    () => asyncio.createTask(noop, { name: "mine" }).setResult(),
    RuntimeError,
    "mine",
  ],
  [
    "Task.setException()",
    () =>
      asyncio.createTask(noop, { name: "mine" }).setException(new Error("x")),
    RuntimeError,
    "mine",
  ],
  [
    "a task that awaits itself",
    async () => {
      const task: asyncio.Task<void> = asyncio.createTask(
        async () => await task,
        { name: "narcissus" },
      );
      await task;
    },
    RuntimeError,
    "cannot await itself",
    "narcissus",
  ],
  [
    "a second await of a coroutine",
    async () => {
      const coro = asyncio.coroutine(async function once() {})();
      await coro;
      await coro;
    },
    RuntimeError,
    "'once'",
    "awaited before",
  ],
  [
    "a task of a coroutine that was awaited",
    async () => {
      const coro = asyncio.coroutine(async function once() {})();
      await coro;
      await asyncio.createTask(coro);
    },
    RuntimeError,
    "'once'",
  ],
  [
    "an await of a closed coroutine",
    async () => {
      const coro = asyncio.coroutine(async function shut() {})();
      coro.close();
      await coro;
    },
    RuntimeError,
    "'shut'",
    "closed",
  ],
  [
    "an observer of two futures",
    () => {
      class Observer extends asyncio.FutureObserver {
        override onDone(): void {}
      }
      const observer = new Observer();
      new Future().observe(observer);
      new Future().observe(observer);
    },
    InvalidStateError,
    "one future at a time",
  ],
];
refuses(states);

const closed: Misuse[] = [
  [
    "EventLoop.callSoon() after close",
    () => closedLoop().callSoon(noop),
    RuntimeError,
    "closed",
  ],
  [
    "EventLoop.callLater() after close",
    () => closedLoop().callLater(1, noop),
    RuntimeError,
    "closed",
  ],
  [
    "EventLoop.callAt() after close",
    () => closedLoop().callAt(1, noop),
    RuntimeError,
    "closed",
  ],
  [
    "EventLoop.createTask() after close",
    () => closedLoop().createTask(noop),
    RuntimeError,
    "closed",
  ],
  [
    "EventLoop.runForever() after close",
    () => closedLoop().runForever(),
    RuntimeError,
    "closed",
  ],
  [
    "EventLoop.runUntilComplete() after close",
    () => closedLoop().runUntilComplete(noop),
    RuntimeError,
    "closed",
  ],
  [
    "EventLoop.addSignalHandler() after close",
    () => closedLoop().addSignalHandler("SIGUSR1", noop),
    RuntimeError,
    "closed",
  ],
  [
    "EventLoop.close() while it runs",
    () => running().close(),
    RuntimeError,
    "running",
  ],
  [
    "EventLoop.runForever() while it runs",
    () => running().runForever(),
    RuntimeError,
    "already running",
  ],
  [
    "EventLoop.runUntilComplete() while it runs",
    () => running().runUntilComplete(noop),
    RuntimeError,
    "already running",
  ],
  [
    "EventLoop.runForever() while another runs",
    () => virtualLoop().runForever(),
    RuntimeError,
    "another loop",
  ],
];
refuses(closed);

const loops: Misuse[] = [
  [
    "an await of another loop's future",
    async () => await virtualLoop().createFuture(),
    RuntimeError,
    "different loop",
    "<Future pending>",
  ],
  [
    "ensureFuture({ loop }) of another loop's future",
    () =>
      asyncio.ensureFuture(virtualLoop().createFuture(), { loop: running() }),
    RangeError,
    "<Future pending>",
  ],
  [
    "gather() of futures of two loops",
    () =>
      asyncio.gather(virtualLoop().createFuture(), running().createFuture()),
    RangeError,
    "<Future pending>",
  ],
];
refuses(loops);

test("EventLoop.runUntilComplete() of another loop's future is refused", async () => {
  const [mine, other] = [virtualLoop(), virtualLoop()];
  const error = await assertRejects(
    () => mine.runUntilComplete(other.createFuture()),
    RangeError,
  );
  assertEquals(
    error.message,
    "The future belongs to a different loop than the one given: <Future pending>",
  );
});

test("EventLoop.runUntilComplete() of a number is refused", async () => {
  const loop = virtualLoop();
  await assertRejects(() => loop.runUntilComplete(wrong(5)), TypeError, "5");
  assertEquals(loop.isRunning(), false);
  loop.close();
});

// What was refused leaves nothing behind

virtualTest(
  "EventLoop.runUntilComplete() that is refused makes no task",
  async () => {
    const other = virtualLoop();
    const contexts = recordExceptions(other);
    const log: string[] = [];
    await assertRejects(
      () => other.runUntilComplete(() => void log.push("ran")),
      RuntimeError,
    );
    assertEquals(asyncio.allTasks(other).size, 0);
    other.close();
    assertEquals([log, contexts], [[], []]);
  },
);

test("EventLoop.createTask() after close closes the coroutine", async () => {
  const coro = asyncio.coroutine(async function work() {})();
  assertThrows(() => closedLoop().createTask(coro), RuntimeError);
  const error = await assertRejects(() => coro, RuntimeError);
  assertEquals(error.message, "Cannot reuse coroutine 'work': it is closed");
});

virtualTest("WaitList.wait() that is refused leaves no waiter", async () => {
  const list = new WaitList<string>();
  await assertRejects(
    async () => void await list.wait({ signal: wrong({}) }),
    TypeError,
  );
  assertEquals([list.size, list.wakeOne("lost?")], [0, false]);
});

virtualTest("Future.setResult() that is refused keeps the first result", () => {
  const future = doneFuture();
  assertThrows(() => future.setResult("second"), InvalidStateError);
  assertEquals(future.result(), "first");
});

virtualTest(
  "EventLoop.setTaskFactory() that is refused keeps the factory",
  () => {
    const loop = running();
    loop.setTaskFactory(asyncio.eagerTaskFactory);
    assertThrows(() => loop.setTaskFactory(wrong(1)), TypeError);
    assertEquals(loop.getTaskFactory(), asyncio.eagerTaskFactory);
  },
);

test("EventLoop.addSignalHandler() that is refused keeps the handler", () => {
  const loop = virtualLoop();
  loop.addSignalHandler("SIGUSR2", noop);
  assertThrows(() => loop.addSignalHandler("SIGUSR2", wrong(1)), TypeError);
  assertEquals(loop.removeSignalHandler("SIGUSR2"), true);
  assertEquals(loop.removeSignalHandler("SIGUSR2"), false);
  loop.close();
});

test("EventLoop.close() twice is fine", () => {
  const loop = closedLoop();
  loop.close();
  assertEquals(loop.isClosed(), true);
});

test("getRunningLoop() outside of a loop is refused", () => {
  const error = assertThrows(asyncio.getRunningLoop, RuntimeError);
  assertEquals(error.message, "no running event loop: use it inside run()");
});

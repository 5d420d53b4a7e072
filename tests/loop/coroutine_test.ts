import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";
import { runProgram } from "./_support.ts";

const greet = asyncio.coroutine(async function greet(name: string) {
  await asyncio.sleep(1);
  return `hello ${name}`;
});

virtualTest("coroutine() does nothing before it is awaited", async () => {
  const log: string[] = [];
  const work = asyncio.coroutine(async () => {
    log.push("work");
    await asyncio.sleep(0);
  });
  const coro = work();
  await asyncio.sleep(1);
  log.push("await");
  await coro;
  assertEquals(log, ["await", "work"]);
});

virtualTest("coroutine() passes arguments, results and errors on", async () => {
  const fail = asyncio.coroutine((reason: string) => {
    throw new RangeError(reason);
  });
  assertEquals(await greet("ada"), "hello ada");
  await assertRejects(() => fail("no such luck"), RangeError, "no such luck");
});

virtualTest(
  "Coroutine.then() runs the body in the task that awaits it",
  async () => {
    const whoAmI = asyncio.coroutine(() => asyncio.currentTask()!.getName());
    const coro = whoAmI();
    const task = asyncio.createTask(async () => await coro, { name: "reader" });
    assertEquals(await task, "reader");
  },
);

virtualTest("Coroutine is accepted wherever work is", async () => {
  assertEquals(await asyncio.createTask(greet("a")), "hello a");
  assertEquals(await asyncio.gather(greet("b"), greet("c")), [
    "hello b",
    "hello c",
  ]);
  assertEquals(await asyncio.waitFor(greet("d"), 2), "hello d");
  assertEquals(await asyncio.shield(greet("e")), "hello e");
});

virtualTest(
  "Coroutine that is awaited a second time is an error, the first goes on",
  async () => {
    const coro = greet("ada");
    const first = asyncio.createTask(coro);
    await asyncio.sleep(0);
    await assertRejects(
      () => coro,
      asyncio.RuntimeError,
      "Cannot reuse coroutine 'greet': it was awaited before",
    );
    assertEquals(await first, "hello ada");
  },
);

virtualTest(
  "Coroutine.close() makes it unusable, and may be called twice",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const coro = greet("ada");
    coro.close();
    coro.close();
    await assertRejects(() => coro, asyncio.RuntimeError, "it is closed");
    assertEquals(contexts, []);
  },
);

test("Coroutine that is never awaited is reported when the loop closes", async () => {
  const loop = new asyncio.EventLoop();
  const contexts = recordExceptions(loop);
  await loop.runUntilComplete(() => {
    greet("nobody");
    greet("closed").close();
  });
  assertEquals(contexts, []);
  loop.close();
  assertEquals(contexts, [{
    message: "coroutine 'greet' was never awaited",
  }]);
});

test("Coroutine that is never awaited is reported when it is collected", async () => {
  const { code, out } = await runProgram(
    `
    const work = asyncio.coroutine(async function work() {});
    await asyncio.run(async () => {
      const messages = [];
      asyncio.getRunningLoop().setExceptionHandler((_, { message }) => messages.push(message));
      (() => void work())();
      for (let i = 0; i < 100 && messages.length === 0; i++) {
        gc();
        await asyncio.sleep(0.01);
      }
      console.log(messages.join());
    });`,
    "--expose-gc",
  );
  assertEquals([code, out], [0, "coroutine 'work' was never awaited"]);
});

virtualTest(
  "Coroutine of a task that is cancelled before it begins is closed",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const coro = greet("nobody");
    const task = asyncio.createTask(coro);
    task.cancel();
    await asyncio.wait([task]);
    assertEquals(task.cancelled(), true);
    await assertRejects(() => coro, asyncio.RuntimeError, "it is closed");
    assertEquals(contexts, []);
  },
);

test("isCoroutine() and isCoroutineFunction() tell what is what", () => {
  const coro = greet("x");
  coro.close();
  assert(asyncio.isCoroutine(coro));
  assertEquals(
    [greet, Promise.resolve(), null, { then() {} }].map(asyncio.isCoroutine),
    [false, false, false, false],
  );
  assertEquals(
    [greet, async () => {}, () => {}, function* () {}, coro, null].map(
      asyncio.isCoroutineFunction,
    ),
    [true, true, false, false, false, false],
  );
  assertEquals([greet.name, coro.name], ["greet", "greet"]);
});

import { assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

const { waitAny, WaitList } = asyncio;

/** Starts a task that waits in `list` and logs what comes of it. */
function park<T>(
  list: asyncio.WaitList<T>,
  name: string,
  log: string[],
  options: asyncio.WaitOptions = {},
): asyncio.Task<void> {
  return asyncio.createTask(async () => {
    try {
      log.push(`${name} got ${await list.wait(options)}`);
    } catch (error) {
      log.push(`${name} failed: ${error}`);
    }
  }, { name });
}

virtualTest("WaitList.wakeOne() wakes in the order of arrival", async () => {
  const list = new WaitList<number>();
  const log: string[] = [];
  const tasks = ["a", "b", "c"].map((name) => park(list, name, log));
  await asyncio.sleep(0);
  assertEquals(list.size, 3);
  assertEquals([list.wakeOne(1), list.wakeOne(2), list.wakeOne(3)], [
    true,
    true,
    true,
  ]);
  assertEquals([list.size, list.wakeOne(4)], [0, false]);
  await asyncio.wait(tasks);
  assertEquals(log, ["a got 1", "b got 2", "c got 3"]);
});

virtualTest(
  "WaitList.wakeAll() wakes who waits now, and says how many",
  async () => {
    const list = new WaitList<string>();
    const log: string[] = [];
    park(list, "a", log);
    park(list, "b", log);
    await asyncio.sleep(1);
    assertEquals(list.wakeAll("x"), 2);
    park(list, "late", log);
    await asyncio.sleep(1);
    assertEquals(log, ["a got x", "b got x"]);
    assertEquals([list.size, list.wakeAll("y"), list.wakeAll("z")], [1, 1, 0]);
  },
);

virtualTest(
  "WaitList.wakeAll() leaves alone who waits again at once",
  async () => {
    const list = new WaitList<number>();
    const log: number[] = [];
    const task = asyncio.createTask(async () => {
      log.push(await list.wait());
      log.push(await list.wait());
    });
    await asyncio.sleep(0);
    list.wakeAll(1);
    await asyncio.sleep(1);
    assertEquals([log, list.size], [[1], 1]);
    list.wakeAll(2);
    await task;
    assertEquals(log, [1, 2]);
  },
);

virtualTest(
  "WaitList.wait() cancelled in the middle lets the others move up",
  async () => {
    const list = new WaitList<number>();
    const log: string[] = [];
    const [, b] = ["a", "b", "c", "d"].map((name) => park(list, name, log));
    await asyncio.sleep(0);
    b!.cancel("out");
    assertEquals(list.size, 3);
    for (let i = 1; i <= 3; i++) list.wakeOne(i);
    await asyncio.sleep(1);
    assertEquals(log, [
      "b failed: CancelledError: out",
      "a got 1",
      "c got 2",
      "d got 3",
    ]);
  },
);

virtualTest(
  "WaitList.wait() keeps a value that was handed over before a cancel",
  async () => {
    const list = new WaitList<string>();
    const log: string[] = [];
    const task = asyncio.createTask(async () => {
      log.push(await list.wait());
      await asyncio.sleep(0);
      log.push("never");
    });
    await asyncio.sleep(0);
    list.wakeOne("value");
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([log, task.cancelled()], [["value"], true]);
  },
);

virtualTest(
  "WaitList.wait() does not begin while a cancel is pending",
  async () => {
    const list = new WaitList<void>();
    const task = asyncio.createTask(async () => {
      asyncio.currentTask()!.cancel("early");
      await list.wait();
    });
    const error = await assertRejects(() => task, asyncio.CancelledError);
    assertEquals([error.message, list.size], ["early", 0]);
  },
);

virtualTest(
  "WaitList.failOne() fails the first, failAll() the rest",
  async () => {
    const list = new WaitList<number>();
    const log: string[] = [];
    const tasks = ["a", "b", "c"].map((name) => park(list, name, log));
    await asyncio.sleep(0);
    assertEquals(list.failOne(new RangeError("one")), true);
    assertEquals(list.failAll(new TypeError("all")), 2);
    assertEquals([list.failOne("x"), list.failAll("x")], [false, 0]);
    await asyncio.wait(tasks);
    assertEquals(log, [
      "a failed: RangeError: one",
      "b failed: TypeError: all",
      "c failed: TypeError: all",
    ]);
  },
);

virtualTest(
  "WaitList.wait({ signal }) that has aborted does not begin",
  async () => {
    const list = new WaitList<void>();
    const signal = AbortSignal.abort(new RangeError("gone"));
    await assertRejects(() => list.wait({ signal }), RangeError, "gone");
    assertEquals(list.size, 0);
  },
);

virtualTest(
  "WaitList.wait({ signal }) ends with the reason of an abort",
  async () => {
    const list = new WaitList<number>();
    const log: string[] = [];
    const controller = new AbortController();
    park(list, "a", log, { signal: controller.signal });
    park(list, "b", log);
    await asyncio.sleep(1);
    controller.abort(new RangeError("enough"));
    assertEquals([list.size, list.wakeOne(7)], [1, true]);
    await asyncio.sleep(1);
    assertEquals(log, ["a failed: RangeError: enough", "b got 7"]);
  },
);

virtualTest(
  "WaitList.wait({ signal }) is not touched by an abort after the wake-up",
  async () => {
    const list = new WaitList<string>();
    const log: string[] = [];
    const controller = new AbortController();
    const task = park(list, "a", log, { signal: controller.signal });
    await asyncio.sleep(0);
    list.wakeOne("value");
    controller.abort(new RangeError("too late"));
    await task;
    controller.abort();
    assertEquals(log, ["a got value"]);
  },
);

virtualTest(
  "WaitList.wait({ signal }) that is cancelled does not listen on",
  async () => {
    const list = new WaitList<void>();
    const log: string[] = [];
    const controller = new AbortController();
    const task = park(list, "a", log, { signal: controller.signal });
    await asyncio.sleep(0);
    task.cancel("first");
    controller.abort(new RangeError("second"));
    await task;
    assertEquals([log, list.size], [["a failed: CancelledError: first"], 0]);
  },
);

test("WaitList works outside of run(), without a task", async () => {
  const list = new WaitList<number>();
  const log: string[] = [];
  const one = list.wait().then((value) => log.push(`one ${value}`));
  const two = list.wait().catch((error) => log.push(`two ${error.message}`));
  assertEquals(list.size, 2);
  list.wakeOne(1);
  list.failOne(new Error("no"));
  await Promise.all([one, two]);
  assertEquals(log, ["one 1", "two no"]);
});

virtualTest("WaitList.wakeOne() of ten thousand keeps the order", async () => {
  const list = new WaitList<number>();
  const order: number[] = [];
  const count = 10_000;
  const tasks = Array.from(
    { length: count },
    (_, i) =>
      asyncio.createTask(async () => {
        await list.wait();
        order.push(i);
      }),
  );
  await asyncio.sleep(1);
  for (let i = 0; i < count; i += 2) tasks[i]!.cancel();
  assertEquals(list.wakeAll(0), count / 2);
  await asyncio.wait(tasks);
  assertEquals(order, Array.from({ length: count / 2 }, (_, i) => 2 * i + 1));
});

virtualTest("WaitList.first is what the first waiter has brought", async () => {
  const list = new WaitList<void, string>();
  assertEquals(list.first, undefined);
  const tasks = ["a", "b", "c"].map((name) =>
    asyncio.createTask(() => list.wait({}, name))
  );
  await asyncio.sleep(1);
  assertEquals(list.first, "a");
  tasks[0]!.cancel();
  assertEquals(list.first, "b");
  assertEquals(list.failWhere((name) => name === "c", new Error("c")), 1);
  assertEquals([list.size, list.first], [1, "b"]);
  list.wakeOne();
  await tasks[1];
  await assertRejects(() => tasks[2]!, Error, "c");
});

virtualTest("waitAny() leaves all lists, however it ends", async () => {
  const lists = [1, 2, 3].map(() => new WaitList<string, number>());
  const sizes = () => lists.map((list) => list.size);
  const start = async () => {
    const task = asyncio.createTask(() => waitAny(lists, {}, [7, 8, 9]));
    await asyncio.sleep(1);
    assertEquals(sizes(), [1, 1, 1]);
    assertEquals(lists.map((list) => list.first), [7, 8, 9]);
    return { task };
  };
  const { task: woken } = await start();
  lists[1]!.wakeOne("x");
  assertEquals(sizes(), [0, 0, 0]);
  assertEquals(await woken, { index: 1, value: "x" });

  const { task: cancelled } = await start();
  cancelled.cancel();
  assertEquals(sizes(), [0, 0, 0]);
  await assertRejects(() => cancelled, asyncio.CancelledError);

  const { task: failing } = await start();
  lists[0]!.failAll(new Error("first"));
  lists[2]!.failOne(new Error("second"));
  assertEquals(sizes(), [0, 1, 0]);
  lists[1]!.failAll(new Error("last"));
  await assertRejects(() => failing, Error, "last");

  const { task: partly } = await start();
  lists[0]!.failAll(new Error("first"));
  lists[2]!.wakeAll("y");
  assertEquals(sizes(), [0, 0, 0]);
  assertEquals(await partly, { index: 2, value: "y" });
  await assertRejects(() => waitAny([]), RangeError, "no list at all");
});

virtualTest("WaitList tells when a waiter has left by itself", async () => {
  const log: string[] = [];
  const list: asyncio.WaitList<void, string> = new WaitList(() =>
    log.push(`first is ${list.first}`)
  );
  const controller = new AbortController();
  const { signal } = controller;
  const tasks = ["a", "b", "c", "d"].map((name) =>
    asyncio.createTask(() => list.wait(name === "b" ? { signal } : {}, name))
  );
  const any = asyncio.createTask(() => waitAny([list], {}, ["e"]));
  await asyncio.sleep(1);
  tasks[0]!.cancel();
  controller.abort();
  list.wakeOne();
  tasks[3]!.cancel();
  any.cancel();
  await asyncio.wait([...tasks, any]);
  assertEquals(log, [
    "first is b",
    "first is c",
    "first is e",
    "first is undefined",
  ]);
});

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { Event } from "../../sync/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

virtualTest("Event.set() wakes all, in the order of arrival", async () => {
  const event = new Event();
  const log: string[] = [];
  const tasks = ["a", "b", "c"].map((name) =>
    asyncio.createTask(async () => {
      await event.wait();
      log.push(name);
    })
  );
  await asyncio.sleep(1);
  assertEquals(event.statistics(), { isSet: false, tasksWaiting: 3 });
  tasks[1]!.cancel();
  assertEquals(event.statistics(), { isSet: false, tasksWaiting: 2 });
  event.set();
  assertEquals(event.statistics(), { isSet: true, tasksWaiting: 0 });
  await asyncio.wait(tasks);
  assertEquals(log, ["a", "c"]);
});

virtualTest(
  "Event.wait() keeps its wake-up when a cancel comes after it",
  async () => {
    const event = new Event();
    const log: string[] = [];
    const task = asyncio.createTask(async () => {
      await event.wait();
      log.push("woken");
      await asyncio.sleep(1);
      log.push("never");
    });
    await asyncio.sleep(1);
    event.set();
    event.clear();
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([log, task.cancelled()], [["woken"], true]);
  },
);

virtualTest(
  "Event.wait({ signal }) ends with the reason of an abort",
  async () => {
    const event = new Event();
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = event.wait({ signal });
    controller.abort(new RangeError("enough"));
    await assertRejects(() => waiting, RangeError, "enough");
    assertEquals(event.statistics().tasksWaiting, 0);
    event.set();
    await assertRejects(() => event.wait({ signal }), RangeError, "enough");
  },
);

test("Event.wait({ signal }) refuses what is no signal, set or not", async () => {
  const event = new Event();
  for (let i = 0; i < 2; i++) {
    await assertRejects(
      // @ts-expect-error Testing invalid input
      () => event.wait({ signal: "no" }),
      TypeError,
      `'signal' must be an AbortSignal: "no"`,
    );
    event.set();
  }
});

test("Event works outside of run()", async () => {
  const event = new Event();
  const waiting = event.wait();
  event.set();
  assertEquals([await waiting, await event.wait()], [true, true]);
});

test("Event is shown with its state, and its statistics are frozen", () => {
  const event = new Event();
  assertEquals(Deno.inspect(event), "<Event [unset]>");
  assert(Object.isFrozen(event.statistics()));
});

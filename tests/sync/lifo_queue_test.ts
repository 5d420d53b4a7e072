import { assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { LifoQueue } from "../../sync/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

test("LifoQueue.getNowait() gives what was put last", () => {
  const queue = new LifoQueue<string>();
  queue.putNowait("a");
  queue.putNowait("b");
  assertEquals(queue.getNowait(), "b");
  queue.putNowait("c");
  assertEquals([queue.getNowait(), queue.getNowait()], ["c", "a"]);
});

virtualTest(
  "LifoQueue.put() serves waiting putters in the order in which they came",
  async () => {
    const queue = new LifoQueue<string>(1);
    const tasks = ["a", "b", "c"].map((item) =>
      asyncio.createTask(() => queue.put(item))
    );
    await asyncio.sleep(0);
    assertEquals(await Promise.all([queue.get(), queue.get(), queue.get()]), [
      "a",
      "b",
      "c",
    ]);
    await asyncio.wait(tasks);
  },
);

virtualTest(
  "LifoQueue.get() serves waiting getters in the order in which they came",
  async () => {
    const queue = new LifoQueue<number>();
    const log: string[] = [];
    const tasks = ["a", "b"].map((name) =>
      asyncio.createTask(async () => {
        log.push(`${name} got ${await queue.get()}`);
      })
    );
    await asyncio.sleep(0);
    queue.putNowait(1);
    queue.putNowait(2);
    await asyncio.wait(tasks);
    assertEquals(log, ["a got 1", "b got 2"]);
  },
);

virtualTest("LifoQueue can be looped over until the shutdown", async () => {
  const queue = new LifoQueue<number>();
  for (const item of [1, 2, 3]) queue.putNowait(item);
  queue.shutdown();
  assertEquals(await Array.fromAsync(queue), [3, 2, 1]);
});

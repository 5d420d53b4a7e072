import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  Broadcast,
  ClosedResource,
  EndOfStream,
  WouldBlockError,
} from "../../sync/mod.ts";
import { waitAllTasksBlocked } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

virtualTest("Broadcast.send() reaches every subscriber, in order", async () => {
  const news = new Broadcast<number>(2);
  const seen: number[][] = [[], [], []];
  const tasks = seen.map((mine, i) => {
    const subscription = news.subscribe();
    return asyncio.createTask(async () => {
      for await (const item of subscription) {
        await asyncio.sleep(i);
        mine.push(item);
      }
    });
  });
  for (let n = 0; n < 6; n++) await news.send(n);
  news.close();
  await asyncio.gather(tasks);
  assertEquals(seen, Array(3).fill([0, 1, 2, 3, 4, 5]));
});

virtualTest("Broadcast.send() waits for the slowest subscriber", async () => {
  const news = new Broadcast<number>(1);
  const [fast, slow] = [news.subscribe(), news.subscribe()];
  await news.send(1);
  const senders = [2, 3].map((n) => asyncio.createTask(() => news.send(n)));
  await waitAllTasksBlocked();
  assertEquals(fast.tryReceive(), 1);
  assertEquals(news.statistics(), {
    size: 1,
    stored: 1,
    subscribers: 2,
    tasksWaitingSend: 2,
  });
  assertThrows(() => fast.tryReceive(), WouldBlockError);
  assertThrows(() => news.trySend(4), WouldBlockError, "is 1 behind");
  assertEquals(slow.tryReceive(), 1);
  assertEquals(news.statistics().tasksWaitingSend, 1);
  assertEquals([fast.tryReceive(), slow.tryReceive()], [2, 2]);
  assertEquals([fast.tryReceive(), slow.tryReceive()], [3, 3]);
  await asyncio.gather(senders);
});

virtualTest(
  "Broadcast.send(): a cancelled sender has sent to none",
  async () => {
    const news = new Broadcast<number>(1);
    const subscriptions = [news.subscribe(), news.subscribe()];
    await news.send(1);
    const first = asyncio.createTask(() => news.send(2));
    const second = asyncio.createTask(() => news.send(3));
    await waitAllTasksBlocked();
    first.cancel();
    for (const each of subscriptions) assertEquals(each.tryReceive(), 1);
    await second;
    for (const each of subscriptions) assertEquals(each.tryReceive(), 3);
    assertEquals(news.statistics().stored, 0);
  },
);

virtualTest("Broadcast.subscribe(): closing lets senders go on", async () => {
  const news = new Broadcast<number>(1);
  const [reader, idle] = [news.subscribe(), news.subscribe()];
  const clone = idle.clone();
  await news.send(1);
  reader.tryReceive();
  const sending = asyncio.createTask(() => news.send(2));
  await waitAllTasksBlocked();
  idle.close();
  assertEquals(news.statistics().tasksWaitingSend, 1);
  clone.close();
  await sending;
  assertEquals(reader.tryReceive(), 2);
  assertEquals(`${news}`, "<Broadcast open, subscribers:1>");
  reader.close();
  await news.send(3);
  assertEquals(news.subscribe().statistics().stored, 0);
});

virtualTest("Broadcast.subscribe(): clones share what comes", async () => {
  const news = new Broadcast<number>(2);
  const one = news.subscribe();
  const two = one.clone();
  await news.send(1);
  await news.send(2);
  assertEquals([one.tryReceive(), two.tryReceive()], [1, 2]);
});

virtualTest(
  "Broadcast.close() lets subscribers have what is left",
  async () => {
    const news = new Broadcast<number>(1);
    const subscription = news.subscribe();
    const waiting = news.subscribe();
    await news.send(1);
    waiting.tryReceive();
    const receiving = asyncio.createTask(() =>
      assertRejects(() => waiting.receive(), EndOfStream)
    );
    const sending = asyncio.createTask(() =>
      assertRejects(() => news.send(2), ClosedResource)
    );
    await waitAllTasksBlocked();
    {
      using _ = news;
    }
    news.close();
    await asyncio.gather(receiving, sending);
    assertEquals(subscription.tryReceive(), 1);
    assertThrows(() => subscription.tryReceive(), EndOfStream);
    assertThrows(() => news.trySend(3), ClosedResource);
    assertThrows(() => news.subscribe(), ClosedResource);
    await assertRejects(() => news.send(3), ClosedResource);
    assertEquals(
      [news.closed, Deno.inspect(news)],
      [true, "<Broadcast closed, subscribers:0>"],
    );
  },
);

virtualTest("Broadcast.send(): a signal ends the wait", async () => {
  const news = new Broadcast<number>(1);
  using _ = news.subscribe();
  news.trySend(1);
  const controller = new AbortController();
  const { signal } = controller;
  const task = asyncio.createTask(() => news.send(2, { signal }));
  await waitAllTasksBlocked();
  controller.abort(new Error("enough"));
  await assertRejects(() => task, Error, "enough");
  assertEquals(news.statistics().tasksWaitingSend, 0);
  await assertRejects(() => news.send(2, { signal }), Error, "enough");
});

test("Broadcast refuses a wrong size", () => {
  for (const size of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => new Broadcast(size),
      RangeError,
      `The size of a broadcast must be a whole number of at least 1, or Infinity: ${size}`,
    );
  }
});

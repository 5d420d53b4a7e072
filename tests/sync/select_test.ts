import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  Broadcast,
  channel,
  ClosedResource,
  EndOfStream,
  select,
  WouldBlockError,
} from "../../sync/mod.ts";
import { waitAllTasksBlocked } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

virtualTest("select() takes one item, and none of the others", async () => {
  const [toA, a] = channel<number>(1);
  const [toB, b] = channel<string>(1);
  toB.trySend("x");
  const got = await select({ a, b });
  assertEquals(got, { key: "b", value: "x" });
  if (got.key === "b") got.value satisfies string;
  else got.value satisfies number;
  const task = asyncio.createTask(() => select({ a, b }));
  await waitAllTasksBlocked();
  assertEquals(a.statistics().tasksWaitingReceive, 1);
  toA.trySend(1);
  toB.trySend("y");
  assertEquals(await task, { key: "a", value: 1 });
  assertEquals(a.statistics().tasksWaitingReceive, 0);
  assertEquals(b.statistics().tasksWaitingReceive, 0);
  assertEquals(b.tryReceive(), "y");
});

virtualTest(
  "select() is fair between receivers that have something",
  async () => {
    const ends = ["a", "b", "c"].map((name) => {
      const [sender, receiver] = channel<number>(3);
      for (const n of [1, 2, 3]) sender.trySend(n);
      sender.close();
      return [name, receiver] as const;
    });
    const receivers = Object.fromEntries(ends);
    const got: string[] = [];
    for (let i = 0; i < 9; i++) {
      const { key, value } = await select(receivers);
      got.push(`${key}${value}`);
    }
    assertEquals(got.join(" "), "a1 b1 c1 a2 b2 c2 a3 b3 c3");
    await assertRejects(() => select(receivers), EndOfStream);
  },
);

virtualTest("select() waits in line behind those who came before", async () => {
  const [sender, receiver] = channel<number>(0);
  const [, other] = channel<number>(0);
  const got: string[] = [];
  const tasks = [
    async () => got.push(`first ${await receiver.receive()}`),
    async () => got.push(`select ${(await select({ receiver, other })).value}`),
    async () => got.push(`last ${await receiver.receive()}`),
  ].map((fn) => asyncio.createTask(fn));
  await waitAllTasksBlocked();
  for (const n of [1, 2, 3]) sender.trySend(n);
  await asyncio.gather(tasks);
  assertEquals(got.sort(), ["first 1", "last 3", "select 2"]);
});

virtualTest("select() takes from a sender of a rendezvous", async () => {
  const [sender, receiver] = channel<number>(0);
  const sending = asyncio.createTask(() => sender.send(7));
  await waitAllTasksBlocked();
  assertEquals((await select({ receiver })).value, 7);
  await sending;
});

virtualTest("select() goes on when one of the receivers ends", async () => {
  const [toA, a] = channel<number>(0);
  const [toB, b] = channel<number>(0);
  const task = asyncio.createTask(() => select({ a, b }));
  await waitAllTasksBlocked();
  toA.close();
  await waitAllTasksBlocked();
  assertEquals(b.statistics().tasksWaitingReceive, 1);
  toB.trySend(1);
  assertEquals(await task, { key: "b", value: 1 });
  const ending = asyncio.createTask(() =>
    assertRejects(() => select({ a, b }), EndOfStream)
  );
  await waitAllTasksBlocked();
  toB.close();
  await ending;
});

virtualTest("select() leaves all lines when it is cancelled", async () => {
  const [toA, a] = channel<number>(0);
  const [, b] = channel<number>(0);
  const controller = new AbortController();
  const tasks = [
    asyncio.createTask(() => select({ a, b })),
    asyncio.createTask(() => select({ a, b }, { signal: controller.signal })),
  ];
  await waitAllTasksBlocked();
  assertEquals(a.statistics().tasksWaitingReceive, 2);
  tasks[0]!.cancel();
  assertThrows(() => void b.tryReceive(), WouldBlockError);
  assertEquals(a.statistics().tasksWaitingReceive, 1);
  controller.abort(new Error("enough"));
  assertEquals(b.statistics().tasksWaitingReceive, 0);
  assertThrows(() => toA.trySend(1), WouldBlockError);
  await assertRejects(() => tasks[0]!, asyncio.CancelledError);
  await assertRejects(() => tasks[1]!, Error, "enough");
  await assertRejects(
    () => select({ a }, { signal: controller.signal }),
    Error,
    "enough",
  );
});

virtualTest("select(): an item that was handed over arrives", async () => {
  const [toA, a] = channel<number>(0);
  const [toB, b] = channel<number>(0);
  const got: number[] = [];
  const task = asyncio.createTask(async () => {
    got.push((await select({ a, b })).value);
    await asyncio.sleep(1);
  });
  await waitAllTasksBlocked();
  toB.trySend(5);
  task.cancel();
  assertThrows(() => toA.trySend(6), WouldBlockError);
  await assertRejects(() => task, asyncio.CancelledError);
  assertEquals(got, [5]);
});

virtualTest("select() takes subscriptions of a broadcast, too", async () => {
  const news = new Broadcast<string>(1);
  const paper = news.subscribe();
  const [, other] = channel<number>(0);
  const task = asyncio.createTask(() => select({ paper, other }));
  await waitAllTasksBlocked();
  await news.send("rain");
  assertEquals(await task, { key: "paper", value: "rain" });
});

test("select() refuses what is no receiver", async () => {
  // deno-lint-ignore no-explicit-any
  const wrong = (value: unknown) => select(value as any);
  await assertRejects(() => wrong(null), TypeError, "receivers of select()");
  await assertRejects(
    () => wrong({ a: 1 }),
    TypeError,
    "select() needs receivers: 'a' is 1",
  );
  await assertRejects(() => wrong({}), RangeError, "at least one receiver");
  const [, closed] = channel<number>(0);
  closed.close();
  await assertRejects(() => select({ closed }), ClosedResource);
  const [sender, ended] = channel<number>(0);
  sender.close();
  await assertRejects(() => select({ ended }), EndOfStream);
});

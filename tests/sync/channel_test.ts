import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import {
  BrokenResource,
  channel,
  ClosedResource,
  EndOfStream,
  Receiver,
  Sender,
  WouldBlockError,
} from "../../sync/mod.ts";
import { Trace, waitAllTasksBlocked } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

virtualTest("channel() stores as many items as its size", async () => {
  const [sender, receiver] = channel<number>(2);
  const trace = new Trace();
  const task = asyncio.createTask(async () => {
    for (let i = 1; i <= 4; i++) {
      await sender.send(i);
      trace.push("sent", i);
    }
    sender.close();
  });
  await asyncio.sleep(1);
  assertEquals(receiver.statistics(), {
    size: 2,
    stored: 2,
    openSenders: 1,
    openReceivers: 1,
    tasksWaitingSend: 1,
    tasksWaitingReceive: 0,
  });
  assertEquals(await receiver.receive(), 1);
  await asyncio.sleep(1);
  for await (const item of receiver) trace.push("got", item);
  await task;
  assertEquals(
    trace.toString(),
    "0 sent 1\n0 sent 2\n1 sent 3\n2 sent 4\n2 got 2\n2 got 3\n2 got 4",
  );
});

virtualTest("channel(0) is a rendezvous", async () => {
  const [sender, receiver] = channel<string>(0);
  assertThrows(() => sender.trySend("x"), WouldBlockError);
  assertThrows(() => receiver.tryReceive(), WouldBlockError);
  const trace = new Trace();
  asyncio.createTask(async () => {
    await sender.send("a");
    trace.push("sent");
  });
  await asyncio.sleep(1);
  assertEquals(trace.entries.length, 0);
  assertEquals(receiver.statistics().stored, 0);
  assertEquals(receiver.tryReceive(), "a");
  await asyncio.sleep(1);
  assertEquals(trace.toString(), "1 sent");
  const receiving = asyncio.createTask(() => receiver.receive());
  await asyncio.sleep(1);
  sender.trySend("b");
  assertThrows(() => sender.trySend("c"), WouldBlockError);
  assertEquals(await receiving, "b");
});

virtualTest("channel(Infinity) never makes a sender wait", async () => {
  const [sender, receiver] = channel<number>(Infinity);
  for (let i = 0; i < 10_000; i++) sender.trySend(i);
  assertEquals(receiver.statistics().stored, 10_000);
  for (let i = 0; i < 10_000; i++) assertEquals(await receiver.receive(), i);
});

virtualTest("channel() hands items over in FIFO order", async () => {
  const [sender, receiver] = channel<number>(1);
  const got: string[] = [];
  const tasks = ["a", "b", "c"].map((name) =>
    asyncio.createTask(async () => {
      got.push(name + await receiver.receive());
    })
  );
  await waitAllTasksBlocked();
  for (const n of [1, 2, 3]) sender.trySend(n);
  assertThrows(() => receiver.tryReceive(), WouldBlockError);
  await asyncio.gather(tasks);
  assertEquals(got, ["a1", "b2", "c3"]);
  const senders = [4, 5, 6].map((n) =>
    asyncio.createTask(() => sender.send(n))
  );
  await waitAllTasksBlocked();
  assertThrows(() => sender.trySend(7), WouldBlockError);
  assertEquals([4, 5, 6].map(() => receiver.tryReceive()), [4, 5, 6]);
  await asyncio.gather(senders);
});

virtualTest("Sender.clone(): the stream ends with the last clone", async () => {
  const [sender, receiver] = channel<string>(5);
  const clone = sender.clone();
  sender.close();
  sender.close();
  assertEquals([sender.closed, clone.closed], [true, false]);
  assertThrows(() => sender.clone(), ClosedResource);
  const receiving = asyncio.createTask(() => receiver.receive());
  await waitAllTasksBlocked();
  clone.trySend("x");
  assertEquals(await receiving, "x");
  clone.trySend("left");
  clone.close();
  assertEquals(await receiver.receive(), "left");
  await assertRejects(
    () => receiver.receive(),
    EndOfStream,
    "Cannot receive: all senders are closed, and nothing is left",
  );
  assertThrows(() => receiver.tryReceive(), EndOfStream);
});

virtualTest("Sender.close() ends those who wait to receive", async () => {
  const [sender, receiver] = channel<string>(0);
  const tasks = [1, 2].map(() =>
    asyncio.createTask(() =>
      assertRejects(() => receiver.receive(), EndOfStream)
    )
  );
  await waitAllTasksBlocked();
  sender.close();
  await asyncio.gather(tasks);
});

virtualTest("Sender.close() fails the sends of this end only", async () => {
  const [sender, receiver] = channel<string>(0);
  const clone = sender.clone();
  const mine = asyncio.createTask(() =>
    assertRejects(
      () => sender.send("mine"),
      ClosedResource,
      "Cannot send: this sender has been closed",
    )
  );
  const other = asyncio.createTask(() => clone.send("other"));
  await waitAllTasksBlocked();
  sender.close();
  await mine;
  assertEquals(await receiver.receive(), "other");
  await other;
  await assertRejects(() => sender.send("late"), ClosedResource);
  assertThrows(() => sender.trySend("late"), ClosedResource);
});

virtualTest(
  "Receiver.close() breaks the channel with the last clone",
  async () => {
    const [sender, receiver] = channel<string>(1);
    const clone = receiver.clone();
    receiver.close();
    sender.trySend("stored");
    const sending = asyncio.createTask(() =>
      assertRejects(
        () => sender.send("waits"),
        BrokenResource,
        "Cannot send: all receivers are closed",
      )
    );
    await waitAllTasksBlocked();
    clone.close();
    await sending;
    assertEquals(sender.statistics().stored, 0);
    await assertRejects(() => sender.send("late"), BrokenResource);
    assertThrows(() => sender.trySend("late"), BrokenResource);
  },
);

virtualTest(
  "Receiver.close() fails the receives of this end only",
  async () => {
    const [sender, receiver] = channel<string>(1);
    const clone = receiver.clone();
    const mine = asyncio.createTask(() =>
      assertRejects(
        () => receiver.receive(),
        ClosedResource,
        "Cannot receive: this receiver has been closed",
      )
    );
    const other = asyncio.createTask(() => clone.receive());
    await waitAllTasksBlocked();
    receiver.close();
    await mine;
    sender.trySend("x");
    assertEquals(await other, "x");
    assertThrows(() => receiver.tryReceive(), ClosedResource);
    assertThrows(() => receiver.clone(), ClosedResource);
    await assertRejects(async () => {
      for await (const _ of receiver);
    }, ClosedResource);
  },
);

virtualTest("Receiver: leaving a loop leaves it open", async () => {
  const [sender, receiver] = channel<number>(3);
  for (const n of [1, 2, 3]) sender.trySend(n);
  for await (const n of receiver) if (n === 2) break;
  assertEquals(receiver.closed, false);
  assertEquals(await receiver.receive(), 3);
});

virtualTest("channel(): the ends are closed by `using`", async () => {
  const [sender, receiver] = channel<number>(1);
  {
    using to = sender;
    using from = receiver.clone();
    await to.send(1);
    assertEquals(await from.receive(), 1);
  }
  assertEquals([sender.closed, receiver.closed], [true, false]);
  assertEquals(`${sender} ${receiver}`, "<Sender closed> <Receiver open>");
  assertEquals(Deno.inspect(sender), "<Sender closed>");
});

virtualTest(
  "Receiver.receive(): a cancelled receiver takes no item",
  async () => {
    const [sender, receiver] = channel<number>(1);
    const first = asyncio.createTask(() => receiver.receive());
    const second = asyncio.createTask(() => receiver.receive());
    await waitAllTasksBlocked();
    first.cancel();
    sender.trySend(1);
    assertEquals(await second, 1);
    assertEquals(receiver.statistics().tasksWaitingReceive, 0);
  },
);

virtualTest(
  "Receiver.receive(): an item that was handed over arrives",
  async () => {
    const [sender, receiver] = channel<number>(1);
    const got: number[] = [];
    const task = asyncio.createTask(async () => {
      got.push(await receiver.receive());
      await asyncio.sleep(1);
    });
    await waitAllTasksBlocked();
    sender.trySend(1);
    task.cancel();
    await assertRejects(() => task, asyncio.CancelledError);
    assertEquals(got, [1]);
  },
);

virtualTest("Sender.send(): a cancelled sender has not sent", async () => {
  const [sender, receiver] = channel<number>(1);
  sender.trySend(1);
  const first = asyncio.createTask(() => sender.send(2));
  const second = asyncio.createTask(() => sender.send(3));
  await waitAllTasksBlocked();
  first.cancel();
  assertEquals([await receiver.receive(), await receiver.receive()], [1, 3]);
  await second;
  assertEquals(sender.statistics().tasksWaitingSend, 0);
});

virtualTest("channel(): a signal ends a wait with its reason", async () => {
  const [sender, receiver] = channel<number>(0);
  for (
    const wait of [
      (signal: AbortSignal): Promise<unknown> => receiver.receive({ signal }),
      (signal: AbortSignal): Promise<unknown> => sender.send(1, { signal }),
    ]
  ) {
    const controller = new AbortController();
    const task = asyncio.createTask(() => wait(controller.signal));
    await waitAllTasksBlocked();
    controller.abort(new Error("enough"));
    await assertRejects(() => task, Error, "enough");
    await assertRejects(() => wait(controller.signal), Error, "enough");
  }
  assertEquals(sender.statistics().tasksWaitingSend, 0);
  assertEquals(sender.statistics().tasksWaitingReceive, 0);
});

test("channel() refuses a wrong size, and ends of nothing", () => {
  // deno-lint-ignore no-explicit-any
  assertThrows(() => channel("2" as any), TypeError, 'must be a number: "2"');
  for (const size of [-1, 1.5, NaN]) {
    assertThrows(
      () => channel(size),
      RangeError,
      `The size of a channel must be a whole number of at least 0, or Infinity: ${size}`,
    );
  }
  assertThrows(() => new Sender({}), TypeError, "made by channel()");
  assertThrows(() => new Receiver({}), TypeError, "made by channel()");
});

test("channel() works outside of run()", async () => {
  const [sender, receiver] = channel<number>(0);
  const receiving = receiver.receive();
  await sender.send(1);
  assertEquals(await receiving, 1);
});

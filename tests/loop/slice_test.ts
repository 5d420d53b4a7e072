import { assert, assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { runVirtual } from "../../tasks/testing/mod.ts";
import { test, virtualTest } from "../_support/mod.ts";

/** The most wake-ups that a test waits through for something else to happen: minutes of them. */
const PATIENCE = 50_000_000;

/** Two tasks that pass a token until `isOver()`; returns whether it was over in time. */
async function passToken(isOver: () => boolean): Promise<boolean> {
  const [ping, pong] = [
    new asyncio.WaitList<void>(),
    new asyncio.WaitList<void>(),
  ];
  let passes = 0;
  async function player(mine: typeof ping, other: typeof ping) {
    while (!isOver() && passes++ < PATIENCE) {
      const turn = mine.wait();
      other.wakeOne();
      await turn;
    }
    other.wakeOne();
  }
  await asyncio.gather(() => player(ping, pong), () => player(pong, ping));
  return passes < PATIENCE;
}

test("EventLoop lets timers of the host through while tasks pass a token", async () => {
  await asyncio.run(async () => {
    let rings = 0;
    const timer = setInterval(() => rings++, 1);
    const inTime = await passToken(() => rings >= 3);
    clearInterval(timer);
    assert(inTime);
  });
});

test("EventLoop lets its own timers through while tasks pass a token", async () => {
  await asyncio.run(async () => {
    let isOver = false;
    asyncio.getRunningLoop().callLater(0.005, () => isOver = true);
    assert(await passToken(() => isOver));
  });
});

test("EventLoop lets a loopback read through while tasks pass a token", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  let text = "";
  async function talk() {
    const [server, client] = await Promise.all([
      listener.accept(),
      Deno.connect({ hostname: "127.0.0.1", port }),
    ]);
    await client.write(new TextEncoder().encode("hello"));
    const buffer = new Uint8Array(5);
    await server.read(buffer);
    text = new TextDecoder().decode(buffer);
    server.close();
    client.close();
  }
  await asyncio.run(async () => {
    const talking = talk();
    assert(await passToken(() => text !== ""));
    await talking;
  });
  listener.close();
  assertEquals(text, "hello");
});

test("EventLoop lets timers of the host through while a task yields for ever", async () => {
  await asyncio.run(async () => {
    let rang = false;
    setTimeout(() => rang = true, 1);
    let turns = 0;
    while (!rang && turns++ < PATIENCE) await asyncio.sleep(0);
    assert(turns < PATIENCE);
  });
});

test("EventLoop lets timers of the host through while callbacks schedule callbacks", async () => {
  await asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    const over = loop.createFuture<number>();
    let rang = false;
    let turns = 0;
    setTimeout(() => rang = true, 1);
    loop.callSoon(function again() {
      if (rang || turns++ >= PATIENCE) over.setResult(turns);
      else loop.callSoon(again);
    });
    assert(await over < PATIENCE);
  });
});

for (const timing of ["real", "virtual"] as const) {
  const declare = timing === "virtual"
    ? virtualTest
    : (name: string, fn: () => Promise<void>) =>
      test(name, () => asyncio.run(fn));

  declare(
    `EventLoop.callSoon() keeps the order over slices, in ${timing} time`,
    async () => {
      const loop = asyncio.getRunningLoop();
      const count = 100_000;
      const order: number[] = [];
      const over = loop.createFuture<void>();
      for (let i = 0; i < count; i++) loop.callSoon(() => void order.push(i));
      loop.callSoon(() => over.setResult());
      await over;
      assertEquals(order.length, count);
      assertEquals(order.findIndex((value, i) => value !== i), -1);
    },
  );

  declare(
    `EventLoop keeps callbacks, wake-ups and starts in order over slices, in ${timing} time`,
    async () => {
      const loop = asyncio.getRunningLoop();
      const count = 30_000;
      const order: number[] = [];
      const lists = Array.from(
        { length: count },
        () => new asyncio.WaitList<void>(),
      );
      for (let i = 1; i < count; i += 3) {
        asyncio.createTask(async () => {
          await lists[i]!.wait();
          order.push(i);
        });
      }
      while (lists[count - 2]!.size === 0) await asyncio.sleep(0);
      for (let i = 0; i < count; i++) {
        if (i % 3 === 0) loop.callSoon(() => void order.push(i));
        else if (i % 3 === 1) lists[i]!.wakeOne();
        else asyncio.createTask(() => void order.push(i));
      }
      while (order.length < count) await asyncio.sleep(0);
      assertEquals(order.findIndex((value, i) => value !== i), -1);
    },
  );
}

test("EventLoop gives every task its turn over many slices", async () => {
  await asyncio.run(async () => {
    const turns = [0, 0, 0, 0];
    let spread = 0;
    await asyncio.gather(turns.map((_, i) => async () => {
      for (let turn = 0; turn < 50_000; turn++) {
        turns[i]!++;
        spread = Math.max(spread, Math.max(...turns) - Math.min(...turns));
        await asyncio.sleep(0);
      }
    }));
    assertEquals(turns, [50_000, 50_000, 50_000, 50_000]);
    // They start one after the other.
    assert(spread <= 4, `the spread was ${spread}`);
  });
});

test("EventLoop on virtual time does the same on every run, over many slices", async () => {
  async function record(): Promise<string[]> {
    const log: string[] = [];
    await asyncio.gather([3, 5, 7].map((step) => async () => {
      for (let i = 0; i < 3_000; i++) {
        await asyncio.sleep(i % step === 0 ? step / 1_000 : 0);
        if (i % 100 === 0) log.push(`${step}:${i}`);
      }
    }));
    return log;
  }
  assertEquals(await runVirtual(record), await runVirtual(record));
});

import { assert, assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test } from "../_support/mod.ts";

/** A clock that is moved by hand, and notes what the loop asks of it. */
class ManualClock implements asyncio.Clock {
  now = 100;
  readonly log: string[] = [];
  #alarm: { when: number; ring: () => void } | null = null;

  time(): number {
    return this.now;
  }

  setAlarm(when: number, ring: () => void): void {
    this.log.push(`set ${when}`);
    this.#alarm = { when, ring };
  }

  clearAlarm(): void {
    this.log.push("clear");
    this.#alarm = null;
  }

  /** Moves the time and rings, even if it is too early. */
  moveTo(time: number): void {
    this.now = time;
    const alarm = this.#alarm;
    this.#alarm = null;
    alarm?.ring();
  }
}

test("Clock.setAlarm() is always for the earliest deadline", async () => {
  const clock = new ManualClock();
  const loop = new asyncio.EventLoop({ clock });
  const log: number[] = [];
  const running = loop.runForever();
  loop.callLater(5, () => log.push(loop.time()));
  loop.callLater(9, () => log.push(loop.time()));
  loop.callLater(2, () => {
    log.push(loop.time());
    loop.stop();
  });
  clock.moveTo(101); // too early: the loop looks and asks again
  clock.moveTo(102.5);
  await running;
  assertEquals(log, [102.5]);
  assertEquals(clock.log, [
    "set 105",
    "set 102",
    "set 102",
    "set 105",
    "clear",
  ]);
  loop.close();
});

test("Clock.clearAlarm() is called when the last timer is cancelled", async () => {
  const clock = new ManualClock();
  const loop = new asyncio.EventLoop({ clock });
  const running = loop.runForever();
  loop.callLater(1, () => {}).cancel();
  loop.stop();
  await running;
  assertEquals(clock.log, ["set 101", "clear"]);
  loop.close();
});

test("Clock rings for several deadlines at once, in their order", async () => {
  const clock = new ManualClock();
  const loop = new asyncio.EventLoop({ clock });
  const log: string[] = [];
  const running = loop.runForever();
  loop.callAt(103, () => log.push("c"));
  loop.callAt(101, () => log.push("a"));
  loop.callAt(102, () => log.push("b"));
  loop.callAt(104, () => loop.stop());
  clock.moveTo(200);
  await running;
  assertEquals(log, ["a", "b", "c"]);
  loop.close();
});

for (const precise of [false, true]) {
  test(`SystemClock({ precise: ${precise} }) never rings early`, async () => {
    const clock = new asyncio.SystemClock({ precise });
    for (const delay of [0, 0.0005, 0.003]) {
      const when = clock.time() + delay;
      await new Promise<void>((resolve) => clock.setAlarm(when, resolve));
      assert(clock.time() >= when);
    }
  });
}

test("SystemClock.setAlarm() replaces the alarm, clearAlarm() takes it back", async () => {
  const clock = new asyncio.SystemClock();
  const log: string[] = [];
  clock.clearAlarm();
  clock.setAlarm(clock.time(), () => log.push("replaced"));
  await new Promise<void>((resolve) =>
    clock.setAlarm(clock.time() + 0.002, resolve)
  );
  clock.setAlarm(clock.time(), () => log.push("cleared"));
  clock.clearAlarm();
  clock.setAlarm(Infinity, () => log.push("never"));
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(log, []);
});

test("SystemClock.setAlarm() takes more than a native timer does", async () => {
  const clock = new asyncio.SystemClock();
  const log: string[] = [];
  const delays: number[] = [];
  const original = globalThis.setTimeout;
  globalThis.setTimeout = ((callback: () => void, delay: number) => {
    delays.push(delay);
    return original(callback, delay);
  }) as typeof setTimeout;
  try {
    clock.setAlarm(clock.time() + 60 * 86_400, () => log.push("rang"));
    await new Promise((resolve) => original(resolve, 5));
  } finally {
    globalThis.setTimeout = original;
    clock.clearAlarm();
  }
  assertEquals([log, delays], [[], [2 ** 31 - 1]]);
});

test("EventLoop.time() never goes back", () => {
  const loop = new asyncio.EventLoop();
  const times = Array.from({ length: 1_000 }, () => loop.time());
  loop.close();
  assertEquals(times, times.toSorted((a, b) => a - b));
});

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertThrows,
} from "@std/assert";
import { asSafeChannel } from "../../../streams/iter/as_safe_channel.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import { errorOf, leavingNothing, Probe } from "./_sources.ts";

virtualTest(
  "asSafeChannel() keeps a timeout of the generator away from the consumer",
  () =>
    leavingNothing(async () => {
      const trace: string[] = [];
      const loop = asyncio.getRunningLoop();
      async function* numbers() {
        try {
          await using _ = asyncio.timeout(3);
          for (let i = 0;; i++) {
            yield i;
            await asyncio.sleep(1);
          }
        } finally {
          trace.push(`${loop.time()} closed`);
        }
      }
      const got = await errorOf(async () => {
        for await (const item of asSafeChannel(numbers())) {
          trace.push(`${loop.time()} ${item}`);
          // Longer than the timeout: it must not end this.
          if (item === 1) await asyncio.sleep(10);
        }
      });
      assertInstanceOf(got, asyncio.TimeoutError);
      assertEquals(trace, ["0 0", "1 1", "3 closed"]);
      assertEquals(loop.time(), 11);
    }),
);

virtualTest(
  "asSafeChannel() raises a cancel of the generator's own scope at its yield",
  () =>
    leavingNothing(async () => {
      async function* careful() {
        let name = "";
        try {
          await using _ = asyncio.timeout(1);
          yield "one";
        } catch (error) {
          name = (error as Error).name;
        }
        yield name;
      }
      const items = asSafeChannel(careful());
      assertEquals((await items.next()).value, "one");
      await asyncio.sleep(5);
      assertEquals((await items.next()).value, "TimeoutError");
      assertEquals((await items.next()).done, true);
    }),
);

virtualTest(
  "asSafeChannel() runs all of the generator in one task, its finally too",
  () =>
    leavingNothing(async () => {
      const tasks = new Set<unknown>();
      async function* items() {
        try {
          for (let i = 0; i < 10; i++) {
            tasks.add(asyncio.currentTask());
            yield i;
          }
        } finally {
          await asyncio.sleep(1);
          tasks.add(asyncio.currentTask());
        }
      }
      const channel = asSafeChannel(items());
      await channel.next();
      await asyncio.createTask(() => channel.next());
      await asyncio.createTask(() => channel.return());
      assertEquals(tasks.size, 1);
      assertEquals(tasks.has(asyncio.currentTask()), false);
    }),
);

virtualTest(
  "asSafeChannel() lets a generator yield inside of a task group",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("child");
      async function* watched() {
        await using tg = new asyncio.TaskGroup({ exit: "cancel" });
        tg.createTask(async () => {
          await asyncio.sleep(2);
          throw error;
        });
        yield 1;
        await asyncio.sleep(60);
        yield 2;
      }
      const seen: number[] = [];
      const got = await errorOf(async () => {
        for await (const item of asSafeChannel(watched())) seen.push(item);
      });
      assertInstanceOf(got, asyncio.ExceptionGroup);
      assertEquals([seen, got.exceptions], [[1], [error]]);
      const again = asSafeChannel(watched());
      await again.next();
      await again.return();
    }),
);

virtualTest(
  "asSafeChannel() ends a generator that catches its cancel",
  () =>
    leavingNothing(async () => {
      async function* stubborn() {
        while (true) {
          try {
            await asyncio.sleep(60);
          } catch {
            yield "still here";
          }
        }
      }
      const channel = asSafeChannel(stubborn());
      const pending = channel.next();
      await asyncio.sleep(1);
      await channel.return();
      assertEquals((await pending).done, true);
    }),
);

virtualTest(
  "asSafeChannel() closes a generator that has not begun",
  () =>
    leavingNothing(async () => {
      const probe = new Probe();
      const items = probe.items();
      await asSafeChannel(items).return();
      assert((await items.next()).done);
      assertEquals(probe.begun, 0);
    }),
);

test("asSafeChannel() refuses what is no async generator", () => {
  assertThrows(
    () => asSafeChannel(5 as never),
    TypeError,
    "An async generator is wanted: 5",
  );
  assertThrows(() => asSafeChannel([] as never), TypeError, "Array");
  assertThrows(
    () => asSafeChannel((async function* () {}) as never),
    TypeError,
  );
});

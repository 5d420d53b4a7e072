// What every operator keeps that works in tasks of its own: one suite over the table of _concurrent_operators.ts.

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import * as asyncio from "../../../mod.ts";
import { runVirtual } from "../../../tasks/testing/mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import { OPERATORS } from "./_concurrent_operators.ts";
import {
  cancelAt,
  errorOf,
  everywhere,
  leavingNothing,
  Probe,
} from "./_sources.ts";

for (const operator of OPERATORS) {
  const { name, apply, ahead, drops = false, hurries = false } = operator;
  virtualTest(
    `${name}: all items come in order, then the end`,
    () =>
      leavingNothing(async () => {
        const probe = new Probe({ count: 5 });
        const items = apply(probe.items());
        const seen: number[] = [];
        for await (const item of items) seen.push(item);
        assertEquals(seen, [0, 1, 2, 3, 4]);
        assertEquals(await items.next(), { done: true, value: undefined });
        assertEquals(await items.return(), { done: true, value: undefined });
        assertEquals([probe.closing, probe.closed], [1, 1]);
      }),
  );

  virtualTest(
    `${name}: nothing begins before the first next()`,
    () =>
      leavingNothing(async () => {
        const probe = new Probe();
        const items = apply(probe.items());
        await asyncio.sleep(10);
        assertEquals(probe.begun, 0);
        await items.return();
        assertEquals(await items.next(), { done: true, value: undefined });
        assertEquals(probe.begun, 0);
      }),
  );

  virtualTest(
    `${name}: break closes the source once`,
    () =>
      leavingNothing(async () => {
        const probe = new Probe({ then: "hang" });
        for await (const _ of apply(probe.items())) break;
        assertEquals([probe.closing, probe.closed], [1, 1]);
      }),
  );

  virtualTest(
    `${name}: leaving waits for the source's finally`,
    () =>
      leavingNothing(async () => {
        const probe = new Probe({ then: "hang", closing: 7 });
        const items = apply(probe.items());
        await items.next();
        // What is read ahead by then is gone.
        await asyncio.sleep(20);
        const start = asyncio.getRunningLoop().time();
        await items.return();
        assertEquals([probe.closing, probe.closed], [1, 1]);
        assertEquals(asyncio.getRunningLoop().time() - start, 7);
        assertEquals(await items.next(), { done: true, value: undefined });
      }),
  );

  virtualTest(
    `${name}: an error of closing comes out of return()`,
    () =>
      leavingNothing(async () => {
        const closingError = new SyntaxError("closing");
        const probe = new Probe({ then: "hang", closingError });
        const items = apply(probe.items());
        await items.next();
        assertStrictEquals(await errorOf(() => items.return()), closingError);
        assertEquals(await items.next(), { done: true, value: undefined });
      }),
  );

  virtualTest(
    `${name}: a source that hangs cannot hang return()`,
    () =>
      leavingNothing(async () => {
        const probe = new Probe({ count: 0, then: "hang" });
        const items = apply(probe.items());
        const pending = items.next();
        await asyncio.sleep(5);
        const start = asyncio.getRunningLoop().time();
        await items.return();
        assertEquals(asyncio.getRunningLoop().time(), start);
        assertEquals(await pending, { done: true, value: undefined });
        assertEquals(probe.closed, 1);
      }),
  );

  virtualTest(
    `${name}: a consumer that is cancelled gets CancelledError once the source is closed`,
    () =>
      leavingNothing(async () => {
        const probe = new Probe({ then: "hang", closing: 2 });
        const items = apply(probe.items());
        const closedAt: number[] = [];
        const task = asyncio.createTask(async () => {
          try {
            for await (const _ of items);
          } finally {
            closedAt.push(probe.closed, asyncio.getRunningLoop().time());
          }
        });
        await asyncio.sleep(20);
        task.cancel("enough");
        await asyncio.wait([task]);
        assert(task.cancelled());
        assertEquals(closedAt, [1, 22]);
        assertEquals(await items.next(), { done: true, value: undefined });
      }),
  );

  virtualTest(
    `${name}: a second cancel does not cut closing short`,
    () =>
      leavingNothing(async () => {
        const probe = new Probe({ then: "hang", closing: 4 });
        const items = apply(probe.items());
        const closedAt: number[] = [];
        const task = asyncio.createTask(async () => {
          try {
            for await (const _ of items);
          } finally {
            closedAt.push(probe.closed, asyncio.getRunningLoop().time());
          }
        });
        await asyncio.sleep(20);
        task.cancel("enough");
        await asyncio.sleep(2);
        task.cancel("at once");
        await asyncio.wait([task]);
        assert(task.cancelled());
        assertEquals(closedAt, [1, 24]);
        assertEquals(await items.next(), { done: true, value: undefined });
      }),
  );

  virtualTest(
    `${name}: an error of closing goes before the cancel, which is raised next`,
    () =>
      leavingNothing(async () => {
        const closingError = new SyntaxError("closing");
        const probe = new Probe({ then: "hang", closingError });
        const seen: unknown[] = [];
        const task = asyncio.createTask(async () => {
          try {
            for await (const _ of apply(probe.items()));
          } catch (error) {
            seen.push(error);
          }
          await asyncio.sleep(0);
          seen.push("went on");
        });
        await asyncio.sleep(20);
        task.cancel();
        await asyncio.wait([task]);
        assertStrictEquals(seen[0], closingError);
        assertEquals(seen.length, 1);
        assert(task.cancelled());
      }),
  );

  for (
    const [what, error] of [
      ["an error", new SyntaxError("boom")],
      ["anything that is thrown", "boom"],
    ] as const
  ) {
    virtualTest(
      `${name}: ${what} comes out as it is, once`,
      () =>
        leavingNothing(async () => {
          const probe = new Probe({ count: 2, then: "throw", error });
          const items = apply(probe.items());
          const seen: number[] = [];
          const got = await errorOf(async () => {
            for await (const item of items) seen.push(item);
          });
          assertStrictEquals(got, error);
          if (!drops && !hurries) assertEquals(seen, [0, 1]);
          assertEquals(await items.next(), { done: true, value: undefined });
          await items.return();
          assertEquals(probe.closing, 1);
        }),
    );
  }

  virtualTest(
    `${name}: a CancelledError of the source itself is no end`,
    () =>
      leavingNothing(async () => {
        const error = new asyncio.CancelledError("of its own");
        const probe = new Probe({ count: 1, then: "throw", error });
        const got = await errorOf(async () => {
          for await (const _ of apply(probe.items()));
        });
        assertInstanceOf(got, asyncio.CancelledError);
      }),
  );

  virtualTest(
    `${name}: calls of next() that overlap are answered in order`,
    () =>
      leavingNothing(async () => {
        const probe = new Probe({ count: 3 });
        const items = apply(probe.items());
        const order: string[] = [];
        await Promise.all(["a", "b", "c", "d", "e"].map(async (call) => {
          const { done, value } = await items.next();
          order.push(`${call} ${done ? "end" : value}`);
        }));
        assertEquals(order, ["a 0", "b 1", "c 2", "d end", "e end"]);
      }),
  );

  virtualTest(
    `${name}: a slow consumer bounds what is read ahead`,
    () =>
      leavingNothing(async () => {
        const probe = new Probe({ count: 1000, delay: 0 });
        let taken = 0;
        let most = 0;
        const seen: number[] = [];
        for await (const item of apply(probe.items())) {
          seen.push(item);
          taken++;
          await asyncio.sleep(1);
          if (taken < 990) most = Math.max(most, probe.made - taken);
        }
        if (drops) assertEquals(seen.at(-1), 999);
        else assertEquals(seen, Array.from({ length: 1000 }, (_, i) => i));
        assert(most <= ahead, `${most} items were read ahead`);
        if (ahead < Infinity) assertEquals(most, ahead);
      }),
  );

  if (!operator.wraps) {
    virtualTest(
      `${name}: a stream that hangs is cancelled`,
      () =>
        leavingNothing(async () => {
          let cancelled = 0;
          const stream = new ReadableStream<number>({
            start(controller) {
              controller.enqueue(1);
            },
            cancel() {
              cancelled++;
            },
          });
          const items = apply(stream);
          await items.next();
          const pending = items.next();
          await asyncio.sleep(1);
          await items.return();
          await pending;
          assertEquals(cancelled, 1);
        }),
    );

    virtualTest(
      `${name}: an iterator that knows no cancel is closed while it waits`,
      () =>
        leavingNothing(async () => {
          const { promise, resolve } = Promise.withResolvers<
            IteratorResult<number>
          >();
          let closed = 0;
          const items = apply({
            [Symbol.asyncIterator]: () => ({
              next: () => promise,
              return() {
                closed++;
                resolve({ done: true, value: undefined });
                return Promise.resolve({ done: true, value: undefined });
              },
            }),
          });
          const pending = items.next();
          await asyncio.sleep(1);
          await items.return();
          assertEquals(await pending, { done: true, value: undefined });
          assertEquals(closed, 1);
        }),
    );
  }

  for (const ends of ["ends", "fails"] as const) {
    if (operator.wraps) break;
    virtualTest(
      `${name}: an iterator that ${ends} is not closed`,
      () =>
        leavingNothing(async () => {
          const error = new SyntaxError("boom");
          let calls = 0;
          let closed = 0;
          const items = apply({
            [Symbol.asyncIterator]: () => ({
              async next() {
                await asyncio.sleep(1);
                if (calls++ === 0) return { done: false, value: 7 };
                if (ends === "fails") throw error;
                return { done: true, value: undefined };
              },
              // deno-lint-ignore require-await
              async return() {
                closed++;
                return { done: true, value: undefined };
              },
              // deno-lint-ignore require-await
              async throw(error: unknown) {
                throw error;
              },
              [Symbol.asyncIterator]() {
                return this;
              },
            }),
          });
          await errorOf(async () => {
            for await (const _ of items);
            throw error;
          });
          await items.return();
          assertEquals([calls, closed], [2, 0]);
        }),
    );
  }

  test(`${name}: what nobody closes is closed when run() ends`, async () => {
    const probe = new Probe({ then: "hang" });
    const items = apply(probe.items());
    await runVirtual(async () => {
      await items.next();
    });
    assertEquals([probe.closing, probe.closed], [1, 1]);
  });

  everywhere(
    `${name}: no task is left and the source is closed once`,
    async (k) => {
      const probe = new Probe();
      const seen: number[] = [];
      const run = await cancelAt(k, async () => {
        for await (const item of apply(probe.items())) {
          seen.push(item);
          await asyncio.sleep(0.5);
        }
        await asyncio.sleep(1);
      });
      assertEquals(seen, [0, 1, 2].slice(0, seen.length), `k = ${k}`);
      assertEquals(probe.closing, probe.begun, `k = ${k}`);
      assertEquals(run.task.cancelled(), run.struck, `k = ${k}`);
      if (!run.struck) assertEquals(seen, [0, 1, 2]);
      return run;
    },
  );
}

import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as asyncio from "../../../mod.ts";
import {
  aclosing,
  aiter,
  anext,
  borrow,
  iter,
  scopedIter,
  StopAsyncIteration,
  take,
  takeWhile,
  toArray,
} from "../../../streams/iter/mod.ts";
import { recordExceptions, virtualTest } from "../../_support/mod.ts";
import { Watched } from "./_watched.ts";

virtualTest("aiter() returns an iterator of its own as it is", () => {
  const items = aiter([1]);
  assertStrictEquals(aiter(items), items);
});

virtualTest("aiter() of a function ends with the sentinel", async () => {
  let n = 0;
  let calls = 0;
  const items = aiter(async () => {
    await asyncio.sleep(1);
    calls++;
    return n++;
  }, 2);
  assertEquals(await toArray(items), [0, 1]);
  assertEquals((await items.next()).done, true);
  assertEquals(calls, 3);
});

virtualTest(
  "aiter() of a function takes NaN and undefined for sentinels",
  async () => {
    const values = [1, NaN];
    assertEquals(await toArray(aiter(() => values.shift(), NaN)), [1]);
    assertEquals(await toArray(aiter(() => values.shift(), undefined)), []);
  },
);

virtualTest(
  "aiter() of a target keeps events, and gives those to come",
  async () => {
    const target = new EventTarget();
    const events = aiter<CustomEvent<number>>(target, "tick");
    target.dispatchEvent(new CustomEvent("tick", { detail: 1 }));
    target.dispatchEvent(new CustomEvent("other", { detail: 9 }));
    asyncio.getRunningLoop().callLater(1, () => {
      target.dispatchEvent(new CustomEvent("tick", { detail: 2 }));
      target.dispatchEvent(new CustomEvent("tick", { detail: 3 }));
    });
    const seen: number[] = [];
    for await (const { detail } of take(events, 3)) seen.push(detail);
    assertEquals(seen, [1, 2, 3]);
  },
);

/** A target that counts its listeners. */
class Listened extends EventTarget {
  listeners = 0;

  override addEventListener(
    ...args: Parameters<EventTarget["addEventListener"]>
  ): void {
    this.listeners++;
    super.addEventListener(...args);
  }

  override removeEventListener(
    ...args: Parameters<EventTarget["removeEventListener"]>
  ): void {
    this.listeners--;
    super.removeEventListener(...args);
  }
}

virtualTest(
  "aiter() of a target stops listening when it is closed or cancelled",
  async () => {
    const target = new Listened();
    const events = aiter(target, "tick");
    assertEquals(target.listeners, 1);
    const pending = events.next();
    await events.return();
    assertEquals((await pending).done, true);
    assertEquals(target.listeners, 0);

    const task = asyncio.createTask(() => iter(target, "tick").next());
    await asyncio.sleep(1);
    assertEquals(target.listeners, 1);
    task.cancel();
    await asyncio.wait([task]);
    assertEquals(target.listeners, 0);
  },
);

for (const isClosed of [false, true]) {
  virtualTest(
    `aiter() of a stream can be cancelled while it reads${
      isClosed ? ", and closed" : ""
    }`,
    async () => {
      const log: string[] = [];
      const stream = new ReadableStream<number>({
        cancel: () => void log.push("cancelled"),
      });
      const items = aiter(stream);
      const task = asyncio.createTask(() => items.next());
      await asyncio.sleep(1);
      task.cancel();
      if (isClosed) await items.return();
      await asyncio.wait([task]);
      assert(task.cancelled());
      assertEquals(log, ["cancelled"]);
      assertEquals(stream.locked, false);
    },
  );
}

virtualTest(
  "aiter() of a stream lets go of it at the end, and passes on its error",
  async () => {
    const stream = ReadableStream.from([1, 2]);
    assertEquals(await toArray(stream), [1, 2]);
    assertEquals(stream.locked, false);
    const error = new SyntaxError("boom");
    const broken = new ReadableStream({ start: (c) => c.error(error) });
    const items = aiter(broken);
    assertStrictEquals(
      await assertRejects(() => items.next(), SyntaxError),
      error,
    );
    assertEquals((await items.next()).done, true);
    assertEquals(broken.locked, false);
  },
);

virtualTest(
  "aiter() does not wait for a generator that is running: it is closed when it yields, in the closer's context",
  async () => {
    const variable = new asyncio.ContextVar("v", { default: "none" });
    const log: string[] = [];
    async function* numbers() {
      try {
        await asyncio.sleep(1);
        yield 1;
      } finally {
        log.push(variable.get()!);
      }
    }
    const items = aiter(numbers());
    const reader = asyncio.createTask(() => items.next());
    await asyncio.sleep(0);
    variable.set("closer");
    await assertRejects(
      () => items.return(),
      asyncio.RuntimeError,
      "Cannot close an iterator whose async generator is running",
    );
    assertEquals(log, []);
    assertEquals((await reader).value, 1);
    await asyncio.sleep(0.01);
    assertEquals(log, ["closer"]);
    assertEquals((await items.next()).done, true);
  },
);

virtualTest("anext() gives the next item, the default, or throws", async () => {
  const items = aiter([1]);
  assertEquals(await anext(items), 1);
  assertEquals(await anext(items, "end"), "end");
  assertEquals(await anext(items, undefined), undefined);
  const error = await assertRejects(() => anext(items), StopAsyncIteration);
  assertEquals(error.name, "StopAsyncIteration");
  assertInstanceOf(error, Error);
  await assertRejects(
    () => anext([] as never),
    TypeError,
    "The first argument of anext() must be an iterator: an instance of Array",
  );
});

virtualTest("borrow() lets a loop be left, and another one go on", async () => {
  const source = new Watched();
  const lines = borrow(source);
  for await (const n of lines) if (n === 1) break;
  assertEquals(await toArray(take(lines, 2)), [2, 3]);
  assertEquals((await source.next()).value, 4);
  assertEquals(source.closed, 0);
});

virtualTest("borrow() of an iterator keeps it open for its owner", async () => {
  const source = new Watched();
  const items = aiter(source);
  await toArray(takeWhile(borrow(items), (n) => n < 2));
  {
    await using _ = borrow(items);
  }
  assertEquals(await anext(items), 3);
  await items.return();
  assertEquals(source.closed, 1);
});

virtualTest(
  "scopedIter() closes after the function, once, and returns what it returns",
  async () => {
    const source = new Watched();
    const result = await scopedIter(source, async (items) => {
      for await (const _ of items) break;
      assertEquals(source.closed, 0);
      return await anext(items);
    });
    assertEquals([result, source.closed], [1, 1]);
  },
);

virtualTest(
  "scopedIter() closes after an error, whose own error is reported",
  async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    const error = new SyntaxError("boom");
    const closingError = new SyntaxError("closing");
    const source = new Watched({ closingError });
    assertStrictEquals(
      await assertRejects(
        () => scopedIter(source, () => Promise.reject(error)),
        SyntaxError,
      ),
      error,
    );
    assertEquals(source.closed, 1);
    assertEquals(reports.map(({ exception }) => exception), [closingError]);
  },
);

virtualTest("scopedIter() closes with its block", async () => {
  const source = new Watched();
  {
    await using items = scopedIter(source);
    assertEquals(await toArray(take(items, 2)), [0, 1]);
    assertEquals(await anext(items), 2);
    assertEquals(source.closed, 0);
  }
  assertEquals(source.closed, 1);
});

virtualTest("scopedIter() refuses what is no function", async () => {
  await assertRejects(
    async () => await scopedIter([], 5 as never),
    TypeError,
    "The function of scopedIter() must be a function: 5",
  );
});

virtualTest("aclosing() takes iterators of this module", async () => {
  const source = new Watched();
  const manager = aclosing(aiter(source));
  const items = await manager.enter();
  await anext(items);
  await manager.exit(undefined as never);
  assertEquals(source.closed, 1);
});

// What every operator promises, as AsyncItems says it; those that work in tasks of their own are held to it as well.

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import * as asyncio from "../../../mod.ts";
import type { AsyncItems } from "../../../streams/iter/mod.ts";
import { recordExceptions, virtualTest } from "../../_support/mod.ts";
import { OPERATORS as CONCURRENT } from "./_concurrent_operators.ts";
import { type Operator, OPERATORS, slowly } from "./_sequential_operators.ts";
import { errorOf } from "./_sources.ts";
import { Watched } from "./_watched.ts";

const END = { done: true, value: undefined };

/** All that an iterator gives. */
async function all(items: AsyncItems<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

/** What `fn` is told to do by the second item. */
function failing(how: "throw" | "reject", error: unknown) {
  return (n: number): unknown => {
    if (n !== 1) return true;
    if (how === "reject") return Promise.reject(error);
    throw error;
  };
}

/** Those that work in tasks of their own, but for those that read on to drop items, or read from a generator. */
const OTHERS: readonly Operator[] = CONCURRENT.filter((operator) =>
  !operator.wraps && !operator.drops
);

for (const { name, apply, inner } of OPERATORS) {
  if (inner) continue;

  virtualTest(
    `${name}: closes its source before it has begun, once`,
    async () => {
      const source = new Watched();
      const items = apply(source);
      assertEquals(await items.return(), END);
      assertEquals(await items.return(), END);
      assertEquals(await items.next(), END);
      assertEquals([source.asked, source.closed], [0, 1]);
    },
  );

  virtualTest(`${name}: 'await using' closes its source`, async () => {
    const source = new Watched();
    {
      await using items = apply(source);
      assertStrictEquals(typeof items.next, "function");
    }
    assertEquals(source.closed, 1);
  });
}

for (const { name, apply, late, endless } of [...OPERATORS, ...OTHERS]) {
  if (!late) {
    virtualTest(`${name}: a loop that is left closes the source`, async () => {
      const source = new Watched();
      const items = apply(source);
      for await (const _ of items) break;
      assertEquals(source.closed, 1);
      assertEquals(await items.next(), END);
      await items.return();
      assertEquals(source.closed, 1);
    });
  }

  if (!endless) {
    virtualTest(`${name}: a source that has ended is not closed`, async () => {
      const source = new Watched();
      const items = apply(source);
      await all(items);
      const { asked } = source;
      assertEquals(await items.next(), END);
      await items.return();
      assertEquals([source.asked, source.closed], [asked, 0]);
    });
  }

  virtualTest(
    `${name}: the source's error comes out as it is, once; it is not closed`,
    async () => {
      const error = new SyntaxError("boom");
      const source = new Watched({ error });
      const items = apply(source);
      assertStrictEquals(await errorOf(() => all(items)), error);
      assertEquals(await items.next(), END);
      await items.return();
      assertEquals(source.closed, 0);
    },
  );
}

for (const operator of OPERATORS) {
  const { name, apply, applyWith, late, inner, endless } = operator;

  virtualTest(`${name}: a plain source is closed, too`, async () => {
    let closed = 0;
    function* numbers(): Generator<number> {
      try {
        for (let n = 0; n < 6; n++) yield n;
      } finally {
        closed++;
      }
    }
    const items = apply(numbers() as never);
    for await (const _ of items) break;
    assertEquals(closed, 1);
    assertEquals(await items.next(), late ? await items.next() : END);
  });

  virtualTest(`${name}: the source is closed within one turn`, async () => {
    const source = new Watched();
    const items = apply(source);
    if (!late) await items.next();
    const closing = items.return();
    assertEquals(source.closed, 1);
    await closing;
  });

  virtualTest(`${name}: a cancel arrives in the source's wait`, async () => {
    const log: string[] = [];
    async function* numbers() {
      try {
        for (let n = 0;; n++) {
          await asyncio.sleep(n < 3 ? 1 : Infinity);
          yield n;
        }
      } catch (error) {
        log.push(String((error as Error).name));
        throw error;
      } finally {
        log.push("closed");
      }
    }
    const items = apply(numbers());
    const task = asyncio.createTask(() => all(items));
    await asyncio.sleep(10);
    assertEquals(log, []);
    task.cancel();
    await asyncio.wait([task]);
    assert(task.cancelled());
    assertEquals(log, ["CancelledError", "closed"]);
    assertEquals(await items.next(), END);
  });

  virtualTest(
    `${name}: calls of next() that overlap are answered in order`,
    async () => {
      const expected: unknown[] = [];
      const one = apply(new Watched({ delay: 1 }));
      for (let i = 0; i < 8; i++) expected.push(await plain(await one.next()));
      const source = new Watched({ delay: 1 });
      const other = apply(source);
      const results = await Promise.all(
        Array.from({ length: 8 }, () => other.next()),
      );
      assertEquals(await Promise.all(results.map(plain)), expected);
      assert(!source.overlapped, "the source was asked while it was busy");
    },
  );

  virtualTest(
    `${name}: one who waits for its turn can be cancelled`,
    async () => {
      const source = new Watched({ delay: 1 });
      const items = apply(source);
      const first = asyncio.createTask(() => items.next());
      await asyncio.sleep(0);
      const second = asyncio.createTask(() => items.next());
      const third = asyncio.createTask(() => items.next());
      await asyncio.sleep(0);
      second.cancel();
      await asyncio.wait([second]);
      assert(second.cancelled());
      assert(!first.done());
      const expected = apply(new Watched());
      assertEquals(
        await plain(await first),
        await plain(await expected.next()),
      );
      assertEquals(
        await plain(await third),
        await plain(await expected.next()),
      );
    },
  );

  virtualTest(`${name}: nothing is read ahead`, async () => {
    const source = new Watched();
    const items = apply(source);
    assertEquals(source.asked, 0);
    for await (const _ of items) {
      const { asked } = source;
      await asyncio.sleep(1);
      assertEquals(source.asked, asked);
      if (endless && asked > 6) break;
    }
  });

  if (!operator.inTask) {
    virtualTest(
      `${name}: return() reaches a source that is waiting at once`,
      async () => {
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
        const pending = items.next().then(() => {});
        await asyncio.sleep(1);
        await items.return();
        await pending;
        assertEquals(closed, 1);
      },
    );
  }

  virtualTest(`${name}: an error of closing comes out`, async () => {
    const closingError = new SyntaxError("closing");
    const items = apply(new Watched({ closingError }));
    if (inner) await items.next();
    assertStrictEquals(await errorOf(() => items.return()), closingError);
    assertEquals(await items.next(), END);
  });

  virtualTest(`${name}: what is no source is refused`, async () => {
    const error = await errorOf(async () => {
      await apply(5 as never).next();
    });
    assert(error instanceof TypeError, String(error));
    assert(error.message.endsWith("5"), error.message);
  });

  if (applyWith === undefined) continue;

  for (const how of ["throw", "reject"] as const) {
    virtualTest(
      `${name}: an error of the function comes out as it is, and closes (${how})`,
      async () => {
        const error = new SyntaxError("boom");
        const source = new Watched();
        const items = applyWith(source, failing(how, error));
        assertStrictEquals(await errorOf(() => all(items)), error);
        assertEquals(source.closed, 1);
        assertEquals(await items.next(), END);
        await items.return();
        assertEquals([source.asked, source.closed], [2, 1]);
      },
    );
  }

  virtualTest(
    `${name}: an error of the function goes before one of closing, which is reported`,
    async () => {
      const reports = recordExceptions(asyncio.getRunningLoop());
      const error = new SyntaxError("boom");
      const closingError = new SyntaxError("closing");
      const source = new Watched({ closingError });
      const items = applyWith(source, failing("throw", error));
      assertStrictEquals(await errorOf(() => all(items)), error);
      assertEquals(reports.map(({ exception }) => exception), [closingError]);
    },
  );

  virtualTest(
    `${name}: a cancel arrives in the function's wait, and closes`,
    async () => {
      const source = new Watched();
      const items = applyWith(source, slowly);
      const task = asyncio.createTask(() => all(items));
      await asyncio.sleep(1.5);
      task.cancel();
      await asyncio.wait([task]);
      assert(task.cancelled());
      assertEquals([source.asked, source.closed], [2, 1]);
    },
  );

  virtualTest(`${name}: a promise of the function is waited for`, async () => {
    const soon = applyWith(new Watched(), () => true);
    const expected = await all(soon);
    const start = asyncio.getRunningLoop().time();
    assertEquals(
      (await all(applyWith(new Watched(), slowly))).length,
      expected.length,
    );
    assertEquals(asyncio.getRunningLoop().time() - start, 6);
  });

  virtualTest(`${name}: what is no function is refused`, async () => {
    const error = await errorOf(async () => {
      await all(applyWith(new Watched(), 5 as never));
    });
    assert(error instanceof TypeError, String(error));
  });
}

/** A result without groups, whose items are read from the source. */
function plain(result: IteratorResult<unknown>): unknown {
  const { done, value } = result;
  return Array.isArray(value) && value[1] instanceof Object
    ? [done, value[0]]
    : [done, value];
}

import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { tee } from "../../../streams/iter/tee.ts";
import * as asyncio from "../../../mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";
import {
  cancelAt,
  errorOf,
  everywhere,
  leavingNothing,
  Probe,
} from "./_sources.ts";

async function collect<T>(items: AsyncIterable<T>, busy = 0): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) {
    list.push(item);
    if (busy > 0) await asyncio.sleep(busy);
  }
  return list;
}

virtualTest(
  "tee() gives all items to each, at its own pace",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ count: 4 });
      const [a, b, c] = tee(probe.items(), 3);
      const lists = await asyncio.gather(
        () => collect(a!),
        () => collect(b!, 5),
        () => collect(c!, 0.1),
      );
      assertEquals(lists, Array(3).fill([0, 1, 2, 3]));
      assertEquals([probe.begun, probe.closed], [1, 1]);
    }),
);

virtualTest(
  "tee() asks the source only when the one ahead wants more",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ count: 5 });
      const [a, b] = tee(probe.items());
      await a!.next();
      await a!.next();
      await asyncio.sleep(10);
      assertEquals(probe.made, 2);
      assertEquals([(await b!.next()).value, (await b!.next()).value], [0, 1]);
      assertEquals(probe.made, 2);
      await asyncio.gather(() => a!.return(), () => b!.return());
    }),
);

virtualTest(
  "tee() closes the source with the last of them",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ then: "hang", closing: 2 });
      const [a, b] = tee(probe.items());
      await a!.next();
      await a!.return();
      assertEquals(probe.closing, 0);
      assertEquals(await b!.next(), { done: false, value: 0 });
      assertEquals(await b!.next(), { done: false, value: 1 });
      await b!.return();
      assertEquals(probe.closed, 1);
    }),
);

virtualTest(
  "tee() closes a source that has not begun with the last of them",
  () =>
    leavingNothing(async () => {
      let closed = 0;
      const source = {
        next: () => ({ done: true, value: 1 }) as const,
        return: () => closed++,
      };
      const [a, b] = tee(source);
      await a!.return();
      assertEquals(closed, 0);
      await b!.return();
      assertEquals(closed, 1);
      assertEquals(await b!.next(), { done: true, value: undefined });
    }),
);

virtualTest(
  "tee() lets the others go on when one that waits is cancelled",
  () =>
    leavingNothing(async () => {
      const probe = new Probe({ count: 3, delay: 2 });
      const [a, b] = tee(probe.items());
      const first = asyncio.createTask(() => collect(a!));
      const second = asyncio.createTask(() => collect(b!));
      await asyncio.sleep(1);
      first.cancel();
      assertEquals(await second, [0, 1, 2]);
      assert(first.cancelled());
      assertEquals(asyncio.getRunningLoop().time(), 6);
    }),
);

virtualTest(
  "tee() gives an error of the source to each, after the items before it",
  () =>
    leavingNothing(async () => {
      const error = new SyntaxError("boom");
      const probe = new Probe({ count: 2, then: "throw", error });
      for (const items of tee(probe.items(), 3)) {
        const seen: number[] = [];
        const got = await errorOf(async () => {
          for await (const item of items) seen.push(item);
        });
        assertStrictEquals(got, error);
        assertEquals(seen, [0, 1]);
        assertEquals(await items.next(), { done: true, value: undefined });
      }
      assertEquals(probe.closing, 1);
    }),
);

test("tee() refuses bad arguments", () => {
  for (const n of [0, -1, 1.5, NaN, Infinity]) {
    assertThrows(() => tee([], n), RangeError, "'n'");
  }
  assertThrows(() => tee([], "2" as never), TypeError, "'n'");
  assertThrows(() => tee(5 as never), TypeError, "source");
});

everywhere(
  "tee() whose first consumer is cancelled loses nothing for the second",
  async (k) => {
    const probe = new Probe({ count: 3 });
    const [a, b] = tee(probe.items());
    const other = asyncio.createTask(() => collect(b!, 0.5));
    const run = await cancelAt(k, () => collect(a!, 0.2));
    assertEquals(await other, [0, 1, 2], `k = ${k}`);
    assertEquals([probe.begun, probe.closed], [1, 1]);
    return run;
  },
);

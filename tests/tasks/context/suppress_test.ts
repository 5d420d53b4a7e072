import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../../mod.ts";
import { suppress, withAsync, withSync } from "../../../tasks/context/mod.ts";
import { test, virtualTest } from "../../_support/mod.ts";

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

function raise(error: unknown): never {
  throw error;
}

virtualTest("suppress() waits for its body", async () => {
  const log: string[] = [];
  await suppress(RangeError, async () => {
    await asyncio.sleep(1);
    log.push("body");
    throw new RangeError();
  });
  log.push("after");
  assertEquals(log, ["body", "after"]);
});

virtualTest(
  "suppress() does not swallow a cancel that is not named",
  async () => {
    for (const classes of [Error, [Error, RangeError]]) {
      const task = asyncio.createTask(() =>
        suppress(classes, () => asyncio.sleep(60))
      );
      await asyncio.sleep(1);
      task.cancel();
      await assertRejects(() => task, asyncio.CancelledError);
    }
    await assertRejects(
      () => suppress(Error, () => raise(new asyncio.KeyboardInterrupt())),
      asyncio.KeyboardInterrupt,
    );
  },
);

virtualTest("suppress() swallows a cancel that is named", async () => {
  class Special extends asyncio.CancelledError {}
  await suppress(asyncio.CancelledError, () => raise(new Special()));
  await suppress(Special, () => raise(new Special()));
  await suppress(
    [RangeError, asyncio.CancelledError],
    () => raise(new asyncio.CancelledError()),
  );
  await suppress(
    asyncio.KeyboardInterrupt,
    () => raise(new asyncio.KeyboardInterrupt()),
  );
  await assertRejects(
    () => suppress(Special, () => raise(new asyncio.CancelledError())),
    asyncio.CancelledError,
  );
});

virtualTest("suppress() lets through what is no error", async () => {
  for (const thrown of [1, "text", {}]) {
    try {
      await suppress(Error, () => raise(thrown));
    } catch (error) {
      assertStrictEquals(error, thrown);
      continue;
    }
    throw new Error("suppressed");
  }
});

virtualTest(
  "suppress() leaves of a group what does not match, without its whole behind it",
  async () => {
    const inner = new TypeError("inner");
    const group = new asyncio.ExceptionGroup("group", [
      new RangeError("outer"),
      inner,
    ]);
    const rest = await assertRejects(
      () => suppress(RangeError, () => raise(group)),
      asyncio.ExceptionGroup,
    );
    assertEquals(rest.exceptions, [inner]);
    assertStrictEquals(rest.cause, inner);
    assertEquals(inner.cause, undefined);
  },
);

virtualTest("suppress() takes the errors of a task group", async () => {
  await suppress(RangeError, () =>
    asyncio.taskGroup((group) => {
      group.createTask(() => raise(new RangeError("child")));
    }));
});

virtualTest(
  "suppress() without a body is a manager for both forms",
  async () => {
    const manager = suppress([RangeError, TypeError]);
    assertEquals(withSync(manager, () => 1), 1);
    assertEquals(withSync(manager, () => raise(new TypeError())), undefined);
    assertEquals(
      await withAsync(manager, () => Promise.reject(new RangeError())),
      undefined,
    );
  },
);

test("suppress() has no block form", () => {
  const manager = suppress(RangeError);
  assertThrows(() => {
    // @ts-expect-error It is not disposable.
    using _ = manager;
  }, TypeError);
});

test("suppress() refuses what is no class of errors", () => {
  for (const value of [() => true, Date, [RangeError, 1], [null]]) {
    assertThrows(
      () => suppress(wrong(value)),
      TypeError,
      "An error to suppress must be a class of errors",
    );
  }
  for (const value of [null, undefined, 5, "text", {}]) {
    assertThrows(() => suppress(wrong(value)), TypeError);
  }
  assertThrows(
    () => suppress(RangeError, wrong(5)),
    TypeError,
    "The body of suppress() must be a function: 5",
  );
});

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { virtualTest } from "../_support/mod.ts";

/** Waits as a foreign library does, which knows only signals. */
function legacyWait(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason))
  );
}

virtualTest("currentSignal() is the task's own where there is no scope", () => {
  const signal = asyncio.currentSignal();
  assert(signal === asyncio.currentTask()!.signal);
  assert(signal === asyncio.currentSignal());
});

virtualTest(
  "currentSignal() ends a foreign wait when the task is cancelled",
  async () => {
    const task = asyncio.createTask(() => legacyWait(asyncio.currentSignal()));
    await asyncio.sleep(1);
    task.cancel("stop");
    await assertRejects(() => task, asyncio.CancelledError, "stop");
    assertEquals(task.cancelled(), true);
  },
);

virtualTest(
  "currentSignal() ends a foreign wait when a timeout expires",
  async () => {
    await assertRejects(
      () => asyncio.timeout(1, () => legacyWait(asyncio.currentSignal())),
      asyncio.TimeoutError,
    );
    assertEquals(asyncio.getRunningLoop().time(), 1);
    assertEquals(asyncio.currentSignal().aborted, false);
  },
);

virtualTest("currentSignal() of a scope does not abort others", async () => {
  const outer = asyncio.currentSignal();
  let inner!: AbortSignal;
  await asyncio.moveOnAfter(1, async () => {
    inner = asyncio.currentSignal();
    await asyncio.sleep(9);
  });
  assertEquals([outer.aborted, inner.aborted, outer === inner], [
    false,
    true,
    false,
  ]);
});

virtualTest(
  "currentSignal() behind a shield is not aborted by the task's cancel",
  async () => {
    const log: string[] = [];
    const task = asyncio.createTask(() =>
      asyncio.shieldScope(async () => {
        const signal = asyncio.currentSignal();
        await asyncio.sleep(2);
        log.push(`aborted: ${signal.aborted}`);
      })
    );
    await asyncio.sleep(1);
    task.cancel();
    await asyncio.wait([task]);
    assertEquals(log, ["aborted: false"]);
  },
);

virtualTest(
  "currentSignal() with a cancel pending has aborted already",
  async () => {
    const task = asyncio.createTask(() => {
      asyncio.currentTask()!.cancel("early");
      return asyncio.currentSignal().aborted;
    });
    await asyncio.wait([task]);
    // The signal was not waited on, so the cancel still ends the task.
    assertEquals(task.cancelled(), true);
  },
);

virtualTest("currentSignal() in a callback is refused", async () => {
  const errors: Error[] = [];
  asyncio.getRunningLoop().callSoon(() => {
    errors.push(assertThrows(asyncio.currentSignal, asyncio.RuntimeError));
  });
  await asyncio.sleep(0);
  assertEquals(errors.map(({ message }) => message), [
    "currentSignal() must be used inside a task",
  ]);
});

// CPython's test_tasks, ported by meaning: shield().
import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { waitAllTasksBlocked } from "../../tasks/testing/mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";

/** A pending future and a shield over it. */
function shielded() {
  const inner = asyncio.getRunningLoop().createFuture<number>();
  return { inner, outer: asyncio.shield(inner) };
}

virtualTest(
  "tasks/BaseTaskTests.test_shield_result: the result comes through",
  async () => {
    const { inner, outer } = shielded();
    inner.setResult(42);
    assertEquals(await outer, 42);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_shield_exception: the error comes through",
  async () => {
    const { inner, outer } = shielded();
    await waitAllTasksBlocked();
    const error = new Error("expected");
    inner.setException(error);
    await waitAllTasksBlocked();
    assertStrictEquals(outer.exception(), error);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_shield_cancel_inner: cancelling inside cancels outside",
  async () => {
    const { inner, outer } = shielded();
    await waitAllTasksBlocked();
    inner.cancel();
    await waitAllTasksBlocked();
    assert(outer.cancelled());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_shield_cancel_outer: cancelling outside leaves the inside pending",
  async () => {
    const { inner, outer } = shielded();
    await waitAllTasksBlocked();
    assert(outer.cancel());
    await waitAllTasksBlocked();
    assert(outer.cancelled());
    assertFalse(inner.done());
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_shield_cancel_outer_result: a result nobody waits for any more is not reported",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const { inner, outer } = shielded();
    await waitAllTasksBlocked();
    outer.cancel();
    await waitAllTasksBlocked();
    inner.setResult(1);
    await waitAllTasksBlocked();
    assert(outer.cancelled());
    assertEquals(contexts, []);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_shield_cancel_outer_exception: an error nobody waits for any more is reported",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const { inner, outer } = shielded();
    await waitAllTasksBlocked();
    outer.cancel();
    await waitAllTasksBlocked();
    const error = new Error("foo");
    inner.setException(error);
    await waitAllTasksBlocked();
    assertEquals(contexts.length, 1);
    assertStrictEquals(contexts[0]?.exception, error);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_shield_duplicate_log_once: two lost shields over one error report it once",
  async () => {
    const contexts = recordExceptions(asyncio.getRunningLoop());
    const inner = asyncio.getRunningLoop().createFuture<number>();
    for (let i = 0; i < 2; i++) {
      const outer = asyncio.shield(inner);
      await waitAllTasksBlocked();
      outer.cancel();
      await waitAllTasksBlocked();
    }
    inner.setException(new Error("foo"));
    await waitAllTasksBlocked();
    assertEquals(contexts.length, 1);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_shield_shortcut: a future that is done comes back itself",
  async () => {
    const future = asyncio.getRunningLoop().createFuture<number>();
    future.setResult(42);
    assertStrictEquals(asyncio.shield(future), future);
    assertEquals(await asyncio.shield(future), 42);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_shield_effect: the shielded work goes on when its waiter is cancelled",
  async () => {
    const waiter = asyncio.getRunningLoop().createFuture<void>();
    let proof = 0;
    const inner = async () => {
      await waiter;
      proof += 1;
    };
    const outer = asyncio.createTask(async () => {
      await asyncio.shield(inner);
      proof += 100;
    });
    await waitAllTasksBlocked();
    outer.cancel();
    await assertRejects(() => outer, asyncio.CancelledError);
    assertFalse(waiter.done());
    waiter.setResult();
    await waitAllTasksBlocked();
    assertEquals(proof, 1);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_shield_gather: a shielded gather() is not cancelled",
  async () => {
    const loop = asyncio.getRunningLoop();
    const child1 = loop.createFuture<number>();
    const child2 = loop.createFuture<number>();
    const parent = asyncio.gather(child1, child2);
    const outer = asyncio.shield(parent);
    await waitAllTasksBlocked();
    outer.cancel();
    await waitAllTasksBlocked();
    assert(outer.cancelled());
    assertFalse(parent.done());
    child1.setResult(1);
    child2.setResult(2);
    await waitAllTasksBlocked();
    assertEquals(parent.result(), [1, 2]);
  },
);

virtualTest(
  "tasks/BaseTaskTests.test_gather_shield: a cancelled gather() of shields leaves what they shield alone",
  async () => {
    const loop = asyncio.getRunningLoop();
    const child1 = loop.createFuture<number>();
    const child2 = loop.createFuture<number>();
    const inner1 = asyncio.shield(child1);
    const inner2 = asyncio.shield(child2);
    const parent = asyncio.gather(inner1, inner2);
    await waitAllTasksBlocked();
    assert(parent.cancel());
    await assertRejects(() => parent, asyncio.CancelledError);
    assert(inner1.cancelled());
    assert(inner2.cancelled());
    assertFalse(child1.done());
    assertFalse(child2.done());
    child1.setResult(1);
    child2.setResult(2);
    await waitAllTasksBlocked();
    assertEquals([child1.result(), child2.result()], [1, 2]);
  },
);

// CPython has no loop here and says so; here there is always one to work on.
test("tasks/BaseTaskTests.test_shield_coroutine_without_loop: outside a running loop it works on the default one", async () => {
  const outer = asyncio.shield(() => Promise.resolve(42));
  assertInstanceOf(outer, asyncio.Future);
  assertEquals(await outer, 42);
});

virtualTest(
  "tasks/BaseTaskTests.test_shield_coroutine_use_running_loop: inside one it takes the running loop",
  async () => {
    const outer = asyncio.shield(
      asyncio.coroutine(() => Promise.resolve(42))(),
    );
    assertStrictEquals(outer.getLoop(), asyncio.getRunningLoop());
    assertEquals(await outer, 42);
  },
);

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { BusyResource } from "../../sync/resource_errors.ts";
import { ResourceGuard } from "../../sync/resource_guard.ts";
import { test, virtualTest } from "../_support/mod.ts";

test("ResourceGuard.enter() throws at the second user, until the first has gone", () => {
  const guard = new ResourceGuard("reading from");
  for (let round = 0; round < 2; round++) {
    assertEquals(guard.statistics(), { busy: false });
    using _ = guard.enter();
    assertEquals(guard.statistics(), { busy: true });
    for (let attempt = 0; attempt < 2; attempt++) {
      assertThrows(
        () => guard.enter(),
        BusyResource,
        "The resource is busy: somebody is reading from it already",
      );
    }
  }
});

test("ResourceGuard.enter() of one kind of use does not keep out another", () => {
  const reading = new ResourceGuard("reading from");
  const writing = new ResourceGuard("writing to");
  using _ = reading.enter();
  using __ = writing.enter();
  assertThrows(() => reading.enter(), BusyResource, "reading from");
  assertThrows(() => writing.enter(), BusyResource, "writing to");
});

test("ResourceGuard.enter() ends the use once", () => {
  const guard = new ResourceGuard();
  const first = guard.enter();
  first[Symbol.dispose]();
  using _ = guard.enter();
  first[Symbol.dispose]();
  assertThrows(
    () => guard.enter(),
    BusyResource,
    "The resource is busy: somebody is using it already",
  );
});

virtualTest(
  "ResourceGuard.enter() ends with a block that is cancelled",
  async () => {
    const guard = new ResourceGuard();
    const log: string[] = [];
    const use = async () => {
      using _ = guard.enter();
      log.push("in");
      await asyncio.sleep(10);
    };
    const task = asyncio.createTask(use);
    await asyncio.sleep(1);
    await assertRejects(use, BusyResource);
    task.cancel();
    await asyncio.wait([task]);
    await use();
    assertEquals(log, ["in", "in"]);
  },
);

test("ResourceGuard() refuses an action that is no string", () => {
  assertThrows(
    // @ts-expect-error Testing invalid input
    () => new ResourceGuard(5),
    TypeError,
    "The action of a resource guard must be a string: 5",
  );
});

test("ResourceGuard is shown with its state", () => {
  const guard = new ResourceGuard("writing to");
  {
    using _ = guard.enter();
    assertEquals(String(guard), "<ResourceGuard [writing to]>");
  }
  assertEquals(Deno.inspect(guard), "<ResourceGuard [free]>");
});

// What the ports of CPython's test_tasks share.
import { assert, assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";

/** Starts a stopwatch on the running loop: calling it gives the seconds since, to the microsecond. */
export function stopwatch(
  loop: asyncio.EventLoop = asyncio.getRunningLoop(),
): () => number {
  const start = loop.time();
  return () => Math.round((loop.time() - start) * 1e6) / 1e6;
}

/** Asserts that `actual` holds exactly these objects, compared by identity. */
export function assertMembers<T>(
  actual: Iterable<T>,
  expected: Iterable<T>,
): void {
  const [found, wanted] = [new Set(actual), new Set(expected)];
  assertEquals(found.size, wanted.size);
  for (const item of wanted) {
    assert(found.has(item), "an expected member is missing");
  }
}

import { waitUntilIdle } from "../../loop/idle.ts";

/**
 * Waits until every other task of the running loop is blocked: nothing can go on without time passing or I/O. On
 * virtual time it returns before the time jumps.
 *
 * @example See a task at rest
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { runVirtual, waitAllTasksBlocked } from "@asyncio/asyncio/testing";
 *
 * await runVirtual(async () => {
 *   let steps = 0;
 *   const task = asyncio.createTask(async () => {
 *     for (; steps < 5; steps++) await asyncio.sleep(0);
 *     await asyncio.sleep(60);
 *   });
 *   await waitAllTasksBlocked();
 *   assertEquals(steps, 5);
 *   task.cancel();
 * });
 * ```
 */
export function waitAllTasksBlocked(): Promise<void> {
  return waitUntilIdle();
}

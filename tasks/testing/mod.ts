/**
 * Helpers for tests of programs that use this library: virtual time, an order to force, a trace to compare.
 *
 * @example A timeout without waiting for it
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { runVirtual } from "@asyncio/asyncio/testing";
 *
 * await assertRejects(
 *   () => runVirtual(() => asyncio.timeout({ hours: 1 }, () => asyncio.sleep({ hours: 2 }))),
 *   asyncio.TimeoutError,
 * );
 * ```
 *
 * @module
 */
export { runVirtual, type RunVirtualOptions } from "./run_virtual.ts";
export { Sequencer, SequencerTurn } from "./sequencer.ts";
export { Trace } from "./trace.ts";
export { VirtualClock } from "./virtual_clock.ts";
export { waitAllTasksBlocked } from "./wait_all_tasks_blocked.ts";

import type { Awaitable } from "../../loop/ensure_future.ts";
import { EventLoop } from "../../loop/event_loop.ts";
import { run } from "../run.ts";
import type { RunnerOptions } from "../runner.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** How {@linkcode runVirtual} runs. */
export interface RunVirtualOptions extends Omit<RunnerOptions, "loopFactory"> {
  /** The virtual time at the start, in seconds. @default {0} */
  readonly start?: number | undefined;
}

/**
 * Runs `main` as `run()` does, on virtual time: it jumps when every task is blocked, so nothing is waited for in
 * earnest.
 *
 * **Cancellation.** As for `run()`.
 *
 * @example A day in no time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { runVirtual } from "@asyncio/asyncio/testing";
 *
 * const time = await runVirtual(async () => {
 *   await asyncio.sleep({ hours: 24 });
 *   return asyncio.getRunningLoop().time();
 * });
 * assertEquals(time, 86_400);
 * ```
 */
export function runVirtual<T>(
  main: Awaitable<T>,
  options: RunVirtualOptions = {},
): Promise<T> {
  const { start = 0, ...rest } = options;
  return run(main, {
    ...rest,
    loopFactory: () => new EventLoop({ clock: new VirtualClock(start) }),
  });
}

import { effectiveDeadline } from "./_cancellation.ts";
import { currentExecution, storedExecution } from "./_execution.ts";
import { RuntimeError } from "./errors.ts";

/**
 * Returns an `AbortSignal` that aborts, with the `CancelledError`, when the caller is cancelled: its task or a scope
 * around it, such as a timeout. Pass it to what is not of this library: `fetch`, `Deno.Command`, drivers.
 *
 * Take it anew for each call: a new one is made after it has aborted. A task that has taken it and has not waited
 * through this library since is taken to wait on it: then the abort is the delivery of the cancel.
 *
 * @throws {RuntimeError} If the caller is not in a task.
 *
 * @example Cancel a wait that knows only signals
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * function legacyWait(signal: AbortSignal): Promise<void> {
 *   return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
 * }
 *
 * await asyncio.run(async () => {
 *   const result = await asyncio.moveOnAfter(0.01, async () => {
 *     await legacyWait(asyncio.currentSignal());
 *     return "done";
 *   });
 *   assertEquals(result, undefined);
 * });
 * ```
 */
export function currentSignal(): AbortSignal {
  const execution = storedExecution();
  if (execution === undefined || execution.cancellation === null) {
    throw new RuntimeError("currentSignal() must be used inside a task");
  }
  return execution.cancellation.signal(execution.scope);
}

/**
 * Returns the nearest deadline of the scopes around the caller, in seconds of the loop's `time()`: `Infinity` if there
 * is none, `-Infinity` if one of them is cancelled. Scopes outside of a shield do not count.
 */
export function currentEffectiveDeadline(): number {
  return effectiveDeadline(currentExecution().scope);
}

import type { Execution } from "./_execution.ts";
import { refusedBy, type WaitOptions } from "./wait_options.ts";

/** A rejected promise if a wait must not even begin: a cancel is pending, or the signal has aborted. */
export function refusal(
  execution: Execution,
  options: WaitOptions | undefined,
): Promise<never> | null {
  const request = execution.cancellation?.take(execution.scope) ?? null;
  if (request !== null) return Promise.reject(request.throwIn(execution.scope));
  return refusedBy(options);
}

import { describe } from "./check.ts";
import type { Execution } from "./_execution.ts";

/** A rejected promise if a wait must not even begin: a cancel is pending, or the signal has aborted. */
export function refusal(
  execution: Execution,
  signal: AbortSignal | undefined,
): Promise<never> | null {
  const request = execution.cancellation?.take(execution.scope) ?? null;
  if (request !== null) return Promise.reject(request.throwIn(execution.scope));
  if (signal === undefined) return null;
  if (!(signal instanceof AbortSignal)) {
    return Promise.reject(
      new TypeError(`'signal' must be an AbortSignal: ${describe(signal)}`),
    );
  }
  if (signal.aborted) return Promise.reject(signal.reason);
  return null;
}

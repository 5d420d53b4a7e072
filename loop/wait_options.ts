import { describe } from "./check.ts";

/** Options of everything that waits. */
export interface WaitOptions {
  /** Ends the wait with `signal.reason` when it aborts. Signals are slow to listen to: prefer `task.cancel()`. */
  readonly signal?: AbortSignal;
}

/** A rejected promise if the signal has aborted, or is none; a call that need not wait has to look at it, too. */
export function refusedBy(
  signal: AbortSignal | undefined,
): Promise<never> | null {
  if (signal === undefined) return null;
  if (!(signal instanceof AbortSignal)) {
    return Promise.reject(
      new TypeError(`'signal' must be an AbortSignal: ${describe(signal)}`),
    );
  }
  return signal.aborted ? Promise.reject(signal.reason) : null;
}

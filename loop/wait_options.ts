import { checkObject, describe } from "./check.ts";

/** Options of everything that waits. */
export interface WaitOptions {
  /** Ends the wait with `signal.reason` when it aborts. Signals are slow to listen to: prefer `task.cancel()`. */
  readonly signal?: AbortSignal;
}

/** Returns the signal; throws if the options or the signal are none. */
export function signalOf(options: WaitOptions): AbortSignal | undefined {
  checkObject(options, "Options");
  const { signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`'signal' must be an AbortSignal: ${describe(signal)}`);
  }
  return signal;
}

/** A rejected promise if the signal has aborted, or is none; a call that need not wait has to look at it, too. */
export function refusedBy(
  options: WaitOptions | undefined,
): Promise<never> | null {
  if (options === undefined) return null;
  try {
    const signal = signalOf(options);
    return signal?.aborted ? Promise.reject(signal.reason) : null;
  } catch (error) {
    return Promise.reject(error);
  }
}

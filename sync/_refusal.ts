import { describe } from "../loop/check.ts";
import type { WaitOptions } from "../loop/wait_options.ts";

/**
 * A rejected promise if the signal has aborted or is none; for calls that go through without a wait, which would look
 * at it. A loop of such calls has to end, too.
 */
export function refusal(
  options: WaitOptions | undefined,
): Promise<never> | null {
  const signal = options?.signal;
  if (signal === undefined) return null;
  if (!(signal instanceof AbortSignal)) {
    return Promise.reject(
      new TypeError(`'signal' must be an AbortSignal: ${describe(signal)}`),
    );
  }
  return signal.aborted ? Promise.reject(signal.reason) : null;
}

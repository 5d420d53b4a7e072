import { toConnectionError } from "./connection_errors.ts";
import { WaitList } from "./wait_list.ts";
import type { WaitOptions } from "./wait_options.ts";

/**
 * Waits for a promise of the platform, which by itself cannot be cancelled.
 *
 * **Cancellation.** A cancelled caller leaves at once; what the promise comes to later is given to `dispose`.
 */
export function waitForPlatform<T>(
  promise: Promise<T>,
  options?: WaitOptions,
  dispose?: (value: T) => void,
): Promise<T> {
  const waiting = new WaitList<T>();
  promise.then(
    (value) => {
      if (!waiting.wakeOne(value)) dispose?.(value);
    },
    (error) => waiting.failOne(toConnectionError(error)),
  );
  return waiting.wait(options);
}

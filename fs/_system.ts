import { WaitList } from "../loop/wait_list.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { type OSErrorOptions, toOSError } from "./os_error.ts";

/** What a system call is about, for the error. */
type Subject = Pick<OSErrorOptions, "filename" | "filename2">;

/**
 * Calls `start`, which asks the platform for something that cannot be interrupted, and waits for it: a cancelled
 * caller leaves at once, and what comes later goes to `abandoned`. `start` is not called if the wait is refused.
 */
export function request<T>(
  subject: Subject,
  start: () => Promise<T>,
  options: WaitOptions = {},
  abandoned?: (value: T) => void,
): Promise<T> {
  const answer = new WaitList<T>();
  const result = answer.wait(options);
  if (answer.size > 0) {
    start().then(
      (value) => {
        if (!answer.wakeOne(value)) abandoned?.(value);
      },
      (error: unknown) => void answer.failOne(toOSError(error, subject)),
    );
  }
  return result;
}

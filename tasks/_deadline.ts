import { type Duration, toSeconds } from "../loop/duration.ts";
import { getEventLoop } from "../loop/running_loop.ts";

/** What stands for "for ever", in seconds: a wait that keeps the process alive needs a deadline. */
const FOREVER = 1e10;

/** The point in time of the current loop, in seconds, that is `delay` from now. */
export function deadlineAfter(delay: Duration): number {
  const seconds = typeof delay === "number" && delay > 0
    ? delay
    : toSeconds(delay);
  return getEventLoop().time() + Math.min(seconds, FOREVER);
}

import { currentExecution } from "./_execution.ts";
import { WaitList } from "./wait_list.ts";

/**
 * Suspends the current task until nothing of the loop is ready any more and the host has had a turn. On a clock that
 * moves by itself, this comes before the time moves.
 */
export function waitUntilIdle(): Promise<void> {
  const idle = new WaitList<void>();
  const waiting = idle.wait();
  currentExecution().core.ready.whenIdle(() => idle.wakeAll());
  return waiting;
}

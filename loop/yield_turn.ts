import { isAnyPending } from "./_cancellation.ts";
import { currentExecution } from "./_execution.ts";
import { RESOLVED } from "./_promise.ts";
import { mayTakeTurn } from "./_ready_queue.ts";
import { refusal } from "./_refusal.ts";

/**
 * Lets the others have a turn, without waiting for anything: the primitive under `sleep(0)` and `checkpoint()`.
 *
 * While the loop has been running for less than a millisecond since the last turn of the host, it costs about as much
 * as `await null`; after that it waits for timers and I/O to have their turn.
 *
 * **Cancellation.** A cancel that is pending is raised here. One that comes during the turn is raised at the
 * next suspension.
 */
export function yieldTurn(): Promise<void> {
  // The usual case must not even ask who is running: that costs as much as the turn.
  if (!isAnyPending() && mayTakeTurn()) return RESOLVED;
  const execution = currentExecution();
  return refusal(execution, undefined) ?? execution.core.ready.turn();
}

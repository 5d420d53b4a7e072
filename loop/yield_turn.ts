import { currentExecution } from "./_execution.ts";
import { refusal } from "./_refusal.ts";

/**
 * Lets the others have a turn, without waiting for anything: the primitive under `sleep(0)` and `checkpoint()`.
 *
 * While the loop has been running for less than 2 ms (and 1,024 wake-ups) since the last turn of the host, it
 * costs about as much as `await null`; after that it waits for timers and I/O to have their turn.
 *
 * **Cancellation.** A cancel that is pending is raised here. One that comes during the turn is raised at the
 * next suspension.
 */
export function yieldTurn(): Promise<void> {
  const execution = currentExecution();
  if (execution.cancellation !== null && execution.cancellation.pending !== null) {
    const refused = refusal(execution, undefined);
    if (refused !== null) return refused;
  }
  return execution.core.ready.turn();
}

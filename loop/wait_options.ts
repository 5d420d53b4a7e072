/** Options of everything that waits. */
export interface WaitOptions {
  /** Ends the wait with `signal.reason` when it aborts. Signals are slow to listen to: prefer `task.cancel()`. */
  readonly signal?: AbortSignal;
}

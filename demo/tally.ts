/** How a request ended. */
export type Outcome = "answered" | "timeout" | "cancelled" | "failed";

/** One line of the results file. */
export interface Result {
  id: number;
  protocol: "tcp" | "http";
  outcome: Outcome;
  seconds: number;
  /** Why it failed. */
  error?: string;
}

/** Counts the results as they come. */
export class Tally {
  answered = 0;
  timeout = 0;
  cancelled = 0;
  failed = 0;
  /** Sum of the times of all requests. */
  seconds = 0;

  add(result: Result): void {
    this[result.outcome]++;
    this.seconds += result.seconds;
  }

  get total(): number {
    return this.answered + this.timeout + this.cancelled + this.failed;
  }
}

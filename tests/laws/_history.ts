import type { Limit } from "./_schedule.ts";

/** Numbers that a subject tells of itself, such as how many wait. */
export type State = Readonly<Record<string, number>>;

/** A call that may wait. */
export interface Call {
  readonly task: number;
  readonly op: string;
  readonly limit: Limit | undefined;
  /** What it puts, if it puts something. */
  readonly item: number | undefined;
  /** Whether a cancel is pending: it may not wait. */
  readonly isCancelled: boolean;
  /** Whether its signal had aborted before. */
  readonly isAborted: boolean;
  /** Whether its time limit has struck. */
  isExpired(): boolean;
}

/** Something that happened, and how things stood right after it. */
export interface Entry {
  readonly time: number;
  /**
   * - `calls`: a call is made; `gets`, `fails`: it ends, with `value`;
   * - `expires`, `aborts`: its limit strikes; `cancels`: `task` cancels task `value`;
   * - `hangs`: `task` cannot be brought to its end; `breaks`: it throws what it should not, `value`;
   * - `ends`: all is over; else it is the name of a step that does not wait, and `value` what it came to.
   */
  readonly what: string;
  readonly task: number;
  readonly call: Call | undefined;
  readonly value: unknown;
  readonly before: State;
  readonly state: State;
}

/** What happened in one run of a schedule. */
export class History {
  readonly entries: Entry[] = [];
  readonly #now: () => number;
  readonly #state: () => State;
  readonly #timed: Set<Call> = new Set();
  #isOver = false;

  constructor(now: () => number, state: () => State) {
    this.#now = now;
    this.#state = state;
  }

  /** Does something, and keeps what came of it; nothing after "ends", though what hangs may still move. */
  record<T>(
    what: string,
    task: number,
    act: () => T,
    call?: Call,
  ): T {
    if (this.#isOver) return act();
    this.#noteExpired();
    this.#isOver = what === "ends";
    const before = this.#state();
    const value = act();
    this.entries.push({
      time: this.#now(),
      what,
      task,
      call,
      value,
      before,
      state: this.#state(),
    });
    if (what === "calls" && call!.limit === "timeout") this.#timed.add(call!);
    if (what === "gets" || what === "fails") this.#timed.delete(call!);
    return value;
  }

  // A timeout does not tell when it strikes. It is asked before anything else happens, which is early enough.
  #noteExpired(): void {
    for (const call of this.#timed) {
      if (!call.isExpired()) continue;
      this.#timed.delete(call);
      this.record("expires", call.task, () => {}, call);
    }
  }

  /** A line for each entry. */
  toString(): string {
    return this.entries.map((entry) => {
      const { time, what, task, call, value, state } = entry;
      const words = [call?.op, call?.item, what, describeValue(value)];
      const numbers = Object.entries(state).map(([key, n]) => `${key} ${n}`);
      return `  ${time} task ${task}: ${
        words.filter((word) => word !== undefined).join(" ")
      } (${numbers.join(", ")})`;
    }).join("\n");
  }
}

function describeValue(value: unknown): string | undefined {
  if (value instanceof Error) return String(value);
  return typeof value === "object" ? undefined : value as string | undefined;
}

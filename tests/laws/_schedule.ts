import { Random } from "./_random.ts";

/** What ends a wait early: `timeout()`, a `CancelScope`, or an abort signal. */
export type Limit = "timeout" | "scope" | "signal";

/** One thing that a task does. */
export interface Step {
  /** `sleep`, `hop` (some bare microtasks), `cancel`, or something of the subject's own. */
  readonly op: string;
  /** The seconds of a sleep or until the limit strikes, or the number of hops. */
  readonly time: number;
  /** What may end the wait. */
  readonly limit?: Limit | undefined;
  /** Whom a cancel is for. */
  readonly task: number;
}

/** What each task does, in order. Any part of a schedule is a schedule, too: that is how one is shrunk. */
export type Schedule = readonly (readonly Step[])[];

/** What a subject can do: how often each step is drawn, and which of them wait. */
export interface Repertoire {
  readonly weights: Readonly<Record<string, number>>;
  readonly waiting: readonly string[];
}

const LIMITS = { none: 9, timeout: 2, scope: 2, signal: 1 };

/** The schedule of a seed: 2 to 6 tasks of 1 to 8 steps. */
export function randomSchedule(seed: number, repertoire: Repertoire): Schedule {
  const random = new Random(seed);
  const tasks = 2 + random.below(5);
  return Array.from(
    { length: tasks },
    () =>
      Array.from(
        { length: 1 + random.below(8) },
        () => randomStep(random, repertoire, tasks),
      ),
  );
}

function randomStep(
  random: Random,
  { weights, waiting }: Repertoire,
  tasks: number,
): Step {
  const op = random.weighted({ sleep: 4, hop: 3, cancel: 4, ...weights });
  const limit = waiting.includes(op) ? random.weighted(LIMITS) : "none";
  return {
    op,
    time: random.below(4),
    limit: limit === "none" ? undefined : limit,
    task: random.below(tasks),
  };
}

/** The schedule in words, a line for each task that does something. */
export function describeSchedule(schedule: Schedule): string {
  return schedule.map((steps, task) =>
    `  task ${task}: ${steps.map(describeStep).join(", ")}`
  ).filter((_, task) => schedule[task]!.length > 0).join("\n");
}

function describeStep({ op, time, limit, task }: Step): string {
  if (op === "sleep" || op === "hop") return `${op} ${time}`;
  if (op === "cancel") return `cancel task ${task}`;
  return limit === undefined ? op : `${op} (${limit} ${time})`;
}

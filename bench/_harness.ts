/**
 * What every group is made of, and the way two sides are compared.
 *
 * The machines this runs on are shared and noisy, so a figure by itself says
 * little. The sides of a case take turns, one sample each per round, and the order rotates:
 * whatever slows the machine for a while slows all of them. What is left of the noise
 * only ever adds, so costs are compared by their smallest sample; delays by their median.
 *
 * @module
 */

/** Marks the part of a sample that counts; `Deno.BenchContext` is one. */
export interface Stopwatch {
  /** Starts the part that counts. */
  start(): void;
  /** Ends the part that counts. */
  end(): void;
}

/** Runs a case once, with everything but the work itself outside the watch. */
export type Timed = (watch: Stopwatch) => Promise<void>;

/** Takes one sample and returns its figure, in the unit of the case. */
export type Measure = () => Promise<number>;

/** The unit of a figure. */
export type Unit = "ns" | "us" | "ms" | "B";

/** What a case must reach; a case with none is shown for information. */
export interface Bars {
  /** Ours takes at most so many times what the reference takes. */
  ratio?: number;
  /** CPython takes at least so many times what ours takes. */
  python?: number;
  /** Ours is at most so much, in the unit of the case. */
  limit?: number;
}

/** One thing measured, side by side. */
export interface Case {
  /** One word, the same as in `python/bench_<group>.py` if CPython has the case. */
  name: string;
  /** The unit of every figure of the case. */
  unit: Unit;
  /** The library's side. */
  ours: Measure;
  /** What it stands beside: the same work over promises alone, if nothing else is said. */
  reference: Measure;
  /** Whether `python/bench_<group>.py` has the case. */
  cpython: boolean;
  /** What the case must reach. */
  bars: Bars;
  /** How often its sides take their turn, if not as the group says. */
  plans?: Plans;
}

/** How often the sides of a case take their turn. */
export interface Plan {
  /** Rounds that only warm the compiler. */
  warmup: number;
  /** Rounds that count. */
  rounds: number;
  /** How many of them CPython, which is slow and steady, takes part in. */
  pythonRounds: number;
}

/** The plans of the two kinds of run. */
export interface Plans {
  /** For `--check`. */
  check: Plan;
  /** For the table. */
  full: Plan;
}

/** The plans that suit samples of about a tenth of a second. */
export const TIMED_PLANS: Plans = {
  check: { warmup: 3, rounds: 12, pythonRounds: 3 },
  full: { warmup: 5, rounds: 40, pythonRounds: 8 },
};

/** A set of cases with one method. */
export interface Group {
  /** The name on the command line. */
  name: string;
  /** How often the sides of its cases take their turn. */
  plans: Plans;
  /** What is measured, in order. */
  cases: Case[];
}

/** A case of work that is timed from start to end. */
export interface TimedCase {
  /** See {@linkcode Case.name}. */
  name: string;
  /** How many operations the watched part does; figures are ns for each. */
  ops: number;
  /** See {@linkcode Case.ours}. */
  ours: Timed;
  /** See {@linkcode Case.reference}. */
  reference: Timed;
  /** See {@linkcode Case.cpython}. */
  cpython: boolean;
  /** See {@linkcode Case.bars}. */
  bars: Bars;
}

/** The samples of the sides of one case. */
export interface Samples {
  /** The library's. */
  ours: number[];
  /** The reference's. */
  reference: number[];
  /** CPython's, empty where there is none. */
  python: number[];
}

/**
 * Makes a case of timed work, and defines its sides for `deno bench` too.
 *
 * @param group The name of the group.
 * @param timed The case.
 * @returns The case with its figures in ns for each operation.
 */
export function timedCase(group: string, timed: TimedCase): Case {
  const { name, ops, ours, reference, cpython, bars } = timed;
  const title = `${group} ${name}`;
  Deno.bench({
    name: `${title}: plain promises`,
    group: title,
    baseline: true,
    fn: awaited(reference),
  });
  Deno.bench({ name: `${title}: asyncio`, group: title, fn: awaited(ours) });
  return {
    name,
    unit: "ns",
    ours: () => nanosPerOp(ours, ops),
    reference: () => nanosPerOp(reference, ops),
    cpython,
    bars,
  };
}

/**
 * Runs timed work once.
 *
 * @param timed The work.
 * @param ops How many operations its watched part does.
 * @returns The nanoseconds that one of them took.
 */
export async function nanosPerOp(timed: Timed, ops: number): Promise<number> {
  let started = 0;
  let ended = 0;
  await timed({
    start: () => started = performance.now(),
    end: () => ended = performance.now(),
  });
  return (ended - started) * 1e6 / ops;
}

/**
 * Lets the sides of a case take their turns.
 *
 * @param case_ The case.
 * @param plan How many turns.
 * @param python CPython's side, or `null` where there is none.
 * @returns All samples that count.
 */
export async function sample(
  case_: Case,
  plan: Plan,
  python: Measure | null,
): Promise<Samples> {
  const samples: Samples = { ours: [], reference: [], python: [] };
  for (let round = -plan.warmup; round < plan.rounds; round++) {
    const turns: [Measure, number[]][] = [
      [case_.ours, samples.ours],
      [case_.reference, samples.reference],
    ];
    if (python !== null && round >= 0 && round < plan.pythonRounds) {
      turns.push([python, samples.python]);
    }
    for (let i = 0; i < turns.length; i++) {
      const [measure, into] = turns[(i + round + plan.warmup) % turns.length]!;
      collectGarbage();
      const figure = await measure();
      if (round >= 0) into.push(figure);
    }
  }
  return samples;
}

/**
 * The sample below which the given part of all samples lies.
 *
 * @param samples At least one figure.
 * @param part Between 0 (the smallest) and 1 (the largest).
 * @returns The sample of that rank.
 */
export function quantile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)]!;
}

/** Starts each sample from a clean heap; needs `--v8-flags=--expose-gc`. */
export function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/** `deno bench` waits for async functions only, not for whatever returns a promise. */
function awaited(timed: Timed): Timed {
  return async (watch) => await timed(watch);
}

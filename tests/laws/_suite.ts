// Laws are checked on histories. Tasks that do random things (a schedule, which a seed gives) share a subject under
// virtual time, and everything they do and get is kept, with what the subject tells of itself right after it. A law is
// a function that looks through such a history, and may compare it with a forecast: what a simple model of the subject
// makes of the same calls, releases, cancels and limits, in the order in which they came. A schedule that breaks a law
// is made as small as it can be and still break it.
//
// A new lock or queue becomes a subject by an adapter, in the table of `locks_test.ts` or `queues_test.ts`.

import { fail } from "@std/assert";
import { test } from "../_support/mod.ts";
import type { History } from "./_history.ts";
import { runAll, type World } from "./_run.ts";
import {
  describeSchedule,
  randomSchedule,
  type Repertoire,
  type Schedule,
} from "./_schedule.ts";
import { shrink } from "./_shrink.ts";

/** What laws are about. */
export interface Subject {
  readonly name: string;
  readonly repertoire: Repertoire;
  newWorld(): World;
}

/** A law: what must hold of every history. */
export interface Law<S extends Subject> {
  readonly name: string;
  /** Whether it is a law for this subject. */
  isFor(subject: S): boolean;
  /** What is against the law in this history, or null. */
  breach(history: History, subject: S): string | null;
}

/** How many schedules each law sees, for each subject. */
const SCHEDULES = 600;

/** Set it to the seed of a failure to run that schedule alone. */
const SEED = "LAWS_SEED";

/** A test for each subject, with a step for each law. */
export function testLaws<S extends Subject>(
  subjects: readonly S[],
  laws: readonly Law<S>[],
): void {
  for (const subject of subjects) {
    test(`${subject.name} keeps the laws`, async (t) => {
      const seeds = seedsToRun();
      const schedules = seeds.map((seed) =>
        randomSchedule(seed, subject.repertoire)
      );
      const histories = await runAll(schedules, subject.newWorld);
      for (const law of laws.filter((law) => law.isFor(subject))) {
        await t.step(law.name, async () => {
          const broken = histories.findIndex((history) =>
            law.breach(history, subject) !== null
          );
          if (broken !== -1) fail(await report(law, subject, seeds[broken]!));
        });
      }
    });
  }
}

function seedsToRun(): number[] {
  const seed = Deno.env.get(SEED);
  return seed === undefined
    ? Array.from({ length: SCHEDULES }, (_, i) => i + 1)
    : [Number(seed)];
}

/** What to know about the failure of a seed: the least that still fails, and what happened there. */
export async function report<S extends Subject>(
  law: Law<S>,
  subject: S,
  seed: number,
): Promise<string> {
  const breachOf = async (schedule: Schedule) => {
    const [history] = await runAll([schedule], subject.newWorld);
    return { history, breach: law.breach(history!, subject) };
  };
  const schedule = randomSchedule(seed, subject.repertoire);
  const least = await shrink(
    schedule,
    async (smaller) => (await breachOf(smaller)).breach !== null,
  );
  const { history, breach } = await breachOf(least);
  return `${subject.name} breaks the law "${law.name}" with seed ${seed}: ${
    breach ?? "only in a row with other schedules"
  }
The least that does it:
${describeSchedule(least)}
What happened:
${history}
Once more: ${SEED}=${seed} deno task test tests/laws --filter "${subject.name}"`;
}

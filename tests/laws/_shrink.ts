import type { Schedule, Step } from "./_schedule.ts";

/** How many smaller schedules are tried at most. */
const TRIES = 3000;

/** A smallest schedule that still fails: whatever is left out, or made shorter, makes it pass. */
export async function shrink(
  schedule: Schedule,
  fails: (schedule: Schedule) => Promise<boolean>,
): Promise<Schedule> {
  let tries = 0;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const smaller of smallerOnes(schedule)) {
      if (++tries > TRIES) return schedule;
      if (await fails(smaller)) {
        schedule = smaller;
        isSmaller = true;
        break;
      }
    }
  }
  return schedule;
}

/** The schedules that are one notch smaller, the smallest first. */
function* smallerOnes(schedule: Schedule): Generator<Schedule> {
  for (const [task, steps] of schedule.entries()) {
    // An empty task stays, so that cancels keep their aim.
    if (steps.length > 0) yield schedule.with(task, []);
  }
  for (const [task, steps] of schedule.entries()) {
    for (let i = 0; i < steps.length; i++) {
      yield schedule.with(task, steps.toSpliced(i, 1));
    }
  }
  for (const [task, steps] of schedule.entries()) {
    for (const [i, step] of steps.entries()) {
      for (const simpler of simplerSteps(step)) {
        yield schedule.with(task, steps.with(i, simpler));
      }
    }
  }
}

function* simplerSteps(step: Step): Generator<Step> {
  if (step.limit !== undefined) yield { ...step, limit: undefined, time: 0 };
  const hasTime = step.op === "sleep" || step.op === "hop" ||
    step.limit !== undefined;
  if (hasTime && step.time > 0) yield { ...step, time: step.time - 1 };
}

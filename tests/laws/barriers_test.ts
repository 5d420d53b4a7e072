// The laws of barriers: who goes on, and when.

import * as asyncio from "../../mod.ts";
import { hangs, wakesTwice } from "./_common_laws.ts";
import type { History, State } from "./_history.ts";
import type { World } from "./_run.ts";
import type { Step } from "./_schedule.ts";
import { type Law, type Subject, testLaws } from "./_suite.ts";
import type { User } from "./_user.ts";

interface BarrierSubject extends Subject {
  readonly parties: number;
}

class BarrierWorld implements World {
  readonly #barrier: asyncio.Barrier;
  #isOver = false;

  constructor(parties: number) {
    this.#barrier = new asyncio.Barrier(parties);
  }

  state(): State {
    const { tasksWaiting, state } = this.#barrier.statistics();
    return { waiting: tasksWaiting, broken: state === "broken" ? 1 : 0 };
  }

  step(user: User, step: Step): Promise<void> | void {
    if (step.op === "wait") {
      return user.call(step, (options) => this.#barrier.wait(options));
    }
    // What the end has broken stays broken, so that nobody waits for ever.
    if (this.#isOver) return;
    user.act(step.op, () => {
      if (step.op === "reset") this.#barrier.reset();
      else this.#barrier.abort();
    });
  }

  leave(): void {}

  finish(user: User): void {
    this.#isOver = true;
    user.act("abort", () => this.#barrier.abort());
  }
}

const BARRIERS: readonly BarrierSubject[] = [1, 2, 3].map((parties) => ({
  name: `Barrier(${parties})`,
  parties,
  repertoire: {
    weights: { wait: 10, reset: 0.5, abort: 0.2 },
    waiting: ["wait"],
  },
  newWorld: () => new BarrierWorld(parties),
}));

function law(
  name: string,
  breach: (history: History, subject: BarrierSubject) => string | null,
): Law<BarrierSubject> {
  return { name, isFor: () => true, breach };
}

const LAWS: readonly Law<BarrierSubject>[] = [
  law("Nobody goes on before all have come", early),
  law("Each has a number of its own", numbers),
  law("A cancelled waiter leaves its place free", places),
  law("Who is sent away learns why", reason),
  law("Nothing wakes twice", (history) => wakesTwice(history, null)),
  law("Nothing hangs", hangs),
];

function early(
  { entries }: History,
  { parties }: BarrierSubject,
): string | null {
  let [come, gone] = [0, 0];
  for (const { what, call, time } of entries) {
    if (what === "calls") come++;
    if (what === "gets" && ++gone > come - come % parties) {
      return `task ${call!.task} goes on at ${time}: ${come} have come`;
    }
  }
  return null;
}

/** The last to come has the last number, at once; so there are as many of it as there were rounds. */
function numbers(
  { entries }: History,
  { parties }: BarrierSubject,
): string | null {
  const counts = Array.from({ length: parties }, () => 0);
  for (const { what, value } of entries) {
    if (what === "gets") counts[value as number]!++;
  }
  const rounds = counts.at(-1)!;
  return counts.length === parties && counts.every((n) => n <= rounds)
    ? null
    : `the numbers were given ${counts.join(", ")} times`;
}

/** Whenever time moves on, those wait who have come and not gone, and they are too few. */
function places(
  { entries }: History,
  { parties }: BarrierSubject,
): string | null {
  let open = 0;
  for (const [i, { what, time, before }] of entries.entries()) {
    if (i > 0 && time > entries[i - 1]!.time) {
      // Those whose timeout has just struck have left, and not run yet.
      const isTimeout = what === "expires";
      if (!isTimeout && before.waiting !== open) {
        return `${before.waiting} wait before ${time}, not ${open}`;
      }
      if (before.waiting! >= parties) {
        return `${before.waiting} wait before ${time}`;
      }
    }
    if (what === "calls") open++;
    if (what === "gets" || what === "fails") open--;
  }
  return null;
}

function reason({ entries }: History): string | null {
  let isBreakable = false;
  for (const { what, call, value, time } of entries) {
    if (what === "reset" || what === "abort") isBreakable = true;
    if (what !== "fails" || value === "cancelled" || value === "aborted") {
      continue;
    }
    if (value !== "BrokenBarrierError" || !isBreakable) {
      return `task ${call!.task} fails at ${time}: ${value}`;
    }
  }
  return null;
}

testLaws(BARRIERS, LAWS);

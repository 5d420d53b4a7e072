import * as asyncio from "../../mod.ts";
import { runVirtual } from "../../tasks/testing/mod.ts";
import { History, type State } from "./_history.ts";
import type { Schedule, Step } from "./_schedule.ts";
import { User } from "./_user.ts";

/** What the tasks of one run share. */
export interface World {
  /** How things stand. */
  state(): State;
  /** Does one step that is not a sleep, a hop or a cancel. */
  step(user: User, step: Step): Promise<void> | void;
  /** Gives back what the user has, at its end. */
  leave(user: User): void;
  /** Lets go of those who wait for what will never come, once nothing moves any more. */
  finish(user: User): void;
}

/** Longer than any schedule takes. */
const AGES = 1000;

/** Runs one schedule after the other under virtual time, each in a world of its own. */
export async function runAll(
  schedules: readonly Schedule[],
  newWorld: () => World,
): Promise<History[]> {
  const histories: History[] = [];
  while (histories.length < schedules.length) {
    // What hangs may resist being cancelled: its loop is left alone, and the rest is run in another one.
    const hung = Promise.withResolvers<void>();
    const running = runVirtual(async () => {
      while (histories.length < schedules.length) {
        const schedule = schedules[histories.length]!;
        const { history, isHanging } = await runOne(schedule, newWorld());
        histories.push(history);
        if (isHanging) return hung.resolve();
      }
    }, { signals: [] });
    await Promise.race([running, hung.promise]);
  }
  return histories;
}

async function runOne(
  schedule: Schedule,
  world: World,
): Promise<{ history: History; isHanging: boolean }> {
  const loop = asyncio.getRunningLoop();
  const start = loop.time();
  const history = new History(() => loop.time() - start, () => world.state());
  const tasks: asyncio.Task<void>[] = schedule.map((steps, index) =>
    asyncio.createTask(() =>
      live(new User(index, history), steps, world, tasks)
    )
  );
  const [, blocked] = await asyncio.wait(tasks, { timeout: AGES });
  // The tidying is the work of one more user, in this task.
  const last = new User(schedule.length, history);
  world.finish(last);
  if (blocked.size > 0) await asyncio.wait(blocked, { timeout: AGES });
  for (const [index, task] of tasks.entries()) {
    if (!task.done()) history.record("hangs", index, () => "for ever");
    else if (!task.cancelled() && task.exception() !== null) {
      history.record("breaks", index, () => task.exception());
    }
  }
  last.act("ends", () => {});
  return { history, isHanging: !tasks.every((task) => task.done()) };
}

async function live(
  user: User,
  steps: readonly Step[],
  world: World,
  tasks: readonly asyncio.Task<void>[],
): Promise<void> {
  for (const step of steps) {
    try {
      await perform(user, step, world, tasks);
    } catch (error) {
      if (!asyncio.isCancelled(error)) throw error;
      // It was cancelled, and goes on with its next step.
      while (asyncio.currentTask()!.uncancel() > 0);
    }
  }
  world.leave(user);
}

async function perform(
  user: User,
  step: Step,
  world: World,
  tasks: readonly asyncio.Task<void>[],
): Promise<void> {
  if (step.op === "sleep") await asyncio.sleep(step.time);
  else if (step.op === "hop") {
    for (let n = step.time; n >= 0; n--) {
      await null;
    }
  } else if (step.op === "cancel") {
    user.act("cancels", () => {
      tasks[step.task]!.cancel();
      return step.task;
    });
  } else await world.step(user, step);
}

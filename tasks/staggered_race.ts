import { checkFunction, checkIterable } from "../loop/check.ts";
import { type Duration, toSeconds } from "../loop/duration.ts";
import { isCancelled } from "../loop/errors.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import { Future } from "../loop/future.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import type { Task } from "../loop/task.ts";
import { FIRST_COMPLETED, wait } from "./wait.ts";

/** How {@linkcode staggeredRace} runs. */
export interface StaggeredRaceOptions {
  /** The loop of the tasks. @default {the current loop} */
  readonly loop?: EventLoop | undefined;
}

/**
 * Starts functions one after the other, each when the one before has failed or `delay` has passed, until one
 * succeeds; the others are cancelled and waited for. The pattern of "happy eyeballs".
 *
 * **Cancellation.** A cancelled caller cancels all that run and waits for them.
 *
 * @param fns The functions, in the order in which they are preferred.
 * @param delay Seconds, or an object with units; `null` to wait for each to fail before the next one starts.
 * @returns `[result, index, errors]`: the result and the index of the winner (`undefined` and `null` if there is none),
 * and for each function that was started its error, or `null`.
 *
 * @example The second is faster
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const [result, index] = await asyncio.staggeredRace([
 *     () => asyncio.sleep(60, "first"),
 *     () => asyncio.sleep(0.01, "second"),
 *   ], 0.01);
 *   assertEquals([result, index], ["second", 1]);
 * });
 * ```
 */
export async function staggeredRace<T>(
  fns: Iterable<() => T | PromiseLike<T>>,
  delay: Duration | null,
  options: StaggeredRaceOptions = {},
): Promise<[result: T | undefined, index: number | null, errors: unknown[]]> {
  checkIterable(fns, "A list of functions");
  const pause = delay === null ? null : toSeconds(delay);
  const loop = options.loop ?? getEventLoop();
  const errors: unknown[] = [];
  const running = new Set<Task<void>>();
  const over = new Future<void>({ loop });
  let result: T | undefined;
  let winner: number | null = null;

  async function attempt(
    fn: () => T | PromiseLike<T>,
    index: number,
    failed: Future<void>,
  ): Promise<void> {
    try {
      const value = await fn();
      if (winner !== null) return;
      winner = index;
      result = value;
      if (!over.done()) over.setResult();
    } catch (error) {
      errors[index] = error;
      if (isCancelled(error)) throw error;
    } finally {
      if (!failed.done()) failed.setResult();
    }
  }

  try {
    for (const fn of fns) {
      checkFunction(fn, "Each item of a staggered race");
      const index = errors.push(null) - 1;
      const failed = new Future<void>({ loop });
      const task = loop.createTask(() => attempt(fn, index, failed));
      running.add(task);
      task.addDoneCallback(() => running.delete(task));
      await wait([failed, over], {
        timeout: pause,
        returnWhen: FIRST_COMPLETED,
      });
      if (winner !== null) break;
    }
    while (winner === null && running.size > 0) {
      await wait([over, ...running], { returnWhen: FIRST_COMPLETED });
    }
  } finally {
    await endAll(running);
  }
  return [result, winner, errors];
}

/** Cancels the tasks and waits until they have ended; each cancel that comes meanwhile is passed on to them. */
async function endAll(tasks: Set<Task<void>>): Promise<void> {
  let cancelled: { readonly error: unknown } | null = null;
  const running = () => [...tasks].filter((task) => !task.done());
  for (let left = running(); left.length > 0; left = running()) {
    for (const task of left) task.cancel();
    try {
      await wait(left);
    } catch (error) {
      cancelled = { error };
    }
  }
  if (cancelled !== null) throw cancelled.error;
}

import { describe, type Duration, toSeconds } from "../loop/duration.ts";
import { isCancelled } from "../loop/errors.ts";
import type { Task } from "../loop/task.ts";
import { moveOnAfter } from "./scopes.ts";
import { taskGroup } from "./task_group.ts";
import { WaitList } from "../loop/wait_list.ts";

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
): Promise<[result: T | undefined, index: number | null, errors: unknown[]]> {
  const pause = delay === null ? null : toSeconds(delay);
  const errors: unknown[] = [];
  let result: T | undefined;
  let winner: number | null = null;
  await taskGroup(async (tg) => {
    for (const fn of fns) {
      if (typeof fn !== "function") throw new TypeError(`Functions are wanted: ${describe(fn)}`);
      const index = errors.push(null) - 1;
      const failed = new WaitList<void>();
      const task: Task<void> = tg.createTask(async () => {
        try {
          const value = await fn();
          if (winner !== null) return;
          winner = index;
          result = value;
          tg.cancel();
        } catch (error) {
          errors[index] = error;
          if (isCancelled(error)) throw error;
          failed.wakeOne();
        }
      });
      if (pause === null) await failedOrDone(failed, task);
      else await moveOnAfter(pause, () => failedOrDone(failed, task));
    }
  });
  return [result, winner, errors];
}

async function failedOrDone(failed: WaitList<void>, task: Task<unknown>): Promise<void> {
  if (!task.done()) await failed.wait();
}

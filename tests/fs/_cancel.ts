/**
 * Cancels at every suspension.
 *
 * @module
 */

import { assert } from "@std/assert";
import { isInTask } from "../../loop/current_task.ts";
import * as asyncio from "../../mod.ts";

/**
 * Runs `work` in a task that is cancelled at its first wait, then one that is cancelled at its second, and so on until
 * one ends without. `prepare` goes before each, and `check` after it with whether it was cancelled.
 *
 * Every wait must be one for the system; what was asked of that is done when `check` is called. Returns how many were
 * cancelled.
 */
export async function cancelAtEveryWait(
  { prepare, work, check }: {
    prepare?: () => Promise<void>;
    work: () => Promise<unknown>;
    check: (cancelled: boolean) => void | Promise<void>;
  },
): Promise<number> {
  for (let at = 1;; at++) {
    await prepare?.();
    const { cancelled, waits } = await asyncio.run(() => cancelAt(at, work));
    await check(cancelled);
    if (waits < at) return at - 1;
    assert(cancelled, `A cancel at wait ${at} was lost`);
  }
}

async function cancelAt(at: number, work: () => Promise<unknown>) {
  const { prototype } = asyncio.WaitList;
  const { wait, wakeOne, wakeAll, failOne, failAll } = prototype;
  const originals = { wait, wakeOne, wakeAll, failOne, failAll };
  const late = Promise.withResolvers<void>();
  let waits = 0;
  let left: unknown = null;
  const task = asyncio.createTask(work);
  prototype.wait = function (options) {
    const result = wait.call(this, options);
    if (isInTask() && asyncio.currentTask() === task && ++waits === at) {
      left = this;
      queueMicrotask(() => task.cancel());
    }
    return result;
  };
  function noteLate(list: unknown): void {
    if (list === left) late.resolve();
  }
  prototype.wakeOne = function (value) {
    noteLate(this);
    return wakeOne.call(this, value);
  };
  prototype.wakeAll = function (value) {
    noteLate(this);
    return wakeAll.call(this, value);
  };
  prototype.failOne = function (error) {
    noteLate(this);
    return failOne.call(this, error);
  };
  prototype.failAll = function (error) {
    noteLate(this);
    return failAll.call(this, error);
  };
  try {
    await asyncio.wait([task]);
    if (left !== null) await late.promise;
  } finally {
    Object.assign(prototype, originals);
  }
  if (!task.cancelled()) await task;
  return { cancelled: task.cancelled(), waits };
}

/**
 * Running programs, tasks and groups of tasks, waiting for several things, timeouts and cancel scopes.
 *
 * @example A group of tasks
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { run, sleep, taskGroup } from "@asyncio/asyncio/tasks";
 *
 * const total = await run(() =>
 *   taskGroup(async (tg) => {
 *     const one = tg.createTask(() => sleep(0.01, 1));
 *     const two = tg.createTask(() => sleep(0.01, 2));
 *     return await one + await two;
 *   })
 * );
 * assertEquals(total, 3);
 * ```
 *
 * @module
 */
export {
  asCompleted,
  AsCompletedIterator,
  type AsCompletedOptions,
} from "./as_completed.ts";
export { createTask } from "./create_task.ts";
export {
  createEagerTaskFactory,
  eagerTaskFactory,
  type TaskMaker,
} from "./eager.ts";
export {
  gather,
  type GatherOptions,
  type ResultOf,
  type Results,
} from "./gather.ts";
export { run } from "./run.ts";
export { runCoroutineThreadsafe } from "./run_coroutine_threadsafe.ts";
export { Runner, type RunnerOptions, type RunnerRunOptions } from "./runner.ts";
export {
  checkpoint,
  failAfter,
  moveOnAfter,
  type ScopeBody,
  shieldScope,
  type ShieldScopeOptions,
} from "./scopes.ts";
export { shield } from "./shield.ts";
export { sleep } from "./sleep.ts";
export { staggeredRace, type StaggeredRaceOptions } from "./staggered_race.ts";
export { all, any, race } from "./structured.ts";
export {
  type StartOptions,
  TaskGroup,
  taskGroup,
  type TaskGroupOptions,
} from "./task_group.ts";
export { Timeout, timeout, timeoutAt } from "./timeout.ts";
export { toThread } from "./to_thread.ts";
export {
  ALL_COMPLETED,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  type FutureOf,
  type ReturnWhen,
  wait,
  type WaitForManyOptions,
} from "./wait.ts";
export { waitFor } from "./wait_for.ts";

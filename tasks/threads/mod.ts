/**
 * Threads and processes: executors, and what jobs need to talk to the loop.
 *
 * @example Compute on all processors
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { ThreadPoolExecutor } from "@asyncio/asyncio/threads";
 *
 * await asyncio.run(async () => {
 *   await using pool = new ThreadPoolExecutor();
 *   const job = pool.submit((text: string) => text.toUpperCase(), "hello");
 *   assertEquals(await job, "HELLO");
 * });
 * ```
 *
 * @module
 */
export { BrokenExecutor } from "../../loop/executors/broken_executor.ts";
export {
  checkCancelled,
  threadSignal,
} from "../../loop/executors/check_cancelled.ts";
export {
  Executor,
  type JobResult,
  type MapOptions,
  type ShutdownOptions,
} from "../../loop/executors/executor.ts";
export { fromThread } from "../../loop/executors/from_thread.ts";
export type { PoolOptions } from "../../loop/executors/pool_options.ts";
export { ProcessPoolExecutor } from "../../loop/executors/process_pool_executor.ts";
export { registerErrorClass } from "../../loop/executors/register_error_class.ts";
export {
  type ThreadFunction,
  type ThreadModule,
  threadModule,
} from "../../loop/executors/thread_module.ts";
export { ThreadPoolExecutor } from "../../loop/executors/thread_pool_executor.ts";
export { transfer } from "../../loop/executors/transfer.ts";
export { toThread } from "../to_thread.ts";

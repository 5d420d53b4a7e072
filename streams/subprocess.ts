/**
 * Processes, as in Python's `asyncio.subprocess`: started without a wait, with pipes that are stream readers and
 * writers, and an end that can be waited for.
 *
 * `runProcess()` is the short way: it ends the process when the caller is cancelled or its time is over.
 *
 * @example A process under a timeout
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { runProcess } from "@asyncio/asyncio/subprocess";
 *
 * await asyncio.run(async () => {
 *   const { stdout } = await runProcess(["echo", "hello"]);
 *   assertEquals(new TextDecoder().decode(stdout), "hello\n");
 *
 *   await assertRejects(
 *     () => asyncio.timeout(0.05, () => runProcess(["sleep", "60"])),
 *     asyncio.TimeoutError,
 *   );
 * });
 * ```
 *
 * @module
 */
export { ProcessLookupError } from "../loop/network/process_lookup_error.ts";
export {
  DEVNULL,
  PIPE,
  type SpawnOptions,
  type Stdio,
  STDOUT,
} from "../loop/network/stdio.ts";
export * from "./called_process_error.ts";
export * from "./completed_process.ts";
export * from "./create_subprocess.ts";
export * from "./process.ts";
export * from "./run_process.ts";

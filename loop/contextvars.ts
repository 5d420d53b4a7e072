/**
 * Context variables, as in Python's `contextvars`: values that belong to a task and reach all that it calls,
 * without being passed along.
 *
 * Each task runs in a copy of the context in which it was created; so does each callback of `callSoon`,
 * `callLater` and `addDoneCallback`.
 *
 * @example A request id that every function can see
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { ContextVar } from "@asyncio/asyncio/contextvars";
 *
 * const requestId = new ContextVar<number>("requestId");
 * const seen: number[] = [];
 *
 * async function handle(id: number) {
 *   requestId.set(id);
 *   await asyncio.sleep(0);
 *   seen.push(requestId.get());
 * }
 *
 * await asyncio.run(() => asyncio.gather(() => handle(1), () => handle(2)));
 * assertEquals(seen, [1, 2]);
 * ```
 *
 * @module
 */
// The thread's own context belongs to its own loop, which this makes possible.
import "./event_loop.ts";

export {
  Context,
  ContextVar,
  type ContextVarOptions,
  copyContext,
  Token,
} from "./context.ts";

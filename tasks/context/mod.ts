/**
 * Context managers: what Python's `contextlib` has for `with` and `async with`.
 *
 * JavaScript's `using` and `await using` only dispose. They have no step of entering, and the end of a block is not told
 * how the block has ended, so it can neither react to an error nor suppress it. Context managers do both in the
 * callback form: `await withAsync(manager, async (value) => { … })`. They can be used in the block form too, and
 * disposables as managers; where a block sees less, the symbol says so.
 *
 * @example A manager, a stack and an error
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { asyncContextManager, AsyncExitStack, suppress, withAsync } from "@asyncio/asyncio/context";
 *
 * const log: string[] = [];
 * const room = asyncContextManager(async function* (name: string) {
 *   await asyncio.sleep(0.001);
 *   try {
 *     yield name;
 *   } finally {
 *     log.push(`left ${name}`);
 *   }
 * });
 *
 * await asyncio.run(() =>
 *   suppress(RangeError, () =>
 *     withAsync(new AsyncExitStack(), async (stack) => {
 *       for (const name of ["hall", "kitchen"]) log.push(await stack.enterAsyncContext(room(name)));
 *       throw new RangeError("fire");
 *     }))
 * );
 * assertEquals(log, ["hall", "kitchen", "left kitchen", "left hall"]);
 * ```
 *
 * @module
 */
export { AbstractAsyncContextManager } from "./abstract_async_context_manager.ts";
export { AbstractContextManager } from "./abstract_context_manager.ts";
export { aclosing, type AsyncClosable } from "./aclosing.ts";
export {
  asyncContextManager,
  AsyncGeneratorContextManager,
} from "./async_context_manager.ts";
export { type AsyncExitFunction, AsyncExitStack } from "./async_exit_stack.ts";
export { closing } from "./closing.ts";
export { contextManager, GeneratorContextManager } from "./context_manager.ts";
export { type ExitFunction, ExitStack } from "./exit_stack.ts";
export { nullContext } from "./null_context.ts";
export {
  type AsyncContextManager,
  type BodyResult,
  type ContextManager,
  type ExitResult,
  isContextManager,
} from "./protocol.ts";
export { suppress } from "./suppress.ts";
export { withAsync } from "./with_async.ts";
export { withSync } from "./with_sync.ts";

import { CancelScope } from "../loop/cancel_scope.ts";
import { checkFunction } from "../loop/check.ts";
import type { Duration } from "../loop/duration.ts";
import { yieldTurn } from "../loop/yield_turn.ts";
import { deadlineAfter } from "./_deadline.ts";
import { type Timeout, timeout } from "./timeout.ts";

/** What runs in a scope. */
export type ScopeBody<R> = (scope: CancelScope) => R | PromiseLike<R>;

/**
 * Calls `fn` for at most `delay`: when the time is over, what it waits for is cancelled, and the program goes on.
 * `scope.cancelledCaught` tells whether that happened.
 *
 * There is no block form: JavaScript gives a block no way to swallow an error.
 *
 * **Cancellation.** A cancel from outside comes out as `CancelledError`.
 *
 * @param delay Seconds, or an object with units.
 * @returns What `fn` returns, or `undefined` if the time was over first.
 * @throws {RuntimeError} If the caller is not in a task.
 *
 * @example A fallback
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   const fresh = await asyncio.moveOnAfter(0.01, () => asyncio.sleep(60, "fresh"));
 *   assertEquals(fresh ?? "from the cache", "from the cache");
 * });
 * ```
 */
export function moveOnAfter<R>(
  delay: Duration,
  fn: ScopeBody<R>,
): Promise<R | undefined> {
  checkFunction(fn, "The body of moveOnAfter()");
  return new CancelScope({ deadline: deadlineAfter(delay) }).run(fn);
}

/** Makes a timeout for a block: the same as `timeout(delay)`. */
export function failAfter(delay: Duration): Timeout;
/**
 * Calls `fn` under a deadline: the same as `timeout(delay, fn)`, by the name that it has in trio and anyio.
 *
 * **Cancellation.** A cancel from outside comes out as `CancelledError`, also when the deadline passes too.
 *
 * @throws {TimeoutError} If the deadline passes first.
 * @throws {RuntimeError} If the caller is not in a task.
 */
export function failAfter<R>(
  delay: Duration,
  fn: (timeout: Timeout) => R | PromiseLike<R>,
): Promise<R>;
export function failAfter<R>(
  delay: Duration,
  fn?: (timeout: Timeout) => R | PromiseLike<R>,
): Timeout | Promise<R> {
  return fn === undefined ? timeout(delay) : timeout(delay, fn);
}

/** Options of {@linkcode shieldScope}. */
export interface ShieldScopeOptions {
  /** How long it may take: seconds, or an object with units; then it is cancelled. @default {null: without limit} */
  readonly timeout?: Duration | null | undefined;
}

/**
 * Calls `fn` so that cancels from outside do not reach it: for cleaning up, say in `finally`. It runs in the current
 * task; timeouts and scopes inside of it work. A cancel that was held back is delivered at the first wait after it.
 *
 * **Cancellation.** One from outside is held back until `fn` has ended, and then raised at the next wait.
 *
 * @returns What `fn` returns, or `undefined` if its own `timeout` was over first.
 * @throws {RuntimeError} If the caller is not in a task.
 *
 * @example Say goodbye, but not for ever
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const log: string[] = [];
 * await asyncio.run(async () => {
 *   const task = asyncio.createTask(async () => {
 *     try {
 *       await asyncio.sleep(60);
 *     } finally {
 *       await asyncio.shieldScope(async () => {
 *         await asyncio.sleep(0.01);
 *         log.push("goodbye");
 *       }, { timeout: 1 });
 *     }
 *   });
 *   await asyncio.sleep(0);
 *   task.cancel();
 *   await asyncio.sleep(0);
 *   task.cancel(); // does not interrupt the cleanup
 *   await asyncio.wait([task]);
 * });
 * assertEquals(log, ["goodbye"]);
 * ```
 */
export function shieldScope<R>(
  fn: ScopeBody<R>,
  options: ShieldScopeOptions = {},
): Promise<R | undefined> {
  const { timeout = null } = options;
  const deadline = timeout === null ? Infinity : deadlineAfter(timeout);
  checkFunction(fn, "The body of shieldScope()");
  return new CancelScope({ shield: true, deadline }).run(fn);
}

/**
 * Gives the others a turn, and raises a cancel that is pending: the same as `sleep(0)`.
 *
 * **Cancellation.** A cancel that is pending is raised here; one that comes during the turn, at the next wait.
 */
export function checkpoint(): Promise<void> {
  return yieldTurn();
}

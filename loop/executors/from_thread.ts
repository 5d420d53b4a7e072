import { checkFunction } from "../check.ts";
import { type Context, copyContext } from "../context.ts";

/** A function that jobs can call. */
export interface Callback {
  readonly fn: (...args: unknown[]) => unknown;
  readonly context: Context;
}

const callbacks = new WeakMap<WeakKey, Callback>();

/**
 * Makes a function of this thread one that a job can call: pass it on as an argument. The job awaits what it returns.
 *
 * The call runs as a task of the loop that waits for the job, in the context of whoever has called `fromThread()`.
 * Arguments, result and errors are copied, as those of a job are. When the job ends, calls that still run are
 * cancelled. anyio's `from_thread.run()`, the other way round: a job cannot name a function of another thread, so it is
 * given one.
 *
 * @returns An async function; on this side it calls `fn`, too.
 * @throws {TypeError} If it is not a function.
 *
 * @example Progress
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 * import { fromThread } from "@asyncio/asyncio/threads";
 *
 * const seen: number[] = [];
 * await asyncio.run(() =>
 *   asyncio.toThread(async (progress: (done: number) => Promise<unknown>) => {
 *     for (let i = 1; i <= 3; i++) await progress(i);
 *   }, fromThread((done: number) => seen.push(done)))
 * );
 * assertEquals(seen, [1, 2, 3]);
 * ```
 */
export function fromThread<A extends unknown[], R>(
  fn: (...args: A) => R,
): (...args: A) => Promise<Awaited<R>> {
  checkFunction(fn, "What a thread can call");
  const callable = async (...args: A): Promise<Awaited<R>> => await fn(...args);
  callbacks.set(callable, {
    fn: fn as Callback["fn"],
    context: copyContext(),
  });
  return callable;
}

/** What `fromThread()` has made of a function, if it has. */
export function callbackOf(value: WeakKey): Callback | undefined {
  return callbacks.get(value);
}

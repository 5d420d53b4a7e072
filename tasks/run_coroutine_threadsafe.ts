import { describe } from "../loop/check.ts";
import { EventLoop } from "../loop/event_loop.ts";
import { Future } from "../loop/future.ts";
import { checkCold, type Cold, type Task } from "../loop/task.ts";

/**
 * Makes a task of `work` on another loop of this thread, and returns a future for it that belongs to the caller's.
 *
 * **Cancellation.** Cancelling the future cancels the task, and the other way round.
 *
 * Differs from CPython: a loop belongs to one thread, and functions cannot be sent to another Worker; it is for a loop
 * in the same thread, such as the thread's own, which lives outside of `run()`.
 *
 * @throws {TypeError} If `work` is neither a function nor a `Coroutine`.
 *
 * @example Have something done on the thread's own loop
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const outside = asyncio.getEventLoop();
 * const result = await asyncio.run(async () => {
 *   return await asyncio.runCoroutineThreadsafe(() => asyncio.sleep(0.01, "done"), outside);
 * });
 * assertEquals(result, "done");
 * ```
 */
export function runCoroutineThreadsafe<T>(
  work: Cold<T>,
  loop: EventLoop,
): Future<T> {
  checkCold(work);
  if (!(loop instanceof EventLoop)) {
    throw new TypeError(`An event loop is wanted: ${describe(loop)}`);
  }
  const relay = new Relay<T>();
  loop.callSoonThreadsafe(() => {
    try {
      relay.follow(loop.createTask(work));
    } catch (error) {
      if (!relay.done()) relay.setException(error);
      throw error;
    }
  });
  return relay;
}

/** A future that follows a task of another loop. */
class Relay<T> extends Future<T> {
  #task: Task<T> | null = null;

  follow(task: Task<T>): void {
    this.#task = task;
    if (this.done()) {
      task.cancel();
      return;
    }
    task.addDoneCallback(() => this.#copy(task));
  }

  override cancel(message?: string): boolean {
    if (!super.cancel(message)) return false;
    this.#task?.getLoop().callSoonThreadsafe(() => this.#task!.cancel(message));
    return true;
  }

  #copy(task: Task<T>): void {
    if (task.cancelled()) {
      super.cancel();
      return;
    }
    const error = task.exception();
    if (this.done()) return;
    if (error !== null) this.setException(error);
    else this.setResult(task.result());
  }
}

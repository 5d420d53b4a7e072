import {
  chooseAmbient,
  currentExecution,
  storedExecution,
} from "./_execution.ts";
import { coreOf } from "./_loop_core.ts";
import { EventLoop, type EventLoopOptions } from "./event_loop.ts";
import { RuntimeError } from "./errors.ts";

/**
 * Returns the loop that runs the caller.
 *
 * @throws {RuntimeError} If the caller is not run by a loop.
 */
export function getRunningLoop(): EventLoop {
  const execution = storedExecution();
  if (execution === undefined) {
    throw new RuntimeError("no running event loop: use it inside run()");
  }
  return execution.core.loop;
}

/**
 * Returns the running loop; outside of every loop the one of {@linkcode setEventLoop}, else the thread's own, which
 * is always live. (CPython 3.14 raises an error where none was set.)
 */
export function getEventLoop(): EventLoop {
  return currentExecution().core.loop;
}

/** Sets the loop that serves outside of every running loop; `null` goes back to the thread's own. */
export function setEventLoop(loop: EventLoop | null): void {
  chooseAmbient(loop === null ? null : coreOf(loop));
}

/** Makes a loop; the same as `new EventLoop(options)`. */
export function newEventLoop(options: EventLoopOptions = {}): EventLoop {
  return new EventLoop(options);
}

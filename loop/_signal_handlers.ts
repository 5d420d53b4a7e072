import { copyContext } from "./contextvars.ts";
import { isCoroutineFunction } from "./coroutine.ts";
import { describe } from "./duration.ts";
import { RuntimeError } from "./errors.ts";
import type { EventLoop } from "./event_loop.ts";

/** No process can catch these. */
const UNCATCHABLE: readonly string[] = ["SIGKILL", "SIGSTOP"];

/** The signal handlers of a loop: one for each signal. */
export class SignalHandlers {
  readonly #listeners: Map<Deno.Signal, () => void> = new Map();

  set(signal: Deno.Signal, callback: () => unknown, loop: EventLoop): void {
    if (typeof callback !== "function" || isCoroutineFunction(callback)) {
      throw new TypeError(`A signal handler must be a plain function, not an async one: ${describe(callback)}`);
    }
    if (typeof signal !== "string" || !signal.startsWith("SIG")) {
      throw new TypeError(`A signal must be a name such as "SIGTERM": ${describe(signal)}`);
    }
    if (UNCATCHABLE.includes(signal)) throw new RuntimeError(`The signal ${signal} cannot be caught`);
    const context = copyContext();
    const listener = () => void loop.callSoonThreadsafe(callback, { context });
    Deno.addSignalListener(signal, listener);
    this.remove(signal);
    this.#listeners.set(signal, listener);
  }

  remove(signal: Deno.Signal): boolean {
    const listener = this.#listeners.get(signal);
    if (listener === undefined) return false;
    Deno.removeSignalListener(signal, listener);
    return this.#listeners.delete(signal);
  }

  clear(): void {
    for (const signal of [...this.#listeners.keys()]) this.remove(signal);
  }
}

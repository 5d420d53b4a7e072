import { copyContext } from "./context.ts";
import { isCoroutineFunction } from "./coroutine.ts";
import { describe } from "./check.ts";
import { RuntimeError } from "./errors.ts";
import type { EventLoop } from "./event_loop.ts";

/** No process can catch these. */
const UNCATCHABLE: readonly string[] = ["SIGKILL", "SIGSTOP"];
/** The longest interval that a timer takes, in milliseconds. */
const LONGEST_INTERVAL = 2 ** 31 - 1;

interface Entry {
  readonly callback: () => unknown;
  readonly listener: () => void;
  readonly keepAlive: boolean;
}

/** The signal handlers of a loop: one for each signal. */
export class SignalHandlers {
  readonly #loop: EventLoop;
  readonly #entries: Map<Deno.Signal, Entry> = new Map();
  #live = false;
  /** What keeps the process alive: the runtime's own listeners do not. */
  #anchor: ReturnType<typeof setInterval> | null = null;

  constructor(loop: EventLoop) {
    this.#loop = loop;
  }

  set(signal: Deno.Signal, callback: () => unknown, keepAlive: boolean): void {
    if (typeof callback !== "function" || isCoroutineFunction(callback)) {
      throw new TypeError(
        `A signal handler must be a plain function, not an async one: ${
          describe(callback)
        }`,
      );
    }
    checkSignal(signal);
    if (UNCATCHABLE.includes(signal)) {
      throw new RuntimeError(`The signal ${signal} cannot be caught`);
    }
    const context = copyContext();
    const listener = () =>
      void this.#loop.callSoonThreadsafe(callback, { context });
    Deno.addSignalListener(signal, listener);
    this.remove(signal);
    this.#entries.set(signal, { callback, listener, keepAlive });
    this.#anchorIfNeeded();
  }

  get(signal: Deno.Signal): (() => unknown) | null {
    checkSignal(signal);
    return this.#entries.get(signal)?.callback ?? null;
  }

  remove(signal: Deno.Signal): boolean {
    checkSignal(signal);
    const entry = this.#entries.get(signal);
    if (entry === undefined) return false;
    Deno.removeSignalListener(signal, entry.listener);
    this.#entries.delete(signal);
    this.#anchorIfNeeded();
    return true;
  }

  clear(): void {
    for (const signal of [...this.#entries.keys()]) this.remove(signal);
  }

  /** Says whether the loop runs. */
  setLive(live: boolean): void {
    this.#live = live;
    this.#anchorIfNeeded();
  }

  #anchorIfNeeded(): void {
    const needed = this.#live &&
      this.#entries.values().some((entry) => entry.keepAlive);
    if (needed === (this.#anchor !== null)) return;
    if (this.#anchor !== null) clearInterval(this.#anchor);
    this.#anchor = needed ? setInterval(() => {}, LONGEST_INTERVAL) : null;
  }
}

function checkSignal(signal: unknown): void {
  if (typeof signal === "string" && signal.startsWith("SIG")) return;
  throw new TypeError(
    `A signal must be a name such as "SIGTERM": ${describe(signal)}`,
  );
}

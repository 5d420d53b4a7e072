import { Execution, runAs } from "./_execution.ts";
import { INSPECT } from "./inspect.ts";
import { coreOf, type LoopCore } from "./_loop_core.ts";
import { noteEvent } from "./_slow_turn.ts";
import { createdAt, noteSource, sourceOf } from "./_stack.ts";
import type { Context } from "./context.ts";
import { copyContext } from "./context.ts";
import { checkFunction, checkObject } from "./check.ts";
import { KeyboardInterrupt } from "./errors.ts";
import type { EventLoop } from "./event_loop.ts";
import type { CallbackOptions } from "./future.ts";

/** Runs a handle's callback, unless it was cancelled; for the kernel. */
export let runHandle: (handle: Handle) => void;

/**
 * A callback that was scheduled with `loop.callSoon()`, and the way to take it back.
 *
 * An error that the callback throws goes to the loop's exception handler.
 */
export class Handle {
  static {
    runHandle = (handle) => handle.#run();
  }

  readonly #core: LoopCore;
  readonly #context: Context;
  #callback: (() => unknown) | null;

  /** Made by the loop's `call…` methods; it is not scheduled by itself. */
  constructor(
    callback: () => unknown,
    loop: EventLoop,
    options: CallbackOptions = {},
  ) {
    checkFunction(callback, "A callback");
    checkObject(
      options,
      "The options of a callback (pass arguments by a closure)",
    );
    this.#core = coreOf(loop);
    this.#callback = callback;
    this.#context = options.context ?? copyContext();
    if (this.#core.debug) noteSource(this, new.target);
  }

  /** Takes the callback back: it is not called any more. */
  cancel(): void {
    this.#callback = null;
  }

  /** Whether {@linkcode cancel} was called. */
  cancelled(): boolean {
    return this.#callback === null;
  }

  /** Returns the context in which the callback runs. */
  getContext(): Context {
    return this.#context;
  }

  /** Such as `<Handle tick()>`. */
  toString(): string {
    const what = this.#callback === null
      ? "cancelled"
      : `${nameOf(this.#callback)}()`;
    return `<${this.constructor.name} ${what}${createdAt(this)}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  #run(): void {
    const callback = this.#callback;
    if (callback === null) return;
    const core = this.#core;
    const start = core.debug ? performance.now() : 0;
    try {
      runAs(new Execution(core, null, null, this.#context, null), callback);
    } catch (error) {
      this.#report(error, callback);
    }
    if (core.debug) warnIfSlow(core, this, start);
  }

  #report(error: unknown, callback: () => unknown): void {
    if (error instanceof KeyboardInterrupt && this.#core.abort !== null) {
      this.#core.abort(error);
      return;
    }
    const source = sourceOf(this);
    this.#core.loop.callExceptionHandler({
      message: `Exception in callback ${nameOf(callback)}()`,
      exception: error,
      handle: this,
      ...source === undefined ? {} : { sourceTraceback: source },
    });
  }
}

function nameOf(callback: () => unknown): string {
  return callback.name || "(anonymous)";
}

/** Says in debug mode that something held the loop for longer than `slowCallbackDuration`. */
export function warnIfSlow(core: LoopCore, what: unknown, start: number): void {
  noteEvent();
  const seconds = (performance.now() - start) / 1000;
  if (seconds >= core.loop.slowCallbackDuration) {
    console.warn(`Executing ${what} took ${seconds.toFixed(3)} seconds`);
  }
}

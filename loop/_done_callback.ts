import type { Context } from "./context.ts";
import type { LoopCore } from "./_loop_core.ts";
import type { Future, FutureCallback } from "./future.ts";

/** What stands beside it at the future. */
interface Neighbour {
  prev: Neighbour | null;
  next: Neighbour | null;
  onDone(future: Future<unknown>): void;
}

/** A callback that waits for a future. */
export class DoneCallback {
  prev: Neighbour | null = null;
  next: Neighbour | null = null;
  readonly callback: FutureCallback<unknown>;
  readonly #context: Context;
  readonly #core: LoopCore;

  constructor(
    callback: FutureCallback<unknown>,
    context: Context,
    core: LoopCore,
  ) {
    this.callback = callback;
    this.#context = context;
    this.#core = core;
  }

  onDone(future: Future<unknown>): void {
    // A loop that is closed calls nothing any more.
    if (this.#core.closed) return;
    this.#core.loop.callSoon(() => this.callback(future), {
      context: this.#context,
    });
  }
}

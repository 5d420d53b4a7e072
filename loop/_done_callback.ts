import type { Context } from "./context.ts";
import type { EventLoop } from "./event_loop.ts";
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
  readonly #loop: EventLoop;

  constructor(
    callback: FutureCallback<unknown>,
    context: Context,
    loop: EventLoop,
  ) {
    this.callback = callback;
    this.#context = context;
    this.#loop = loop;
  }

  onDone(future: Future<unknown>): void {
    this.#loop.callSoon(() => this.callback(future), {
      context: this.#context,
    });
  }
}

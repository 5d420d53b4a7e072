import type { Linked } from "./_linked_list.ts";
import type { Context } from "./contextvars.ts";
import type { EventLoop } from "./event_loop.ts";
import type { Future, FutureCallback } from "./future.ts";

/** A callback that waits for a future. */
export class DoneCallback implements Linked {
  prev: Linked | null = null;
  next: Linked | null = null;
  readonly callback: FutureCallback<unknown>;
  readonly #context: Context;
  readonly #loop: EventLoop;

  constructor(callback: FutureCallback<unknown>, context: Context, loop: EventLoop) {
    this.callback = callback;
    this.#context = context;
    this.#loop = loop;
  }

  onDone(future: Future<unknown>): void {
    this.#loop.callSoon(() => this.callback(future), { context: this.#context });
  }
}

import type { LoopCore } from "./_loop_core.ts";
import type { Observer } from "./_observer.ts";
import { openPromise, resolveLast } from "./_promise.ts";
import type { Ready } from "./_ready_queue.ts";
import type { Context } from "./context.ts";
import type { Future, FutureCallback } from "./future.ts";
import { Handle, runHandle } from "./handle.ts";

/** A callback that waits for a future. It runs in the async context, also of other libraries, in which it was added. */
export class DoneCallback implements Observer, Ready {
  prev: Observer | null = null;
  next: Observer | null = null;
  readonly callback: FutureCallback<unknown>;
  readonly #core: LoopCore;
  readonly #context: Context;
  readonly #open: () => void;
  #future: Future<unknown> | null = null;

  constructor(
    callback: FutureCallback<unknown>,
    context: Context,
    core: LoopCore,
  ) {
    this.callback = callback;
    this.#context = context;
    this.#core = core;
    const due = openPromise<void>();
    this.#open = resolveLast;
    due.then(() => this.#run());
  }

  onDone(future: Future<unknown>): void {
    // A loop that is closed calls nothing any more.
    if (this.#core.closed) return;
    this.#future = future;
    this.#core.ready.wake(this);
  }

  go(): void {
    this.#open();
  }

  #run(): void {
    const { callback } = this;
    const call = () => callback(this.#future!);
    Object.defineProperty(call, "name", { value: callback.name });
    runHandle(new Handle(call, this.#core.loop, { context: this.#context }));
  }
}

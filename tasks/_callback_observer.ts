import type { Future } from "../loop/future.ts";
import { FutureObserver } from "../loop/future_observer.ts";

/** An observer that calls a function. Where there can be very many, a class of its own saves the closures. */
export class CallbackObserver extends FutureObserver {
  readonly #callback: (future: Future<unknown>) => void;

  constructor(callback: (future: Future<unknown>) => void) {
    super();
    this.#callback = callback;
  }

  override onDone(future: Future<unknown>): void {
    this.#callback(future);
  }
}

// A hand-written iterator that counts what is asked of it.

import * as asyncio from "../../../mod.ts";

/** How it behaves. */
export interface WatchedOptions {
  /** How many items it gives: 0, 1, 2 … @default {6} */
  count?: number;
  /** How long each takes, in seconds; nothing is waited for when it is 0. @default {0} */
  delay?: number;
  /** What it fails with in place of an end. */
  error?: unknown;
  /** What closing it fails with. */
  closingError?: unknown;
}

/** The iterator. */
export class Watched implements AsyncIterableIterator<number> {
  readonly #options: WatchedOptions;
  /** How often it was asked for an item. */
  asked = 0;
  /** How many questions it has answered. */
  answered = 0;
  /** How often it was closed. */
  closed = 0;
  /** Whether it was asked while it was busy. */
  overlapped = false;

  constructor(options: WatchedOptions = {}) {
    this.#options = options;
  }

  async next(): Promise<IteratorResult<number, undefined>> {
    const { count = 6, delay = 0 } = this.#options;
    if (this.asked !== this.answered) this.overlapped = true;
    const value = this.asked++;
    try {
      if (delay > 0) await asyncio.sleep(delay);
    } finally {
      this.answered++;
    }
    if (value < count) return { done: false, value };
    if ("error" in this.#options) throw this.#options.error;
    return { done: true, value: undefined };
  }

  return(): Promise<IteratorResult<number, undefined>> {
    this.closed++;
    return "closingError" in this.#options
      ? Promise.reject(this.#options.closingError)
      : Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

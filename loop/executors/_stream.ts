import { Deque } from "../deque.ts";
import { isCancelled, RuntimeError } from "../errors.ts";
import { WaitList } from "../wait_list.ts";
import { BrokenExecutor } from "./broken_executor.ts";

/** Where the values of a stream are made. */
export interface StreamSource {
  pull(count: number): void;
  close(): void;
}

/** How many values are made before somebody asks for them. */
const WINDOW = 16;

/**
 * The generator of a job, on this side. Its host makes up to 16 values ahead, and makes more as they are taken.
 *
 * **Cancellation.** A cancelled `next()` closes it, as it ends a generator of this thread: a loop does not close what it
 * has got an error from, and the generator would keep its thread for ever.
 */
export class JobStream implements AsyncGenerator<unknown, unknown, void> {
  readonly #source: StreamSource;
  // Invariant: somebody waits only while there are no values, and the stream has not ended.
  readonly #values: Deque<unknown> = new Deque();
  readonly #waiting: WaitList<IteratorResult<unknown, unknown>> =
    new WaitList();
  readonly #closing: WaitList<void> = new WaitList();
  #state: "open" | "closing" | "ended" = "open";
  #failure: { error: unknown } | null = null;
  #returned: unknown;
  #taken = 0;

  constructor(source: StreamSource) {
    this.#source = source;
    source.pull(WINDOW);
  }

  next(): Promise<IteratorResult<unknown, unknown>> {
    if (this.#values.length > 0) {
      const value = this.#values.shift();
      this.#noteTaken();
      return Promise.resolve({ done: false, value });
    }
    if (this.#state === "open") return this.#wait();
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) return Promise.reject(failure.error);
    const value = this.#returned;
    this.#returned = undefined;
    return Promise.resolve({ done: true, value });
  }

  async return(value?: unknown): Promise<IteratorResult<unknown, unknown>> {
    this.#close();
    if (this.#state === "closing") await this.#closing.wait();
    this.#failure = null;
    return { done: true, value: await value };
  }

  async throw(error: unknown): Promise<IteratorResult<unknown, unknown>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** A value has come. */
  push(value: unknown): void {
    if (this.#state !== "open") return;
    if (this.#waiting.wakeOne({ done: false, value })) this.#noteTaken();
    else this.#values.push(value);
  }

  /** The generator has returned. */
  finish(value: unknown): void {
    if (this.#waiting.wakeOne({ done: true, value })) value = undefined;
    this.#end(value);
  }

  /** The generator has failed. */
  fail(error: unknown): void {
    if (this.#state === "closing") {
      // That it was cancelled, or ended by force, is what closing has led to.
      if (!isCancelled(error) && !(error instanceof BrokenExecutor)) {
        this.#closing.failAll(error);
      }
    } else if (!this.#waiting.failOne(error)) this.#failure = { error };
    this.#end(undefined);
  }

  /** The executor is shut down: a stream that nobody waits for would never end. */
  abandon(): void {
    if (this.#state !== "open" || this.#waiting.size > 0) return;
    this.#close();
    this.#failure = {
      error: new RuntimeError("The executor of the stream was shut down"),
    };
  }

  async #wait(): Promise<IteratorResult<unknown, unknown>> {
    try {
      return await this.#waiting.wait();
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  #close(): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    while (this.#values.length > 0) this.#values.shift();
    this.#waiting.wakeAll({ done: true, value: undefined });
    this.#source.close();
  }

  #end(value: unknown): void {
    this.#state = "ended";
    this.#returned = value;
    this.#waiting.wakeAll({ done: true, value: undefined });
    this.#closing.wakeAll();
  }

  #noteTaken(): void {
    if (++this.#taken < WINDOW / 2) return;
    if (this.#state === "open") this.#source.pull(this.#taken);
    this.#taken = 0;
  }
}

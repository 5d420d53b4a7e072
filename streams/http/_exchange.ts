import { TimeoutError } from "../../loop/errors.ts";
import type { EventLoop } from "../../loop/event_loop.ts";
import {
  type Abandonable,
  abandonAtClose,
  forget,
} from "../../loop/open_transports.ts";
import { getEventLoop } from "../../loop/running_loop.ts";
import type { TimerHandle } from "../../loop/timer_handle.ts";

/** A request and its response: it can be aborted, waits for so long, and ends once. */
export class Exchange implements Abandonable {
  readonly #loop: EventLoop = getEventLoop();
  readonly #controller: AbortController = new AbortController();
  readonly #readTimeout: number | null;
  #release: (() => void) | null;
  #timer: TimerHandle | null = null;

  /** Begins it; `release` is called when it has ended. */
  constructor(readTimeout: number | null, release: (() => void) | null) {
    this.#readTimeout = readTimeout;
    this.#release = release;
    abandonAtClose(this.#loop, this);
  }

  /** Ends the request of the platform. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts it with a `TimeoutError` unless {@linkcode inTime} is called within `delay` seconds. */
  expect(what: string, delay: number | null): void {
    if (delay === null) return;
    this.#timer = this.#loop.callLater(delay, () => {
      const error = new TimeoutError(
        `Timed out: ${what} has not come within ${delay} s`,
      );
      this.#controller.abort(error);
    });
  }

  /** Says that what was expected has come. */
  inTime(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** Aborts it, and ends it. */
  abort(): void {
    this.#controller.abort();
    this.end();
  }

  /** Aborts it with its loop: a body that nobody reads would keep the process alive. */
  abandon(): void {
    this.abort();
  }

  /** Ends it. */
  end(): void {
    this.inTime();
    forget(this.#loop, this);
    this.#release?.();
    this.#release = null;
  }

  /** Returns the body in its pieces; it ends the exchange when it is at its end. */
  chunksOf(
    body: ReadableStream<Uint8Array>,
  ): AsyncIterable<Uint8Array> {
    return new BodyChunks(this, body, this.#readTimeout);
  }
}

/** The pieces of a body, each of which has to come in time. */
class BodyChunks implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #exchange: Exchange;
  readonly #body: ReadableStreamDefaultReader<Uint8Array>;
  readonly #timeout: number | null;

  constructor(
    exchange: Exchange,
    body: ReadableStream<Uint8Array>,
    timeout: number | null,
  ) {
    this.#exchange = exchange;
    this.#body = body.getReader();
    this.#timeout = timeout;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const exchange = this.#exchange;
    exchange.expect("the next part of the body", this.#timeout);
    try {
      const result = await this.#body.read();
      exchange.inTime();
      if (result.done) exchange.end();
      return result as IteratorResult<Uint8Array, undefined>;
    } catch (error) {
      exchange.end();
      throw error;
    }
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#exchange.abort();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

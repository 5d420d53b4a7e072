import { INSPECT } from "../../loop/inspect.ts";
import type { WaitOptions } from "../../loop/wait_options.ts";
import { StreamReader } from "../reader.ts";
import type { Exchange } from "./_exchange.ts";

/**
 * What `fetch()` returns: a `Response` whose body is read by the current task, so that every wait can be cancelled.
 *
 * Read it to its end or close it: until then it counts for the {@linkcode HostLimits}. `await using` closes it.
 */
export class FetchResponse implements AsyncDisposable {
  readonly #response: Response;
  readonly #exchange: Exchange;
  /** The body, as a stream of bytes: `readline()`, `readexactly()`, `for await` over lines. */
  readonly body: StreamReader;

  /** Only the library makes one. */
  constructor(
    response: Response,
    exchange: Exchange,
    limit: number | undefined,
  ) {
    this.#response = response;
    this.#exchange = exchange;
    const { body } = response;
    this.body = StreamReader.from(
      body === null ? [] : exchange.chunksOf(body),
      {
        limit,
      },
    );
    if (body === null) exchange.end();
    else dropped.register(this.body, exchange);
  }

  /** The status code, such as 200. */
  get status(): number {
    return this.#response.status;
  }

  /** What the server says to the status. */
  get statusText(): string {
    return this.#response.statusText;
  }

  /** Whether the status is 200 to 299. */
  get ok(): boolean {
    return this.#response.ok;
  }

  /** Where the response comes from, after redirects. */
  get url(): string {
    return this.#response.url;
  }

  /** Whether there were redirects. */
  get redirected(): boolean {
    return this.#response.redirected;
  }

  /** The headers. */
  get headers(): Headers {
    return this.#response.headers;
  }

  /**
   * Reads the body to its end.
   *
   * **Cancellation.** A cancelled caller leaves all bytes to the next read.
   *
   * @throws {TimeoutError} If a part of it takes longer than `readTimeout`.
   * @throws {TypeError} If the connection is lost.
   * @throws {RuntimeError} If another task reads it.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  bytes(options?: WaitOptions): Promise<Uint8Array> {
    return this.body.read(-1, options);
  }

  /**
   * Reads the body to its end, as text in UTF-8.
   *
   * **Cancellation.** As for {@linkcode bytes}.
   *
   * @throws {TimeoutError} If a part of it takes longer than `readTimeout`.
   * @throws {TypeError} If the connection is lost.
   * @throws {RuntimeError} If another task reads it.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  async text(options?: WaitOptions): Promise<string> {
    return new TextDecoder().decode(await this.bytes(options));
  }

  /**
   * Reads the body to its end, as JSON.
   *
   * **Cancellation.** As for {@linkcode bytes}.
   *
   * @throws {SyntaxError} If it is no JSON.
   * @throws {TimeoutError} If a part of it takes longer than `readTimeout`.
   * @throws {TypeError} If the connection is lost.
   * @throws {RuntimeError} If another task reads it.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  async json(options?: WaitOptions): Promise<unknown> {
    return JSON.parse(await this.text(options));
  }

  /** Gives up what has not been read: the connection is closed. */
  close(): void {
    this.body.close();
    this.#exchange.end();
  }

  /** Closes it: what `await using` does at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** Such as `<FetchResponse 200 https://example.com/>`. */
  toString(): string {
    return `<${this.constructor.name} ${this.status} ${this.url}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

/** A body that nobody can read any more must not be in the way of others. */
const dropped = new FinalizationRegistry<Exchange>((exchange) =>
  exchange.abort()
);

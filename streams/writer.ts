import { checkBytes, checkIterable, describe } from "../loop/check.ts";
import { INSPECT } from "../loop/inspect.ts";
import type { SslOptions } from "../loop/network/ssl_options.ts";
import type { HandshakeOptions } from "../loop/network/tls.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { Link } from "./_link.ts";
import { StreamSink } from "./_stream_sink.ts";
import { upgradeToTls } from "./_tls.ts";
import type { ExtraInfo } from "./extra_info.ts";

import { StreamTransport } from "./stream_transport.ts";

/**
 * Writes a stream of bytes, and closes the connection.
 *
 * - **`write()` does not wait.** It collects; what is collected goes out in one piece once nobody has written for a
 *   moment (a few rounds of the microtask queue), or at once from 16 KiB on.
 * - **`drain()` slows the program down to what the other side takes**: it waits while more than 64 KiB are on their way,
 *   until a quarter of that is left. {@linkcode send} writes and drains.
 * - **Whose bytes?** Less than 16 KiB are copied. A larger piece is not: leave it as it is until `drain()` has
 *   returned, which waits for that too. (Python's `bytes` cannot change, so asyncio has no such rule.)
 * - **A lost connection** makes `drain()`, `send()` and `waitClosed()` fail with its error; what is written to it is
 *   dropped.
 * - **`await using`** closes it at the end of the block and waits for that.
 */
export class StreamWriter implements AsyncDisposable {
  readonly #link: Link;
  #transport: StreamTransport | null = null;

  /** Only the library makes one. */
  constructor(link: Link) {
    this.#link = link;
  }

  /**
   * Makes a writer of a Web stream, such as the standard input of a process. It closes the stream when it is closed.
   *
   * @throws {TypeError} If it is none, or locked.
   *
   * @example Through a transform
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * const gzip = new CompressionStream("gzip");
   * const writer = asyncio.StreamWriter.from(gzip.writable as WritableStream<Uint8Array>);
   * const unzipped = gzip.readable.pipeThrough(new DecompressionStream("gzip"));
   * const reader = asyncio.StreamReader.from(unzipped);
   * writer.write(new TextEncoder().encode("hello"));
   * writer.close();
   * assertEquals(new TextDecoder().decode(await reader.read()), "hello");
   * ```
   */
  static from(writable: WritableStream<Uint8Array>): StreamWriter {
    if (!(writable instanceof WritableStream)) {
      throw new TypeError(
        `A WritableStream is wanted: ${describe(writable)}`,
      );
    }
    return new StreamWriter(
      new Link({ conn: new StreamSink(writable), tls: null }, {}),
    );
  }

  /** The connection below. */
  get transport(): StreamTransport {
    return this.#transport ??= new StreamTransport(this.#link);
  }

  /**
   * Adds bytes to what is going out.
   *
   * @throws {TypeError} If they are no bytes.
   * @throws {RuntimeError} If {@linkcode writeEof} was called.
   */
  write(data: Uint8Array): void {
    checkBytes(data, "'data'");
    this.#link.pipe.write(data);
  }

  /**
   * Writes several pieces.
   *
   * @throws {TypeError} If it is not iterable, or one of them is no bytes.
   * @throws {RuntimeError} If {@linkcode writeEof} was called.
   */
  writelines(data: Iterable<Uint8Array>): void {
    checkIterable(data, "'data'");
    for (const piece of data) this.write(piece);
  }

  /**
   * Waits until it is sensible to write on: at once, unless too much is on its way.
   *
   * **Cancellation.** A cancelled caller stops waiting; everything that was written still goes out.
   *
   * @throws {ConnectionError} If the connection is lost or closed.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  drain(options?: WaitOptions): Promise<void> {
    return this.#link.pipe.drain(options);
  }

  /**
   * Writes and waits until it is sensible to write on. Not in asyncio.
   *
   * **Cancellation.** A cancelled caller stops waiting; everything that was written still goes out.
   *
   * @throws {TypeError} If `data` is no bytes.
   * @throws {RuntimeError} If {@linkcode writeEof} was called.
   * @throws {ConnectionError} If the connection is lost or closed.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  send(data: Uint8Array, options?: WaitOptions): Promise<void> {
    try {
      this.write(data);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.drain(options);
  }

  /** Says that no more bytes come, once those written have gone out; reading goes on. */
  writeEof(): void {
    this.#link.pipe.writeEof();
  }

  /** Whether {@linkcode writeEof} can be called: always. (CPython's TLS cannot.) */
  canWriteEof(): boolean {
    return true;
  }

  /** Closes the connection once everything that was written has gone out; who reads gets the end. */
  close(): void {
    this.#link.pipe.close();
  }

  /** Whether the connection is being closed, or is lost. */
  isClosing(): boolean {
    return this.#link.pipe.isClosing;
  }

  /**
   * Waits until the connection is closed.
   *
   * **Cancellation.** A cancelled caller stops waiting; the connection does not notice.
   *
   * @throws {ConnectionError} If the connection was lost.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  waitClosed(options?: WaitOptions): Promise<void> {
    return this.#link.pipe.waitClosed(options);
  }

  /** Returns what is known of the connection under `name`, or `null`. */
  getExtraInfo<K extends keyof ExtraInfo>(name: K): ExtraInfo[K] | null;
  /** Returns what is known of the connection under `name`, or `fallback`. */
  getExtraInfo<K extends keyof ExtraInfo, D>(
    name: K,
    fallback: D,
  ): ExtraInfo[K] | D;
  /** Returns what is known of the connection under any other name: `fallback`. */
  getExtraInfo(name: string, fallback?: unknown): unknown;
  getExtraInfo(name: string, fallback: unknown = null): unknown {
    return this.#link.getExtraInfo(name) ?? fallback;
  }

  /**
   * Goes on in TLS over the same connection, on the side of the server if it was accepted by one. Everything that was
   * written before goes out before.
   *
   * **Cancellation.** A cancelled caller leaves a connection that is of no use any more: it is closed.
   *
   * @param ssl How; `true` for a client without options.
   * @throws {RuntimeError} If somebody waits in the reader.
   * @throws {SslError} If the handshake fails: {@linkcode SslCertVerificationError} for the other side's certificate.
   * @throws {ConnectionResetError} If the other side goes away.
   * @throws {ConnectionAbortedError} If the handshake takes too long.
   * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
   */
  startTls(
    ssl: true | SslOptions,
    options: HandshakeOptions = {},
  ): Promise<void> {
    return upgradeToTls(this.#link, ssl, options);
  }

  /** The writer as a Web stream: closing it closes the connection, aborting it drops what has not gone out. */
  get writable(): WritableStream<Uint8Array> {
    return new WritableStream({
      write: (bytes) => this.send(bytes),
      close: async () => {
        this.close();
        await this.waitClosed();
      },
      abort: () => this.#link.pipe.abort(),
    });
  }

  /**
   * Closes it and waits for that: what `await using` does at the end of the block.
   *
   * **Cancellation.** A cancelled caller stops waiting; what is left still goes out.
   *
   * @throws {ConnectionError} If the connection is lost and nobody has heard of it yet.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#link.pipe.dispose();
  }

  /** Such as `<StreamWriter peername=127.0.0.1:8000 closing>`. */
  toString(): string {
    const peer = this.#link.getExtraInfo("peername") as ExtraInfo["peername"];
    const address = typeof peer === "string" ? peer : peer.join(":");
    const closing = this.isClosing() ? " closing" : "";
    return `<${this.constructor.name} peername=${address}${closing}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

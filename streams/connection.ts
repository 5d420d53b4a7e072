import { INSPECT } from "../loop/inspect.ts";
import type { SslOptions } from "../loop/network/ssl_options.ts";
import type { HandshakeOptions } from "../loop/network/tls.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import type { ExtraInfo } from "./extra_info.ts";
import {
  openConnection,
  type OpenConnectionOptions,
} from "./open_connection.ts";
import {
  openUnixConnection,
  type OpenUnixConnectionOptions,
} from "./open_unix_connection.ts";
import type { StreamReader } from "./reader.ts";
import type { Separator } from "./_separators.ts";
import type { StreamWriter } from "./writer.ts";

/**
 * Both directions of a connection in one object, as `connect()` returns it; asyncio has the two halves only.
 *
 * Each method is that of the same name of its {@linkcode reader} or its {@linkcode writer}. `await using` closes it.
 */
export class Connection implements AsyncIterable<Uint8Array>, AsyncDisposable {
  /** What the other side sends. */
  readonly reader: StreamReader;
  /** What goes to the other side. */
  readonly writer: StreamWriter;

  /** Joins the two halves of a connection. */
  constructor(reader: StreamReader, writer: StreamWriter) {
    this.reader = reader;
    this.writer = writer;
  }

  /** As {@linkcode StreamReader.read}. */
  read(n?: number, options?: WaitOptions): Promise<Uint8Array> {
    return this.reader.read(n, options);
  }

  /** As {@linkcode StreamReader.readInto}. */
  readInto(buffer: Uint8Array, options?: WaitOptions): Promise<number> {
    return this.reader.readInto(buffer, options);
  }

  /** As {@linkcode StreamReader.readline}. */
  readline(options?: WaitOptions): Promise<Uint8Array> {
    return this.reader.readline(options);
  }

  /** As {@linkcode StreamReader.readexactly}. */
  readexactly(n: number, options?: WaitOptions): Promise<Uint8Array> {
    return this.reader.readexactly(n, options);
  }

  /** As {@linkcode StreamReader.readuntil}. */
  readuntil(
    separator?: Separator | readonly Separator[],
    options?: WaitOptions,
  ): Promise<Uint8Array> {
    return this.reader.readuntil(separator, options);
  }

  /** As {@linkcode StreamReader.atEof}. */
  atEof(): boolean {
    return this.reader.atEof();
  }

  /** As {@linkcode StreamReader.readable}. */
  get readable(): ReadableStream<Uint8Array> {
    return this.reader.readable;
  }

  /** Iterates over the lines that come, each with its newline. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array, undefined> {
    return this.reader[Symbol.asyncIterator]();
  }

  /** As {@linkcode StreamWriter.write}. */
  write(data: Uint8Array): void {
    this.writer.write(data);
  }

  /** As {@linkcode StreamWriter.writelines}. */
  writelines(data: Iterable<Uint8Array>): void {
    this.writer.writelines(data);
  }

  /** As {@linkcode StreamWriter.drain}. */
  drain(options?: WaitOptions): Promise<void> {
    return this.writer.drain(options);
  }

  /** As {@linkcode StreamWriter.send}. */
  send(data: Uint8Array, options?: WaitOptions): Promise<void> {
    return this.writer.send(data, options);
  }

  /** As {@linkcode StreamWriter.writeEof}. */
  writeEof(): void {
    this.writer.writeEof();
  }

  /** As {@linkcode StreamWriter.writable}. */
  get writable(): WritableStream<Uint8Array> {
    return this.writer.writable;
  }

  /** As {@linkcode StreamWriter.startTls}. */
  startTls(
    ssl: true | SslOptions,
    options?: HandshakeOptions,
  ): Promise<void> {
    return this.writer.startTls(ssl, options);
  }

  /** As {@linkcode StreamWriter.getExtraInfo}. */
  getExtraInfo<K extends keyof ExtraInfo>(name: K): ExtraInfo[K] | null {
    return this.writer.getExtraInfo(name);
  }

  /** As {@linkcode StreamWriter.close}. */
  close(): void {
    this.writer.close();
  }

  /** As {@linkcode StreamWriter.isClosing}. */
  isClosing(): boolean {
    return this.writer.isClosing();
  }

  /** As {@linkcode StreamWriter.waitClosed}. */
  waitClosed(options?: WaitOptions): Promise<void> {
    return this.writer.waitClosed(options);
  }

  /** Closes it and waits for that: what `await using` does at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.writer[Symbol.asyncDispose]();
  }

  /** Such as `<Connection peername=127.0.0.1:8000>`. */
  toString(): string {
    return `${this.writer}`.replace("StreamWriter", this.constructor.name);
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }
}

/**
 * Connects to a host by TCP, or TLS: {@linkcode openConnection} with one object for both directions.
 *
 * **Cancellation.** A cancelled caller has no connection; one that came too late is closed.
 *
 * @param host A name or an address.
 * @throws {ConnectionError} If the connection fails; `ConnectionAbortedError` if the handshake of TLS takes too long.
 * @throws {SslError} If TLS fails: `SslCertVerificationError` for the certificate of the other side.
 * @throws {TypeError} If an argument or an option is of the wrong kind.
 * @throws {RangeError} If one has a wrong value, such as a port that is not from 0 to 65535.
 * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
 *
 * @example A request and its answer
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   await using server = await asyncio.startServer(async (reader, writer) => {
 *     await using _ = writer;
 *     await writer.send(await reader.readexactly(5));
 *   }, "127.0.0.1", 0);
 *   const { host, port } = server.sockets[0]!;
 *   await using connection = await asyncio.connect(host, port);
 *   await connection.send(new TextEncoder().encode("hello"));
 *   assertEquals(new TextDecoder().decode(await connection.read()), "hello");
 * });
 * ```
 */
export async function connect(
  host: string,
  port: number,
  options: OpenConnectionOptions = {},
): Promise<Connection> {
  return new Connection(...await openConnection(host, port, options));
}

/**
 * Connects to a Unix socket: {@linkcode connect} for a path.
 *
 * **Cancellation.** A cancelled caller has no connection; one that came too late is closed.
 *
 * @throws {ConnectionError} If the connection fails.
 * @throws {SslError} If TLS fails: `SslCertVerificationError` for the certificate of the other side.
 * @throws {TypeError} If an argument or an option is of the wrong kind.
 * @throws {RangeError} If one has a wrong value.
 * @throws {Deno.errors.NotFound} If there is no such socket.
 * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
 */
export async function connectUnix(
  path: string | URL,
  options: OpenUnixConnectionOptions = {},
): Promise<Connection> {
  return new Connection(...await openUnixConnection(path, options));
}

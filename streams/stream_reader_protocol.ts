import { checkFunction, checkObject, describe } from "../loop/check.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import { Protocol } from "../loop/network/protocols.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import type { BaseTransport, Transport } from "../loop/network/transports.ts";
import { startHandler } from "./_handler.ts";
import { TransportLink } from "./_transport_link.ts";
import { readers, StreamReader } from "./reader.ts";
import type { ClientHandler } from "./start_server.ts";
import { StreamWriter } from "./writer.ts";

/** How a {@linkcode StreamReaderProtocol} is made. */
export interface StreamReaderProtocolOptions {
  /** The loop that the handler runs in. @default {the current loop} */
  readonly loop?: EventLoop | undefined;
}

/**
 * The bridge from a transport to streams: a protocol that feeds a {@linkcode StreamReader} with what comes, for
 * `loop.createConnection()`, `loop.createServer()`, `loop.connectReadPipe()` and transports of your own. CPython's
 * `StreamReaderProtocol`.
 *
 * `openConnection()` and `startServer()` do not need it, as they sit on the connection directly, and are faster.
 *
 * - **Flow control.** The transport is paused while more than twice the limit of the reader is there.
 * - **The end** of what the other side sends ends the reader and leaves the transport open for writing. (In CPython not
 *   over TLS, which cannot be open in one direction there.)
 * - **A lost connection** makes reads fail with its error, as well as the `drain()`, `send()` and `waitClosed()` of the
 *   writer.
 * - **With a handler** it is called with the reader and a {@linkcode StreamWriter} over the transport, in a task of its
 *   own. The handler closes the connection, best by `await using _ = writer`. If it throws, that ends its own
 *   connection only, and is reported to the loop's exception handler; if it is cancelled, its connection is closed.
 *   Without a handler there is no writer: write to the transport.
 * - **One connection each.** Make a reader and a protocol for every connection, as the factory below does.
 *
 * The writer sets the transport's water marks to 0 and has its own: `writer.transport.setWriteBufferLimits()`. Its
 * `startTls()` does not work, in contrast to CPython's.
 *
 * @example A server and a client
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * async function echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) {
 *   await using _ = writer;
 *   for await (const line of reader) await writer.send(line);
 * }
 *
 * const answer = await asyncio.run(async () => {
 *   const loop = asyncio.getRunningLoop();
 *   await using server = await loop.createServer(
 *     () => new asyncio.StreamReaderProtocol(new asyncio.StreamReader(), echo),
 *     "127.0.0.1",
 *     0,
 *   );
 *   const { host, port } = server.sockets[0]!;
 *   const reader = new asyncio.StreamReader();
 *   const [transport] = await loop.createConnection(
 *     () => new asyncio.StreamReaderProtocol(reader),
 *     host,
 *     port,
 *   );
 *   transport.write(new TextEncoder().encode("hello\n"));
 *   const line = await reader.readline();
 *   transport.close();
 *   return new TextDecoder().decode(line);
 * });
 * assertEquals(answer, "hello\n");
 * ```
 */
export class StreamReaderProtocol extends Protocol {
  readonly #reader: StreamReader;
  readonly #handler: ClientHandler | null;
  readonly #loop: EventLoop;
  // Set when a connection with a handler is made.
  #link: TransportLink | null = null;

  /**
   * Makes a protocol that feeds `reader`.
   *
   * @param handler What is called when the connection stands. @default {null}
   * @throws {TypeError} If the reader or the handler is of the wrong kind.
   */
  constructor(
    reader: StreamReader,
    handler: ClientHandler | null = null,
    options: StreamReaderProtocolOptions = {},
  ) {
    super();
    if (!(reader instanceof StreamReader)) {
      throw new TypeError(`A StreamReader is wanted: ${describe(reader)}`);
    }
    if (handler !== null) checkFunction(handler, "A client handler");
    checkObject(options, "The options of a protocol");
    const { loop } = options;
    if (loop !== undefined) checkObject(loop, "'loop'");
    this.#reader = reader;
    this.#handler = handler;
    this.#loop = loop ?? getEventLoop();
  }

  /** Lets the reader pause the transport, and starts the handler. */
  override connectionMade(transport: BaseTransport): void {
    // Which directions there are is up to whoever has chosen the transport.
    this.#reader.setTransport(transport as Transport);
    const handler = this.#handler;
    if (handler === null) return;
    const link = this.#link = new TransportLink(transport as Transport);
    const writer = new StreamWriter(link);
    startHandler(this.#loop, link, () => handler(this.#reader, writer), {
      transport,
      protocol: this,
    });
  }

  /** Feeds the reader; one that was closed drops what still comes. */
  override dataReceived(data: Uint8Array): void {
    if (!this.#reader.atEof()) this.#reader.feedData(data);
  }

  /** Ends the reader; the transport stays open for writing. */
  override eofReceived(): boolean {
    this.#reader.feedEof();
    return true;
  }

  /** Ends the reader, or lets reads and the writer fail with `error`. */
  override connectionLost(error: unknown): void {
    const isTold = readers.isWaiting(this.#reader);
    if (error === null) this.#reader.feedEof();
    else this.#reader.setException(error);
    this.#link?.connectionLost(error, isTold);
  }

  /** Lets the writer wait. */
  override pauseWriting(): void {
    this.#link?.pause();
  }

  /** Lets the writer go on. */
  override resumeWriting(): void {
    this.#link?.resume();
  }
}

import { RuntimeError } from "../loop/errors.ts";
import type { RawConnection } from "../loop/network/raw_connection.ts";
import type { Transport } from "../loop/network/transports.ts";
import { Link } from "./_link.ts";

/** What holds a writer and the transport of a protocol together; the protocol feeds the reader by itself. */
export class TransportLink extends Link {
  readonly #transport: Transport;
  readonly #sink: TransportSink;

  constructor(transport: Transport) {
    const sink = new TransportSink(transport);
    super({ conn: sink, tls: null }, {});
    this.#transport = transport;
    this.#sink = sink;
  }

  /** To be called when the transport tells to pause. */
  pause(): void {
    this.#sink.pause();
  }

  /** To be called when the transport tells to go on. */
  resume(): void {
    this.#sink.resume();
  }

  /** To be called when the connection is lost, or closed if `error` is `null`; who reads may have been told. */
  connectionLost(error: unknown, isTold: boolean): void {
    if (error !== null) this.lost(error, isTold);
    else if (!this.pipe.isClosed) this.abort();
  }

  override getExtraInfo(name: string): unknown {
    return this.#transport.getExtraInfo(name);
  }
}

/**
 * A transport as a connection that can only be written to.
 *
 * The transport tells to pause as soon as it keeps anything, so a write ends when its bytes have gone out, and there is
 * one place that collects bytes and has water marks: the writer.
 */
class TransportSink implements RawConnection {
  readonly localAddr: Deno.UnixAddr = NOWHERE;
  readonly remoteAddr: Deno.UnixAddr = NOWHERE;
  readonly #transport: Transport;
  // Set while the transport has told to pause.
  #resumed: PromiseWithResolvers<void> | null = null;

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.setWriteBufferLimits({ high: 0 });
  }

  pause(): void {
    this.#resumed = Promise.withResolvers();
  }

  resume(): void {
    this.#resumed?.resolve();
    this.#resumed = null;
  }

  read(): Promise<never> {
    return Promise.reject(
      new RuntimeError(
        "Cannot read below a StreamReaderProtocol: TLS is started by loop.startTls()",
      ),
    );
  }

  async write(bytes: Uint8Array): Promise<number> {
    this.#transport.write(bytes);
    await this.#resumed?.promise;
    return bytes.length;
  }

  // deno-lint-ignore require-await -- what goes wrong has to be a rejection
  async closeWrite(): Promise<void> {
    this.#transport.writeEof();
  }

  close(): void {
    // The writer closes when everything has gone out, and otherwise only to abort.
    if (this.#resumed === null) this.#transport.close();
    else this.#transport.abort();
  }
}

const NOWHERE: Deno.UnixAddr = { transport: "unix", path: "" };

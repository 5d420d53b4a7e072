import type { BaseTransport } from "./transports.ts";

/**
 * What hears of a transport. Programs extend one of the classes below; every method does nothing until it is overridden.
 *
 * {@linkcode connectionMade} is called exactly once, then {@linkcode connectionLost} exactly once. Methods are called in
 * the context in which the transport was made, by no task; they must not be `async` (nobody would look at their
 * promise): start a task for what has to wait.
 */
export class BaseProtocol {
  /** Called when the connection stands. `transport` is what to write to; data comes by the other methods. */
  connectionMade(_transport: BaseTransport): void {}

  /** Called when the connection is closed or lost. `error` is `null` if it was closed here or ended regularly. */
  connectionLost(_error: unknown): void {}

  /**
   * Called when more bytes than the high-water mark wait to be sent. It comes while `write()` runs, so that whoever
   * writes and writes can see it; once, until {@linkcode resumeWriting} comes.
   */
  pauseWriting(): void {}

  /** Called after {@linkcode pauseWriting}, when no more bytes than the low-water mark are left. */
  resumeWriting(): void {}
}

/**
 * A protocol over a stream of bytes, such as a TCP connection. CPython's `Protocol`.
 *
 * The order of calls: `connectionMade`, any number of `dataReceived`, at most one `eofReceived`, `connectionLost`.
 *
 * @example A server that answers in capitals, and its client
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * class Shout extends asyncio.Protocol {
 *   #transport!: asyncio.Transport;
 *
 *   override connectionMade(transport: asyncio.Transport) {
 *     this.#transport = transport;
 *   }
 *
 *   override dataReceived(data: Uint8Array) {
 *     const text = new TextDecoder().decode(data).toUpperCase();
 *     this.#transport.write(new TextEncoder().encode(text));
 *     this.#transport.close();
 *   }
 * }
 *
 * class Ask extends asyncio.Protocol {
 *   readonly answer = asyncio.getRunningLoop().createFuture<string>();
 *   #text = "";
 *
 *   override connectionMade(transport: asyncio.Transport) {
 *     transport.write(new TextEncoder().encode("hello"));
 *   }
 *
 *   override dataReceived(data: Uint8Array) {
 *     this.#text += new TextDecoder().decode(data);
 *   }
 *
 *   override connectionLost() {
 *     this.answer.setResult(this.#text);
 *   }
 * }
 *
 * const answer = await asyncio.run(async () => {
 *   const loop = asyncio.getRunningLoop();
 *   await using server = await loop.createServer(() => new Shout(), "127.0.0.1", 0);
 *   const { host, port } = server.sockets[0]!;
 *   const [, protocol] = await loop.createConnection(() => new Ask(), host, port);
 *   return await protocol.answer;
 * });
 * assertEquals(answer, "HELLO");
 * ```
 */
export class Protocol extends BaseProtocol {
  /** Called with bytes that have come. They belong to the protocol; nobody else writes to them. */
  dataReceived(_data: Uint8Array): void {}

  /**
   * Called when the other side has said that it sends no more.
   *
   * @returns Whether the transport stays open for writing; otherwise it closes itself.
   */
  eofReceived(): boolean | void {}
}

/**
 * A protocol over a stream of bytes that has its own memory to receive into, so that nothing is copied. CPython's
 * `BufferedProtocol`.
 *
 * The order of calls: `connectionMade`, any number of `getBuffer` and `bufferUpdated`, at most one `eofReceived`,
 * `connectionLost`. In CPython `getBuffer` is called when bytes have come; here when the transport begins to wait for
 * them, so there is always one buffer that belongs to the transport.
 */
export class BufferedProtocol extends BaseProtocol {
  /**
   * Called to get memory to receive into: at least one byte. It belongs to the transport until it has been told of by
   * {@linkcode bufferUpdated}.
   *
   * @param sizeHint How large it had better be; -1 for any size.
   */
  getBuffer(_sizeHint: number): Uint8Array {
    return NO_MEMORY;
  }

  /** Called when the first `count` bytes of the buffer have been filled. */
  bufferUpdated(_count: number): void {}

  /** As {@linkcode Protocol.eofReceived}. */
  eofReceived(): boolean | void {}
}

const NO_MEMORY = new Uint8Array(0);

/** A protocol over datagrams: UDP. CPython's `DatagramProtocol`. */
export class DatagramProtocol extends BaseProtocol {
  /** Called with a datagram that has come, and where it came from. The bytes belong to the protocol. */
  datagramReceived(
    _data: Uint8Array,
    _addr: readonly [host: string, port: number],
  ): void {}

  /** Called when sending or receiving has failed; the transport stays open. */
  errorReceived(_error: unknown): void {}
}

/** A protocol of a child process. CPython's `SubprocessProtocol`. */
export class SubprocessProtocol extends BaseProtocol {
  /** Called with bytes that the process has written: `fd` is 1 for its standard output, 2 for its standard error. */
  pipeDataReceived(_fd: number, _data: Uint8Array): void {}

  /** Called when a pipe to or from the process is closed; `fd` is 0 for its standard input. */
  pipeConnectionLost(_fd: number, _error: unknown): void {}

  /** Called when the process has ended. */
  processExited(): void {}
}

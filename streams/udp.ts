import type { HostAndPort } from "../loop/network/address.ts";
import { checkBytes } from "../loop/check.ts";
import { toConnectionError } from "../loop/connection_errors.ts";
import {
  type Datagram,
  type DatagramSocket,
  type DatagramSocketOptions,
  openDatagramSocket,
  targetOf,
} from "../loop/network/datagram_socket.ts";
import { Deque } from "../loop/deque.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import { INSPECT } from "../loop/inspect.ts";
import {
  type Abandonable,
  abandonAtClose,
  forget,
} from "../loop/open_transports.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { ClosedResource } from "../sync/resource_errors.ts";

/** Options of {@linkcode openDatagram}. */
export type OpenDatagramOptions = DatagramSocketOptions;

/**
 * An endpoint for datagrams (UDP): an async iterator of what comes, and {@linkcode send}. Made by
 * {@linkcode openDatagram}.
 *
 * Datagrams are taken from the system when somebody wants one, so a slow program loses what the system's own memory
 * cannot hold, and never more. They may get lost, come twice or out of order on their way: that is UDP.
 *
 * asyncio has protocols only (`loop.createDatagramEndpoint()`).
 */
export class DatagramEndpoint
  implements AsyncIterableIterator<Datagram>, AsyncDisposable {
  readonly #loop: EventLoop = getEventLoop();
  readonly #socket: DatagramSocket;
  readonly #receivers: WaitList<Datagram | null> = new WaitList();
  /** What has come when nobody waited any more. */
  readonly #kept: Deque<Datagram> = new Deque();
  readonly #senders: WaitList<void> = new WaitList();
  /** What its loop closes with itself: it would keep the process alive. */
  readonly #left: Abandonable & { toString(): string } = {
    abandon: () => this.close(),
    toString: () => this.toString(),
  };
  #isReceiving = false;
  #isSending = false;
  #isClosed = false;

  /** Only the library makes one. */
  constructor(socket: DatagramSocket) {
    this.#socket = socket;
    abandonAtClose(this.#loop, this.#left);
  }

  /** The address that it receives at, with the port that was found for port 0. */
  get localAddr(): HostAndPort {
    return this.#socket.localAddr;
  }

  /** The only address that it sends to and receives from, or `null`. */
  get remoteAddr(): HostAndPort | null {
    return this.#socket.remoteAddr;
  }

  /**
   * Waits for a datagram; several callers get one each, in the order in which they came.
   *
   * **Cancellation.** A cancelled caller leaves; what comes is kept for the next one.
   *
   * @returns The bytes, which belong to the caller, and the address that they came from.
   * @throws {ClosedResource} If the endpoint is closed, or is closed during the wait.
   * @throws {ConnectionError} If the system says so. The endpoint stays open. (The platform does not tell that nobody
   * listens at the remote address, as CPython does.)
   * @throws {unknown} `options.signal.reason`, if the signal has aborted or does so during the wait.
   *
   * @example Address and bytes
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * await asyncio.run(async () => {
   *   await using endpoint = await asyncio.openDatagram({ localAddr: ["127.0.0.1", 0] });
   *   await endpoint.send(new Uint8Array([1, 2, 3]), endpoint.localAddr);
   *   const [data, [host]] = await endpoint.receive();
   *   assertEquals([...data], [1, 2, 3]);
   *   assertEquals(host, "127.0.0.1");
   * });
   * ```
   */
  async receive(options: WaitOptions = {}): Promise<Datagram> {
    const datagram = await this.#next(options);
    if (datagram === null) throw this.#closedError();
    return datagram;
  }

  /**
   * The next step of the iteration, which ends when the endpoint is closed.
   *
   * **Cancellation.** As for {@linkcode receive}.
   */
  async next(): Promise<IteratorResult<Datagram, undefined>> {
    const value = await this.#next({});
    return value === null
      ? { value: undefined, done: true }
      : { value, done: false };
  }

  /**
   * Leaves the iteration; the endpoint stays open, and may be iterated again.
   *
   * **Cancellation.** It does not wait.
   */
  return(): Promise<IteratorResult<Datagram, undefined>> {
    return Promise.resolve({ value: undefined, done: true });
  }

  /** It is its own iterator. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * Sends a datagram, which may be empty, and waits until the system has taken it.
   *
   * **Cancellation.** A cancelled caller does not know whether it was sent.
   *
   * @param data Up to some 65,000 bytes, depending on the network; to be left alone until the promise is settled.
   * @param addr Where to: a host and a port. To be left out if the endpoint has a remote address.
   * @throws {ClosedResource} If the endpoint is closed.
   * @throws {TypeError} If the data are no bytes, or the address is none.
   * @throws {RangeError} If it names another address than the remote one.
   * @throws {ConnectionError} If the system says so. The endpoint stays open.
   * @throws {unknown} `options.signal.reason`, if the signal has aborted or does so during the wait.
   */
  async send(
    data: Uint8Array,
    addr: HostAndPort | null = null,
    options: WaitOptions = {},
  ): Promise<void> {
    checkBytes(data, "'data'");
    const target = targetOf(this.#socket, addr);
    await refusedBy(options);
    // One at a time, so that they go out in order.
    while (this.#isSending && !this.#isClosed) {
      await this.#senders.wait(options);
    }
    if (this.#isClosed) throw this.#closedError();
    await this.#sendNow(data, target, options);
  }

  async #sendNow(
    data: Uint8Array,
    addr: HostAndPort | null,
    options: WaitOptions,
  ): Promise<void> {
    const sent = new WaitList<void>();
    this.#isSending = true;
    const next = () => {
      this.#isSending = false;
      this.#senders.wakeOne();
    };
    this.#socket.send(data, addr).then(() => {
      next();
      sent.wakeOne();
    }, (error) => {
      next();
      sent.failOne(toConnectionError(error));
    });
    await sent.wait(options);
  }

  /** Whether it is closed. */
  isClosed(): boolean {
    return this.#isClosed;
  }

  /** Closes it: the iteration ends, and whoever waits for a datagram gets an error. Closing twice is fine. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    forget(this.#loop, this.#left);
    this.#socket.close();
    this.#receivers.wakeAll(null);
    this.#senders.wakeAll();
  }

  /** Closes it: what `await using` does at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** Such as `<DatagramEndpoint 127.0.0.1:5000>`. */
  toString(): string {
    const state = this.#isClosed ? " closed" : "";
    return `<DatagramEndpoint ${this.localAddr.join(":")}${state}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  /** The next datagram; `null` once it is closed. */
  #next(options: WaitOptions): Promise<Datagram | null> {
    if (this.#isClosed) return Promise.resolve(null);
    if (this.#kept.length > 0) {
      return refusedBy(options) ?? Promise.resolve(this.#kept.shift());
    }
    const waiting = this.#receivers.wait(options);
    this.#pull();
    return waiting;
  }

  #pull(): void {
    if (this.#isReceiving || this.#isClosed || this.#receivers.size === 0) {
      return;
    }
    this.#isReceiving = true;
    this.#socket.receive().then(this.#onReceived, this.#onError);
  }

  readonly #onReceived = (datagram: Datagram): void => {
    this.#isReceiving = false;
    if (!this.#receivers.wakeOne(datagram)) this.#kept.push(datagram);
    this.#pull();
  };

  readonly #onError = (error: unknown): void => {
    this.#isReceiving = false;
    if (this.#isClosed) return;
    this.#receivers.failOne(toConnectionError(error));
    this.#pull();
  };

  #closedError(): ClosedResource {
    return new ClosedResource(`The endpoint is closed: ${this}`);
  }
}

/**
 * Opens an endpoint for datagrams (UDP): an async iterator of what comes, with `send()`.
 *
 * With the flag `--unstable-net` it sits on `Deno.listenDatagram`, which is some five times as fast as `node:dgram`,
 * unless it has a remote address.
 *
 * **Cancellation.** The endpoint is closed.
 *
 * @throws {RangeError} If neither an address nor a family is given, or they do not fit together.
 * @throws {Deno.errors.AddrInUse} If the local address is taken.
 * @throws {unknown} `options.signal.reason`, if the signal has aborted or does so during the wait.
 *
 * @example An echo server and a client
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * await asyncio.run(async () => {
 *   await using server = await asyncio.openDatagram({ localAddr: ["127.0.0.1", 0] });
 *   asyncio.createTask(async () => {
 *     for await (const [data, addr] of server) await server.send(data, addr);
 *   });
 *   await using client = await asyncio.openDatagram({ remoteAddr: server.localAddr });
 *   await client.send(new TextEncoder().encode("hello"));
 *   const [data] = await client.receive();
 *   assertEquals(new TextDecoder().decode(data), "hello");
 * });
 * ```
 */
export async function openDatagram(
  options: OpenDatagramOptions,
): Promise<DatagramEndpoint> {
  return new DatagramEndpoint(
    await openDatagramSocket(options, "openDatagram()"),
  );
}

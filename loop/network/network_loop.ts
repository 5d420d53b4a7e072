import type { HostAndPort } from "./address.ts";
import { connectReadPipe, connectWritePipe } from "./connect_pipe.ts";
import {
  connectAcceptedSocket,
  type ConnectAcceptedSocketOptions,
  createConnection,
  type CreateConnectionOptions,
  createUnixConnection,
  type CreateUnixConnectionOptions,
  type ProtocolFactory,
} from "./create_connection.ts";
import {
  createDatagramEndpoint,
  type CreateDatagramEndpointOptions,
} from "./create_datagram_endpoint.ts";
import {
  createServer,
  type CreateServerOptions,
  createUnixServer,
  type CreateUnixServerOptions,
} from "./create_server.ts";
import type { EventLoop } from "../event_loop.ts";
import type { BaseProtocol } from "./protocols.ts";
import type { RawConnection } from "./raw_connection.ts";
import {
  type AddressInfo,
  type AddressOptions,
  getaddrinfo,
  getnameinfo,
} from "./resolve.ts";
import {
  type SendableFile,
  sendfile,
  type SendfileOptions,
} from "./sendfile.ts";
import type { Server } from "./server.ts";
import type { SslOptions } from "./ssl_options.ts";
import { startTls, type StartTlsOptions } from "./start_tls.ts";
import {
  subprocessExec,
  type SubprocessOptions,
  subprocessShell,
} from "./subprocess_exec.ts";
import type {
  BaseTransport,
  DatagramTransport,
  ReadTransport,
  SubprocessTransport,
  Transport,
  WriteTransport,
} from "./transports.ts";
import type { WaitOptions } from "../wait_options.ts";

/**
 * The network half of an `EventLoop`: connections, servers, datagrams and pipes with transports and protocols, for those
 * who write or port protocol code. Most programs are better off with `openConnection()`, `startServer()`,
 * `openDatagram()` and `createSubprocessExec()`.
 *
 * Not here, because Deno gives no access to file descriptors: `add_reader`, `add_writer`, `sock_recv` and their like.
 */
export abstract class NetworkLoop {
  get #loop(): EventLoop {
    return this as unknown as EventLoop;
  }

  /**
   * Connects to a TCP port, with TLS if `ssl` is given. CPython's `loop.create_connection()`; there the addresses of a
   * host are tried one after the other if `happy_eyeballs_delay` is not given.
   *
   * **Cancellation.** The attempt is given up and the connection closed; the protocol then hears of `connectionLost()`
   * if it has heard of `connectionMade()`.
   *
   * @param factory Makes the protocol, once the connection stands.
   * @param host A name or an address; `null` where `sock` is given.
   * @param port The port; `null` where `sock` is given.
   * @returns The transport and the protocol, whose `connectionMade()` has been called.
   * @throws {ConnectionError} If the connection fails, such as `ConnectionRefusedError`.
   * @throws {SslError} If TLS fails: `SslCertVerificationError` for the certificate of the other side.
   * @throws {ConnectionAbortedError} If the TLS handshake takes too long.
   * @throws {ExceptionGroup} If it fails and `allErrors` is set.
   * @throws {TypeError} If an argument or an option is of the wrong kind.
   * @throws {RangeError} If one has a wrong value, or arguments contradict each other.
   *
   * @example Ask a server
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * class Count extends asyncio.Protocol {
   *   received = 0;
   *   readonly ended = asyncio.getRunningLoop().createFuture<void>();
   *
   *   override connectionMade(transport: asyncio.Transport) {
   *     transport.writeEof();
   *   }
   *
   *   override dataReceived(data: Uint8Array) {
   *     this.received += data.length;
   *   }
   *
   *   override connectionLost() {
   *     this.ended.setResult();
   *   }
   * }
   *
   * await asyncio.run(async () => {
   *   const loop = asyncio.getRunningLoop();
   *   class Greet extends asyncio.Protocol {
   *     override connectionMade(transport: asyncio.Transport) {
   *       transport.write(new TextEncoder().encode("hello"));
   *     }
   *   }
   *   await using server = await loop.createServer(() => new Greet(), "127.0.0.1", 0);
   *   const { port } = server.sockets[0]!;
   *   const [, protocol] = await loop.createConnection(() => new Count(), "127.0.0.1", port);
   *   await protocol.ended;
   *   assertEquals(protocol.received, 5);
   * });
   * ```
   */
  createConnection<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    host: string | null = null,
    port: number | null = null,
    options: CreateConnectionOptions = {},
  ): Promise<[Transport, P]> {
    return createConnection(this.#loop, factory, host, port, options);
  }

  /**
   * Listens on a TCP port, with TLS if `ssl` is given; each connection gets a protocol of its own.
   * CPython's `loop.create_server()`; there one name may stand for several addresses.
   *
   * **Cancellation.** It does not wait.
   *
   * @param host An address or a name, several of them, or `null` for all addresses of this machine, IPv6 and IPv4: on one
   * port, and where the system lets it in one socket. (CPython has two, each with a port of its own for port 0.)
   * @param port The port; 0 finds a free one. `null` where `sock` is given.
   * @throws {Deno.errors.AddrInUse} If somebody listens there already.
   * @throws {SslError} If the certificate or the key is none.
   * @throws {TypeError} If an argument or an option is of the wrong kind.
   * @throws {RangeError} If one has a wrong value, or arguments contradict each other.
   */
  createServer(
    factory: ProtocolFactory,
    host: string | Iterable<string> | null = null,
    port: number | null = null,
    options: CreateServerOptions = {},
  ): Promise<Server> {
    return createServer(this.#loop, factory, host, port, options);
  }

  /**
   * Connects to a Unix socket. CPython's `loop.create_unix_connection()`.
   *
   * **Cancellation.** As for {@linkcode createConnection}.
   *
   * @throws {ConnectionError} If the connection fails.
   * @throws {SslError} If TLS fails: `SslCertVerificationError` for the certificate of the other side.
   * @throws {TypeError} If an argument or an option is of the wrong kind.
   * @throws {RangeError} If one has a wrong value, or arguments contradict each other.
   */
  createUnixConnection<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    path: string | URL | null = null,
    options: CreateUnixConnectionOptions = {},
  ): Promise<[Transport, P]> {
    return createUnixConnection(this.#loop, factory, path, options);
  }

  /**
   * Listens on a Unix socket; one that stands there already is removed, even if somebody listens on it. Closing the
   * server removes the file, if it is still its own and `cleanupSocket` is not off. CPython's `loop.create_unix_server()`.
   *
   * **Cancellation.** It does not wait.
   *
   * @throws {Deno.errors.AddrInUse} If the path exists and is no socket.
   * @throws {SslError} If the certificate or the key is none.
   * @throws {TypeError} If an argument or an option is of the wrong kind.
   * @throws {RangeError} If one has a wrong value, or arguments contradict each other.
   */
  createUnixServer(
    factory: ProtocolFactory,
    path: string | URL | null = null,
    options: CreateUnixServerOptions = {},
  ): Promise<Server> {
    return createUnixServer(this.#loop, factory, path, options);
  }

  /**
   * Makes a transport over a connection that was accepted elsewhere, such as by `Deno.listen()`.
   * CPython's `loop.connect_accepted_socket()`.
   *
   * **Cancellation.** The connection is closed.
   *
   * @returns The transport and the protocol.
   */
  connectAcceptedSocket<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    sock: RawConnection,
    options: ConnectAcceptedSocketOptions = {},
  ): Promise<[Transport, P]> {
    return connectAcceptedSocket(this.#loop, factory, sock, options);
  }

  /**
   * Opens an endpoint for datagrams (UDP). CPython's `loop.create_datagram_endpoint()`.
   *
   * With the flag `--unstable-net` it sits on `Deno.listenDatagram`, which is some five times as fast as `node:dgram`,
   * unless it has a remote address.
   *
   * **Cancellation.** The endpoint is closed.
   *
   * @returns The transport and the protocol.
   * @throws {RangeError} If neither an address nor a family is given, or they do not fit together.
   * @throws {Deno.errors.AddrInUse} If the local address is taken.
   *
   * @example Send a datagram to oneself
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import * as asyncio from "@asyncio/asyncio";
   *
   * class Once extends asyncio.DatagramProtocol {
   *   readonly first = asyncio.getRunningLoop().createFuture<string>();
   *
   *   override datagramReceived(data: Uint8Array) {
   *     this.first.setResult(new TextDecoder().decode(data));
   *   }
   * }
   *
   * const text = await asyncio.run(async () => {
   *   const loop = asyncio.getRunningLoop();
   *   const [transport, protocol] = await loop.createDatagramEndpoint(
   *     () => new Once(),
   *     { localAddr: ["127.0.0.1", 0] },
   *   );
   *   const self = transport.getExtraInfo("sockname") as [string, number];
   *   transport.sendto(new TextEncoder().encode("hello"), self);
   *   const first = await protocol.first;
   *   transport.close();
   *   return first;
   * });
   * assertEquals(text, "hello");
   * ```
   */
  createDatagramEndpoint<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    options: CreateDatagramEndpointOptions = {},
  ): Promise<[DatagramTransport, P]> {
    return createDatagramEndpoint(this.#loop, factory, options);
  }

  /**
   * Goes on in TLS on a connection that has begun without it. The old transport is dead then; the protocol hears from the
   * new one, without a second `connectionMade()`. CPython's `loop.start_tls()`.
   *
   * **Cancellation.** The connection is closed.
   *
   * @param transport One of `createConnection()`, `createServer()` and their like.
   * @param protocol Who is told of what comes.
   * @returns The new transport.
   * @throws {SslError} If the handshake fails: `SslCertVerificationError` for the certificate of the other side.
   * @throws {ConnectionResetError} If the other side goes away.
   * @throws {ConnectionAbortedError} If the handshake takes too long.
   * @throws {TypeError} If the transport is of another kind, or an option is.
   */
  startTls(
    transport: BaseTransport,
    protocol: BaseProtocol,
    ssl: SslOptions,
    options: StartTlsOptions = {},
  ): Promise<Transport> {
    return startTls(this.#loop, transport, protocol, ssl, options);
  }

  /**
   * Sends a file over a transport. It is read and written piece by piece: CPython's `loop.sendfile()` where the system
   * offers nothing better. In the meantime nobody else may write.
   *
   * **Cancellation.** A cancelled caller stops between two pieces; what has been given to the transport is sent.
   *
   * @param file A `Deno.FsFile`, or what reads and seeks like one. In the end it stands behind what has been sent.
   * @returns How many bytes were sent.
   * @throws {TypeError} If an argument or an option is of the wrong kind.
   * @throws {RangeError} If `offset` or `count` has a wrong value.
   * @throws {RuntimeError} If the transport is closing, or `fallback` is false.
   * @throws {ConnectionError} If the connection is lost.
   */
  sendfile(
    transport: BaseTransport,
    file: SendableFile,
    options: SendfileOptions = {},
  ): Promise<number> {
    return sendfile(transport, file, options);
  }

  /**
   * Makes a transport that reads a Web Stream: what CPython does with a pipe in `loop.connect_read_pipe()`. It closes
   * itself at the end of the stream.
   *
   * **Cancellation.** The stream is cancelled.
   *
   * @returns The transport and the protocol.
   */
  connectReadPipe<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    pipe: ReadableStream<Uint8Array>,
    options: WaitOptions = {},
  ): Promise<[ReadTransport, P]> {
    return connectReadPipe(this.#loop, factory, pipe, options);
  }

  /**
   * Makes a transport that writes to a Web Stream: what CPython does with a pipe in `loop.connect_write_pipe()`.
   *
   * **Cancellation.** The stream is closed.
   *
   * @returns The transport and the protocol.
   */
  connectWritePipe<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    pipe: WritableStream<Uint8Array>,
    options: WaitOptions = {},
  ): Promise<[WriteTransport, P]> {
    return connectWritePipe(this.#loop, factory, pipe, options);
  }

  /**
   * Starts a program, its standard streams pipes unless said otherwise. CPython's `loop.subprocess_exec()`.
   *
   * **Cancellation.** The process is killed.
   *
   * @param command The program and its arguments.
   * @returns The transport of the process and the protocol.
   * @throws {Deno.errors.NotFound} If there is no such program.
   */
  subprocessExec<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    command: readonly [string | URL, ...string[]],
    options: SubprocessOptions = {},
  ): Promise<[SubprocessTransport, P]> {
    return subprocessExec(this.#loop, factory, command, options);
  }

  /**
   * Starts a command line of the shell. CPython's `loop.subprocess_shell()`.
   *
   * **Cancellation.** The process is killed.
   *
   * @returns The transport of the process and the protocol.
   */
  subprocessShell<P extends BaseProtocol>(
    factory: ProtocolFactory<P>,
    command: string,
    options: SubprocessOptions = {},
  ): Promise<[SubprocessTransport, P]> {
    return subprocessShell(this.#loop, factory, command, options);
  }

  /**
   * Finds the addresses of a host by the system's resolver; a numeric host is its own address. CPython's
   * `loop.getaddrinfo()`; here without the types and protocols of sockets, and the port is a number.
   *
   * **Cancellation.** The caller leaves at once.
   *
   * @param host A name or an address; `null` or `""` for this machine.
   * @throws {Error} If there is no such host.
   */
  getaddrinfo(
    host: string | null,
    port: number,
    options: AddressOptions = {},
  ): Promise<AddressInfo[]> {
    return getaddrinfo(host, port, options);
  }

  /**
   * Finds the name of a host and of its service, such as `["localhost", "http"]`. CPython's `loop.getnameinfo()`.
   *
   * **Cancellation.** The caller leaves at once.
   *
   * @param address A numeric address and a port.
   * @throws {Error} If there is no such host.
   */
  getnameinfo(
    address: HostAndPort,
    options: WaitOptions = {},
  ): Promise<[host: string, service: string]> {
    return getnameinfo(address, options);
  }
}

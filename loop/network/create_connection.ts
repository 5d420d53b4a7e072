import { SocketTransport } from "./_socket_transport.ts";
import { checkFunction, checkObject, describe } from "../check.ts";
import {
  checkClientTls,
  dialTcp,
  dialUnix,
  type TcpDialOptions,
  type UnixDialOptions,
} from "./dial.ts";
import type { EventLoop } from "../event_loop.ts";
import { checkServerTls, finishAccept } from "./listen.ts";
import type { BaseProtocol } from "./protocols.ts";
import type { RawConnection } from "./raw_connection.ts";
import type { SslOptions } from "./ssl_options.ts";
import {
  type Connected,
  type HandshakeOptions,
  startClientTls,
} from "./tls.ts";
import type { Transport } from "./transports.ts";

/** Options of `loop.createConnection()`. */
export interface CreateConnectionOptions extends TcpDialOptions {
  /** A connection that stands, such as a `Deno.Conn`, in place of host and port. @default {none} */
  readonly sock?: RawConnection | undefined;
}

/** Options of `loop.createUnixConnection()`. */
export interface CreateUnixConnectionOptions extends UnixDialOptions {
  /** A connection that stands, in place of the path. @default {none} */
  readonly sock?: RawConnection | undefined;
}

/** Options of `loop.connectAcceptedSocket()`. */
export interface ConnectAcceptedSocketOptions
  extends Omit<HandshakeOptions, "serverHostname"> {
  /** Speaks TLS, and how. @default {no TLS} */
  readonly ssl?: SslOptions | undefined;
}

/** Makes the protocol of a connection. */
export type ProtocolFactory<P extends BaseProtocol = BaseProtocol> = () => P;

/** Calls the factory; what it makes must be a protocol. */
export function protocolOf<P extends BaseProtocol>(
  factory: ProtocolFactory<P>,
): P {
  const protocol = factory();
  checkObject(protocol, "What the protocol factory makes");
  return protocol;
}

/** Returns `sock` if it is a connection. */
function checkConnection(sock: unknown): RawConnection {
  const { read, write, close } = Object(sock);
  if (![read, write, close].every((method) => typeof method === "function")) {
    throw new TypeError(
      `'sock' must be a connection, such as a Deno.Conn: ${describe(sock)}`,
    );
  }
  return sock as RawConnection;
}

/** What `loop.createConnection()` does. */
export async function createConnection<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  host: string | null,
  port: number | null,
  options: CreateConnectionOptions,
): Promise<[Transport, P]> {
  checkFunction(factory, "The protocol factory");
  checkObject(options, "The options of createConnection()");
  const { sock } = options;
  if (sock !== undefined) {
    if (host !== null || port !== null) {
      throw new RangeError("'host' and 'port' cannot be used with 'sock'");
    }
    return await overConnection(loop, factory, sock, options);
  }
  if (port === null) {
    throw new RangeError("'port' must be given where there is no 'sock'");
  }
  return await connected(
    loop,
    factory,
    await dialTcp(host ?? "", port, options),
    options,
  );
}

/** What `loop.createUnixConnection()` does. */
export async function createUnixConnection<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  path: string | URL | null,
  options: CreateUnixConnectionOptions,
): Promise<[Transport, P]> {
  checkFunction(factory, "The protocol factory");
  checkObject(options, "The options of createUnixConnection()");
  const { sock } = options;
  if (sock !== undefined) {
    if (path !== null) {
      throw new RangeError("'path' cannot be used with 'sock'");
    }
    return await overConnection(loop, factory, sock, options);
  }
  if (path === null) {
    throw new RangeError("'path' must be given where there is no 'sock'");
  }
  return await connected(loop, factory, await dialUnix(path, options), options);
}

/** What `loop.connectAcceptedSocket()` does. */
export async function connectAcceptedSocket<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  sock: RawConnection,
  options: ConnectAcceptedSocketOptions,
): Promise<[Transport, P]> {
  checkFunction(factory, "The protocol factory");
  checkObject(options, "The options of connectAcceptedSocket()");
  checkServerTls(options);
  return await connected(
    loop,
    factory,
    await finishAccept(checkConnection(sock), options),
    options,
  );
}

async function overConnection<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  sock: RawConnection,
  options: UnixDialOptions,
): Promise<[Transport, P]> {
  checkConnection(sock);
  const ssl = checkClientTls(options, "");
  const connection = ssl === null
    ? { conn: sock, tls: null }
    : await startClientTls(sock, ssl, options);
  return await connected(loop, factory, connection, options);
}

async function connected<P extends BaseProtocol>(
  loop: EventLoop,
  factory: ProtocolFactory<P>,
  { conn, tls }: Connected,
  options: HandshakeOptions,
): Promise<[Transport, P]> {
  let protocol: P;
  try {
    protocol = protocolOf(factory);
  } catch (error) {
    conn.close();
    throw error;
  }
  const transport = new SocketTransport(loop, conn, protocol, {
    extra: { ...tls },
  });
  await transport.start(options);
  return [transport, protocol];
}

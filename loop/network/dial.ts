import { NodeConnection } from "./_node_connection.ts";
import { checkAddress, checkPort, type HostAndPort } from "./address.ts";
import { checkSsl } from "./check_ssl.ts";
import { checkString, checkSwitches, describe } from "../check.ts";
import { ConnectionError } from "../connection_errors.ts";
import { type Duration, toSpan } from "../duration.ts";
import { ExceptionGroup } from "../exception_group.ts";
import { nodeModule } from "../node.ts";
import { waitForPlatform } from "../platform.ts";
import type { RawConnection } from "./raw_connection.ts";
import { checkFamily, getaddrinfo } from "./resolve.ts";
import type { SslOptions } from "./ssl_options.ts";
import {
  checkHandshake,
  type Connected,
  type HandshakeOptions,
  startClientTls,
} from "./tls.ts";
import { refusedBy } from "../wait_options.ts";

/** How TLS is started on a new connection. */
export interface TlsDialOptions extends HandshakeOptions {
  /** Speaks TLS: `true`, or how. @default {no TLS} */
  readonly ssl?: SslOptions | boolean | undefined;
  /** The name that the server's certificate must bear, `""` for any. @default {the host} */
  readonly serverHostname?: string | undefined;
}

/** How a TCP connection is made. */
export interface TcpDialOptions extends TlsDialOptions {
  /** Only IPv4 (4) or IPv6 (6) addresses of the host; 0 for both. @default {0} */
  readonly family?: 0 | 4 | 6 | undefined;
  /** The address to connect from; port 0 for any. @default {any} */
  readonly localAddr?: HostAndPort | undefined;
  /**
   * How long to wait for one of the host's addresses before the next is tried beside it (RFC 8305), in seconds or with
   * units. CPython tries them one after the other if none is given.
   * @default {0.25}
   */
  readonly happyEyeballsDelay?: Duration | undefined;
  /**
   * Whether to fail with an `ExceptionGroup` of the errors of all addresses, which are then tried one after the other.
   * @default {false}
   */
  readonly allErrors?: boolean | undefined;
  /** Whether small packets are sent at once. @default {true} */
  readonly noDelay?: boolean | undefined;
  /** Whether the system probes a connection that is silent. @default {false} */
  readonly keepAlive?: boolean | undefined;
}

/** How a connection to a Unix socket is made. */
export type UnixDialOptions = TlsDialOptions;

/**
 * Connects to a TCP port, and starts TLS if that is wanted.
 *
 * **Cancellation.** The attempt is given up, and a connection that exists already is closed.
 *
 * @throws {ConnectionError} If the connection fails.
 */
export async function dialTcp(
  host: string,
  port: number,
  options: TcpDialOptions = {},
): Promise<Connected> {
  checkString(host, "'host'");
  checkPort(port, "'port'");
  checkSwitches(options, "noDelay", "keepAlive", "allErrors");
  const ssl = checkClientTls(options, host);
  const plan = planOf(options);
  await refusedBy(options);
  const conn = await connectTcp([host || "localhost", port], plan, options);
  setSocketOptions(conn, options);
  if (ssl === null) return { conn, tls: null };
  return await startClientTls(conn, ssl, {
    serverHostname: host,
    ...definedOf(options),
  });
}

/**
 * Connects to a Unix socket, and starts TLS if that is wanted.
 *
 * **Cancellation.** As for {@linkcode dialTcp}.
 *
 * @throws {ConnectionError} If the connection fails.
 */
export async function dialUnix(
  path: string | URL,
  options: UnixDialOptions = {},
): Promise<Connected> {
  const ssl = checkClientTls(options, "");
  const name = pathOf(path);
  await refusedBy(options);
  const conn = await waitForPlatform(
    Deno.connect({ transport: "unix", path: name }),
    options,
    (late) => late.close(),
  );
  return ssl === null
    ? { conn, tls: null }
    : await startClientTls(conn, ssl, options);
}

/** Returns how TLS is to be spoken, `null` for not at all; complains of options that only TLS has. */
export function checkClientTls(
  options: TlsDialOptions,
  host: string,
): SslOptions | null {
  const { ssl, serverHostname } = options;
  checkHandshake(options);
  if (ssl === undefined || ssl === false) {
    for (const name of ["serverHostname", "sslHandshakeTimeout"] as const) {
      if (options[name] !== undefined) {
        throw new RangeError(`'${name}' is only meaningful with 'ssl'`);
      }
    }
    return null;
  }
  const checked = checkSsl(ssl, false);
  if (serverHostname === undefined && host === "") {
    throw new RangeError(
      "'serverHostname' must be given where 'ssl' is used without a host",
    );
  }
  return checked;
}

/** Returns the path of a Unix socket. */
export function pathOf(path: string | URL): string {
  if (path instanceof URL) return decodeURIComponent(path.pathname);
  if (typeof path !== "string") {
    throw new TypeError(`'path' must be a path: ${describe(path)}`);
  }
  if (path === "") throw new RangeError("'path' must be a path: \"\"");
  return path;
}

/** Sets the options of a socket, if it has any. */
export function setSocketOptions(
  conn: RawConnection,
  { noDelay, keepAlive }: Pick<TcpDialOptions, "noDelay" | "keepAlive">,
): void {
  const tcp = conn as Partial<Deno.TcpConn>;
  tcp.setNoDelay?.(noDelay ?? true);
  if (keepAlive === true) tcp.setKeepAlive?.(true);
}

/** What has been checked of how a connection is made. */
interface Plan {
  readonly family: 0 | 4 | 6;
  /** In seconds. */
  readonly delay: number;
  readonly local: HostAndPort | null;
}

function planOf(
  { family, happyEyeballsDelay = 0.25, localAddr }: TcpDialOptions,
): Plan {
  return {
    family: checkFamily(family),
    delay: toSpan(happyEyeballsDelay, "'happyEyeballsDelay'"),
    local: localAddr === undefined
      ? null
      : checkAddress(localAddr, "'localAddr'"),
  };
}

async function connectTcp(
  [host, port]: HostAndPort,
  { family, delay, local }: Plan,
  options: TcpDialOptions,
): Promise<RawConnection> {
  // By its name where that will do: the permission may have been given for the name only.
  if (family === 0 && local === null && options.allErrors !== true) {
    return await abortable(options, (signal) =>
      Deno.connect({
        hostname: host,
        port,
        signal,
        autoSelectFamilyAttemptDelay: Math.max(10, delay * 1000),
      }));
  }
  const errors: Error[] = [];
  for (const { address } of await getaddrinfo(host, port, options)) {
    try {
      return await connectTo(address, local, options);
    } catch (error) {
      if (!isNetworkError(error)) throw error;
      errors.push(error);
    }
  }
  throw combined(errors, options.allErrors === true);
}

function connectTo(
  [hostname, port]: HostAndPort,
  local: HostAndPort | null,
  options: TcpDialOptions,
): Promise<RawConnection> {
  return local === null
    ? abortable(options, (signal) => Deno.connect({ hostname, port, signal }))
    : abortable(options, (signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<
        RawConnection
      >();
      const socket = nodeModule("node:net").connect({
        host: hostname,
        port,
        localAddress: local[0],
        ...local[1] === 0 ? {} : { localPort: local[1] },
      });
      signal.addEventListener("abort", () => socket.destroy());
      socket.once("error", reject);
      socket.once("connect", () => resolve(new NodeConnection(socket)));
      return promise;
    });
}

/** Waits for a connection that is being made, which is given up if the wait ends early. */
async function abortable(
  options: TcpDialOptions,
  connect: (signal: AbortSignal) => Promise<RawConnection>,
): Promise<RawConnection> {
  const giveUp = new AbortController();
  try {
    return await waitForPlatform(
      connect(giveUp.signal),
      options,
      (late) => late.close(),
    );
  } catch (error) {
    giveUp.abort();
    throw error;
  }
}

/** Whether an address has failed, so that the next one is to be tried. */
function isNetworkError(error: unknown): error is Error {
  return error instanceof ConnectionError ||
    error instanceof Error && "code" in error;
}

function combined(errors: Error[], all: boolean): Error {
  if (errors.length === 0) {
    return new ConnectionError("The host has no address");
  }
  if (all) return new ExceptionGroup("The connection failed", errors);
  const [first] = errors as [Error];
  if (errors.every((error) => error.message === first.message)) return first;
  return new ConnectionError(
    `Multiple exceptions: ${errors.map((error) => error.message).join(", ")}`,
    { cause: errors },
  );
}

/** The options without those that are `undefined`, so that defaults show through. */
function definedOf<T extends object>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as T;
}

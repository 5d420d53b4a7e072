import { checkPort } from "./address.ts";
import { checkIterable, describe } from "../check.ts";
import { pathOf, setSocketOptions } from "./dial.ts";
import type { Duration } from "../duration.ts";
import type { RawConnection } from "./raw_connection.ts";
import { toConnectionError } from "../connection_errors.ts";
import type { SslOptions } from "./ssl_options.ts";
import {
  checkSsl,
  type Connected,
  finishPlatformTls,
  handshakeTimeout,
  startServerTls,
} from "./tls.ts";
import type { Listening } from "./server.ts";
import type { WaitOptions } from "../wait_options.ts";

/** How TLS is started on what comes in. */
export interface TlsListenOptions {
  /** Speaks TLS, and how. @default {no TLS} */
  readonly ssl?: SslOptions | undefined;
  /**
   * How long a handshake may take, in seconds or with units. A client that takes longer is given up; the platform keeps
   * its connection until it goes away itself, except with `requireClientCert`.
   * @default {60}
   */
  readonly sslHandshakeTimeout?: Duration | undefined;
}

/** How a TCP port is listened on. */
export interface TcpListenOptions extends TlsListenOptions {
  /** How many connections may wait to be accepted. @default {100} */
  readonly backlog?: number | undefined;
  /** Whether others may listen on the same port; Linux only, and with the flag `--unstable-net`. @default {false} */
  readonly reusePort?: boolean | undefined;
  /** Whether the system probes a connection that is silent. @default {false} */
  readonly keepAlive?: boolean | undefined;
}

const BACKLOG = 100;

/**
 * Listens on a TCP port of one or more hosts. What listens already is closed again if one of them fails.
 *
 * @param host A host, several, or `null` (or `""`) for all of this machine.
 * @param port A port; 0 finds a free one (each host its own).
 */
export function listenTcp(
  host: string | Iterable<string> | null,
  port: number,
  options: TcpListenOptions = {},
): Listening[] {
  checkPort(port, "'port'");
  const backlog = checkBacklog(options.backlog);
  if (options.reusePort === true) checkReusePort();
  const ssl = checkServerTls(options);
  const listening: Listening[] = [];
  try {
    for (const hostname of hostsOf(host)) {
      const common = {
        hostname,
        port,
        tcpBacklog: backlog,
        ...options.reusePort === true ? { reusePort: true } : {},
      };
      listening.push(
        ssl === null || ssl.requireClientCert === true
          ? Deno.listen(common)
          : Deno.listenTls({
            ...common,
            cert: ssl.cert!,
            key: ssl.key!,
            ...ssl.alpnProtocols === undefined
              ? {}
              : { alpnProtocols: [...ssl.alpnProtocols] },
          }),
      );
    }
  } catch (error) {
    for (const one of listening) one.close();
    throw toConnectionError(error);
  }
  return listening;
}

/** Listens on a Unix socket; closing removes the file. */
export function listenUnix(
  path: string | URL,
  options: TlsListenOptions = {},
): Listening[] {
  checkServerTls(options);
  return [Deno.listen({ transport: "unix", path: pathOf(path) })];
}

/**
 * Makes a connection that was just accepted ready for use: its options, and the handshake of TLS.
 *
 * **Cancellation.** The connection is closed.
 *
 * @param options Those that it was listened for with.
 */
export async function finishAccept(
  conn: RawConnection,
  options: TcpListenOptions & WaitOptions,
): Promise<Connected> {
  const { ssl } = options;
  setSocketOptions(conn, options);
  if (ssl === undefined) return { conn, tls: null };
  return "handshake" in conn
    ? await finishPlatformTls(conn as Deno.TlsConn, ssl, options)
    : await startServerTls(conn, ssl, options);
}

/** Returns how TLS is to be spoken, `null` for not at all; complains of options that only TLS has. */
export function checkServerTls(options: TlsListenOptions): SslOptions | null {
  handshakeTimeout(options);
  if (options.ssl !== undefined) return checkSsl(options.ssl, true);
  if (options.sslHandshakeTimeout !== undefined) {
    throw new RangeError("'sslHandshakeTimeout' is only meaningful with 'ssl'");
  }
  return null;
}

/** The hosts, each once. */
function hostsOf(host: string | Iterable<string> | null): Iterable<string> {
  if (host === null || host === "") return ["0.0.0.0"];
  if (typeof host === "string") return [host];
  checkIterable(host, "'host'");
  const hosts = new Set(host);
  if (hosts.size === 0) throw new RangeError("'host' must name a host: []");
  for (const one of hosts) {
    if (typeof one !== "string") {
      throw new TypeError(`'host' must be a string: ${describe(one)}`);
    }
  }
  return hosts;
}

/** Without the flag the platform would end the process. */
function checkReusePort(): void {
  if ("listenDatagram" in Deno) return;
  throw new Deno.errors.NotSupported(
    "'reusePort' is only supported with the flag --unstable-net",
  );
}

function checkBacklog(backlog: unknown): number {
  if (backlog === undefined) return BACKLOG;
  if (
    typeof backlog !== "number" || !Number.isInteger(backlog) || backlog < 1
  ) {
    throw new RangeError(`'backlog' must be a positive integer: ${backlog}`);
  }
  return backlog;
}

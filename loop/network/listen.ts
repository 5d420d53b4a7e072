import { checkPort } from "./address.ts";
import { checkSsl } from "./check_ssl.ts";
import {
  checkCount,
  checkIterable,
  checkString,
  checkSwitches,
} from "../check.ts";
import { pathOf, setSocketOptions } from "./dial.ts";
import type { Duration } from "../duration.ts";
import type { RawConnection } from "./raw_connection.ts";
import { toConnectionError } from "../connection_errors.ts";
import type { SslOptions } from "./ssl_options.ts";
import {
  checkHandshake,
  type Connected,
  finishPlatformTls,
  startServerTls,
} from "./tls.ts";
import { removeSocket, UnixListener, vacated } from "./_unix_listener.ts";
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

/** How a Unix socket is listened on. */
export interface UnixListenOptions extends TlsListenOptions {
  /**
   * Whether closing the server removes the file, if that is still its own. Leaving it needs the permission to write to
   * its folder.
   * @default {true}
   */
  readonly cleanupSocket?: boolean | undefined;
}

const BACKLOG = 100;

/**
 * Listens on a TCP port of one or more hosts. What listens already is closed again if one of them fails.
 *
 * @param host A host, several, or `null` (or `""`) for all of this machine, IPv6 and IPv4.
 * @param port A port; 0 finds a free one: each host its own, but all of this machine one together.
 */
export function listenTcp(
  host: string | Iterable<string> | null,
  port: number,
  options: TcpListenOptions = {},
): Listening[] {
  checkPort(port, "'port'");
  const { backlog = BACKLOG } = options;
  checkCount(backlog, "'backlog'", 1);
  checkSwitches(options, "reusePort", "keepAlive");
  const ssl = checkServerTls(options);
  const hosts = hostsOf(host);
  if (options.reusePort === true) checkReusePort();
  const listening: Listening[] = [];
  const listen = (hostname: string, port: number) => {
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
  };
  try {
    for (const hostname of hosts) {
      if (hostname === null) listenOnAll(listen, port, listening);
      else listen(hostname, port);
    }
  } catch (error) {
    for (const one of listening) one.close();
    throw toConnectionError(error);
  }
  return listening;
}

/**
 * Listens on all addresses of this machine. The platform's socket for all of IPv6 takes IPv4 as well where the system is
 * set up as usual; elsewhere there is a second one, on the same port.
 */
function listenOnAll(
  listen: (hostname: string, port: number) => void,
  port: number,
  listening: readonly Listening[],
): void {
  try {
    listen("::", port);
  } catch (error) {
    if (!isWithoutIpv6(error)) throw error;
    return listen("0.0.0.0", port);
  }
  const { port: found } = listening.at(-1)!.addr as Deno.NetAddr;
  try {
    listen("0.0.0.0", found);
  } catch (error) {
    // The first one is in the way, because it takes IPv4, too. On Windows it never does.
    const isCovered = error instanceof Deno.errors.AddrInUse &&
      Deno.build.os !== "windows";
    if (!isCovered) throw error;
  }
}

/** Whether the machine has no IPv6. */
function isWithoutIpv6(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === "EAFNOSUPPORT" || code === "EADDRNOTAVAIL";
}

/** Listens on a Unix socket. A file of a socket that is there is removed, as in CPython. */
export async function listenUnix(
  path: string | URL,
  options: UnixListenOptions = {},
): Promise<Listening[]> {
  checkServerTls(options);
  const name = pathOf(path);
  checkSwitches(options, "cleanupSocket");
  // A name that begins with NUL is none of a file.
  if (!name.startsWith("\0")) {
    await vacated(name);
    removeSocket(name);
  }
  return [withCleanup(Deno.listen({ transport: "unix", path: name }), options)];
}

/** Has the file of a Unix socket removed, or not. */
export function withCleanup(
  listening: Listening,
  { cleanupSocket = true }: UnixListenOptions,
): Listening {
  const { addr } = listening;
  return "path" in addr && addr.path !== null && !addr.path.startsWith("\0")
    ? new UnixListener(listening, addr.path, cleanupSocket)
    : listening;
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
  checkHandshake(options);
  if (options.ssl !== undefined) return checkSsl(options.ssl, true);
  if (options.sslHandshakeTimeout !== undefined) {
    throw new RangeError("'sslHandshakeTimeout' is only meaningful with 'ssl'");
  }
  return null;
}

/** The hosts, each once; `null` for all of this machine. */
function hostsOf(
  host: string | Iterable<string> | null,
): Iterable<string | null> {
  if (host === null || host === "") return [null];
  if (typeof host === "string") return [host];
  checkIterable(host, "'host'");
  const hosts = new Set(host);
  if (hosts.size === 0) throw new RangeError("'host' must name a host: []");
  for (const one of hosts) checkString(one, "'host'");
  return hosts;
}

/** Without the flag the platform would end the process. */
function checkReusePort(): void {
  if ("listenDatagram" in Deno) return;
  throw new Deno.errors.NotSupported(
    "'reusePort' is only supported with the flag --unstable-net",
  );
}

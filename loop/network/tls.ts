import type { Socket } from "node:net";
import { bridgeTo, closeQuietly, NodeConnection } from "./_node_connection.ts";
import { checkString } from "../check.ts";
import {
  ConnectionAbortedError,
  ConnectionResetError,
} from "../connection_errors.ts";
import { type Duration, toSpan } from "../duration.ts";
import { nodeModule } from "../node.ts";
import { waitForPlatform } from "../platform.ts";
import type { RawConnection } from "./raw_connection.ts";
import { getEventLoop } from "../running_loop.ts";
import type { SslOptions } from "./ssl_options.ts";
import type { WaitOptions } from "../wait_options.ts";

/** What a TLS handshake needs to know beside its {@linkcode SslOptions}. */
export interface HandshakeOptions extends WaitOptions {
  /** The name that the server's certificate must bear. @default {none, and none is checked} */
  readonly serverHostname?: string | undefined;
  /** How long the handshake may take, in seconds or with units. @default {60} */
  readonly sslHandshakeTimeout?: Duration | undefined;
}

/** What a handshake has found out, under the names of `getExtraInfo()`. */
export interface TlsInfo {
  /** The options that TLS was made with. */
  readonly sslcontext: SslOptions;
  /** The protocol that both sides have agreed on by ALPN. */
  readonly alpnProtocol?: string;
  /** The certificate of the other side; known where it is checked by `node:tls`: see {@linkcode SslOptions}. */
  readonly peercert?: Readonly<Record<string, unknown>>;
  /** The name of the cipher, the version of TLS; known where `peercert` is. */
  readonly cipher?: readonly [name: string, version: string];
}

/** A connection, and what is known of its TLS if it has any. */
export interface Connected {
  readonly conn: RawConnection;
  readonly tls: TlsInfo | null;
}

const HANDSHAKE_TIMEOUT = 60;

/**
 * Starts TLS on the side that has connected. Nothing may read or write the connection, but a read may be on its way if
 * it is not one of the platform's own.
 *
 * **Cancellation.** The connection is closed.
 *
 * @throws {SslError} If the handshake fails: {@linkcode SslCertVerificationError} for the other side's certificate.
 * @throws {ConnectionResetError} If the other side goes away.
 * @throws {ConnectionAbortedError} If the handshake takes too long.
 */
export async function startClientTls(
  conn: RawConnection,
  ssl: SslOptions,
  options: HandshakeOptions,
): Promise<Connected> {
  if (ssl.cert !== undefined || !isPlatformTcp(conn)) {
    return await startNodeTls(conn, ssl, false, options);
  }
  const hostname = options.serverHostname;
  const secured = await within(
    conn,
    Deno.startTls(conn, {
      // Without a name to check, any will do.
      hostname: hostname || "localhost",
      unsafelyDisableHostnameVerification: !hostname ||
        ssl.checkHostname === false,
      ...ssl.caCerts === undefined ? {} : { caCerts: [...ssl.caCerts] },
      ...ssl.alpnProtocols === undefined
        ? {}
        : { alpnProtocols: [...ssl.alpnProtocols] },
    }),
    options,
  );
  return await finishPlatformTls(secured, ssl, options);
}

/**
 * Starts TLS on the side that has accepted; always by `node:tls`.
 *
 * **Cancellation.** The connection is closed.
 *
 * @throws {SslError} If the handshake fails: {@linkcode SslCertVerificationError} for the other side's certificate.
 * @throws {ConnectionResetError} If the other side goes away.
 * @throws {ConnectionAbortedError} If the handshake takes too long.
 */
export function startServerTls(
  conn: RawConnection,
  ssl: SslOptions,
  options: HandshakeOptions,
): Promise<Connected> {
  return startNodeTls(conn, ssl, true, options);
}

/**
 * Waits for the handshake of a connection that the platform's own TLS has made.
 *
 * **Cancellation.** The connection is closed.
 *
 * @throws {SslError} If the handshake fails: {@linkcode SslCertVerificationError} for the other side's certificate.
 * @throws {ConnectionResetError} If the other side goes away.
 * @throws {ConnectionAbortedError} If the handshake takes too long.
 */
export async function finishPlatformTls(
  conn: Deno.TlsConn,
  ssl: SslOptions,
  options: HandshakeOptions,
): Promise<Connected> {
  const { alpnProtocol } = await within(conn, conn.handshake(), options);
  return {
    conn,
    tls: {
      sslcontext: ssl,
      ...alpnProtocol === null ? {} : { alpnProtocol },
    },
  };
}

/** Whether it is a connection that the platform's own TLS can take over: no stand-in, and not a Unix socket. */
function isPlatformTcp(conn: RawConnection): conn is Deno.TcpConn {
  // Deno does not give out its classes.
  return conn.constructor.name === "TcpConn" && !("handshake" in conn);
}

/** Starts TLS by `node:tls`, which works on either side of any connection, even one with a read on its way. */
async function startNodeTls(
  below: RawConnection,
  ssl: SslOptions,
  isServer: boolean,
  options: HandshakeOptions,
): Promise<Connected> {
  const hostname = options.serverHostname;
  const common = {
    cert: ssl.cert,
    key: ssl.key,
    ca: ssl.caCerts === undefined ? undefined : [...ssl.caCerts],
    ALPNProtocols: ssl.alpnProtocols === undefined
      ? undefined
      : [...ssl.alpnProtocols],
  };
  // The types of node want a socket; any duplex stream does.
  const bridge = bridgeTo(below) as Socket;
  const tls = nodeModule("node:tls");
  const socket = isServer
    ? new tls.TLSSocket(bridge, {
      ...common,
      isServer,
      requestCert: ssl.requireClientCert === true,
      rejectUnauthorized: ssl.requireClientCert === true,
    })
    : tls.connect({
      ...common,
      socket: bridge,
      // Only names are sent to the server (RFC 6066).
      ...hostname && nodeModule("node:net").isIP(hostname) === 0
        ? { servername: hostname }
        : {},
      checkServerIdentity: (_, cert) =>
        hostname && ssl.checkHostname !== false
          ? tls.checkServerIdentity(hostname, cert)
          : undefined,
    });
  const secured = new Promise<void>((resolve, reject) => {
    socket.once(isServer ? "secure" : "secureConnect", () => resolve());
    socket.once("error", reject);
    const fail = () => reject(brokenOff());
    socket.once("close", fail);
    // The socket says nothing of an end that comes too early.
    bridge.once("end", fail);
  });
  await within({ close: () => socket.destroy() }, secured, options);
  const alpnProtocol = socket.alpnProtocol;
  const cipher = socket.getCipher?.();
  const peercert = socket.getPeerCertificate?.();
  return {
    conn: new NodeConnection(socket, below),
    tls: {
      sslcontext: ssl,
      ...alpnProtocol ? { alpnProtocol } : {},
      ...cipher ? { cipher: [cipher.name, cipher.version] } : {},
      ...peercert ? { peercert: { ...peercert } } : {},
    },
  };
}

/** Waits for a step of a handshake; closes the connection if that fails or takes too long. */
async function within<T>(
  conn: { close(): void },
  step: Promise<T>,
  options: HandshakeOptions,
): Promise<T> {
  const { promise, reject, resolve } = Promise.withResolvers<T>();
  step.then(resolve, reject);
  const seconds = handshakeTimeout(options);
  const timer = getEventLoop().callLater(seconds, () =>
    reject(
      new ConnectionAbortedError(
        `The TLS handshake takes longer than ${seconds} seconds`,
      ),
    ));
  try {
    return await waitForPlatform(promise, options);
  } catch (error) {
    closeQuietly(conn);
    throw error instanceof Deno.errors.UnexpectedEof ? brokenOff(error) : error;
  } finally {
    timer.cancel();
  }
}

/** The other side has gone away before there was a session. */
function brokenOff(cause?: Error): ConnectionResetError {
  return new ConnectionResetError(
    "The connection was closed during the TLS handshake",
    cause === undefined ? {} : { cause },
  );
}

/** Returns how long a handshake may take, in seconds. */
function handshakeTimeout(
  { sslHandshakeTimeout }: HandshakeOptions,
): number {
  if (sslHandshakeTimeout === undefined) return HANDSHAKE_TIMEOUT;
  const seconds = toSpan(sslHandshakeTimeout, "'sslHandshakeTimeout'");
  if (seconds === 0) {
    throw new RangeError("'sslHandshakeTimeout' must be a positive number: 0");
  }
  return seconds;
}

/** Checks what a handshake is to know, whether there is one or not. */
export function checkHandshake(options: HandshakeOptions): void {
  handshakeTimeout(options);
  const { serverHostname } = options;
  if (serverHostname !== undefined) {
    checkString(serverHostname, "'serverHostname'");
  }
}

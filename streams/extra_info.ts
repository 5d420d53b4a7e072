import type { SocketAddress } from "../loop/network/address.ts";
import type { SslOptions } from "../loop/network/ssl_options.ts";

/** What `getExtraInfo()` knows of a connection, by name. */
export interface ExtraInfo {
  /** The address of the other side. */
  readonly peername: SocketAddress;
  /** The address of this side. */
  readonly sockname: SocketAddress;
  /** The options of TLS, if that is spoken. */
  readonly sslcontext: SslOptions;
  /** The protocol that both sides have agreed on by ALPN, if they have. */
  readonly alpnProtocol: string;
  /** The certificate of the other side; known where `node:tls` has checked it: see {@linkcode SslOptions}. */
  readonly peercert: Readonly<Record<string, unknown>>;
  /** The name of the cipher and the version of TLS; known where `peercert` is. */
  readonly cipher: readonly [name: string, version: string];
}

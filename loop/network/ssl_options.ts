/**
 * How TLS is spoken. What asyncio takes as an `SSLContext`; on a client `true` stands for no options.
 *
 * Where TLS fails, there is an `SslError`; certificates and keys that are none are refused before anything is opened.
 *
 * Most of it is Deno's own TLS. A server that asks for certificates, a client that has one, and `startTls()` where the
 * other side may have written already use `node:tls` of Deno over the same connection.
 */
export interface SslOptions {
  /** The certificate of this side and what it needs below it, as PEM. A server must have one. */
  readonly cert?: string | undefined;
  /** The private key of it, as PEM, not encrypted. To be given with `cert`. */
  readonly key?: string | undefined;
  /** Further authorities that are trusted, as PEM. @default {those that Deno trusts only} */
  readonly caCerts?: readonly string[] | undefined;
  /** Protocols that this side speaks above TLS, the best first. @default {none} */
  readonly alpnProtocols?: readonly string[] | undefined;
  /** Whether a client compares the host's name with the certificate. @default {true} */
  readonly checkHostname?: boolean | undefined;
  /** Whether a server insists on a certificate from the client, signed by one of `caCerts`. @default {false} */
  readonly requireClientCert?: boolean | undefined;
}

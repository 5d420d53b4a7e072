import { SocketTransport } from "./_socket_transport.ts";
import { checkSsl } from "./check_ssl.ts";
import { checkObject, checkSwitches, describe } from "../check.ts";
import type { EventLoop } from "../event_loop.ts";
import type { BaseProtocol } from "./protocols.ts";
import type { SslOptions } from "./ssl_options.ts";
import {
  checkHandshake,
  type HandshakeOptions,
  startClientTls,
  startServerTls,
} from "./tls.ts";
import type { BaseTransport, Transport } from "./transports.ts";
import { refusedBy } from "../wait_options.ts";

/** Options of `loop.startTls()`. */
export interface StartTlsOptions extends HandshakeOptions {
  /** Whether this is the side that has accepted the connection. @default {false} */
  readonly serverSide?: boolean | undefined;
}

/** What `loop.startTls()` does. */
export async function startTls(
  loop: EventLoop,
  transport: BaseTransport,
  protocol: BaseProtocol,
  ssl: SslOptions,
  options: StartTlsOptions,
): Promise<Transport> {
  checkObject(options, "The options of startTls()");
  checkSwitches(options, "serverSide");
  checkHandshake(options);
  const isServer = options.serverSide === true;
  const checked = checkSsl(ssl, isServer);
  checkObject(protocol, "'protocol'");
  if (!(transport instanceof SocketTransport)) {
    throw new TypeError(
      `A transport that TLS can be started on is wanted: ${
        describe(transport)
      }`,
    );
  }
  await refusedBy(options);
  const { conn: below, server } = await transport.handOver("startTls()");
  try {
    const { conn, tls } = isServer
      ? await startServerTls(below, checked, options)
      : await startClientTls(below, checked, options);
    const secure = new SocketTransport(loop, conn, protocol, {
      extra: { ...tls },
      server,
    });
    secure.startSoon({ isMade: true });
    return secure;
  } finally {
    server?.detach(transport);
  }
}

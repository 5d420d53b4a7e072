import { closeQuietly } from "./_node_connection.ts";
import { SocketTransport } from "./_socket_transport.ts";
import {
  checkFunction,
  checkObject,
  checkSwitches,
  describe,
} from "../check.ts";
import { type ProtocolFactory, protocolOf } from "./create_connection.ts";
import { isSystemError } from "../connection_errors.ts";
import { setSocketOptions } from "./dial.ts";
import { isCancelled } from "../errors.ts";
import type { EventLoop } from "../event_loop.ts";
import {
  checkServerTls,
  finishAccept,
  listenTcp,
  listenUnix,
  type TcpListenOptions,
  type TlsListenOptions,
  type UnixListenOptions,
  withCleanup,
} from "./listen.ts";
import type { RawConnection } from "./raw_connection.ts";
import { type Listening, Server, type ServerClient } from "./server.ts";
import type { Connected } from "./tls.ts";

/** Options of `loop.createServer()`. */
export interface CreateServerOptions extends TcpListenOptions {
  /** What listens already, such as a `Deno.Listener`, in place of host and port. @default {none} */
  readonly sock?: Listening | undefined;
  /** Whether connections are accepted at once; otherwise when `server.startServing()` says so. @default {true} */
  readonly startServing?: boolean | undefined;
}

/** Options of `loop.createUnixServer()`. */
export interface CreateUnixServerOptions extends UnixListenOptions {
  /** What listens already, in place of the path. @default {none} */
  readonly sock?: Listening | undefined;
  /** As for {@linkcode CreateServerOptions}. @default {true} */
  readonly startServing?: boolean | undefined;
}

/** What `loop.createServer()` does. */
export async function createServer(
  loop: EventLoop,
  factory: ProtocolFactory,
  host: string | Iterable<string> | null,
  port: number | null,
  options: CreateServerOptions,
): Promise<Server> {
  checkFunction(factory, "The protocol factory");
  checkObject(options, "The options of createServer()");
  checkSwitches(options, "startServing");
  const { sock } = options;
  if (sock !== undefined && (host !== null || port !== null)) {
    throw new RangeError("'host' and 'port' cannot be used with 'sock'");
  }
  if (sock === undefined && port === null) {
    throw new RangeError("'port' must be given where there is no 'sock'");
  }
  const listening = sock === undefined
    ? listenTcp(host, port!, options)
    : over(sock, options);
  return await serve(loop, factory, listening, options);
}

/** What `loop.createUnixServer()` does. */
export async function createUnixServer(
  loop: EventLoop,
  factory: ProtocolFactory,
  path: string | URL | null,
  options: CreateUnixServerOptions,
): Promise<Server> {
  checkFunction(factory, "The protocol factory");
  checkObject(options, "The options of createUnixServer()");
  checkSwitches(options, "startServing", "cleanupSocket");
  const { sock } = options;
  if (sock !== undefined && path !== null) {
    throw new RangeError("'path' cannot be used with 'sock'");
  }
  if (sock === undefined && path === null) {
    throw new RangeError("'path' must be given where there is no 'sock'");
  }
  const listening = sock === undefined
    ? await listenUnix(path!, options)
    : over(sock, options).map((one) => withCleanup(one, options));
  return await serve(loop, factory, listening, options);
}

function over(sock: Listening, options: TlsListenOptions): Listening[] {
  checkServerTls(options);
  const { accept, close } = Object(sock);
  if (typeof accept !== "function" || typeof close !== "function") {
    throw new TypeError(
      `'sock' must listen, such as a Deno.Listener: ${describe(sock)}`,
    );
  }
  return [sock];
}

async function serve(
  loop: EventLoop,
  factory: ProtocolFactory,
  listening: readonly Listening[],
  options: CreateServerOptions,
): Promise<Server> {
  const server = new Server(loop, listening, (conn) => {
    if (options.ssl === undefined) {
      setSocketOptions(conn, options);
      greet(conn);
    } else new Greeting(loop, server, conn, greet, options);
  });
  function greet(conn: RawConnection, tls: Connected["tls"] = null): void {
    try {
      const transport = new SocketTransport(loop, conn, protocolOf(factory), {
        extra: { ...tls },
        server,
      });
      transport.startSoon();
    } catch (exception) {
      closeQuietly(conn);
      loop.callExceptionHandler({
        message: "Error on transport creation for incoming connection",
        exception,
      });
    }
  }
  if (options.startServing !== false) await server.startServing();
  return server;
}

/** The handshake with a client, which the server counts as a client already. */
class Greeting implements ServerClient {
  readonly close: () => void;
  readonly abort: () => void;

  constructor(
    loop: EventLoop,
    server: Server,
    conn: RawConnection,
    greet: (conn: RawConnection, tls: Connected["tls"]) => void,
    options: TcpListenOptions,
  ) {
    const task = loop.createTask(async () => {
      try {
        const secured = await finishAccept(conn, options);
        greet(secured.conn, secured.tls);
      } catch (exception) {
        if (isCancelled(exception)) throw exception;
        // A client that cannot speak TLS is no fault of the server's.
        if (isSystemError(exception) && !loop.getDebug()) return;
        loop.callExceptionHandler({
          message: "Error on transport creation for incoming connection",
          exception,
        });
      }
    });
    // A task that is cancelled before it begins does neither by itself.
    task.addDoneCallback(() => server.detach(this));
    this.close = this.abort = () => {
      task.cancel();
      closeQuietly(conn);
    };
    server.attach(this);
  }
}

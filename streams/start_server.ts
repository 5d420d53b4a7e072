import { checkFunction, checkSwitches } from "../loop/check.ts";
import { isSystemError } from "../loop/connection_errors.ts";
import { setSocketOptions } from "../loop/network/dial.ts";
import {
  finishAccept,
  listenTcp,
  listenUnix,
  type TcpListenOptions,
  type UnixListenOptions,
} from "../loop/network/listen.ts";
import type { RawConnection } from "../loop/network/raw_connection.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import { type Listening, Server } from "../loop/network/server.ts";
import type { Connected } from "../loop/network/tls.ts";
import { checkStreamOptions } from "./_check.ts";
import { startHandler } from "./_handler.ts";
import { Link } from "./_link.ts";
import type { StreamReader, StreamReaderOptions } from "./reader.ts";
import { StreamWriter } from "./writer.ts";

/** What a server calls for each client, in a task of its own. */
export type ClientHandler = (
  reader: StreamReader,
  writer: StreamWriter,
) => unknown;

/** How the streams of a server behave. */
export interface ServeOptions extends Pick<StreamReaderOptions, "limit"> {
  /** Whether it begins to accept connections at once. @default {true} */
  readonly startServing?: boolean | undefined;
}

/** How {@linkcode startServer} listens. */
export interface StartServerOptions extends TcpListenOptions, ServeOptions {}

/** How {@linkcode startUnixServer} listens. */
export interface StartUnixServerOptions
  extends UnixListenOptions, ServeOptions {}

/**
 * Starts a server for TCP, or TLS: `handler` is called for each client, in a task of its own.
 *
 * The handler closes the connection, best by `await using _ = writer`. If it throws, that ends its own connection only,
 * and is reported to the loop's exception handler; if it is cancelled, its connection is closed.
 *
 * **Cancellation.** It does not wait for anything that could be cancelled.
 *
 * @param host A name or an address, several of them, or `null` for all addresses of this machine, IPv6 and IPv4: on one
 * port, and where the system lets it in one socket. (CPython has two, each with a port of its own for port 0.)
 * @param port The port; 0 for one that is free: see `server.sockets`.
 * @throws {Deno.errors.AddrInUse} If something else listens there.
 * @throws {SslError} If the certificate or the key is none.
 * @throws {TypeError} If an argument or an option is of the wrong kind.
 * @throws {RangeError} If one has a wrong value, such as a port that is not from 0 to 65535.
 *
 * @example An echo server
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * async function echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) {
 *   await using _ = writer;
 *   for await (const line of reader) await writer.send(line);
 * }
 *
 * await asyncio.run(async () => {
 *   await using server = await asyncio.startServer(echo, "127.0.0.1", 0);
 *   const { host, port } = server.sockets[0]!;
 *   await using connection = await asyncio.connect(host, port);
 *   await connection.send(new TextEncoder().encode("hello\n"));
 *   assertEquals(new TextDecoder().decode(await connection.readline()), "hello\n");
 * });
 * ```
 */
// deno-lint-ignore require-await -- what goes wrong has to be a rejection
export async function startServer(
  handler: ClientHandler,
  host: string | Iterable<string> | null,
  port: number,
  options: StartServerOptions = {},
): Promise<Server> {
  checkFunction(handler, "A client handler");
  checkStreamOptions(options, "startServer()");
  checkSwitches(options, "startServing");
  return serve(handler, listenTcp(host, port, options), options);
}

/**
 * Starts a server on a Unix socket: {@linkcode startServer} for a path.
 *
 * A socket that stands there already is removed, even if somebody listens on it, as in CPython. Closing the server
 * removes the file, if it is still its own and `cleanupSocket` is not off.
 *
 * **Cancellation.** It does not wait for anything that could be cancelled.
 *
 * @throws {Deno.errors.AddrInUse} If the file exists and is no socket.
 * @throws {SslError} If the certificate or the key is none.
 * @throws {TypeError} If an argument or an option is of the wrong kind.
 * @throws {RangeError} If one has a wrong value.
 */
export async function startUnixServer(
  handler: ClientHandler,
  path: string | URL,
  options: StartUnixServerOptions = {},
): Promise<Server> {
  checkFunction(handler, "A client handler");
  checkStreamOptions(options, "startUnixServer()");
  checkSwitches(options, "startServing");
  return await serve(handler, await listenUnix(path, options), options);
}

async function serve(
  handler: ClientHandler,
  listening: readonly Listening[],
  options: StartServerOptions,
): Promise<Server> {
  const loop = getEventLoop();
  const readerOptions = { limit: options.limit, loop };
  const server: Server = new Server(loop, listening, (connection) => {
    if (options.ssl === undefined) {
      setSocketOptions(connection, options);
      handle({ conn: connection, tls: null });
    } else void secure(connection);
  });

  async function secure(connection: RawConnection): Promise<void> {
    // A client from the beginning: closing the clients ends its handshake.
    const newcomer = {
      close: () => connection.close(),
      abort: () => connection.close(),
    };
    server.attach(newcomer);
    try {
      handle(await finishAccept(connection, options));
    } catch (exception) {
      // A client that cannot speak TLS is no fault of the server's.
      if (isSystemError(exception) && !loop.getDebug()) return;
      loop.callExceptionHandler({
        message: "Cannot take up a connection that was accepted",
        exception,
      });
    } finally {
      server.detach(newcomer);
    }
  }

  function handle(accepted: Connected): void {
    const link = new Link(accepted, readerOptions, server).closeWithLoop();
    // The runtime lets go of what a task has run only with the next full garbage collection: by then the function must
    // not hold the connection any more.
    let streams: [StreamReader, StreamWriter] | null = [
      link.reader,
      new StreamWriter(link),
    ];
    startHandler(loop, link, () => {
      const [reader, writer] = streams!;
      streams = null;
      return handler(reader, writer);
    });
  }

  if (options.startServing !== false) await server.startServing();
  return server;
}

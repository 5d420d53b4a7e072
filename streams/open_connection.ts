import { dialTcp, type TcpDialOptions } from "../loop/network/dial.ts";
import { checkStreamOptions } from "./_check.ts";
import { Link } from "./_link.ts";
import type { StreamReader, StreamReaderOptions } from "./reader.ts";
import { StreamWriter } from "./writer.ts";

/** How {@linkcode openConnection} connects. */
export interface OpenConnectionOptions
  extends TcpDialOptions, Pick<StreamReaderOptions, "limit"> {}

/**
 * Connects to a host by TCP, or TLS, and returns a reader and a writer.
 *
 * For a limit in time use `timeout()`. `connect()` returns both in one object that `await using` closes.
 *
 * **Cancellation.** A cancelled caller has no connection; one that came too late is closed.
 *
 * @param host A name or an address.
 * @throws {ConnectionError} If the connection fails; `ConnectionAbortedError` if the handshake of TLS takes too long.
 * @throws {SslError} If TLS fails: `SslCertVerificationError` for the certificate of the other side.
 * @throws {TypeError} If an argument or an option is of the wrong kind.
 * @throws {RangeError} If one has a wrong value, such as a port that is not from 0 to 65535.
 * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
 *
 * @example A request and its answer
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const answer = await asyncio.run(async () => {
 *   await using server = await asyncio.startServer(async (reader, writer) => {
 *     await writer.send(await reader.readline());
 *     writer.close();
 *   }, "127.0.0.1", 0);
 *   const { host, port } = server.sockets[0]!;
 *   const [reader, writer] = await asyncio.openConnection(host, port);
 *   await using _ = writer;
 *   await writer.send(new TextEncoder().encode("hello\n"));
 *   return new TextDecoder().decode(await reader.readline());
 * });
 * assertEquals(answer, "hello\n");
 * ```
 */
export async function openConnection(
  host: string,
  port: number,
  options: OpenConnectionOptions = {},
): Promise<[reader: StreamReader, writer: StreamWriter]> {
  checkStreamOptions(options, "openConnection()");
  const link = new Link(await dialTcp(host, port, options), options)
    .closeWithLoop();
  link.host = host;
  return [link.reader, new StreamWriter(link)];
}

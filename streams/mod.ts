/**
 * Streams over TCP, TLS and Unix sockets, and servers.
 *
 * @example A server and a client
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { run } from "@asyncio/asyncio/tasks";
 * import { connect, startServer } from "@asyncio/asyncio/streams";
 *
 * await run(async () => {
 *   await using server = await startServer(async (reader, writer) => {
 *     await using _ = writer;
 *     for await (const line of reader) await writer.send(line);
 *   }, "127.0.0.1", 0);
 *   const { host, port } = server.sockets[0]!;
 *   await using connection = await connect(host, port);
 *   await connection.send(new TextEncoder().encode("hello\n"));
 *   assertEquals(new TextDecoder().decode(await connection.readline()), "hello\n");
 * });
 * ```
 *
 * @module
 */
export { connect, Connection, connectUnix } from "./connection.ts";
export type { ExtraInfo } from "./extra_info.ts";
export {
  openConnection,
  type OpenConnectionOptions,
} from "./open_connection.ts";
export {
  openUnixConnection,
  type OpenUnixConnectionOptions,
} from "./open_unix_connection.ts";
export {
  type ByteChunks,
  type FlowController,
  type Separator,
  StreamReader,
  type StreamReaderOptions,
} from "./reader.ts";
export {
  type ClientHandler,
  type ServeOptions,
  startServer,
  type StartServerOptions,
  startUnixServer,
  type StartUnixServerOptions,
} from "./start_server.ts";
export {
  StreamReaderProtocol,
  type StreamReaderProtocolOptions,
} from "./stream_reader_protocol.ts";
export { StreamTransport } from "./stream_transport.ts";
export { StreamWriter } from "./writer.ts";
export {
  DatagramEndpoint,
  openDatagram,
  type OpenDatagramOptions,
} from "./udp.ts";
export * from "./http/mod.ts";
export * from "./signals.ts";

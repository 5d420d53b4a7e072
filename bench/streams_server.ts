/**
 * A server of `streams_bench.ts` in a process of its own: prints its port, then answers each line of its input with a
 * figure: `cpu` (µs of CPU time so far) or `rss` (bytes).
 *
 * @module
 */

import process from "node:process";
import { collectGarbage } from "./_harness.ts";
import * as asyncio from "../mod.ts";
import * as streams from "../streams/mod.ts";

const ROOM = 256 * 1024;

async function rawEcho(conn: Deno.Conn, room: number): Promise<void> {
  const buffer = new Uint8Array(room);
  for (;;) {
    const count = await conn.read(buffer);
    if (count === null) break;
    for (let sent = 0; sent < count;) {
      sent += await conn.write(buffer.subarray(sent, count));
    }
  }
  conn.close();
}

async function readEcho(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  for (;;) {
    const data = await reader.read(ROOM);
    if (data.length === 0) break;
    writer.write(data);
    await writer.drain();
  }
  writer.close();
}

async function readIntoEcho(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  const buffer = new Uint8Array(ROOM);
  for (;;) {
    const count = await reader.readInto(buffer);
    if (count === 0) break;
    writer.write(buffer.subarray(0, count));
    await writer.drain();
  }
  writer.close();
}

async function lineEcho(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  for (;;) {
    const line = await reader.readline();
    if (line.length === 0) break;
    writer.write(line);
    await writer.drain();
  }
  writer.close();
}

const HANDLERS: Record<string, streams.ClientHandler> = {
  read: readEcho,
  readinto: readIntoEcho,
  lines: lineEcho,
};

async function serveRaw(room: number): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  console.log(listener.addr.port);
  for await (const conn of listener) rawEcho(conn, room).catch(() => {});
}

async function serveNode(): Promise<void> {
  // Not where it is not measured: what is loaded costs each garbage collection.
  const { createServer } = await import("node:net");
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("data", (data) => socket.write(data));
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1", () => {
    console.log((server.address() as { port: number }).port);
  });
}

async function serveStreams(handler: streams.ClientHandler): Promise<void> {
  const server = await streams.startServer(handler, "127.0.0.1", 0, {
    backlog: 1024,
  });
  console.log(server.sockets[0]!.port);
  await server.serveForever();
}

async function answer(): Promise<void> {
  const input = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  for await (const question of input) {
    if (question.trim() === "rss") {
      collectGarbage();
      console.log(process.memoryUsage().rss);
    } else {
      const { user, system } = process.cpuUsage();
      console.log(user + system);
    }
  }
  Deno.exit();
}

if (import.meta.main) {
  const kind = Deno.args[0] ?? "read";
  void answer();
  if (kind === "raw") await serveRaw(ROOM);
  // As much for a connection as ours takes for one that is idle.
  else if (kind === "raw-small") await serveRaw(1024);
  else if (kind === "node") await serveNode();
  else await asyncio.run(() => serveStreams(HANDLERS[kind]!));
}

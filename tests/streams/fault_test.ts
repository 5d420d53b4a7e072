// A connection through a proxy that does to it what a network can do: splits, delays, drops, resets, half-closes, at
// every byte. What arrives is what was sent, up to where the proxy has cut it, and nothing hangs.

import { createServer, type Server } from "node:net";
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import * as streams from "../../streams/mod.ts";
import { ConnectionResetError } from "../../loop/connection_errors.ts";
import { test } from "../_support/mod.ts";
import { addressOf, bytes, text } from "./support.ts";

/** What the proxy does to the bytes of one direction. */
interface Fault {
  /** After how many bytes it happens. */
  readonly at: number;
  readonly kind: "split" | "delay" | "halfClose" | "drop";
}

/** Passes bytes on and lets the fault happen. */
async function pump(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  fault: Fault | null,
): Promise<void> {
  const buffer = new Uint8Array(4096);
  let passed = 0;
  try {
    for (;;) {
      const count = await from.read(buffer);
      if (count === null) break;
      let piece = buffer.subarray(0, count);
      if (fault !== null && passed + count > fault.at) {
        const head = piece.subarray(0, Math.max(0, fault.at - passed));
        await writeAll(to, head);
        if (fault.kind === "halfClose") {
          await to.closeWrite();
          // The rest is swallowed.
          while (await from.read(buffer) !== null);
          return;
        }
        if (fault.kind === "drop") {
          closeQuietly(to);
          closeQuietly(from);
          return;
        }
        if (fault.kind === "delay") {
          await new Promise((resolve) => setTimeout(resolve, 2));
        } else await new Promise((resolve) => setTimeout(resolve, 0));
        passed += head.length;
        piece = piece.subarray(head.length);
        fault = null;
      }
      await writeAll(to, piece);
      passed += piece.length;
    }
    await to.closeWrite();
  } catch {
    closeQuietly(from);
    closeQuietly(to);
  }
}

async function writeAll(to: Deno.TcpConn, data: Uint8Array): Promise<void> {
  for (let sent = 0; sent < data.length;) {
    sent += await to.write(data.subarray(sent));
  }
}

function closeQuietly(conn: Deno.TcpConn): void {
  try {
    conn.close();
  } catch {
    // It was closed already.
  }
}

/** A proxy in front of a port; each connection gets the next of `faults` on its way to the client. */
class Proxy {
  readonly port: number;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #work: Promise<void>[] = [];
  fault: Fault | null = null;

  constructor(target: number) {
    this.port = this.#listener.addr.port;
    this.#work.push(this.#accept(target));
  }

  async #accept(target: number): Promise<void> {
    for await (const client of this.#listener) {
      const server = await Deno.connect({
        hostname: "127.0.0.1",
        port: target,
      });
      const both = [
        pump(client, server, null),
        pump(server, client, this.fault),
      ];
      this.#work.push(
        Promise.all(both).then(() => {
          closeQuietly(client);
          closeQuietly(server);
        }),
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    // The list grows while the first of it runs.
    await this.#work[0];
    await Promise.all(this.#work);
  }
}

const REQUEST = "go\n";
const MESSAGE = "one\ntwo and more\n\nfour";

/** Sends the message and closes. */
async function speak(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  await using _ = writer;
  await reader.readline();
  await writer.send(bytes(MESSAGE));
}

/** What a client reads in one of several ways, up to the end or the error. */
async function listen(
  connection: streams.Connection,
  way: number,
): Promise<[got: string, end: string]> {
  let got = "";
  try {
    if (way === 0) {
      for await (const line of connection) got += text(line);
    } else if (way === 1) {
      const buffer = new Uint8Array(3);
      for (;;) {
        const count = await connection.readInto(buffer);
        if (count === 0) break;
        got += text(buffer.subarray(0, count));
      }
    } else if (way === 2) {
      for (;;) got += text(await connection.readexactly(4));
    } else if (way === 3) {
      for (;;) got += text(await connection.readuntil(["\n", "and"]));
    } else got += text(await connection.read());
    return [got, "end"];
  } catch (error) {
    if (!(error instanceof asyncio.IncompleteReadError)) {
      return [got, (error as Error).name];
    }
    return [got + text(error.partial), "end"];
  }
}

for (const kind of ["split", "delay", "halfClose", "drop"] as const) {
  test(`A connection brings what was sent up to a ${kind} at any byte`, () =>
    asyncio.run(async () => {
      const server = await streams.startServer(speak, "127.0.0.1", 0);
      {
        await using proxy = new Proxy(addressOf(server)[1]);
        for (let at = 0; at <= MESSAGE.length; at++) {
          proxy.fault = { at, kind };
          const connection = await streams.connect("127.0.0.1", proxy.port);
          await connection.send(bytes(REQUEST));
          const [got, end] = await asyncio.timeout(
            5,
            () => listen(connection, at % 5),
          );
          const isCut = kind !== "split" && kind !== "delay";
          const expected = isCut ? MESSAGE.slice(0, at) : MESSAGE;
          assertEquals([got, end], [expected, "end"], `at ${at}`);
          connection.close();
          await connection.waitClosed().catch(() => {});
        }
      }
      await server.shutdown({ grace: 1 });
    }));
}

/** Sends the beginning of the message, and throws the connection away when it is told to: what a `Deno.Conn` cannot do. */
function resetAfter(count: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write(MESSAGE.slice(0, count));
      // Not before it has arrived: a reset takes away what has not been read.
      socket.once("data", () => socket.resetAndDestroy());
    });
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(server))
  );
}

test("A connection that is reset at any byte fails, after what was sent before", () =>
  asyncio.run(async () => {
    for (let at = 1; at <= MESSAGE.length; at++) {
      const server = await resetAfter(at);
      const { port } = server.address() as { port: number };
      const connection = await streams.connect("127.0.0.1", port);
      await connection.send(bytes(REQUEST));
      const buffer = new Uint8Array(100);
      const count = await connection.readInto(buffer);
      assertEquals(text(buffer.subarray(0, count)), MESSAGE.slice(0, at));
      await connection.send(bytes(REQUEST));
      assertEquals(
        (await listen(connection, at % 5))[1],
        "ConnectionResetError",
      );
      assert(connection.isClosing());
      await assertRejects(() => connection.drain(), ConnectionResetError);
      connection.close();
      server.close();
    }
  }));

test("A server lives on after clients that send nonsense", () =>
  asyncio.run(async () => {
    const seen: string[] = [];
    const server = await streams.startServer(
      async (reader, writer) => {
        await using _ = writer;
        try {
          for await (const line of reader) await writer.send(line);
        } catch (error) {
          seen.push(`${(error as Error).name}: ${(error as Error).message}`);
        }
      },
      "127.0.0.1",
      0,
      { limit: 100 },
    );
    const [host, port] = addressOf(server);
    {
      await using bomb = await streams.connect(host, port);
      await bomb.send(new Uint8Array(5000).fill(0x78));
      await bomb.read().catch(() => {});
    }
    // One that is slow, byte by byte, and then goes away, in nobody's way.
    const slow = await streams.connect(host, port);
    for (const byte of bytes("never a line")) {
      slow.write(new Uint8Array([byte]));
      await asyncio.sleep(0.001);
    }
    {
      await using good = await streams.connect(host, port);
      await good.send(bytes("\xff\0 binary\n"));
      assertEquals(text(await good.readline()), "\xff\0 binary\n");
    }
    slow.writer.transport.abort();
    await server.shutdown({ grace: 1 });
    assertEquals(seen.length, 1);
    assert(
      /^RangeError: Cannot read a line that is longer than the limit of 100 bytes: \d+ bytes$/
        .test(seen[0]!),
      seen[0],
    );
  }));

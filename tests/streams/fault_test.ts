// A connection through a proxy that does to it what a network can do: splits, delays, drops, resets, half-closes, at
// every byte. What arrives is what was sent, up to where the proxy has cut it, and nothing hangs.

import { connect as connectNode, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import * as streams from "../../streams/mod.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import { CA, SERVER } from "./certificates.ts";
import { addressOf, bytes, pattern, text } from "./support.ts";

const KINDS = ["split", "delay", "halfClose", "drop", "reset"] as const;

/** What the proxy does to the bytes of one direction. */
interface Fault {
  /** After how many bytes it happens. */
  readonly at: number;
  /** `trickle` gives on byte by byte. */
  readonly kind: typeof KINDS[number] | "trickle";
}

/** Passes bytes on and lets the fault happen. */
async function pump(
  from: Socket,
  to: Socket,
  fault: Fault | null,
): Promise<void> {
  let passed = 0;
  try {
    for await (let piece of from as AsyncIterable<Uint8Array>) {
      if (fault?.kind === "trickle") {
        for (const byte of piece) await give(to, new Uint8Array([byte]));
        continue;
      }
      if (fault !== null && passed + piece.length > fault.at) {
        const head = piece.subarray(0, Math.max(0, fault.at - passed));
        await give(to, head);
        if (fault.kind === "halfClose") {
          to.end();
          // The rest is swallowed.
          for await (const _ of from as AsyncIterable<Uint8Array>);
          return;
        }
        if (fault.kind === "drop" || fault.kind === "reset") {
          for (const socket of [from, to]) {
            if (fault.kind === "drop") socket.destroy();
            else socket.resetAndDestroy();
          }
          return;
        }
        await new Promise((resolve) =>
          setTimeout(resolve, fault!.kind === "delay" ? 2 : 0)
        );
        passed += head.length;
        piece = piece.subarray(head.length);
        fault = null;
      }
      await give(to, piece);
      passed += piece.length;
    }
    to.end();
  } catch {
    from.destroy();
    to.destroy();
  }
}

/** Writes a piece that is not to be joined with the next. */
function give(to: Socket, piece: Uint8Array): Promise<void> {
  if (piece.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) =>
    to.write(piece, (error) => error ? reject(error) : setImmediate(resolve))
  );
}

/** A proxy in front of a port; each connection gets the faults that are set when it comes. */
class Proxy {
  readonly #server = createServer(
    { allowHalfOpen: true, noDelay: true },
    (client) => void this.#work.add(this.#serve(client)),
  );
  readonly #target: number;
  readonly #sockets: Set<Socket> = new Set();
  readonly #work: Set<Promise<unknown>> = new Set();
  /** What happens to what goes to the client. */
  down: Fault | null = null;
  /** What happens to what goes to the server. */
  up: Fault | null = null;

  constructor(target: number) {
    this.#target = target;
  }

  /** Makes one that listens. */
  static async before(target: number): Promise<Proxy> {
    const proxy = new Proxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async #serve(client: Socket): Promise<void> {
    const server = connectNode({
      host: "127.0.0.1",
      port: this.#target,
      allowHalfOpen: true,
      noDelay: true,
    });
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      // What has gone wrong, the pumps see.
      socket.on("error", () => {});
    }
    await once(server, "connect");
    await Promise.all([
      pump(client, server, this.up),
      pump(server, client, this.down),
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#work);
    await closed;
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

/** The ways to read: each takes a step, which is empty at the end. */
const WAYS: Readonly<
  Record<string, (reader: streams.StreamReader) => Promise<Uint8Array>>
> = {
  read: (reader) => reader.read(4),
  readToEnd: (reader) => reader.read(),
  readline: (reader) => reader.readline(),
  readexactly: (reader) => reader.readexactly(4),
  readuntil: (reader) => reader.readuntil(["\n", "and"]),
  readInto: async (reader) => {
    const buffer = new Uint8Array(3);
    return buffer.subarray(0, await reader.readInto(buffer));
  },
};

/** What is read step by step, and the end or the name of the error. */
async function listen(
  reader: streams.StreamReader,
  way: string,
): Promise<[got: string, end: string]> {
  let got = "";
  try {
    for (;;) {
      const step = await WAYS[way]!(reader);
      if (step.length === 0) return [got, "end"];
      got += text(step);
    }
  } catch (error) {
    if (!(error instanceof asyncio.IncompleteReadError)) {
      return [got, (error as Error).name];
    }
    return [got + text(error.partial), "end"];
  }
}

/** Compares what has arrived of the message through a fault. */
function assertArrived(
  [got, end]: [got: string, end: string],
  { kind, at }: Fault,
  where: string,
): void {
  const isWhole = kind === "split" || kind === "delay" || kind === "trickle";
  const expected = isWhole ? MESSAGE : MESSAGE.slice(0, at);
  if (kind === "reset" && at < MESSAGE.length) {
    // A reset takes away what has not been read.
    assert(expected.startsWith(got), `${where}: ${got}`);
    assertEquals(end, "ConnectionResetError", where);
  } else assertEquals([got, end], [expected, "end"], where);
}

for (const kind of KINDS) {
  test(
    `StreamReader brings what was sent up to a ${kind} at any byte, in every way of reading`,
    () =>
      asyncio.run(async () => {
        const server = await streams.startServer(speak, "127.0.0.1", 0);
        {
          await using proxy = await Proxy.before(addressOf(server)[1]);
          for (let at = 0; at <= MESSAGE.length; at++) {
            for (const way of Object.keys(WAYS)) {
              const fault = proxy.down = { at, kind };
              const connection = await streams.connect("127.0.0.1", proxy.port);
              await connection.send(bytes(REQUEST));
              const arrived = await asyncio.timeout(
                10,
                () => listen(connection.reader, way),
              );
              assertArrived(arrived, fault, `${way} at ${at}`);
              connection.close();
              await connection.waitClosed().catch(() => {});
            }
          }
        }
        await server.shutdown({ grace: 1 });
      }),
    { timeout: 120_000 },
  );

  test(
    `StreamWriter gets across what was written up to a ${kind} at any byte`,
    () =>
      asyncio.run(async () => {
        let arrived!: asyncio.Future<[string, string]>;
        const server = await streams.startServer(
          async (reader, writer) => {
            await using _ = writer;
            // A reset that comes before it is accepted is one of another kind.
            await reader.readline();
            await writer.send(bytes(REQUEST));
            const ways = Object.keys(WAYS);
            arrived.setResult(
              await listen(reader, ways[turn++ % ways.length]!),
            );
          },
          "127.0.0.1",
          0,
        );
        let turn = 0;
        {
          await using proxy = await Proxy.before(addressOf(server)[1]);
          for (let at = 0; at <= MESSAGE.length; at++) {
            arrived = asyncio.getRunningLoop().createFuture();
            const fault = { at, kind };
            proxy.up = { at: REQUEST.length + at, kind };
            const connection = await streams.connect("127.0.0.1", proxy.port);
            await connection.send(bytes(REQUEST));
            await connection.readline();
            // Piece by piece, so that a loss may be noticed between two.
            try {
              for (let i = 0; i < MESSAGE.length; i += 5) {
                await connection.send(bytes(MESSAGE.slice(i, i + 5)));
              }
              connection.writeEof();
            } catch (error) {
              assert(error instanceof asyncio.ConnectionError, `${error}`);
            }
            await asyncio.timeout(10, async () => {
              assertArrived(await arrived, fault, `at ${at}`);
            });
            connection.close();
            await connection.waitClosed().catch(() => {});
          }
        }
        await server.shutdown({ grace: 1 });
      }),
    { timeout: 120_000 },
  );

  test(
    `A TLS connection brings what was sent, or a beginning of it, through a ${kind}`,
    () =>
      asyncio.run(async () => {
        const server = await streams.startServer(speak, "127.0.0.1", 0, {
          ssl: SERVER,
        });
        {
          await using proxy = await Proxy.before(addressOf(server)[1]);
          const isWhole = kind === "split" || kind === "delay";
          // Handshake, tickets, the message and the farewell take some 2,500 bytes.
          for (let at = 0; at < 2600; at += at < 1800 ? 89 : 31) {
            proxy.down = { at, kind };
            const outcome = await asyncio.timeout(10, async () => {
              try {
                await using connection = await streams.connect(
                  "127.0.0.1",
                  proxy.port,
                  { ssl: { caCerts: CA }, serverHostname: "localhost" },
                );
                await connection.send(bytes(REQUEST));
                return await listen(connection.reader, "read");
              } catch (error) {
                return ["", (error as Error).name];
              }
            });
            const [got, end] = outcome as [string, string];
            if (isWhole) assertEquals([got, end], [MESSAGE, "end"], `at ${at}`);
            assert(MESSAGE.startsWith(got), `at ${at}: ${got}`);
            assert(
              ["end", "ConnectionResetError", "BrokenPipeError", "SslError"]
                .includes(end),
              `at ${at}: ${end}`,
            );
          }
        }
        await server.shutdown({ grace: 1 });
      }),
    { timeout: 120_000 },
  );
}

/** Numbers from 0 to `below`, the same for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed * 2654435761 >>> 0 || 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

/** Lets some turns of the loop pass, or of the host. */
async function pass(roll: (below: number) => number): Promise<void> {
  for (let turns = roll(5); turns > 0; turns--) {
    await asyncio.sleep(roll(3) === 0 ? 0.0003 : 0);
  }
}

for (const way of Object.keys(WAYS)) {
  test(
    `StreamReader.${way}() that is cancelled anywhere leaves every byte to the next, once`,
    () =>
      asyncio.run(async () => {
        const server = await streams.startServer(speak, "127.0.0.1", 0);
        {
          await using proxy = await Proxy.before(addressOf(server)[1]);
          proxy.down = { at: 0, kind: "trickle" };
          for (let seed = 0; seed < 20; seed++) {
            const roll = dice(seed);
            const connection = await streams.connect("127.0.0.1", proxy.port);
            await connection.send(bytes(REQUEST));
            let got = "";
            let isOver = false;
            for (let tries = 0; !isOver; tries++) {
              const reading = asyncio.createTask(async () => {
                try {
                  const step = await WAYS[way]!(connection.reader);
                  got += text(step);
                  isOver = step.length === 0;
                } catch (error) {
                  if (asyncio.isCancelled(error)) throw error;
                  if (
                    !(error instanceof asyncio.IncompleteReadError)
                  ) throw error;
                  got += text(error.partial);
                  isOver = true;
                }
              });
              await pass(roll);
              // Not for ever: what waits for much would never get it.
              if (tries < 100) reading.cancel();
              await asyncio.wait([reading]);
            }
            assertEquals(got, MESSAGE, `seed ${seed}`);
            connection.close();
            await connection.waitClosed();
          }
        }
        await server.shutdown({ grace: 1 });
      }),
    { timeout: 120_000 },
  );
}

test(
  "StreamWriter.drain() that is cancelled anywhere leaves every byte on its way, once",
  () =>
    asyncio.run(async () => {
      const sent = pattern(600_000);
      let arrived!: asyncio.Future<Uint8Array>;
      const server = await streams.startServer(
        async (reader, writer) => {
          await using _ = writer;
          const pieces: Uint8Array[] = [];
          // Slowly at first.
          for (let i = 0;; i++) {
            const piece = await reader.read(20_000);
            if (piece.length === 0) break;
            pieces.push(piece);
            if (i < 20) await asyncio.sleep(0.0005);
          }
          arrived.setResult(
            new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer()),
          );
        },
        "127.0.0.1",
        0,
      );
      for (let seed = 0; seed < 10; seed++) {
        const roll = dice(seed);
        arrived = asyncio.getRunningLoop().createFuture();
        const connection = await streams.connect(...addressOf(server));
        for (let at = 0; at < sent.length;) {
          // Both what is copied and what is lent.
          const length = 1 + roll(roll(2) === 0 ? 500 : 60_000);
          connection.write(sent.subarray(at, at += length));
          const draining = asyncio.createTask(() => connection.drain());
          await pass(roll);
          draining.cancel();
          await asyncio.wait([draining]);
        }
        connection.writeEof();
        const got = await arrived;
        assertEquals(got.length, sent.length, `seed ${seed}`);
        assert(got.every((byte, i) => byte === sent[i]), `seed ${seed}`);
        connection.close();
        await connection.waitClosed();
      }
      await server.shutdown({ grace: 1 });
    }),
  { timeout: 120_000 },
);

test("startServer() passes over clients that reset before they are accepted", () =>
  asyncio.run(async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    const server = await streams.startServer(speak, "127.0.0.1", 0, {
      startServing: false,
    });
    const [host, port] = addressOf(server);
    for (let i = 0; i < 5; i++) {
      const socket = connectNode({ host, port });
      await once(socket, "connect");
      socket.resetAndDestroy();
      await once(socket, "close");
    }
    await server.startServing();
    {
      await using connection = await streams.connect(host, port);
      await connection.send(bytes(REQUEST));
      assertEquals(text(await connection.read()), MESSAGE);
    }
    await server.shutdown();
    assertEquals(reports, []);
  }));

test("A handler that has caught a lost connection while it reads need not catch it again", () =>
  asyncio.run(async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    const loop = asyncio.getRunningLoop();
    const seen: string[] = [];
    const handler: streams.ClientHandler = async (reader, writer) => {
      await using _ = writer;
      try {
        await reader.readline();
        await reader.readline();
      } catch (error) {
        seen.push((error as Error).name);
      }
    };
    for (
      const server of [
        await streams.startServer(handler, "127.0.0.1", 0),
        await loop.createServer(
          () =>
            new streams.StreamReaderProtocol(
              new streams.StreamReader(),
              handler,
            ),
          "127.0.0.1",
          0,
        ),
      ]
    ) {
      const [host, port] = addressOf(server);
      const socket = connectNode({ host, port });
      socket.write(REQUEST);
      while (server.clients === 0) await asyncio.sleep(0.001);
      await asyncio.sleep(0.005);
      socket.resetAndDestroy();
      while (server.clients > 0) await asyncio.sleep(0.001);
      await server.shutdown();
    }
    assertEquals(seen, ["ConnectionResetError", "ConnectionResetError"]);
    assertEquals(reports, []);
  }));

test("A connection that was reset fails in every method, and is closing", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(speak, "127.0.0.1", 0);
    {
      await using proxy = await Proxy.before(addressOf(server)[1]);
      proxy.down = { at: 5, kind: "reset" };
      const connection = await streams.connect("127.0.0.1", proxy.port);
      await connection.send(bytes(REQUEST));
      const [, end] = await listen(connection.reader, "read");
      assertEquals(end, "ConnectionResetError");
      assert(connection.isClosing());
      for (
        const method of [
          () => connection.read(),
          () => connection.readline(),
          () => connection.drain(),
          () => connection.send(bytes("x")),
          () => connection.waitClosed(),
        ]
      ) await assertRejects(method, asyncio.ConnectionResetError);
      connection.close();
    }
    await server.shutdown({ grace: 1 });
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

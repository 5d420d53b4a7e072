import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import * as streams from "../../streams/mod.ts";
import {
  ConnectionError,
  ConnectionRefusedError,
  toConnectionError,
} from "../../loop/connection_errors.ts";
import type { Server } from "../../loop/network/server.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import {
  addressOf,
  bytes,
  hasIpv6,
  outcome,
  pattern,
  text,
  withFolder,
} from "./support.ts";

/** Sends everything back as it comes. */
async function echo(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  await using _ = writer;
  const buffer = new Uint8Array(1 << 16);
  for (;;) {
    const count = await reader.readInto(buffer);
    if (count === 0) return;
    await writer.send(buffer.subarray(0, count));
  }
}

/** Runs `fn` beside a server; nothing may be reported, and nobody be left. */
function served(
  handler: streams.ClientHandler,
  fn: (server: Server) => Promise<void>,
  host = "127.0.0.1",
): Promise<void> {
  return asyncio.run(async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    const server = await streams.startServer(handler, host, 0);
    try {
      await fn(server);
    } finally {
      await server.shutdown({ grace: 1 });
    }
    assertEquals(reports, []);
  });
}

function connectTo(
  server: Server,
  options: streams.OpenConnectionOptions = {},
): Promise<streams.Connection> {
  return streams.connect(...addressOf(server), options);
}

test("connect() joins both directions", () =>
  served(echo, async (server) => {
    await using connection = await connectTo(server);
    await connection.send(bytes("one\ntwo\nthree\0four"));
    assertEquals(text(await connection.readline()), "one\n");
    assertEquals(text(await connection.readuntil("\n")), "two\n");
    assertEquals(text(await connection.readexactly(5)), "three");
    const buffer = new Uint8Array(2);
    assertEquals(await connection.readInto(buffer), 2);
    assertEquals(text(buffer), "\0f");
    connection.writelines([bytes("\n"), bytes("five\n")]);
    connection.writeEof();
    const lines: string[] = [];
    for await (const line of connection) lines.push(text(line));
    assertEquals(lines, ["our\n", "five\n"]);
    assert(connection.atEof());
    const [host, port] = addressOf(server);
    assertEquals(
      `${connection}`,
      `<Connection peername=${host}:${port}>`,
    );
    assertEquals(connection.getExtraInfo("peername"), [host, port]);
    assertEquals(connection.getExtraInfo("sslcontext"), null);
    assertEquals(connection.writer.getExtraInfo("cipher", "none"), "none");
    assertEquals(connection.writer.getExtraInfo("no such thing"), null);
  }));

test("connect() passes megabytes both ways at once", () =>
  served(echo, async (server) => {
    await using connection = await connectTo(server);
    const data = pattern(5_000_000);
    const sending = asyncio.createTask(async () => {
      await connection.send(data);
      connection.writeEof();
    });
    const back = await connection.read();
    await sending;
    assertEquals(back.length, data.length);
    assert(back.every((byte, at) => byte === data[at]));
  }));

test("connect() is refused where nobody listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const error = await assertRejects(
    () => streams.connect("127.0.0.1", port),
    ConnectionRefusedError,
  );
  assertInstanceOf(error, ConnectionError);
  assertInstanceOf(error.cause, Deno.errors.ConnectionRefused);
});

test("connect() refuses arguments that make no sense", async () => {
  const wrong: [() => Promise<unknown>, new () => Error, string][] = [
    [() => streams.connect(1 as never, 1), TypeError, "'host'"],
    [() => streams.connect("localhost", 65_536), RangeError, "'port'"],
    [() => streams.connect("localhost", "1" as never), TypeError, "'port'"],
    [
      () => streams.startServer(null as never, null, 0),
      TypeError,
      "A client handler must be a function: null",
    ],
    [
      () => streams.startServer(echo, null, 0, { backlog: 0 }),
      RangeError,
      "'backlog'",
    ],
  ];
  for (const [call, type, message] of wrong) {
    await assertRejects(call, type, message);
  }
});

test("connect() may be cancelled, and has no connection then", () =>
  served(echo, async (server) => {
    const task = asyncio.createTask(() => connectTo(server));
    await asyncio.sleep(0);
    task.cancel();
    await asyncio.wait([task]);
    assert(task.cancelled());
  }));

test(
  "connect() in a timeout() gives up on a host that does not answer",
  () =>
    asyncio.run(async () => {
      // Nobody accepts: when its line is full, the system answers no more.
      using listener = Deno.listen({
        hostname: "127.0.0.1",
        port: 0,
        tcpBacklog: 1,
      });
      const made: streams.Connection[] = [];
      await assertRejects(
        async () => {
          for (let i = 0; i < 50; i++) {
            made.push(
              await asyncio.timeout(
                0.3,
                () => streams.connect("127.0.0.1", listener.addr.port),
              ),
            );
          }
        },
        asyncio.TimeoutError,
      );
      for (const connection of made) connection.close();
    }),
  { ignore: Deno.build.os !== "linux" },
);

test("connect() takes a local address", () =>
  served(async (_reader, writer) => {
    await using _ = writer;
    await writer.send(bytes(String(writer.getExtraInfo("peername"))));
  }, async (server) => {
    await using connection = await connectTo(server, {
      localAddr: ["127.0.0.2", 0],
    });
    const seen = text(await connection.read());
    assertEquals(seen, String(connection.getExtraInfo("sockname")));
    assert(seen.startsWith("127.0.0.2,"));
  }));

test("connect() by IPv6", () =>
  served(echo, async (server) => {
    await using connection = await connectTo(server);
    await connection.send(bytes("six"));
    assertEquals(text(await connection.read(10)), "six");
  }, "::1"), { ignore: !hasIpv6() });

test("connectUnix() and startUnixServer() speak by a path", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const path = `${folder}/s`;
      await using server = await streams.startUnixServer(echo, path);
      await using connection = await streams.connectUnix(path);
      await connection.send(bytes("local"));
      assertEquals(text(await connection.read(10)), "local");
      assertEquals(connection.getExtraInfo("peername"), path);
      assertEquals(server.sockets[0]!.getsockname(), path);
    })
  ));

test("startServer() listens on several hosts", () =>
  asyncio.run(async () => {
    await using server = await streams.startServer(
      echo,
      ["127.0.0.1", "127.0.0.3"],
      0,
    );
    const hosts: string[] = [];
    for (const socket of server.sockets) {
      const [host, port] = socket.getsockname() as [string, number];
      await using connection = await streams.connect(host, port);
      await connection.send(bytes(host));
      hosts.push(text(await connection.read(20)));
    }
    assertEquals(hosts, ["127.0.0.1", "127.0.0.3"]);
  }));

test("startServer() fails where something listens", () =>
  served(echo, async (server) => {
    const [host, port] = addressOf(server);
    await assertRejects(
      () => streams.startServer(echo, host, port),
      Deno.errors.AddrInUse,
    );
  }));

test("startServer() lives on after a handler that throws", () =>
  asyncio.run(async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    let count = 0;
    const server = await streams.startServer(
      (reader, writer) => {
        if (++count === 1) throw new Error("at once");
        if (count === 2) return Promise.reject(new Error("later"));
        return echo(reader, writer);
      },
      "127.0.0.1",
      0,
    );
    for (let i = 0; i < 2; i++) {
      await using connection = await connectTo(server);
      assertEquals((await connection.read()).length, 0);
    }
    {
      await using connection = await connectTo(server);
      await connection.send(bytes("still here"));
      assertEquals(text(await connection.read(20)), "still here");
    }
    await server.shutdown({ grace: 1 });
    assertEquals(reports.map(({ exception }) => `${exception}`), [
      "Error: at once",
      "Error: later",
    ]);
  }));

test("startServer() leaves a connection open that its handler has given away", () => {
  const given: streams.StreamWriter[] = [];
  return served(
    (_reader, writer) => void given.push(writer),
    async (server) => {
      await using connection = await connectTo(server);
      while (given.length === 0) await asyncio.sleep(0.001);
      await asyncio.sleep(0.001);
      await given[0]!.send(bytes("later"));
      given[0]!.close();
      assertEquals(text(await connection.read()), "later");
    },
  );
});

test("startServer() gives handlers the context of whoever started it", () =>
  asyncio.run(async () => {
    const name = new asyncio.ContextVar<string>("name");
    name.set("outside");
    const seen: unknown[] = [];
    const server = await streams.startServer(
      (_reader, writer) => {
        seen.push(name.get());
        name.set("inside");
        writer.close();
      },
      "127.0.0.1",
      0,
    );
    for (let i = 0; i < 2; i++) {
      await using connection = await connectTo(server);
      await connection.read();
    }
    await server.shutdown();
    assertEquals([seen, name.get()], [["outside", "outside"], "outside"]);
  }));

test("Server.close() leaves the clients alone", () =>
  served(echo, async (server) => {
    await using connection = await connectTo(server);
    await connection.send(bytes("a"));
    await connection.read(1);
    server.close();
    assertEquals([server.isServing(), server.sockets], [false, []]);
    await connection.send(bytes("b"));
    assertEquals(text(await connection.read(1)), "b");
  }));

test("Server.shutdown() lets clients finish within the grace", () =>
  asyncio.run(async () => {
    const log: string[] = [];
    const server = await streams.startServer(
      async (_reader, writer) => {
        await using _ = writer;
        await asyncio.sleep(0.02);
        await writer.send(bytes("done"));
        log.push("handler done");
      },
      "127.0.0.1",
      0,
    );
    await using connection = await connectTo(server);
    while (server.clients === 0) await asyncio.sleep(0.001);
    await server.shutdown({ grace: 5 });
    log.push("shut down");
    assertEquals(text(await connection.read()), "done");
    assertEquals(log, ["handler done", "shut down"]);
  }));

test("Server.shutdown() cancels what is left after the grace, and waits for it", () =>
  asyncio.run(async () => {
    const log: string[] = [];
    const server = await streams.startServer(
      async (reader, writer) => {
        await using _ = writer;
        try {
          await reader.read();
          await asyncio.sleep(60);
        } catch (error) {
          log.push((error as Error).name);
          await asyncio.sleep(0.001);
          log.push("cleaned up");
          throw error;
        }
      },
      "127.0.0.1",
      0,
    );
    await using connection = await connectTo(server);
    while (server.clients === 0) await asyncio.sleep(0.001);
    await server.shutdown({ grace: 0.01 });
    log.push("shut down");
    assertEquals((await connection.read()).length, 0);
    assertEquals(log, ["CancelledError", "cleaned up", "shut down"]);
  }));

test("Server.serveForever() serves one caller, until it is closed", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(echo, "127.0.0.1", 0);
    const serving = asyncio.createTask(() => server.serveForever());
    await asyncio.sleep(0);
    await assertRejects(
      () => server.serveForever(),
      asyncio.RuntimeError,
      "already being awaited",
    );
    server.close();
    await assertRejects(async () => await serving, asyncio.CancelledError);
    assert(serving.cancelled());
    await assertRejects(
      () => server.startServing(),
      asyncio.RuntimeError,
      "is closed",
    );
  }));

test("Server says what it does", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(echo, "127.0.0.1", 0, {
      startServing: false,
    });
    const [host, port] = addressOf(server);
    assertEquals(`${server}`, `<Server ${host}:${port} waiting>`);
    await server.startServing();
    await server.startServing();
    assertEquals(`${server}`, `<Server ${host}:${port} serving>`);
    assert(server.getLoop() === asyncio.getRunningLoop());
    server.close();
    assertEquals(`${server}`, "<Server closed>");
  }));

test("StreamReader of a connection ends when the writer is closed", () =>
  served(echo, async (server) => {
    const [reader, writer] = await streams.openConnection(...addressOf(server));
    const task = asyncio.createTask(() => outcome(() => reader.readexactly(5)));
    await asyncio.sleep(0.001);
    writer.close();
    assertEquals(await task, "IncompleteReadError");
    assert(reader.atEof());
    await writer.waitClosed();
  }));

test("StreamReader[Symbol.asyncDispose]() closes the connection", () =>
  served(echo, async (server) => {
    const [reader, writer] = await streams.openConnection(...addressOf(server));
    {
      await using _ = reader;
    }
    assert(writer.isClosing());
    await writer.waitClosed();
  }));

test("StreamReader fails, and the writer with it, when the connection is reset", () =>
  served(async (reader, writer) => {
    // Closing with bytes that nobody has read is what resets a connection.
    await reader.read(1);
    writer.transport.abort();
  }, async (server) => {
    const [reader, writer] = await streams.openConnection(...addressOf(server));
    writer.write(new Uint8Array(200_000));
    const lost = await outcome(async () => {
      for (;;) {
        if ((await reader.read(100)).length === 0) await writer.drain();
        writer.write(bytes("more"));
      }
    });
    assert(/Connection|BrokenPipe/.test(String(lost)), String(lost));
    await writer[Symbol.asyncDispose]();
  }));

test("A slow client bounds what a server holds", () => {
  let held = 0;
  return served(async (_reader, writer) => {
    await using _ = writer;
    const piece = new Uint8Array(8 * 1024);
    for (let i = 0; i < 4000; i++) {
      await writer.send(piece);
      held = Math.max(held, writer.transport.getWriteBufferSize());
    }
  }, async (server) => {
    await using connection = await connectTo(server);
    await asyncio.sleep(0.02);
    let got = 0;
    for (;;) {
      const { length } = await connection.read(1 << 20);
      if (length === 0) break;
      got += length;
    }
    assertEquals(got, 4000 * 8 * 1024);
    assert(held <= 72 * 1024, `${held} bytes`);
  });
});

test("A connection is as good as before after a cancel at any suspension", () =>
  served(echo, async (server) => {
    await using connection = await connectTo(server);
    let sent = "";
    let got = "";
    let seed = 7;
    for (let round = 0; round < 120; round++) {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      const piece = "x".repeat(1 + seed % 3000) + `${round}\n`;
      const reading = asyncio.createTask(async () => {
        for (;;) got += text(await connection.readline());
      });
      const writing = asyncio.createTask(async () => {
        connection.write(bytes(piece));
        sent += piece;
        await connection.drain();
        for (;;) await asyncio.sleep(0);
      });
      for (let turn = seed % 7; turn > 0; turn--) {
        await asyncio.sleep(turn % 2 === 0 ? 0 : 0.0005);
      }
      reading.cancel();
      writing.cancel();
      await asyncio.wait([reading, writing]);
    }
    connection.writeEof();
    got += text(await connection.read());
    assertEquals(got.length, sent.length);
    assert(got === sent);
  }));

test("Hundreds of connections come and go, and leave nothing", () =>
  served(echo, async (server) => {
    const descriptors = () => [...Deno.readDirSync("/proc/self/fd")].length;
    const before = Deno.build.os === "linux" ? descriptors() : 0;
    for (let round = 0; round < 15; round++) {
      await asyncio.gather(
        Array.from({ length: 20 }, (_, index) => async () => {
          await using connection = await connectTo(server);
          await connection.send(bytes(`${index}\n`));
          assertEquals(text(await connection.readline()), `${index}\n`);
        }),
      );
    }
    while (server.clients > 0) await asyncio.sleep(0.001);
    if (Deno.build.os === "linux") {
      assert(descriptors() <= before + 2, `${before} → ${descriptors()}`);
    }
  }));

test("toConnectionError() names what the platform reports", () => {
  const named = (error: unknown) => (toConnectionError(error) as Error).name;
  assertEquals(
    [
      new Deno.errors.ConnectionRefused(),
      new Deno.errors.ConnectionReset(),
      new Deno.errors.ConnectionAborted(),
      new Deno.errors.BrokenPipe(),
      new Deno.errors.NotConnected(),
      Object.assign(new Error(), { code: "ECONNRESET" }),
      new Deno.errors.NotFound(),
      new ConnectionError(),
    ].map(named),
    [
      "ConnectionRefusedError",
      "ConnectionResetError",
      "ConnectionAbortedError",
      "BrokenPipeError",
      "ConnectionResetError",
      "ConnectionResetError",
      "NotFound",
      "ConnectionError",
    ],
  );
  assertEquals(toConnectionError("text"), "text");
});

test("run() closes the servers and connections that were left open", async () => {
  // What stays open, the sanitizer of the test finds.
  await asyncio.run(async () => {
    const server = await streams.startServer(
      async (reader) => void await reader.readline(),
      "127.0.0.1",
      0,
    );
    const { port } = server.sockets[0]!;
    const connection = await streams.connect("127.0.0.1", port);
    asyncio.createTask(() => connection.readline());
    await asyncio.sleep(0.01);
  });
});

test("startServer() and openConnection() refuse a wrong limit before anything is opened", () =>
  asyncio.run(async () => {
    const options = { limit: -1 };
    const message = "'limit' must be an integer of at least 1: -1";
    await assertRejects(
      () => streams.startServer(() => {}, "127.0.0.1", 0, options),
      RangeError,
      message,
    );
    await using server = await streams.startServer(() => {}, "127.0.0.1", 0);
    const { port } = server.sockets[0]!;
    await assertRejects(
      () => streams.openConnection("127.0.0.1", port, options),
      RangeError,
      message,
    );
    assertEquals(server.clients, 0);
  }));

test("Server.waitClosed() waits until the address is free", () =>
  withFolder(async (folder) => {
    const path = `${folder}/socket`;
    await asyncio.run(async () => {
      for (let round = 0; round < 3; round++) {
        const server = await streams.startUnixServer(() => {}, path);
        await asyncio.sleep(0);
        server.close();
        await server.waitClosed();
      }
    });
  }));

test("Connections that come and go leave no descriptor and no client behind", () =>
  asyncio.run(async () => {
    await using server = await streams.startServer(
      async (reader, writer) => {
        await using _ = writer;
        await writer.send(await reader.readline());
      },
      "127.0.0.1",
      0,
    );
    const { port } = server.sockets[0]!;
    let first = 0;
    for (let round = 0; round < 300; round++) {
      await using connection = await streams.connect("127.0.0.1", port);
      await connection.send(bytes("x\n"));
      assertEquals(text(await connection.readline()), "x\n");
      if (round === 20) first = await openDescriptors();
    }
    await asyncio.sleep(0.05);
    assertEquals(server.clients, 0);
    assert(await openDescriptors() <= first);
  }));

/** How many descriptors the process has; 0 where the system does not tell. */
async function openDescriptors(): Promise<number> {
  let count = 0;
  try {
    for await (const _ of Deno.readDir("/proc/self/fd")) count++;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return count;
}

import {
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import * as streams from "../../streams/mod.ts";
import type { SslOptions } from "../../loop/network/ssl_options.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import { CA, CLIENT, OTHER, SERVER } from "./certificates.ts";
import { addressOf, bytes, text } from "./support.ts";

/** Sends everything back, line by line. */
async function echo(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  await using _ = writer;
  for await (const line of reader) await writer.send(line);
}

/** Runs `fn` beside a server that speaks TLS. */
function secured(
  ssl: SslOptions,
  fn: (port: number) => Promise<void>,
  handler: streams.ClientHandler = echo,
): Promise<void> {
  return asyncio.run(async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    const server = await streams.startServer(handler, "127.0.0.1", 0, { ssl });
    try {
      await fn(addressOf(server)[1]);
    } finally {
      await server.shutdown({ grace: 1 });
    }
    assertEquals(reports, []);
  });
}

async function greet(connection: streams.Connection): Promise<string> {
  await connection.send(bytes("hello\n"));
  return text(await connection.readline());
}

test("connect() speaks TLS with a server that it trusts", () =>
  secured(SERVER, async (port) => {
    await using connection = await streams.connect("127.0.0.1", port, {
      ssl: { caCerts: CA },
      serverHostname: "localhost",
    });
    assertEquals(await greet(connection), "hello\n");
    assertEquals(connection.getExtraInfo("sslcontext"), { caCerts: CA });
    connection.writeEof();
    assertEquals((await connection.read()).length, 0);
  }));

test("connect() agrees on a protocol by ALPN", () => {
  let agreed: string | null = null;
  return secured(
    { ...SERVER, alpnProtocols: ["a", "b"] },
    async (port) => {
      await using connection = await streams.connect("localhost", port, {
        ssl: { caCerts: CA, alpnProtocols: ["b", "c"] },
      });
      await greet(connection);
      assertEquals(connection.getExtraInfo("alpnProtocol"), "b");
      assertEquals(agreed, "b");
    },
    (reader, writer) => {
      agreed = writer.getExtraInfo("alpnProtocol");
      return echo(reader, writer);
    },
  );
});

test("connect() refuses a server that nobody vouches for", () =>
  secured(SERVER, async (port) => {
    await assertRejects(
      () => streams.connect("localhost", port, { ssl: true }),
      asyncio.SslCertVerificationError,
      "UnknownIssuer",
    );
  }));

test("connect() refuses the certificate of another host", () =>
  secured(OTHER, async (port) => {
    await assertRejects(
      () => streams.connect("localhost", port, { ssl: { caCerts: CA } }),
      asyncio.SslCertVerificationError,
      "not valid for name",
    );
  }));

test("connect() takes the certificate of another host if told not to look", () =>
  secured(OTHER, async (port) => {
    await using connection = await streams.connect("localhost", port, {
      ssl: { caCerts: CA, checkHostname: false },
    });
    assertEquals(await greet(connection), "hello\n");
  }));

test("startServer() lets in a client with a certificate", () => {
  let subject: unknown = null;
  return secured(
    { ...SERVER, caCerts: CA, requireClientCert: true },
    async (port) => {
      await using connection = await streams.connect("localhost", port, {
        ssl: { ...CLIENT, caCerts: CA },
      });
      assertEquals(await greet(connection), "hello\n");
      assertEquals({ ...subject as object }, { CN: "client" });
    },
    (reader, writer) => {
      subject = writer.getExtraInfo("peercert")?.subject;
      return echo(reader, writer);
    },
  );
});

test("startServer() refuses a client without a certificate", () =>
  secured(
    { ...SERVER, caCerts: CA, requireClientCert: true },
    async (port) => {
      await assertRejects(async () => {
        await using connection = await streams.connect("localhost", port, {
          ssl: { caCerts: CA },
        });
        const answer = await greet(connection);
        if (answer === "") throw new Error("refused");
      }, Error);
    },
  ));

test("startServer() lives on after a handshake that fails", () =>
  secured(SERVER, async (port) => {
    const plain = await streams.connect("127.0.0.1", port);
    plain.write(bytes("GET / HTTP/1.0\r\n\r\n"));
    await plain.read().catch(() => {});
    plain.close();
    await using connection = await streams.connect("localhost", port, {
      ssl: { caCerts: CA },
    });
    assertEquals(await greet(connection), "hello\n");
  }));

/** Clients whose TLS is the platform's, and node's. */
const CLIENTS = [{ caCerts: CA }, { ...CLIENT, caCerts: CA }];

for (const ssl of CLIENTS) {
  const which = "cert" in ssl ? "with a certificate" : "without one";

  test(`connect() ${which} says in which way TLS fails`, () =>
    asyncio.run(async () => {
      /** What comes of a handshake with a server that does `misdeed`. */
      async function failure(misdeed: streams.ClientHandler): Promise<unknown> {
        const server = await streams.startServer(misdeed, "127.0.0.1", 0);
        try {
          const port = addressOf(server)[1];
          return await assertRejects(() =>
            streams.connect("localhost", port, { ssl })
          );
        } finally {
          await server.shutdown({ grace: 0 });
        }
      }
      const noTls = await failure(async (reader, writer) => {
        await using _ = writer;
        await writer.send(bytes("HTTP/1.0 400 Bad Request\r\n\r\n"));
        await reader.read(1);
      });
      assertInstanceOf(noTls, asyncio.SslError);
      assertFalse(noTls instanceof asyncio.SslCertVerificationError);
      assertInstanceOf(noTls, asyncio.OSError);
      assertEquals(noTls.name, "SslError");
      assertStringIncludes(noTls.message, "InvalidContentType");
      assertEquals((noTls.cause as Error).message, noTls.message);
      const gone = await failure(async (reader, writer) => {
        await reader.read(1);
        writer.close();
      });
      assertInstanceOf(gone, asyncio.ConnectionResetError);
    }));

  test(`connect() ${which} says that a certificate is refused`, () =>
    secured(
      { ...SERVER, caCerts: CA, requireClientCert: "cert" in ssl },
      async (port) => {
        const error = await assertRejects(
          () =>
            streams.connect("localhost", port, {
              ssl,
              serverHostname: "other.example",
            }),
          asyncio.SslCertVerificationError,
          "other.example",
        );
        assertInstanceOf(error, asyncio.SslError);
        assertEquals(error.name, "SslCertVerificationError");
        assertEquals((error.cause as Error).message, error.message);
      },
    ));
}

test("startServer() reports a handshake that fails in debug mode only", async () => {
  for (const debug of [false, true]) {
    await asyncio.run(async () => {
      const reports = recordExceptions(asyncio.getRunningLoop());
      const server = await streams.startServer(echo, "127.0.0.1", 0, {
        ssl: SERVER,
      });
      await assertRejects(
        () => streams.connect("localhost", addressOf(server)[1], { ssl: true }),
        asyncio.SslCertVerificationError,
      );
      await server.shutdown();
      assertEquals(
        reports.map(({ exception }) => (exception as Error).name),
        debug ? ["SslError"] : [],
      );
    }, { debug });
  }
});

test("connect() gives up on a handshake that takes too long", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(
      (reader) => reader.read(),
      "127.0.0.1",
      0,
    );
    await assertRejects(
      () =>
        streams.connect("127.0.0.1", addressOf(server)[1], {
          ssl: true,
          sslHandshakeTimeout: 0.02,
        }),
      asyncio.ConnectionAbortedError,
      "handshake",
    );
    await server.shutdown({ grace: 0 });
  }));

test("connect() says which option of TLS is missing or too much", async () => {
  await assertRejects(
    () => streams.connect("localhost", 1, { serverHostname: "a" }),
    RangeError,
    "'serverHostname'",
  );
  await assertRejects(
    () =>
      streams.startServer(echo, "127.0.0.1", 0, {
        ssl: { caCerts: CA },
      }),
    TypeError,
    "'cert'",
  );
});

/** The server's half of an upgrade: a line in the clear, then lines in TLS. */
async function upgrade(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  await using _ = writer;
  await reader.readline();
  await writer.send(bytes("go ahead\n"));
  assertEquals(writer.getExtraInfo("sslcontext"), null);
  await writer.startTls(SERVER);
  assertEquals(writer.getExtraInfo("sslcontext"), SERVER);
  for await (const line of reader) await writer.send(line);
}

test("streams/StreamTests.test_start_tls: both sides go on in TLS", () =>
  asyncio.run(async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    const server = await streams.startServer(upgrade, "127.0.0.1", 0);
    {
      await using connection = await streams.connect(...addressOf(server));
      await connection.send(bytes("STARTTLS\n"));
      assertEquals(text(await connection.readline()), "go ahead\n");
      await connection.startTls({ caCerts: CA }, {
        serverHostname: "localhost",
      });
      assertEquals(await greet(connection), "hello\n");
      const big = "x".repeat(60_000) + "\n";
      await connection.send(bytes(big));
      assertEquals(text(await connection.readline()), big);
    }
    await server.shutdown({ grace: 1 });
    assertEquals(reports, []);
  }));

test("StreamWriter.startTls() loses no byte that came before it", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(
      async (reader, writer) => {
        await using _ = writer;
        await reader.readline();
        // The client's first words of TLS are in the reader by now, or in the read that this leaves in flight.
        await writer.send(bytes("go ahead\n"));
        await asyncio.moveOnAfter(0.005, () => reader.readexactly(10_000));
        await writer.startTls(SERVER);
        await writer.send(await reader.readline());
      },
      "127.0.0.1",
      0,
    );
    {
      await using connection = await streams.connect(...addressOf(server));
      await connection.send(bytes("STARTTLS\n"));
      await connection.readline();
      await connection.startTls({ caCerts: CA }, {
        serverHostname: "localhost",
      });
      assertEquals(await greet(connection), "hello\n");
    }
    await server.shutdown({ grace: 1 });
  }));

test("StreamWriter.startTls() does not begin while a task reads", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(echo, "127.0.0.1", 0);
    {
      await using connection = await streams.connect(...addressOf(server));
      const task = asyncio.createTask(() => connection.read());
      await asyncio.sleep(0.001);
      await assertRejects(
        () => connection.startTls(true),
        asyncio.RuntimeError,
        "waits in the reader",
      );
      task.cancel();
    }
    await server.shutdown({ grace: 1 });
  }));

test("StreamWriter.startTls() closes the connection when it fails", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(upgrade, "127.0.0.1", 0);
    recordExceptions(asyncio.getRunningLoop());
    const connection = await streams.connect(...addressOf(server));
    await connection.send(bytes("STARTTLS\n"));
    await connection.readline();
    await assertRejects(
      () => connection.startTls(true),
      asyncio.SslCertVerificationError,
    );
    assertEquals(connection.isClosing(), true);
    await server.shutdown({ grace: 1 });
  }));

test("connect() with a certificate checks the address where there is no name", () =>
  secured(
    { ...SERVER, caCerts: CA, requireClientCert: true },
    async (port) => {
      const ssl = { ...CLIENT, caCerts: CA };
      {
        await using connection = await streams.connect("127.0.0.1", port, {
          ssl,
        });
        assertEquals(await greet(connection), "hello\n");
      }
      const { cause } = await assertRejects(
        () =>
          streams.connect("127.0.0.1", port, {
            ssl,
            serverHostname: "127.0.0.2",
          }),
        asyncio.SslCertVerificationError,
      );
      assertEquals(
        (cause as { code?: string }).code,
        "ERR_TLS_CERT_ALTNAME_INVALID",
      );
    },
  ));

test("startServer() forgets a client that breaks off its handshake", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(echo, "127.0.0.1", 0, {
      ssl: { ...SERVER, caCerts: CA, requireClientCert: true },
    });
    await assertRejects(() =>
      streams.connect(...addressOf(server), {
        ssl: { ...CLIENT, caCerts: CA },
        serverHostname: "other.example",
      })
    );
    server.close();
    await asyncio.timeout(5, () => server.waitClosed());
  }));

test("StreamWriter.close() says over TLS that the session has ended", () =>
  secured(
    { ...SERVER, caCerts: CA, requireClientCert: true },
    async (port) => {
      // The records are told apart by their first byte; the alert of the end is encrypted, but a record of its own.
      const seen: number[] = [];
      const proxy = await streams.startServer(
        async (reader, writer) => {
          await using _ = writer;
          await using server = await streams.connect("127.0.0.1", port);
          asyncio.createTask(async () => {
            for (;;) {
              const data = await reader.read(65536);
              if (data.length === 0) break;
              await server.send(data);
            }
          });
          for (;;) {
            const head = await server.readexactly(5).catch(() => null);
            if (head === null) break;
            const body = await server.readexactly(head[3]! * 256 + head[4]!);
            seen.push(body.length);
            writer.write(head);
            await writer.send(body);
          }
        },
        "127.0.0.1",
        0,
      );
      await using connection = await streams.connect(...addressOf(proxy), {
        ssl: { ...CLIENT, caCerts: CA },
      });
      assertEquals((await connection.read()).length, 1000);
      // 1000 bytes or an alert of 2 bytes, the type of the record, and the tag.
      assertEquals(seen.slice(-2), [1000 + 17, 2 + 17]);
      await proxy.shutdown({ grace: 1 });
    },
    async (_reader, writer) => {
      writer.write(new Uint8Array(1000));
      await asyncio.sleep(0);
      writer.close();
    },
  ));

test("connect() wants lists where there may be several", async () => {
  for (const name of ["caCerts", "alpnProtocols"]) {
    await assertRejects(
      () =>
        asyncio.run(() =>
          streams.connect("127.0.0.1", 1, { ssl: { [name]: "h2" } })
        ),
      TypeError,
      `'${name}' must be an array of strings: "h2"`,
    );
  }
});

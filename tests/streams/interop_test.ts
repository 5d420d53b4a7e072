// Both ways with CPython's own asyncio, and with what speaks TCP and TLS on the command line, where these are
// installed.

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as asyncio from "../../mod.ts";
import * as streams from "../../streams/mod.ts";
import {
  createSubprocessExec,
  DEVNULL,
  PIPE,
  type Process,
} from "../../streams/subprocess.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import { CA, FOLDER, SERVER } from "./certificates.ts";
import { addressOf, bytes, text, withFolder } from "./support.ts";

/** Whether a program can be run. */
function has(command: string, ...args: string[]): boolean {
  try {
    return new Deno.Command(command, { args, stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

const PYTHON = Deno.env.get("PYTHON") ?? "python3";
const noPython = !has(
  PYTHON,
  "-c",
  "import asyncio, ssl, sys; sys.exit(sys.version_info < (3, 11))",
);

/** Runs a Python program; `fn` gets the port (or whatever) that it prints first. Returns the rest of what it prints. */
async function withPython(
  program: string,
  args: string[],
  fn: (first: string) => Promise<void>,
): Promise<string> {
  const child = new Deno.Command(PYTHON, {
    args: ["-c", program, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = streams.StreamReader.from(child.stdout);
  try {
    await fn(text(await output.readline()).trim());
    return text(await output.read());
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    await child.status;
  }
}

const PYTHON_SERVER = `
import asyncio, socket, ssl, struct, sys

async def handle(reader, writer):
    while line := await reader.readline():
        if line == b"reset\\n":
            # Without this the connection would end as usual.
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
            break
        writer.write(b"py " + line)
        await writer.drain()
    else:
        writer.write(b"end")
    writer.close()
    done.set()

async def main():
    global done
    done = asyncio.Event()
    kind, place = sys.argv[1:3]
    context = None
    if kind == "tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(place + "server.pem", place + "server.key")
    if kind == "unix":
        server = await asyncio.start_unix_server(handle, place)
        print("ready", flush=True)
    else:
        server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
        print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.wait_for(done.wait(), 10)
    server.close()
    print("served")

asyncio.run(main())
`;

/** Speaks with the Python server: lines, then a half close. */
async function converse(connection: streams.Connection): Promise<void> {
  await using _ = connection;
  for (const word of ["a", "b".repeat(50_000), "c"]) {
    await connection.send(bytes(`${word}\n`));
    assertEquals(text(await connection.readline()), `py ${word}\n`);
  }
  connection.write(bytes("last\n"));
  connection.writeEof();
  assertEquals(text(await connection.read()), "py last\nend");
}

test(
  "CPython's server gets lines and a half close",
  () =>
    asyncio.run(async () => {
      const rest = await withPython(
        PYTHON_SERVER,
        ["tcp", "-"],
        async (port) =>
          await converse(await streams.connect("127.0.0.1", Number(port))),
      );
      assertEquals(rest, "served\n");
    }),
  { ignore: noPython },
);

test(
  "CPython's server gets lines by a Unix socket",
  () =>
    withFolder((folder) =>
      asyncio.run(async () => {
        await withPython(
          PYTHON_SERVER,
          ["unix", `${folder}/s`],
          async () => await converse(await streams.connectUnix(`${folder}/s`)),
        );
      })
    ),
  { ignore: noPython },
);

test("CPython's server gets lines by TLS", () =>
  asyncio.run(async () => {
    await withPython(PYTHON_SERVER, ["tls", FOLDER], async (port) => {
      await using connection = await streams.connect(
        "127.0.0.1",
        Number(port),
        { ssl: { caCerts: CA }, serverHostname: "localhost" },
      );
      for (const word of ["a", "b".repeat(50_000)]) {
        await connection.send(bytes(`${word}\n`));
        assertEquals(text(await connection.readline()), `py ${word}\n`);
      }
    });
  }), { ignore: noPython });

test(
  "CPython's server throws a connection away",
  () =>
    asyncio.run(async () => {
      await withPython(PYTHON_SERVER, ["tcp", "-"], async (port) => {
        await using connection = await streams.connect(
          "127.0.0.1",
          Number(port),
        );
        await connection.send(bytes("reset\n"));
        await assertRejects(
          () => connection.read(),
          asyncio.ConnectionResetError,
        );
      });
    }),
  { ignore: noPython },
);

const PYTHON_CLIENT = `
import asyncio, socket, ssl, struct, sys

async def main():
    print("ready", flush=True)
    kind, place = sys.argv[1:3]
    if kind == "unix":
        reader, writer = await asyncio.open_unix_connection(place)
    elif kind == "tls":
        context = ssl.create_default_context(cafile=sys.argv[3] + "ca.pem")
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", int(place), ssl=context, server_hostname="localhost")
    else:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(place))
    for word in [b"a", b"b" * 50000, b"c"]:
        writer.write(word + b"\\n")
        await writer.drain()
        line = await reader.readline()
        assert line == b"ts " + word + b"\\n", line[:100]
    if kind == "reset":
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()
        return
    if kind != "tls":
        writer.write_eof()
        assert await reader.read() == b"end"
    writer.close()
    await writer.wait_closed()
    print("spoke")

asyncio.run(main())
`;

/** Serves the Python client. */
async function serveLines(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  await using _ = writer;
  for await (const line of reader) await writer.send(bytes(`ts ${text(line)}`));
  // CPython does not want anything after it has closed TLS.
  if (writer.getExtraInfo("sslcontext") === null) {
    await writer.send(bytes("end"));
  }
}

for (const kind of ["tcp", "tls", "unix"] as const) {
  test(
    `CPython's client is served by ${kind}`,
    () =>
      withFolder((folder) =>
        asyncio.run(async () => {
          const path = `${folder}/s`;
          const server = kind === "unix"
            ? await streams.startUnixServer(serveLines, path)
            : await streams.startServer(serveLines, "127.0.0.1", 0, {
              ssl: kind === "tls" ? SERVER : undefined,
            });
          const place = kind === "unix" ? path : String(addressOf(server)[1]);
          const rest = await withPython(
            PYTHON_CLIENT,
            [kind, place, FOLDER],
            async () => {},
          );
          assertEquals(rest, "spoke\n");
          await server.shutdown({ grace: 1 });
        })
      ),
    { ignore: noPython },
  );
}

test(
  "CPython's client throws its connection away, and the server goes on",
  () =>
    asyncio.run(async () => {
      const reports = recordExceptions(asyncio.getRunningLoop());
      const server = await streams.startServer(serveLines, "127.0.0.1", 0);
      const [host, port] = addressOf(server);
      await withPython(
        PYTHON_CLIENT,
        ["reset", String(port)],
        async () => {},
      );
      while (server.clients > 0) await asyncio.sleep(0.001);
      assertEquals(
        reports.map(({ exception }) => (exception as Error).name),
        ["ConnectionResetError"],
      );
      await using connection = await streams.connect(host, port);
      await connection.send(bytes("x\n"));
      assertEquals(text(await connection.readline()), "ts x\n");
      connection.close();
      await server.shutdown({ grace: 1 });
    }),
  { ignore: noPython },
);

const PYTHON_UDP_SERVER = `
import asyncio

class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        if data == b"end":
            done.set_result(None)
        self.transport.sendto(b"py " + data, addr)

async def main():
    global done
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    transport, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    print(transport.get_extra_info("sockname")[1], flush=True)
    await asyncio.wait_for(done, 10)
    print("served")

asyncio.run(main())
`;

/** What is sent by UDP: text, nothing, and as much as fits. */
const DATAGRAMS = ["one", "", "x".repeat(60_000)];

test("CPython's UDP endpoint answers datagrams", () =>
  asyncio.run(async () => {
    const rest = await withPython(PYTHON_UDP_SERVER, [], async (port) => {
      await using endpoint = await streams.openDatagram({
        remoteAddr: ["127.0.0.1", Number(port)],
      });
      for (const word of [...DATAGRAMS, "end"]) {
        await endpoint.send(bytes(word));
        assertEquals(text((await endpoint.receive())[0]), `py ${word}`);
      }
    });
    assertEquals(rest, "served\n");
  }), { ignore: noPython });

const PYTHON_UDP_CLIENT = `
import asyncio, sys

class Client(asyncio.DatagramProtocol):
    def __init__(self):
        self.answers = asyncio.Queue()

    def datagram_received(self, data, addr):
        self.answers.put_nowait(data)

async def main():
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_datagram_endpoint(
        Client, remote_addr=("127.0.0.1", int(sys.argv[1])))
    for word in [b"one", b"", b"x" * 60000]:
        # CPython sends no empty datagrams before 3.13.
        if not word and sys.version_info < (3, 13):
            continue
        transport.sendto(word)
        answer = await asyncio.wait_for(client.answers.get(), 10)
        assert answer == b"ts " + word, answer[:100]
    transport.close()
    print("spoke")

asyncio.run(main())
`;

test("CPython's UDP client is answered", () =>
  asyncio.run(async () => {
    await using endpoint = await streams.openDatagram({
      localAddr: ["127.0.0.1", 0],
    });
    const answering = asyncio.createTask(async () => {
      for await (const [data, addr] of endpoint) {
        await endpoint.send(bytes(`ts ${text(data)}`), addr);
      }
    });
    const rest = await withPython(
      PYTHON_UDP_CLIENT,
      [String(endpoint.localAddr[1])],
      async () => {},
    );
    assertEquals(rest, "spoke\n");
    endpoint.close();
    await answering;
  }), { ignore: noPython });

const PYTHON_STRICT_CLIENT = `
import socket, ssl, sys

print("ready", flush=True)
context = ssl.create_default_context(cafile=sys.argv[2] + "ca.pem")
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as plain:
    with context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False) as tls:
        tls.sendall(b"hello\\n")
        got = b""
        while data := tls.recv(1000):
            got += data
        print(got.decode(), end="")
`;

test("A TLS session is closed as it should be", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(answerOnce, "127.0.0.1", 0, {
      ssl: SERVER,
    });
    const rest = await withPython(
      PYTHON_STRICT_CLIENT,
      [String(addressOf(server)[1]), FOLDER],
      async () => {},
    );
    // Without the last words of TLS this client ends with an error.
    assertEquals(rest, "heard hello\n");
    await server.shutdown({ grace: 1 });
  }), { ignore: noPython });

/** The output of a program that is given some input; `ends` says whether the input ends before the output does. */
async function outputOf(
  command: string,
  args: string[],
  input: string,
  ends: boolean = false,
): Promise<string> {
  const child = new Deno.Command(command, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const stdin = streams.StreamWriter.from(child.stdin);
  await stdin.send(bytes(input));
  if (ends) stdin.close();
  const output = streams.StreamReader.from(child.stdout);
  const got = text(await output.read());
  stdin.close();
  await child.status;
  return got;
}

/** Answers one line, as a web server if it is asked like one. */
async function answerOnce(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  await using _ = writer;
  const line = text(await reader.readline());
  if (line.startsWith("GET ")) await reader.readuntil("\r\n\r\n");
  await writer.send(
    bytes(
      line.startsWith("GET ")
        ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
        : `heard ${line}`,
    ),
  );
}

test("openssl s_client is served", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(answerOnce, "127.0.0.1", 0, {
      ssl: SERVER,
    });
    const got = await outputOf("openssl", [
      "s_client",
      "-quiet",
      "-verify_return_error",
      "-CAfile",
      `${FOLDER}ca.pem`,
      "-connect",
      `127.0.0.1:${addressOf(server)[1]}`,
    ], "openssl\n");
    assertStringIncludes(got, "heard openssl\n");
    await server.shutdown({ grace: 1 });
  }), { ignore: !has("openssl", "version") });

test("curl is served", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(answerOnce, "127.0.0.1", 0, {
      ssl: SERVER,
    });
    const got = await outputOf("curl", [
      "--silent",
      "--noproxy",
      "*",
      "--cacert",
      `${FOLDER}ca.pem`,
      `https://localhost:${addressOf(server)[1]}/`,
    ], "");
    assertEquals(got, "hello");
    await server.shutdown({ grace: 1 });
  }), { ignore: !has("curl", "--version") });

test("nc is served", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(answerOnce, "127.0.0.1", 0);
    const got = await outputOf(
      "nc",
      ["127.0.0.1", String(addressOf(server)[1])],
      "nc\n",
      true,
    );
    assertEquals(got, "heard nc\n");
    await server.shutdown({ grace: 1 });
  }), { ignore: !has("nc", "-h") });

const PIPED = { stdin: PIPE, stdout: PIPE, stderr: DEVNULL } as const;

/** Runs a server of the command line. */
async function withServer(
  command: string,
  args: string[],
  fn: (server: Process<typeof PIPED>) => Promise<void>,
): Promise<void> {
  await using server = await createSubprocessExec(command, args, PIPED);
  await fn(server);
}

/** A port on which nobody listens. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Connects as soon as somebody listens. */
async function connectSoon(
  port: number,
  options: streams.OpenConnectionOptions = {},
): Promise<streams.Connection> {
  for (;;) {
    try {
      return await streams.connect("127.0.0.1", port, options);
    } catch (error) {
      if (!(error instanceof asyncio.ConnectionRefusedError)) throw error;
      await asyncio.sleep(0.01);
    }
  }
}

test("openssl s_server is spoken to, both ways", () =>
  asyncio.run(async () => {
    const port = freePort();
    await withServer("openssl", [
      "s_server",
      "-quiet",
      "-accept",
      `127.0.0.1:${port}`,
      "-cert",
      `${FOLDER}server.pem`,
      "-key",
      `${FOLDER}server.key`,
    ], async (server) => {
      await using connection = await connectSoon(port, {
        ssl: { caCerts: CA },
        serverHostname: "localhost",
      });
      await connection.send(bytes("to openssl\n"));
      assertEquals(text(await server.stdout.readline()), "to openssl\n");
      await server.stdin.send(bytes("from openssl\n"));
      assertEquals(text(await connection.readline()), "from openssl\n");
    });
  }), { ignore: !has("openssl", "version") });

test(
  "openssl s_server is refused by a client that does not trust it",
  () =>
    asyncio.run(async () => {
      const port = freePort();
      await withServer("openssl", [
        "s_server",
        "-quiet",
        "-accept",
        `127.0.0.1:${port}`,
        "-cert",
        `${FOLDER}other.pem`,
        "-key",
        `${FOLDER}other.key`,
      ], async () => {
        for (const ssl of [true, { caCerts: CA }]) {
          await assertRejects(
            () => connectSoon(port, { ssl, serverHostname: "localhost" }),
            asyncio.SslCertVerificationError,
          );
        }
      });
    }),
  { ignore: !has("openssl", "version") },
);

test("nc that listens is spoken to, both ways", () =>
  asyncio.run(async () => {
    const port = freePort();
    await withServer("nc", ["-l", "127.0.0.1", `${port}`], async (server) => {
      await using connection = await connectSoon(port);
      await connection.send(bytes("to nc\n"));
      assertEquals(text(await server.stdout.readline()), "to nc\n");
      await server.stdin.send(bytes("from nc\n"));
      assertEquals(text(await connection.readline()), "from nc\n");
    });
  }), { ignore: !has("nc", "-h") });

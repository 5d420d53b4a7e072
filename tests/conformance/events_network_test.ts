/** The part of CPython's test_events that is about transports and servers, ported by meaning, over real sockets. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import { CA, SERVER } from "../streams/certificates.ts";
import {
  bytes,
  DatagramRecorder,
  Echo,
  nameOf,
  portOf,
  Recorder,
  text,
} from "./network_support.ts";

const NAME = "events/EventLoopTestsMixin.";

/** A test inside a running loop, in which nothing may be reported. */
function networkTest(
  name: string,
  fn: (loop: asyncio.EventLoop) => Promise<void>,
): void {
  test(NAME + name, () =>
    asyncio.run(async () => {
      const loop = asyncio.getRunningLoop();
      const reports = recordExceptions(loop);
      await fn(loop);
      assertEquals(reports, []);
    }));
}

function recorder(): Recorder {
  return new Recorder();
}

const TRUSTING = { caCerts: CA };

/** Runs `fn` with the path of a socket that does not exist yet. */
async function withPath(fn: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await fn(`${folder}/socket`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sends a word to an echoing server, and closes once it is back. */
async function exchange(
  [transport, protocol]: [asyncio.Transport, Recorder],
): Promise<void> {
  transport.write(bytes("hello"));
  await protocol.got(5);
  transport.close();
  await protocol.lost();
  assertEquals(protocol.received, "hello");
  assertEquals(protocol.trace, ["made", "data", "lost null"]);
}

// --- Connections ---------------------------------------------------------------------------------

networkTest(
  "test_create_connection: a protocol talks with a server",
  async (loop) => {
    await using server = await loop.createServer(
      () => new Echo(),
      "127.0.0.1",
      0,
    );
    const port = portOf(server);
    const pair = await loop.createConnection(recorder, "127.0.0.1", port);
    assertStrictEquals(pair[1].transport, pair[0]);
    assertEquals(pair[0].getExtraInfo("peername"), ["127.0.0.1", port]);
    assert(pair[0].getExtraInfo("socket") !== null);
    await exchange(pair);
  },
);

networkTest(
  "test_create_unix_connection: a protocol talks over a Unix socket",
  (loop) =>
    withPath(async (path) => {
      await using server = await loop.createUnixServer(() => new Echo(), path);
      assertEquals(server.sockets[0]!.getsockname(), path);
      const pair = await loop.createUnixConnection(recorder, path);
      assertEquals(pair[0].getExtraInfo("peername"), path);
      await exchange(pair);
    }),
);

networkTest(
  "test_create_ssl_connection: a protocol talks over TLS",
  async (loop) => {
    await using server = await loop.createServer(
      () => new Echo(),
      "127.0.0.1",
      0,
      {
        ssl: { ...SERVER, alpnProtocols: ["word"] },
      },
    );
    const pair = await loop.createConnection(
      recorder,
      "127.0.0.1",
      portOf(server),
      {
        ssl: { ...TRUSTING, alpnProtocols: ["word"] },
        serverHostname: "localhost",
      },
    );
    assertEquals(pair[0].getExtraInfo("alpnProtocol"), "word");
    await exchange(pair);
  },
);

networkTest(
  "test_create_connection_local_addr: a connection comes from the address that is wanted",
  async (loop) => {
    await using server = await loop.createServer(
      () => new Echo(),
      "127.0.0.1",
      0,
    );
    const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    free.close();
    const { port } = free.addr;
    const pair = await loop.createConnection(
      recorder,
      "127.0.0.1",
      portOf(server),
      { localAddr: ["127.0.0.1", port] },
    );
    assertEquals(nameOf(pair[0]), ["127.0.0.1", port]);
    await exchange(pair);
  },
);

networkTest(
  "test_create_connection_local_addr_in_use: a local address that is taken is refused",
  async (loop) => {
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    const address = ["127.0.0.1", portOf(server)] as const;
    const error = await assertRejects(
      () => loop.createConnection(recorder, ...address, { localAddr: address }),
      Error,
      "EADDRINUSE",
    );
    assertEquals((error as { code?: string }).code, "EADDRINUSE");
  },
);

networkTest(
  "test_connect_accepted_socket: a connection that was accepted elsewhere gets a protocol",
  async (loop) => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const accepting = listener.accept();
    const pair = await loop.createConnection(
      recorder,
      "127.0.0.1",
      listener.addr.port,
    );
    const [transport, accepted] = await loop.connectAcceptedSocket(
      () => new Echo(),
      await accepting,
    );
    assertStrictEquals(accepted.transport, transport);
    await exchange(pair);
    await accepted.lost();
    assertEquals(accepted.trace, ["made", "data", "eof", "lost null"]);
  },
);

// --- Servers -------------------------------------------------------------------------------------

networkTest(
  "test_create_server_multiple_hosts_ipv4: a server listens on several addresses, each once",
  async (loop) => {
    const hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.1"];
    await using server = await loop.createServer(recorder, hosts, 0);
    assertEquals(
      server.sockets.map((socket) => socket.getsockname()[0]),
      ["127.0.0.1", "127.0.0.2"],
    );
  },
);

networkTest(
  "test_create_server_multiple_hosts_ipv6: a server listens on addresses of both families",
  async (loop) => {
    await using server = await loop.createServer(
      recorder,
      ["127.0.0.1", "::1"],
      0,
    );
    assertEquals(
      server.sockets.map((socket) => socket.getsockname()[0]),
      ["127.0.0.1", "::1"],
    );
  },
);

networkTest(
  "test_create_server: each connection gets a protocol of its own",
  async (loop) => {
    const made: Recorder[] = [];
    await using server = await loop.createServer(
      () => {
        made.push(new Recorder());
        return made.at(-1)!;
      },
      "127.0.0.1",
      0,
    );
    const client = await Deno.connect({ port: portOf(server) });
    await client.write(bytes("xxx"));
    while (made.length === 0) await asyncio.sleep(0.001);
    const [protocol] = made as [Recorder];
    await protocol.got(3);
    assertEquals(protocol.received, "xxx");
    const { transport } = protocol;
    assertEquals(nameOf(transport), ["127.0.0.1", portOf(server)]);
    assertEquals(
      transport.getExtraInfo("peername"),
      ["127.0.0.1", client.localAddr.port],
    );
    transport.close();
    await protocol.lost();
    assertEquals(protocol.trace, ["made", "data", "lost null"]);
    assertEquals(await client.read(new Uint8Array(1)), null);
    client.close();
    assertEquals(made.length, 1);
  },
);

networkTest(
  "test_create_server_reuse_port: whether others may listen, too",
  async (loop) => {
    await using server = await loop.createServer(recorder, "127.0.0.1", 0, {
      reusePort: false,
    });
    await assertRejects(
      () => loop.createServer(recorder, "127.0.0.1", portOf(server)),
      Deno.errors.AddrInUse,
    );
    const reused = loop.createServer(recorder, "127.0.0.1", 0, {
      reusePort: true,
    });
    if (!("listenDatagram" in Deno)) {
      await assertRejects(
        () => reused,
        Deno.errors.NotSupported,
        "--unstable-net",
      );
      return;
    }
    await using one = await reused;
    await using two = await loop.createServer(
      recorder,
      "127.0.0.1",
      portOf(one),
      {
        reusePort: true,
      },
    );
    assertEquals(portOf(two), portOf(one));
  },
);

networkTest(
  "test_create_unix_server: a server listens on a path, and removes it",
  (loop) =>
    withPath(async (path) => {
      const protocol = new Recorder();
      const server = await loop.createUnixServer(() => protocol, path);
      const client = await Deno.connect({ transport: "unix", path });
      await client.write(bytes("xxx"));
      await protocol.got(3);
      client.close();
      await protocol.lost();
      assertEquals(protocol.trace, ["made", "data", "eof", "lost null"]);
      server.close();
      await server.waitClosed();
      // The listener is let go in a turn of the host.
      await asyncio.sleep(0.01);
      await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
    }),
);

networkTest(
  "test_create_unix_server_path_socket_error: a listener has no path beside it",
  async (loop) => {
    using sock = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await assertRejects(
      () => loop.createUnixServer(recorder, "/test", { sock }),
      RangeError,
      "'path' cannot be used with 'sock'",
    );
  },
);

networkTest("test_create_server_ssl: a server speaks TLS", async (loop) => {
  const protocol = new Recorder();
  await using server = await loop.createServer(() => protocol, "127.0.0.1", 0, {
    ssl: SERVER,
  });
  const client = await Deno.connectTls({
    hostname: "localhost",
    port: portOf(server),
    caCerts: [...TRUSTING.caCerts],
  });
  await client.write(bytes("xxx"));
  await protocol.got(3);
  assertStrictEquals(protocol.transport.getExtraInfo("sslcontext"), SERVER);
  client.close();
  await protocol.lost();
});

networkTest(
  "test_create_server_ssl_verify_failed: a certificate that nobody vouches for is refused",
  async (loop) => {
    const protocol = new Recorder();
    await using server = await loop.createServer(
      () => protocol,
      "127.0.0.1",
      0,
      {
        ssl: SERVER,
      },
    );
    await assertRejects(
      () =>
        loop.createConnection(recorder, "localhost", portOf(server), {
          ssl: true,
        }),
      asyncio.SslCertVerificationError,
      "UnknownIssuer",
    );
    assertEquals(protocol.trace, []);
  },
);

networkTest(
  "test_create_server_ssl_match_failed: a certificate for another host is refused",
  async (loop) => {
    await using server = await loop.createServer(recorder, "127.0.0.1", 0, {
      ssl: SERVER,
    });
    await assertRejects(
      () =>
        loop.createConnection(recorder, "127.0.0.1", portOf(server), {
          ssl: TRUSTING,
          serverHostname: "example.org",
        }),
      asyncio.SslCertVerificationError,
      "not valid for name",
    );
  },
);

networkTest(
  "test_create_server_ssl_verified: a certificate that a trusted one vouches for will do",
  async (loop) => {
    await using server = await loop.createServer(
      () => new Echo(),
      "127.0.0.1",
      0,
      {
        ssl: SERVER,
      },
    );
    await exchange(
      await loop.createConnection(recorder, "localhost", portOf(server), {
        ssl: TRUSTING,
      }),
    );
  },
);

networkTest(
  "test_create_server_sock: a server takes over what listens",
  async (loop) => {
    const sock = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await using server = await loop.createServer(() => new Echo(), null, null, {
      sock,
    });
    assertEquals(portOf(server), sock.addr.port);
    await exchange(
      await loop.createConnection(recorder, "127.0.0.1", portOf(server)),
    );
  },
);

networkTest(
  "test_create_server_addr_in_use: an address that is taken is refused",
  async (loop) => {
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    const error = await assertRejects(
      () => loop.createServer(recorder, "127.0.0.1", portOf(server)),
      Deno.errors.AddrInUse,
    );
    assertEquals((error as { code?: string }).code, "EADDRINUSE");
  },
);

networkTest(
  "test_server_close: a server that is closed can be reached no more",
  async (loop) => {
    const server = await loop.createServer(recorder, "127.0.0.1", 0);
    const port = portOf(server);
    const client = await Deno.connect({ port });
    server.close();
    server.close();
    assertEquals(server.sockets, []);
    // The listener is let go in a turn of the host.
    await asyncio.sleep(0.01);
    await assertRejects(
      () => loop.createConnection(recorder, "127.0.0.1", port),
      asyncio.ConnectionRefusedError,
    );
    client.close();
    await server.waitClosed();
  },
);

test("events/TestServer.test_get_loop: a server knows its loop", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    assertStrictEquals(server.getLoop(), loop);
  }));

// --- Datagrams -----------------------------------------------------------------------------------

async function datagrams(
  loop: asyncio.EventLoop,
  host: string,
): Promise<void> {
  class Answer extends DatagramRecorder {
    override datagramReceived(
      data: Uint8Array,
      addr: asyncio.HostAndPort,
    ): void {
      super.datagramReceived(data, addr);
      this.transport.sendto(bytes(`resp:${text(data)}`), addr);
    }
  }
  const [server, answering] = await loop.createDatagramEndpoint(
    () => new Answer(),
    { localAddr: [host, 0] },
  );
  const [client, asking] = await loop.createDatagramEndpoint(
    () => new DatagramRecorder(),
    { remoteAddr: nameOf(server) },
  );
  assertEquals(client.getExtraInfo("peername"), nameOf(server));
  client.sendto(bytes("xxx"));
  await asking.seen("datagram resp:xxx");
  client.close();
  server.close();
  await asking.seen("lost null");
  await answering.seen("lost null");
  assertEquals(answering.trace, ["made", "datagram xxx", "lost null"]);
  assertEquals(asking.trace, ["made", "datagram resp:xxx", "lost null"]);
}

networkTest(
  "test_create_datagram_endpoint: a datagram there and back",
  (loop) => datagrams(loop, "127.0.0.1"),
);

networkTest(
  "test_create_datagram_endpoint_ipv6: a datagram there and back",
  (loop) => datagrams(loop, "::1"),
);

networkTest(
  "test_datagram_send_to_non_listening_address: an endpoint goes on after that",
  async (loop) => {
    const endpoint = () =>
      loop.createDatagramEndpoint(() => new DatagramRecorder(), {
        localAddr: ["127.0.0.1", 0],
      });
    const [gone, first] = await endpoint();
    gone.close();
    await first.seen("lost null");
    const [transport, protocol] = await endpoint();
    transport.sendto(bytes("nobody"), nameOf(gone));
    const [other, second] = await endpoint();
    transport.sendto(bytes("a"), nameOf(other));
    await second.seen("datagram a");
    other.sendto(bytes("b"), nameOf(transport));
    await protocol.seen("datagram b");
    transport.close();
    other.close();
    await protocol.seen("lost null");
    await second.seen("lost null");
  },
);

// --- Pipes ---------------------------------------------------------------------------------------

networkTest(
  "test_read_pipe: a protocol is told what a stream brings",
  async (loop) => {
    const pipe = new TransformStream<Uint8Array, Uint8Array>();
    const writer = pipe.writable.getWriter();
    const [transport, protocol] = await loop.connectReadPipe(
      recorder,
      pipe.readable,
    );
    assertStrictEquals(protocol.transport as unknown, transport);
    assertEquals(protocol.trace, ["made"]);
    await writer.write(bytes("1"));
    await protocol.got(1);
    await writer.write(bytes("2345"));
    await protocol.got(5);
    assertEquals(protocol.received, "12345");
    await writer.close();
    await protocol.lost();
    assertEquals(protocol.trace, ["made", "data", "eof", "lost null"]);
    assertStrictEquals(transport.getExtraInfo("pipe"), pipe.readable);
  },
);

networkTest("test_write_pipe: a transport writes to a stream", async (loop) => {
  const pipe = new TransformStream<Uint8Array, Uint8Array>();
  const reader = pipe.readable.getReader();
  const [transport, protocol] = await loop.connectWritePipe(
    recorder,
    pipe.writable,
  );
  assertStrictEquals(protocol.transport as unknown, transport);
  transport.write(bytes("1"));
  assertEquals(text((await reader.read()).value!), "1");
  transport.write(bytes("2345"));
  assertEquals(text((await reader.read()).value!), "2345");
  assertStrictEquals(transport.getExtraInfo("pipe"), pipe.writable);
  transport.close();
  assertEquals((await reader.read()).done, true);
  await protocol.lost();
  assertEquals(protocol.trace, ["made", "lost null"]);
});

networkTest(
  "test_write_pipe_disconnect_on_close: a transport hears that nobody reads any more",
  async (loop) => {
    const pipe = new TransformStream<Uint8Array, Uint8Array>();
    const reader = pipe.readable.getReader();
    const [transport, protocol] = await loop.connectWritePipe(
      recorder,
      pipe.writable,
    );
    transport.write(bytes("1"));
    assertEquals(text((await reader.read()).value!), "1");
    await reader.cancel();
    await protocol.lost();
    assertEquals(protocol.trace, ["made", "lost BrokenPipeError"]);
  },
);

// --- Others --------------------------------------------------------------------------------------

networkTest(
  "test_prompt_cancellation: a cancelled wait for the network ends at once",
  async (loop) => {
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    const task = loop.createTask(() => server.waitClosed());
    loop.callSoon(() => task.cancel());
    await assertRejects(async () => await task, asyncio.CancelledError);
  },
);

// --- Subprocesses --------------------------------------------------------------------------------

/** Keeps what a process says. */
class ProcessRecorder extends asyncio.SubprocessProtocol {
  readonly trace: string[] = [];
  readonly output: Record<number, string> = { 1: "", 2: "" };
  readonly ended = asyncio.getRunningLoop().createFuture<void>();
  readonly #changed = new asyncio.WaitList<void>();

  override connectionMade(): void {
    this.trace.push("made");
  }

  override pipeDataReceived(fd: number, data: Uint8Array): void {
    this.output[fd] += text(data);
    this.#changed.wakeAll();
  }

  override pipeConnectionLost(fd: number): void {
    this.trace.push(`pipe ${fd} lost`);
    this.#changed.wakeAll();
  }

  override processExited(): void {
    this.trace.push("exited");
    this.#changed.wakeAll();
  }

  override connectionLost(error: unknown): void {
    this.trace.push(`lost ${error}`);
    this.ended.setResult();
  }

  async until(condition: () => boolean): Promise<void> {
    await asyncio.timeout(5, async () => {
      while (!condition()) await this.#changed.wait();
    });
  }
}

function processTest(
  name: string,
  fn: (loop: asyncio.EventLoop) => Promise<void>,
): void {
  test(
    `events/SubprocessTestsMixin.${name}`,
    () => asyncio.run(() => fn(asyncio.getRunningLoop())),
    { ignore: Deno.build.os === "windows" },
  );
}

function processRecorder(): ProcessRecorder {
  return new ProcessRecorder();
}

/** The transport of a pipe that the process reads. */
function stdinOf(
  transport: asyncio.SubprocessTransport,
): asyncio.WriteTransport {
  return transport.getPipeTransport(0) as asyncio.WriteTransport;
}

processTest(
  "test_subprocess_exec: a program reads and writes",
  async (loop) => {
    const [transport, protocol] = await loop.subprocessExec(
      processRecorder,
      ["cat"],
    );
    assertEquals(protocol.trace, ["made"]);
    stdinOf(transport).write(bytes("Python The Winner"));
    await protocol.until(() => protocol.output[1]!.length >= 17);
    transport.close();
    await protocol.ended;
    assertEquals(transport.getReturncode(), -9);
    assertEquals(protocol.output[1], "Python The Winner");
  },
);

processTest(
  "test_subprocess_interactive: one answer for each question",
  async (loop) => {
    const [transport, protocol] = await loop.subprocessExec(
      processRecorder,
      ["cat"],
    );
    const stdin = stdinOf(transport);
    stdin.write(bytes("Python "));
    await protocol.until(() => protocol.output[1] === "Python ");
    stdin.write(bytes("The Winner"));
    await protocol.until(() => protocol.output[1] === "Python The Winner");
    transport.close();
    await protocol.ended;
    assertEquals(transport.getReturncode(), -9);
  },
);

processTest("test_subprocess_shell: a command of the shell", async (loop) => {
  const [transport, protocol] = await loop.subprocessShell(
    processRecorder,
    "echo Python",
  );
  stdinOf(transport).close();
  await protocol.ended;
  assertEquals(transport.getReturncode(), 0);
  assertEquals(protocol.output, { 1: "Python\n", 2: "" });
  assertEquals(protocol.trace[0], "made");
  assertEquals(
    protocol.trace.slice(1, -1).toSorted(),
    ["exited", "pipe 0 lost", "pipe 1 lost", "pipe 2 lost"],
  );
  assertEquals(protocol.trace.at(-1), "lost null");
});

processTest(
  "test_subprocess_exitcode: how a process has ended",
  async (loop) => {
    const [transport, protocol] = await loop.subprocessShell(
      processRecorder,
      "exit 7",
      { stdin: null, stdout: null, stderr: null },
    );
    await protocol.ended;
    assertEquals(transport.getReturncode(), 7);
    assertEquals(protocol.trace, ["made", "exited", "lost null"]);
  },
);

processTest(
  "test_subprocess_close_after_finish: closing what has ended does nothing",
  async (loop) => {
    const [transport, protocol] = await loop.subprocessShell(
      processRecorder,
      "exit 7",
      { stdin: null, stdout: null, stderr: null },
    );
    assertEquals(
      [0, 1, 2].map((fd) => transport.getPipeTransport(fd)),
      [null, null, null],
    );
    await protocol.ended;
    assertEquals(transport.getReturncode(), 7);
    transport.close();
    assertEquals(protocol.trace, ["made", "exited", "lost null"]);
  },
);

for (
  const [name, end, signal] of [
    ["test_subprocess_kill", "kill", -9],
    ["test_subprocess_terminate", "terminate", -15],
  ] as const
) {
  processTest(`${name}: a process ends by a signal`, async (loop) => {
    const [transport, protocol] = await loop.subprocessExec(
      processRecorder,
      ["cat"],
    );
    transport[end]();
    await protocol.ended;
    assertEquals(transport.getReturncode(), signal);
  });
}

processTest(
  "test_subprocess_send_signal: a process gets a signal",
  async (loop) => {
    const [transport, protocol] = await loop.subprocessExec(
      processRecorder,
      ["cat"],
    );
    transport.sendSignal("SIGHUP");
    await protocol.ended;
    assertEquals(transport.getReturncode(), -1);
  },
);

processTest("test_subprocess_stderr: errors come apart", async (loop) => {
  const [transport, protocol] = await loop.subprocessShell(
    processRecorder,
    'read word; printf "OUT:%s" "$word"; printf "ERR:%s" "$word" >&2',
  );
  stdinOf(transport).write(bytes("test\n"));
  await protocol.ended;
  assertEquals(protocol.output, { 1: "OUT:test", 2: "ERR:test" });
});

processTest(
  "test_subprocess_stderr_redirect_to_stdout: errors come with the rest",
  async (loop) => {
    const [transport, protocol] = await loop.subprocessShell(
      processRecorder,
      'read word; printf "OUT:%s" "$word"; printf "ERR:%s" "$word" >&2',
      { stderr: "stdout" },
    );
    assertEquals(transport.getPipeTransport(2), null);
    stdinOf(transport).write(bytes("test\n"));
    await protocol.ended;
    assertEquals(protocol.output, { 1: "OUT:testERR:test", 2: "" });
  },
);

processTest(
  "test_subprocess_close_client_stream: a process whose output nobody reads goes on",
  async (loop) => {
    const [transport, protocol] = await loop.subprocessShell(
      processRecorder,
      "cat; echo fine >&2; sleep 5",
    );
    stdinOf(transport).write(bytes("test"));
    await protocol.until(() => protocol.output[1] === "test");
    transport.getPipeTransport(1)!.close();
    await protocol.until(() => protocol.trace.includes("pipe 1 lost"));
    stdinOf(transport).close();
    await protocol.until(() => protocol.output[2] === "fine\n");
    transport.close();
    await protocol.ended;
    assertEquals(transport.getReturncode(), -9);
  },
);

processTest(
  "test_subprocess_wait_no_same_group: a process leads a session of its own",
  async (loop) => {
    const [transport, protocol] = await loop.subprocessShell(
      processRecorder,
      "exit 7",
      { stdin: null, stdout: null, stderr: null, startNewSession: true },
    );
    await protocol.ended;
    assertEquals(transport.getReturncode(), 7);
    assertMatch(String(transport), /^<ProcessTransport pid=\d+ returncode=7>$/);
  },
);

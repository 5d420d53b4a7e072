import net from "node:net";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";
import { addressOf, bytes, outcome, pattern, text } from "./support.ts";

/** Remembers when it was told to pause and to go on, in place of a connection. */
class FakeTransport extends asyncio.Transport {
  readonly trace: string[] = [];
  protocol!: asyncio.StreamReaderProtocol;
  #isClosing = false;

  override setWriteBufferLimits({ high }: asyncio.WriteBufferLimits) {
    this.trace.push(`limit ${high}`);
  }

  override write(data: Uint8Array) {
    this.trace.push(`write ${data.length}`);
    this.protocol.pauseWriting();
  }

  override writeEof() {
    this.trace.push("eof");
  }

  override pauseReading() {
    this.trace.push("pause");
  }

  override resumeReading() {
    this.trace.push("resume");
  }

  override isClosing() {
    return this.#isClosing;
  }

  override close() {
    this.#end("close");
  }

  override abort() {
    this.#end("abort");
  }

  #end(how: string) {
    this.trace.push(how);
    if (this.#isClosing) return;
    this.#isClosing = true;
    asyncio.getEventLoop().callSoon(() => this.protocol.connectionLost(null));
  }
}

/** Both ends of a connection, without one. */
interface Faked {
  readonly transport: FakeTransport;
  readonly protocol: asyncio.StreamReaderProtocol;
  readonly reader: asyncio.StreamReader;
  readonly writer: asyncio.StreamWriter;
}

/** A protocol that is connected to a fake, and the writer that its handler gets. */
async function faked(): Promise<Faked> {
  const transport = new FakeTransport();
  const reader = new asyncio.StreamReader({ limit: 4 });
  let writer: asyncio.StreamWriter | null = null;
  const protocol = new asyncio.StreamReaderProtocol(reader, (_, given) => {
    writer = given;
  });
  transport.protocol = protocol;
  protocol.connectionMade(transport);
  await asyncio.sleep(0);
  return { transport, protocol, reader, writer: writer! };
}

/** What a client has. */
type Client = [asyncio.StreamReader, asyncio.Transport];

/** Connects as a client. */
async function dial(server: asyncio.Server, limit?: number): Promise<Client> {
  const reader = new asyncio.StreamReader({ limit });
  const [transport] = await asyncio.getRunningLoop().createConnection(
    () => new asyncio.StreamReaderProtocol(reader),
    ...addressOf(server),
  );
  return [reader, transport];
}

/** Runs `fn` beside a server, and returns what was reported. */
function served(
  handler: asyncio.ClientHandler,
  fn: (server: asyncio.Server) => Promise<void>,
): Promise<asyncio.ExceptionContext[]> {
  return asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    const reports = recordExceptions(loop);
    const server = await loop.createServer(
      () =>
        new asyncio.StreamReaderProtocol(new asyncio.StreamReader(), handler),
      "127.0.0.1",
      0,
    );
    try {
      await fn(server);
    } finally {
      server.close();
      server.abortClients();
      await asyncio.timeout(5, () => server.waitClosed());
    }
    return reports;
  });
}

/** Sends back lines. */
async function echo(
  reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
): Promise<void> {
  await using _ = writer;
  for await (const line of reader) await writer.send(line);
}

// --- A connection ----------------------------------------------------------------------------------

test("StreamReaderProtocol serves a client that has one too, until the end", async () => {
  const reports = await served(echo, async (server) => {
    const [reader, transport] = await dial(server);
    transport.write(bytes("one\ntwo\n"));
    assertEquals(text(await reader.readline()), "one\n");
    assertEquals(text(await reader.readline()), "two\n");
    transport.write(bytes("three"));
    transport.writeEof();
    assertEquals(text(await reader.read()), "three");
    assert(reader.atEof());
    transport.close();
  });
  assertEquals(reports, []);
});

test("StreamReaderProtocol with a handler works for a client, too", async () => {
  const reports = await served(echo, async (server) => {
    const loop = asyncio.getRunningLoop();
    const answer = loop.createFuture<string>();
    const [transport] = await loop.createConnection(
      () =>
        new asyncio.StreamReaderProtocol(
          new asyncio.StreamReader(),
          async (reader, writer) => {
            await using _ = writer;
            await writer.send(bytes("hello\n"));
            writer.writeEof();
            answer.setResult(text(await reader.read()));
          },
        ),
      ...addressOf(server),
    );
    assertEquals(await answer, "hello\n");
    assert(transport.isClosing());
  });
  assertEquals(reports, []);
});

test("StreamReaderProtocol tells its writer what the transport knows", async () => {
  const names: unknown[] = [];
  const reports = await served((_, writer) => {
    names.push(writer.getExtraInfo("peername"), writer.getExtraInfo("none", 7));
    writer.close();
  }, async (server) => {
    const [reader, transport] = await dial(server);
    await reader.read();
    names.push(transport.getExtraInfo("sockname"));
    transport.close();
  });
  assertEquals(names, [names[2], 7, names[2]]);
  assertEquals(reports, []);
});

test("StreamReaderProtocol lets a slow reader slow the sender down, and loses nothing", async () => {
  const sent = pattern(8 << 20);
  const trace: string[] = [];
  const reports = await served(async (_, writer) => {
    await using _writer = writer;
    for (let at = 0; at < sent.length; at += 1 << 20) {
      await writer.send(sent.subarray(at, at + (1 << 20)));
      trace.push("sent");
    }
  }, async (server) => {
    const [reader, transport] = await dial(server, 1024);
    // What is not read stands in the way.
    await asyncio.sleep(0.05);
    assert(trace.length < 8, `${trace.length} MiB have gone out`);
    const got = await reader.read();
    assertEquals(got.length, sent.length);
    assert(got.every((byte, i) => byte === sent[i]));
    transport.close();
  });
  assertEquals(trace, Array(8).fill("sent"));
  assertEquals(reports, []);
});

test("StreamReaderProtocol lets reads and the writer fail when the connection is reset", async () => {
  const trace: unknown[] = [];
  const ended = Promise.withResolvers<void>();
  const reports = await served(async (reader, writer) => {
    writer.write(bytes("hello\n"));
    trace.push(await outcome(() => reader.readline()));
    trace.push(await outcome(() => writer.drain()));
    trace.push(await outcome(() => writer.waitClosed()));
    writer.close();
    ended.resolve();
  }, async (server) => {
    const [host, port] = addressOf(server);
    const socket = net.connect(port, host);
    // Not before it has arrived: a reset takes away what has not been read.
    socket.once("data", () => socket.resetAndDestroy());
    await ended.promise;
  });
  assertEquals(trace, [
    "ConnectionResetError",
    "ConnectionResetError",
    "ConnectionResetError",
  ]);
  assertEquals(reports, []);
});

test("StreamReaderProtocol reports a handler that throws, and closes its connection only", async () => {
  const reports = await served(async (reader, writer) => {
    const line = text(await reader.readline());
    if (line === "break\n") throw new RangeError("broken");
    await writer.send(bytes(line));
    writer.close();
  }, async (server) => {
    const [bad, badTransport] = await dial(server);
    const [good, goodTransport] = await dial(server);
    badTransport.write(bytes("break\n"));
    assertEquals(text(await bad.read()), "");
    goodTransport.write(bytes("fine\n"));
    assertEquals(text(await good.read()), "fine\n");
    badTransport.close();
    goodTransport.close();
  });
  assertEquals(
    reports.map(({ message, exception }) => [message, String(exception)]),
    [["Unhandled exception in the handler of a client", "RangeError: broken"]],
  );
  assertInstanceOf(reports[0]!.transport, asyncio.Transport);
  assertInstanceOf(reports[0]!.protocol, asyncio.StreamReaderProtocol);
});

test("StreamReaderProtocol reports a handler that throws at once", async () => {
  const reports = await served(() => {
    throw new RangeError("broken");
  }, async (server) => {
    const [reader, transport] = await dial(server);
    assertEquals(text(await reader.read()), "");
    transport.close();
  });
  assertEquals(reports.map(({ exception }) => String(exception)), [
    "RangeError: broken",
  ]);
});

test("StreamReaderProtocol closes the connection of a handler that is cancelled, and reports nothing", async () => {
  const reports = await served(async (reader) => {
    await reader.readline();
    asyncio.currentTask()!.cancel();
    await reader.readline();
  }, async (server) => {
    const [reader, transport] = await dial(server);
    transport.write(bytes("go\n"));
    assertEquals(text(await reader.read()), "");
    transport.close();
  });
  assertEquals(reports, []);
});

test("StreamReaderProtocol leaves what comes to the next when a read is cancelled", async () => {
  const reports = await served(echo, async (server) => {
    const [reader, transport] = await dial(server);
    const task = asyncio.createTask(() => reader.readline());
    await asyncio.sleep(0);
    task.cancel();
    await assertRejects(() => Promise.resolve(task), asyncio.CancelledError);
    transport.write(bytes("kept\n"));
    assertEquals(text(await reader.readline()), "kept\n");
    transport.close();
  });
  assertEquals(reports, []);
});

test("StreamReaderProtocol reads a pipe to its end", () =>
  asyncio.run(async () => {
    const reader = new asyncio.StreamReader();
    const [transport] = await asyncio.getRunningLoop().connectReadPipe(
      () => new asyncio.StreamReaderProtocol(reader),
      new Blob(["one\ntwo"]).stream(),
    );
    assertEquals(text(await reader.readline()), "one\n");
    assertEquals(text(await reader.read()), "two");
    transport.close();
  }));

// --- What it tells, and is told --------------------------------------------------------------------

virtualTest(
  "StreamReaderProtocol pauses a transport above twice the limit, until at most the limit is left",
  async () => {
    const { transport, protocol, reader } = await faked();
    protocol.dataReceived(bytes("12345678"));
    assertEquals(transport.trace, ["limit 0"]);
    protocol.dataReceived(bytes("9"));
    assertEquals(transport.trace, ["limit 0", "pause"]);
    await reader.read(4);
    assertEquals(transport.trace, ["limit 0", "pause"]);
    await reader.read(1);
    assertEquals(transport.trace, ["limit 0", "pause", "resume"]);
  },
);

virtualTest(
  "StreamWriter.drain() over a transport waits until it goes on",
  async () => {
    const { transport, protocol, writer } = await faked();
    const trace: string[] = [];
    writer.write(new Uint8Array(100_000));
    const task = asyncio.createTask(async () => {
      await writer.drain();
      trace.push("drained");
    });
    await asyncio.sleep(1);
    assertEquals(writer.transport.getWriteBufferSize(), 100_000);
    trace.push("resuming");
    protocol.resumeWriting();
    await task;
    assertEquals(trace, ["resuming", "drained"]);
    assertEquals(transport.trace, ["limit 0", "write 100000"]);
    assertEquals(writer.transport.getWriteBufferSize(), 0);
  },
);

virtualTest(
  "StreamWriter.drain() over a transport fails when the connection is lost, as reads do",
  async () => {
    const { protocol, reader, writer } = await faked();
    const lost = new asyncio.RuntimeError("lost");
    writer.write(new Uint8Array(100_000));
    const waiting = [
      asyncio.createTask(() => writer.drain()),
      asyncio.createTask(() => writer.waitClosed()),
      asyncio.createTask(() => reader.read(1)),
    ];
    await asyncio.sleep(1);
    protocol.connectionLost(lost);
    for (const task of waiting) {
      const error = await assertRejects(() => Promise.resolve(task));
      assertStrictEquals(error, lost);
    }
    assertStrictEquals(reader.exception(), lost);
    assert(writer.isClosing());
  },
);

virtualTest(
  "StreamWriter.close() over a transport comes after what was written",
  async () => {
    const { transport, protocol, reader, writer } = await faked();
    writer.write(new Uint8Array(20_000));
    writer.close();
    const closed = asyncio.createTask(() => writer.waitClosed());
    await asyncio.sleep(1);
    assertEquals(transport.trace, ["limit 0", "write 20000"]);
    protocol.resumeWriting();
    await closed;
    assertEquals(transport.trace, ["limit 0", "write 20000", "close"]);
    assertEquals((await reader.read()).length, 0);
  },
);

virtualTest(
  "StreamTransport.abort() over a transport drops what it keeps",
  async () => {
    const { transport, writer } = await faked();
    writer.write(new Uint8Array(20_000));
    const drained = asyncio.createTask(() => outcome(() => writer.drain()));
    await asyncio.sleep(1);
    writer.transport.abort();
    assertEquals(await drained, "ConnectionResetError");
    assertEquals(transport.trace, ["limit 0", "write 20000", "abort"]);
  },
);

virtualTest(
  "StreamWriter over a transport that is closed from elsewhere is closed",
  async () => {
    const { transport, writer } = await faked();
    transport.close();
    await writer.waitClosed();
    assertEquals(
      await outcome(() => writer.drain()),
      "ConnectionResetError",
    );
  },
);

virtualTest(
  "StreamWriter.writeEof() over a transport ends its direction",
  async () => {
    const { transport, protocol, writer } = await faked();
    writer.write(bytes("last"));
    writer.writeEof();
    await asyncio.sleep(1);
    assertEquals(transport.trace, ["limit 0", "write 4"]);
    protocol.resumeWriting();
    await asyncio.sleep(1);
    assertEquals(transport.trace, ["limit 0", "write 4", "eof"]);
  },
);

virtualTest("StreamWriter.startTls() over a transport fails", async () => {
  const { transport, writer } = await faked();
  await assertRejects(
    () => writer.startTls(true),
    asyncio.RuntimeError,
    "loop.startTls()",
  );
  assert(transport.isClosing());
});

virtualTest(
  "StreamReaderProtocol drops what comes for a reader that was closed",
  async () => {
    const { protocol, reader } = await faked();
    reader.close();
    protocol.dataReceived(bytes("late"));
    assertEquals((await reader.read()).length, 0);
  },
);

virtualTest(
  "StreamReaderProtocol refuses what is no reader and no handler",
  () => {
    assertThrows(
      () => new asyncio.StreamReaderProtocol({} as asyncio.StreamReader),
      TypeError,
      "A StreamReader is wanted",
    );
    assertThrows(
      () =>
        new asyncio.StreamReaderProtocol(
          new asyncio.StreamReader(),
          1 as never,
        ),
      TypeError,
      "A client handler",
    );
  },
);

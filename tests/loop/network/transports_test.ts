import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../../mod.ts";
import { recordExceptions, test } from "../../_support/mod.ts";
import { CA, SERVER } from "../../streams/certificates.ts";
import {
  bytes,
  Echo,
  portOf,
  Recorder,
  text,
  withPair,
} from "../../conformance/network_support.ts";

function recorder(): Recorder {
  return new Recorder();
}

/** An error of a protocol. */
function broken(): never {
  throw new RangeError("broken");
}

/** A million bytes. */
const MANY = "0123456789".repeat(100_000);

// --- The life of a connection --------------------------------------------------------------------

test("selector_events/SelectorTransportTests.test_close: Transport.close() sends what was written, then tells both ends once", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    transport.write(bytes(MANY));
    assertEquals(transport.getWriteBufferSize(), MANY.length);
    transport.close();
    transport.close();
    assert(transport.isClosing());
    await client.lost();
    await accepted.lost();
    assertEquals(accepted.received.length, MANY.length);
    assert(accepted.received === MANY);
    assertEquals(client.trace, ["made", "pause", "resume", "lost null"]);
    assertEquals(accepted.trace, ["made", "data", "eof", "lost null"]);
    transport.abort();
    assertEquals(client.trace.length, 4);
    assertMatch(String(transport), /^<SocketTransport closed bufsize=0>$/);
  }));

test("selector_events/SelectorTransportTests.test_close_write_buffer: Transport.close() reads no more while it sends", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    accepted.transport.pauseReading();
    transport.write(bytes(MANY));
    transport.close();
    accepted.transport.write(bytes("late"));
    accepted.transport.resumeReading();
    await client.lost();
    assertEquals(client.received, "");
    assertEquals(client.trace, ["made", "pause", "resume", "lost null"]);
  }));

test("selector_events/SelectorTransportTests.test_abort: Transport.abort() drops what was written", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    accepted.transport.pauseReading();
    transport.write(bytes(MANY.repeat(10)));
    transport.abort();
    assertEquals(transport.getWriteBufferSize(), 0);
    assertEquals(client.trace, ["made", "pause"]);
    await client.lost();
    assertEquals(client.trace, ["made", "pause", "lost null"]);
    accepted.transport.resumeReading();
    await accepted.lost();
    assert(accepted.received.length < 10 * MANY.length);
  }));

test("selector_events/SelectorTransportTests.test_connection_lost: nobody is told twice when both ends close", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    transport.close();
    accepted.transport.close();
    transport.abort();
    await client.lost();
    await accepted.lost();
    assertEquals(client.trace, ["made", "lost null"]);
    assertEquals(accepted.trace.at(-1), "lost null");
    assertEquals(accepted.trace.filter((step) => step === "lost null"), [
      "lost null",
    ]);
  }));

test("Transport tells connectionLost() an error when the other side resets", () =>
  withPair(recorder, async ({ accepted, client, loop, transport }) => {
    const reports = recordExceptions(loop);
    // Closing with unread data makes the system reset the connection.
    accepted.transport.pauseReading();
    transport.write(bytes(MANY.repeat(5)));
    await asyncio.sleep(0.01);
    accepted.transport.abort();
    await client.lost();
    assertMatch(
      client.trace.at(-1)!,
      /^lost (ConnectionResetError|BrokenPipeError)$/,
    );
    assert(client.error instanceof asyncio.ConnectionError);
    assertEquals(reports, []);
  }));

test("createConnection() returns when connectionMade() has been called, in no task, in the caller's context", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    const name = new asyncio.ContextVar<string>("name");
    const seen: unknown[] = [];
    class Curious extends Recorder {
      #note(): void {
        seen.push([asyncio.currentTask() === null, name.get("none")]);
      }
      override connectionMade(transport: asyncio.Transport): void {
        super.connectionMade(transport);
        this.#note();
      }
      override dataReceived(data: Uint8Array): void {
        super.dataReceived(data);
        this.#note();
      }
      override resumeWriting(): void {
        this.#note();
      }
      override connectionLost(error: unknown): void {
        super.connectionLost(error);
        this.#note();
      }
    }
    await using server = await loop.createServer(
      () => new Echo(),
      "127.0.0.1",
      0,
    );
    name.set("caller");
    const [transport, protocol] = await loop.createConnection(
      () => new Curious(),
      "127.0.0.1",
      portOf(server),
    );
    name.set("later");
    assertEquals(seen.length, 1);
    transport.setWriteBufferLimits({ high: 0 });
    transport.write(bytes("hello"));
    await protocol.got(5);
    transport.pauseReading();
    transport.resumeReading();
    transport.write(bytes("again"));
    await protocol.got(10);
    transport.close();
    await protocol.lost();
    assert(seen.length >= 6);
    for (const one of seen) assertEquals(one, [true, "caller"]);
  }));

test("createConnection() closes the connection if the factory throws", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    const accepted = recorder();
    await using server = await loop.createServer(
      () => accepted,
      "127.0.0.1",
      0,
    );
    await assertRejects(
      () => loop.createConnection(broken, "127.0.0.1", portOf(server)),
      RangeError,
      "broken",
    );
    await accepted.lost();
    await assertRejects(
      // @ts-expect-error Testing invalid input
      () => loop.createConnection(null, "127.0.0.1", 1),
      TypeError,
      "The protocol factory must be a function: null",
    );
  }));

test("createConnection() that is cancelled leaves nothing open, wherever it is", async () => {
  for (let turns = 0; turns < 12; turns++) {
    await asyncio.run(async () => {
      const loop = asyncio.getRunningLoop();
      const reports = recordExceptions(loop);
      const client = recorder();
      await using server = await loop.createServer(recorder, "127.0.0.1", 0);
      const task = asyncio.createTask(() =>
        loop.createConnection(() => client, "127.0.0.1", portOf(server))
      );
      for (let turn = 0; turn < turns; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      const cancelled = task.cancel();
      await asyncio.wait([task]);
      if (cancelled && task.cancelled()) {
        if (client.trace.length > 0) await client.lost();
      } else task.result()[0].close();
      assertEquals(reports, []);
    });
  }
});

test("createServer() goes on when a factory throws, and reports it", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    const reports = recordExceptions(loop);
    let count = 0;
    await using server = await loop.createServer(
      () => count++ === 0 ? broken() : new Echo(),
      "127.0.0.1",
      0,
    );
    const connect = () =>
      loop.createConnection(recorder, "127.0.0.1", portOf(server));
    const [, first] = await connect();
    await first.lost();
    const [transport, second] = await connect();
    transport.write(bytes("x"));
    await second.got(1);
    transport.close();
    assertEquals(reports.map(({ message }) => message), [
      "Error on transport creation for incoming connection",
    ]);
  }));

test("createServer() is not held up by a client that does not finish its handshake", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    await using server = await loop.createServer(
      () => new Echo(),
      "127.0.0.1",
      0,
      {
        ssl: SERVER,
        sslHandshakeTimeout: 0.1,
      },
    );
    using silent = await Deno.connect({ port: portOf(server) });
    const [transport, protocol] = await loop.createConnection(
      recorder,
      "localhost",
      portOf(server),
      { ssl: { caCerts: CA } },
    );
    transport.write(bytes("x"));
    await protocol.got(1);
    transport.close();
    // The one that is silent is given up.
    await asyncio.timeout(5, async () => {
      while (server.clients > 0) await asyncio.sleep(0.01);
    });
    assertEquals(silent.remoteAddr.port, portOf(server));
  }));

test("EventLoop.close() closes transports that were left open", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = listener.accept();
  const protocol = await asyncio.run(async () => {
    const [, protocol] = await asyncio.getRunningLoop().createConnection(
      recorder,
      "127.0.0.1",
      listener.addr.port,
    );
    return protocol;
  });
  using peer = await accepting;
  assertEquals(await peer.read(new Uint8Array(1)), null);
  assertEquals(protocol.trace, ["made"]);
});

// --- Reading -------------------------------------------------------------------------------------

test("selector_events/SelectorSocketTransportTests.test_pause_resume_reading: Transport keeps what comes while it is paused", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    assert(transport.isReading());
    transport.pauseReading();
    transport.pauseReading();
    assertEquals(transport.isReading(), false);
    accepted.transport.write(bytes("kept"));
    await asyncio.sleep(0.02);
    assertEquals(client.trace, ["made"]);
    transport.resumeReading();
    transport.resumeReading();
    assert(transport.isReading());
    await client.got(4);
    assertEquals(client.received, "kept");
    transport.close();
    assertEquals(transport.isReading(), false);
    transport.pauseReading();
    transport.resumeReading();
    assertEquals(transport.isReading(), false);
  }));

test("selector_events/SelectorSocketTransportTests.test_pause_reading_connection_made: a protocol may pause as soon as it is made", () => {
  class Paused extends Recorder {
    override connectionMade(transport: asyncio.Transport): void {
      super.connectionMade(transport);
      transport.pauseReading();
    }
  }
  return withPair(recorder, async ({ accepted, client, transport }) => {
    assertEquals(transport.isReading(), false);
    accepted.transport.write(bytes("kept"));
    await asyncio.sleep(0.02);
    assertEquals(client.trace, ["made"]);
    transport.resumeReading();
    await client.got(4);
  }, () => new Paused());
});

test("Transport.pauseReading() within dataReceived() stops at once", () => {
  class Slow extends Recorder {
    override dataReceived(data: Uint8Array): void {
      super.dataReceived(data);
      this.transport.pauseReading();
    }
  }
  return withPair(recorder, async ({ accepted, client, transport }) => {
    accepted.transport.write(bytes("a".repeat(5000)));
    await client.got(1);
    const first = client.received.length;
    await asyncio.sleep(0.02);
    assertEquals(client.received.length, first);
    while (client.received.length < 5000) {
      const before = client.received.length;
      transport.resumeReading();
      await client.got(before + 1);
    }
    assertEquals(client.received, "a".repeat(5000));
  }, () => new Slow());
});

test("selector_events/SelectorSocketTransportTests.test_read_ready_eof: Transport closes itself at the end", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    accepted.transport.writeEof();
    await client.lost();
    assertEquals(client.trace, ["made", "eof", "lost null"]);
    assert(transport.isClosing());
  }));

test("selector_events/SelectorSocketTransportTests.test_read_ready_eof_keep_open: eofReceived() may keep it half open", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    client.keepOpen = true;
    accepted.transport.writeEof();
    await client.seen("eof");
    transport.write(bytes("still there"));
    await accepted.got(11);
    assertEquals(transport.isClosing(), false);
    transport.close();
    await client.lost();
    assertEquals(client.trace, ["made", "eof", "lost null"]);
  }));

for (
  const [name, method, message] of [
    ["test_data_received_error", "dataReceived", "dataReceived"],
    ["test_read_eof_received_error", "eofReceived", "eofReceived"],
  ] as const
) {
  test(`selector_events/SelectorSocketTransportTests.${name}: an error of ${method}() ends the connection and is reported`, () => {
    class Broken extends Recorder {}
    Broken.prototype[method] = broken;
    return withPair(
      recorder,
      async ({ accepted, client, loop, transport }) => {
        const reports = recordExceptions(loop);
        accepted.transport.write(bytes("x"));
        accepted.transport.writeEof();
        await client.lost();
        assertEquals(client.trace.at(-1), "lost RangeError");
        assertEquals(reports.map(({ message }) => message), [
          `Fatal error: protocol.${message}() call failed`,
        ]);
        const [report] = reports;
        assertStrictEquals(report!.transport as unknown, transport);
        assertStrictEquals(report!.protocol as unknown, client);
        assertStrictEquals(report!.exception, client.error);
      },
      () => new Broken(),
    );
  });
}

// --- Protocols with their own memory -------------------------------------------------------------

/** Receives into memory of `size` bytes. */
class Buffered extends asyncio.BufferedProtocol {
  readonly trace: string[] = [];
  readonly ended = asyncio.getRunningLoop().createFuture<void>();
  readonly #memory: Uint8Array;
  received = "";

  constructor(size: number) {
    super();
    this.#memory = new Uint8Array(size);
  }

  override getBuffer(): Uint8Array {
    return this.#memory;
  }

  override bufferUpdated(count: number): void {
    this.received += text(this.#memory.subarray(0, count));
  }

  override connectionLost(error: unknown): void {
    this.trace.push(error === null ? "lost null" : (error as Error).name);
    this.ended.setResult();
  }
}

for (
  const [name, make, message] of [
    ["test_get_buffer_error", () => {
      const protocol = new Buffered(1);
      protocol.getBuffer = broken;
      return protocol;
    }, "getBuffer"],
    ["test_get_buffer_zerosized", () => new Buffered(0), "getBuffer"],
    ["test_buffer_updated_error", () => {
      const protocol = new Buffered(1);
      protocol.bufferUpdated = broken;
      return protocol;
    }, "bufferUpdated"],
    ["test_read_eof_received_error", () => {
      const protocol = new Buffered(1);
      protocol.eofReceived = broken;
      return protocol;
    }, "eofReceived"],
  ] as const
) {
  test(`selector_events/SelectorSocketTransportBufferedProtocolTests.${name}: the connection ends and the error is reported`, () =>
    asyncio.run(async () => {
      const loop = asyncio.getRunningLoop();
      const reports = recordExceptions(loop);
      class Greet extends Recorder {
        override connectionMade(transport: asyncio.Transport): void {
          super.connectionMade(transport);
          transport.write(bytes("x"));
          transport.writeEof();
        }
      }
      await using server = await loop.createServer(
        () => new Greet(),
        "127.0.0.1",
        0,
      );
      const [, protocol] = await loop.createConnection(
        make,
        "127.0.0.1",
        portOf(server),
      );
      await protocol.ended;
      assertEquals(protocol.trace.length, 1);
      assert(protocol.trace[0] !== "lost null");
      assertEquals(reports.map((report) => report.message), [
        `Fatal error: protocol.${message}() call failed`,
      ]);
    }));
}

test("selector_events/SelectorSocketTransportBufferedProtocolTests.test_read_ready_eof: Transport closes itself at the end", () =>
  withPair(recorder, async ({ accepted, transport }) => {
    const protocol = new Buffered(10);
    transport.setProtocol(protocol);
    accepted.transport.write(bytes("the last words"));
    accepted.transport.writeEof();
    await protocol.ended;
    assertEquals(protocol.received, "the last words");
    assertEquals(protocol.trace, ["lost null"]);
  }));

test("selector_events/SelectorSocketTransportBufferedProtocolTests.test_read_ready_eof_keep_open: eofReceived() may keep it half open", () =>
  withPair(recorder, async ({ accepted, transport }) => {
    const protocol = new Buffered(10);
    const ended = asyncio.getRunningLoop().createFuture<void>();
    protocol.eofReceived = () => {
      ended.setResult();
      return true;
    };
    transport.setProtocol(protocol);
    accepted.transport.writeEof();
    await ended;
    transport.write(bytes("still there"));
    await accepted.got(11);
    transport.close();
    await protocol.ended;
  }));

test("selector_events/SelectorSocketTransportBufferedProtocolTests.test_proto_type_switch: Transport.setProtocol() loses no byte", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    accepted.transport.write(bytes("one"));
    await client.got(3);
    const buffered = new Buffered(2);
    transport.setProtocol(buffered);
    assertStrictEquals(transport.getProtocol(), buffered);
    accepted.transport.write(bytes("two"));
    while (buffered.received.length < 3) await asyncio.sleep(0.001);
    accepted.transport.write(bytes("three"));
    while (buffered.received.length < 8) await asyncio.sleep(0.001);
    transport.setProtocol(client);
    accepted.transport.write(bytes("four"));
    await client.got(7);
    assertEquals([client.received, buffered.received], ["onefour", "twothree"]);
  }));

// --- Writing -------------------------------------------------------------------------------------

test("Transport.write() sends pieces in order, whatever their size", () =>
  withPair(recorder, async ({ accepted, transport }) => {
    let sent = "";
    for (const size of [1, 0, 100, 16_383, 16_384, 70_000, 3, 200_000, 1]) {
      const piece = MANY.slice(0, size);
      sent += piece;
      if (size % 2 === 0) transport.write(bytes(piece));
      else transport.writelines([bytes(piece)]);
    }
    await accepted.got(sent.length);
    assert(accepted.received === sent);
    assertEquals(transport.getWriteBufferSize(), 0);
  }));

test("Transport.write() copies small pieces, which may be used again at once", () =>
  withPair(recorder, async ({ accepted, transport }) => {
    const piece = bytes("aaaa");
    transport.write(piece);
    piece.fill(98);
    transport.write(piece);
    await accepted.got(8);
    assertEquals(accepted.received, "aaaabbbb");
  }));

test("selector_events/SelectorSocketTransportTests.test_write_str: Transport.write() takes bytes only", () =>
  withPair(recorder, ({ transport }) => {
    for (const wrong of ["data", null, [1, 2]]) {
      assertThrows(
        // @ts-expect-error Testing invalid input
        () => transport.write(wrong),
        TypeError,
        "'data' must be a Uint8Array",
      );
    }
    return Promise.resolve();
  }));

test("selector_events/SelectorSocketTransportTests.test_write_no_data: nothing is not written", () =>
  withPair(recorder, ({ transport }) => {
    transport.write(new Uint8Array(0));
    transport.writelines([]);
    assertEquals(transport.getWriteBufferSize(), 0);
    return Promise.resolve();
  }));

test("selector_events/SelectorSocketTransportTests.test_write_eof: Transport.writeEof() ends after what was written", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    accepted.keepOpen = true;
    assert(transport.canWriteEof());
    transport.write(bytes(MANY));
    transport.writeEof();
    transport.writeEof();
    assertThrows(
      () => transport.write(bytes("x")),
      asyncio.RuntimeError,
      "Cannot call write() after writeEof()",
    );
    await accepted.seen("eof");
    assert(accepted.received === MANY);
    accepted.transport.write(bytes("answer"));
    await client.got(6);
    transport.close();
    transport.writeEof();
    await client.lost();
  }));

test("selector_events/SelectorSocketTransportTests.test_write_closing: what is written after close() is dropped, with one warning", () =>
  withPair(recorder, async ({ client, transport }) => {
    const warnings: unknown[] = [];
    const original = console.warn;
    console.warn = (text: string) => void warnings.push(text);
    try {
      transport.close();
      await client.lost();
      for (let i = 0; i < 20; i++) transport.write(bytes("x"));
    } finally {
      console.warn = original;
    }
    assertEquals(warnings.length, 1);
    assertEquals(transport.getWriteBufferSize(), 0);
  }));

test("Transport pauses and resumes its protocol at the water marks, in pairs", () =>
  withPair(recorder, async ({ accepted, client, transport }) => {
    accepted.transport.pauseReading();
    transport.setWriteBufferLimits({ high: 10, low: 4 });
    transport.write(bytes("0123456789"));
    assertEquals(client.trace, ["made"]);
    transport.write(bytes("!"));
    transport.write(bytes("!"));
    assertEquals(client.trace, ["made", "pause"]);
    accepted.transport.resumeReading();
    await client.seen("resume");
    assertEquals(client.trace, ["made", "pause", "resume"]);
    assertEquals(transport.getWriteBufferSize(), 0);
  }));

test("Transport reports errors of pauseWriting() and resumeWriting(), and goes on", () => {
  class Broken extends Recorder {
    override pauseWriting(): void {
      broken();
    }
    override resumeWriting(): void {
      broken();
    }
  }
  return withPair(recorder, async ({ accepted, loop, transport }) => {
    const reports = recordExceptions(loop);
    transport.write(bytes(MANY));
    await accepted.got(MANY.length);
    await asyncio.sleep(0);
    assertEquals(reports.map(({ message }) => message), [
      "protocol.pauseWriting() failed",
      "protocol.resumeWriting() failed",
    ]);
    assertEquals(transport.isClosing(), false);
  }, () => new Broken());
});

test("a writer that heeds pauseWriting() keeps memory bounded", () => {
  let largest = 0;
  class Flood extends Recorder {
    #isPaused = false;
    left = 200;
    override connectionMade(transport: asyncio.Transport): void {
      super.connectionMade(transport);
      this.#send();
    }
    override pauseWriting(): void {
      this.#isPaused = true;
    }
    override resumeWriting(): void {
      this.#isPaused = false;
      this.#send();
    }
    #send(): void {
      while (!this.#isPaused && this.left-- > 0) {
        this.transport.write(bytes(MANY.slice(0, 30_000)));
        largest = Math.max(largest, this.transport.getWriteBufferSize());
      }
    }
  }
  return withPair(recorder, async ({ accepted }) => {
    await accepted.got(200 * 30_000);
    assert(largest <= 65_536 + 30_000);
  }, () => new Flood());
});

// --- Files ---------------------------------------------------------------------------------------

/** Runs `fn` with a file that holds {@linkcode MANY}. */
async function withFile(
  fn: (file: Deno.FsFile) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, MANY);
    using file = await Deno.open(path);
    await fn(file);
  } finally {
    await Deno.remove(path);
  }
}

test("sendfile/SendfileMixin.test_sendfile: EventLoop.sendfile() sends a whole file", () =>
  withFile((file) =>
    withPair(recorder, async ({ accepted, loop, transport }) => {
      assertEquals(await loop.sendfile(transport, file), MANY.length);
      transport.close();
      await accepted.lost();
      assert(accepted.received === MANY);
      assertEquals(await file.seek(0, Deno.SeekMode.Current), MANY.length);
    })
  ));

test("sendfile/SendfileMixin.test_sendfile_partial: EventLoop.sendfile() sends a part of a file", () =>
  withFile((file) =>
    withPair(recorder, async ({ accepted, loop, transport }) => {
      const sent = await loop.sendfile(transport, file, {
        offset: 1003,
        count: 100,
      });
      assertEquals(sent, 100);
      transport.close();
      await accepted.lost();
      assertEquals(accepted.received, MANY.slice(1003, 1103));
      assertEquals(await file.seek(0, Deno.SeekMode.Current), 1103);
    })
  ));

test("sendfile/SendfileMixin.test_sendfile_pre_and_post_data: what is written before and after keeps its place", () =>
  withFile((file) =>
    withPair(recorder, async ({ accepted, loop, transport }) => {
      const [before, after] = ["A".repeat(70_000), "Z".repeat(70_000)];
      transport.write(bytes(before));
      assertEquals(await loop.sendfile(transport, file), MANY.length);
      transport.write(bytes(after));
      transport.close();
      await accepted.lost();
      assert(accepted.received === before + MANY + after);
    })
  ));

test("sendfile/SendfileMixin.test_sendfile_prevents_bare_write: nobody else writes meanwhile", () =>
  withFile((file) =>
    withPair(recorder, async ({ accepted, loop, transport }) => {
      const sending = asyncio.createTask(() => loop.sendfile(transport, file));
      await asyncio.sleep(0);
      assertThrows(
        () => transport.write(bytes("x")),
        asyncio.RuntimeError,
        "Cannot write: sendfile() is in progress",
      );
      await assertRejects(
        () => loop.sendfile(transport, file),
        asyncio.RuntimeError,
        "sendfile() is in progress",
      );
      assertEquals(await sending, MANY.length);
      transport.write(bytes("x"));
      await accepted.got(MANY.length + 1);
    })
  ));

test("sendfile/SendfileMixin.test_sendfile_for_closing_transp: a transport that closes sends no file", () =>
  withFile((file) =>
    withPair(recorder, async ({ loop, transport }) => {
      transport.close();
      await assertRejects(
        () => loop.sendfile(transport, file),
        asyncio.RuntimeError,
        "Transport is closing",
      );
    })
  ));

test("sendfile/SendfileMixin.test_sendfile_close_peer_in_the_middle_of_receiving: EventLoop.sendfile() fails with the connection", () =>
  withFile((file) =>
    withPair(recorder, async ({ accepted, loop, transport }) => {
      accepted.transport.pauseReading();
      const sending = asyncio.createTask(async () => {
        for (;;) await loop.sendfile(transport, file);
      });
      await asyncio.sleep(0.02);
      accepted.transport.abort();
      await assertRejects(async () => await sending, Error);
    })
  ));

test("EventLoop.sendfile() checks its arguments, and may be forbidden to fall back", () =>
  withFile((file) =>
    withPair(recorder, async ({ loop, transport }) => {
      for (const options of [{ offset: -1 }, { count: 0 }, { count: 1.5 }]) {
        await assertRejects(
          () => loop.sendfile(transport, file, options),
          RangeError,
          "must be an integer of at least",
        );
      }
      await assertRejects(
        () => loop.sendfile(transport, file, { fallback: false }),
        asyncio.RuntimeError,
        "'fallback' is false",
      );
      await assertRejects(
        () => loop.sendfile(new asyncio.Transport(), file),
        TypeError,
        "A transport that a file can be sent over is wanted",
      );
    })
  ));

// --- More of the same ----------------------------------------------------------------------------

for (const name of ["test_write_bytearray", "test_write_memoryview"]) {
  test(`selector_events/SelectorSocketTransportTests.${name}: a view of a larger buffer is sent as what it shows`, () =>
    withPair(recorder, async ({ accepted, transport }) => {
      transport.write(bytes("..data..").subarray(2, 6));
      await accepted.got(4);
      assertEquals(accepted.received, "data");
    }));
}

test("selector_events/SelectorSocketTransportTests.test_write_eof_buffer: the end comes after what waits", () =>
  withPair(recorder, async ({ accepted, transport }) => {
    transport.write(bytes("data"));
    assertEquals(transport.getWriteBufferSize(), 4);
    transport.writeEof();
    await accepted.seen("eof");
    assertEquals(accepted.received, "data");
  }));

test("selector_events/SelectorSocketTransportTests.test_write_eof_after_close: the end of what is closed is nothing", () =>
  withPair(recorder, async ({ client, transport }) => {
    transport.close();
    await client.lost();
    transport.writeEof();
    assertEquals(client.trace, ["made", "lost null"]);
  }));

/** A connection whose writes fail. */
class BrokenConnection implements asyncio.RawConnection {
  readonly localAddr = { transport: "unix", path: "" } as const;
  readonly remoteAddr = this.localAddr;
  closed = 0;
  readonly #error: Error;

  constructor(error: Error) {
    this.#error = error;
  }

  read(): Promise<number | null> {
    return new Promise(() => {});
  }

  write(): Promise<number> {
    return Promise.reject(this.#error);
  }

  closeWrite(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.closed++;
  }
}

for (
  const [name, error, reported] of [
    [
      "SelectorSocketTransportTests.test_write_exception",
      new Deno.errors.BrokenPipe("gone"),
      [],
    ],
    ["SelectorTransportTests.test_fatal_error", new RangeError("odd"), [
      "Fatal write error on socket transport",
    ]],
  ] as const
) {
  test(`selector_events/${name}: an error of a write ends the connection; one that is no system's is reported`, () =>
    asyncio.run(async () => {
      const loop = asyncio.getRunningLoop();
      const reports = recordExceptions(loop);
      const sock = new BrokenConnection(error);
      const [transport, protocol] = await loop.createConnection(
        recorder,
        null,
        null,
        { sock },
      );
      transport.write(bytes("data"));
      await protocol.lost();
      assertEquals(protocol.trace.length, 2);
      assertStrictEquals(
        (protocol.error as Error).cause ?? protocol.error,
        error,
      );
      assertEquals(reports.map(({ message }) => message), [...reported]);
      assertEquals([sock.closed, transport.getWriteBufferSize()], [1, 0]);
    }));
}

for (
  const [name, options, expected] of [
    ["test_sendfile_ssl", {}, MANY],
    [
      "test_sendfile_ssl_partial",
      { offset: 1003, count: 100 },
      MANY.slice(1003, 1103),
    ],
    ["test_sendfile_ssl_pre_and_post_data", {}, MANY],
    ["test_sendfile_force_fallback", { fallback: true }, MANY],
  ] as const
) {
  test(`sendfile/SendfileMixin.${name}: a file goes over TLS between what is written before and after`, () =>
    withFile((file) =>
      asyncio.run(async () => {
        const loop = asyncio.getRunningLoop();
        const accepted = recorder();
        await using server = await loop.createServer(
          () => accepted,
          "127.0.0.1",
          0,
          { ssl: SERVER },
        );
        const [transport, client] = await loop.createConnection(
          recorder,
          "localhost",
          portOf(server),
          { ssl: { caCerts: CA } },
        );
        transport.write(bytes("<"));
        await loop.sendfile(transport, file, options);
        transport.write(bytes(">"));
        transport.close();
        await client.lost();
        await accepted.lost();
        assert(accepted.received === `<${expected}>`);
      })
    ));
}

test("loop.createServer() forgets a client that it closes before its handshake has begun", () =>
  asyncio.run(async () => {
    const addr: Deno.Addr = { transport: "unix", path: "here" };
    const never = new Promise<never>(() => {});
    let isClosed = false;
    const connection = {
      localAddr: addr,
      remoteAddr: addr,
      read: () => never,
      write: () => never,
      closeWrite: () => never,
      close: () => void (isClosed = true),
    };
    const arrival = Promise.withResolvers<typeof connection>();
    const arrivals = [arrival.promise];
    const closing = Promise.withResolvers<never>();
    const sock = {
      addr,
      accept: () => arrivals.shift() ?? closing.promise,
      close: () => closing.reject(new Error("closed")),
    };
    const loop = asyncio.getRunningLoop();
    const server = await loop.createServer(recorder, null, null, {
      sock,
      ssl: SERVER,
    });
    await asyncio.sleep(0);
    arrival.resolve(connection);
    // No turn of the loop passes.
    while (server.clients === 0) await Promise.resolve();
    server.close();
    server.abortClients();
    await asyncio.timeout(5, () => server.waitClosed());
    assert(isClosed);
  }));

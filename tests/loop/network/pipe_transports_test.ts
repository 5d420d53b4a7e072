import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../../mod.ts";
import { test } from "../../_support/mod.ts";
import {
  bytes,
  DatagramRecorder,
  nameOf,
  Recorder,
  text,
} from "../../conformance/network_support.ts";

function recorder(): Recorder {
  return new Recorder();
}

/** A transport that reads a stream, and the other end of it. */
interface ReadEnd {
  readonly transport: asyncio.ReadTransport;
  readonly protocol: Recorder;
  readonly writer: WritableStreamDefaultWriter<Uint8Array>;
}

function readTest(name: string, fn: (end: ReadEnd) => Promise<void>): void {
  test(`unix_events/UnixReadPipeTransportTests.${name}`, () =>
    asyncio.run(async () => {
      const pipe = new TransformStream<Uint8Array, Uint8Array>();
      const writer = pipe.writable.getWriter();
      const [transport, protocol] = await asyncio.getRunningLoop()
        .connectReadPipe(recorder, pipe.readable);
      // Who closes does not look at what the other end says to that.
      writer.closed.catch(() => {});
      await fn({ transport, protocol, writer });
      transport.close();
      await protocol.lost();
    }));
}

readTest(
  "test_pause_reading: nothing is told while it is paused",
  async ({ transport, protocol, writer }) => {
    assert(transport.isReading());
    transport.pauseReading();
    assertEquals(transport.isReading(), false);
    writer.write(bytes("kept")).catch(() => {});
    await asyncio.sleep(0.01);
    assertEquals(protocol.received, "");
  },
);

readTest(
  "test_resume_reading: what came meanwhile is told then",
  async ({ transport, protocol, writer }) => {
    transport.pauseReading();
    await writer.write(bytes("kept"));
    transport.resumeReading();
    await protocol.got(4);
    assertEquals(protocol.received, "kept");
  },
);

readTest(
  "test_close_already_closing: closing twice is fine",
  async ({ transport, protocol }) => {
    transport.close();
    transport.close();
    await protocol.lost();
    assertEquals(protocol.trace, ["made", "lost null"]);
  },
);

readTest(
  "test_pause_reading_on_closed_pipe: pausing what is closed does nothing",
  ({ transport }) => {
    transport.close();
    assertEquals(transport.isReading(), false);
    transport.pauseReading();
    assertEquals(transport.isReading(), false);
    return Promise.resolve();
  },
);

readTest(
  "test_pause_reading_on_paused_pipe: pausing twice is fine",
  ({ transport }) => {
    transport.pauseReading();
    transport.pauseReading();
    assertEquals(transport.isReading(), false);
    return Promise.resolve();
  },
);

readTest(
  "test_resume_reading_on_closed_pipe: resuming what is closed does nothing",
  ({ transport }) => {
    transport.close();
    transport.resumeReading();
    assertEquals(transport.isReading(), false);
    return Promise.resolve();
  },
);

readTest(
  "test_resume_reading_on_paused_pipe: resuming makes it read",
  ({ transport }) => {
    transport.pauseReading();
    transport.resumeReading();
    transport.resumeReading();
    assert(transport.isReading());
    return Promise.resolve();
  },
);

test("connectReadPipe() tells an error of the stream, and cannot be written to", () =>
  asyncio.run(async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull: () => {
        throw new Deno.errors.ConnectionReset("gone");
      },
    });
    const [, protocol] = await asyncio.getRunningLoop().connectReadPipe(
      recorder,
      stream,
    );
    await protocol.lost();
    assertEquals(protocol.trace, ["made", "lost ConnectionResetError"]);
    await assertRejects(
      // @ts-expect-error Testing invalid input
      () => asyncio.getRunningLoop().connectReadPipe(recorder, "pipe"),
      TypeError,
      "'pipe' must be a ReadableStream",
    );
  }));

test("connectReadPipe() closes at the end of the stream, whatever the protocol says, as in CPython", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    for (const keepsOpen of [false, true]) {
      class Keeping extends Recorder {
        override eofReceived(): boolean {
          super.eofReceived();
          return keepsOpen;
        }
      }
      const [transport, protocol] = await loop.connectReadPipe(
        () => new Keeping(),
        new Blob(["x"]).stream(),
      );
      await asyncio.timeout(5, () => protocol.lost());
      assert(transport.isClosing());
      assertEquals(protocol.trace, ["made", "data", "eof", "lost null"]);
      assertEquals(protocol.received, "x");
    }
  }));

/** A transport that writes to a stream, and what has arrived there. */
interface WriteEnd {
  readonly transport: asyncio.WriteTransport;
  readonly protocol: Recorder;
  readonly trace: string[];
}

function writeTest(name: string, fn: (end: WriteEnd) => Promise<void>): void {
  test(`unix_events/UnixWritePipeTransportTests.${name}`, () =>
    asyncio.run(async () => {
      const trace: string[] = [];
      const stream = new WritableStream<Uint8Array>({
        write: (chunk) => void trace.push(text(chunk)),
        close: () => void trace.push("close"),
        abort: () => void trace.push("abort"),
      });
      const [transport, protocol] = await asyncio.getRunningLoop()
        .connectWritePipe(recorder, stream);
      await fn({ transport, protocol, trace });
      transport.abort();
      await protocol.lost();
    }));
}

writeTest("test_can_write_eof: the end can be said", ({ transport }) => {
  assert(transport.canWriteEof());
  return Promise.resolve();
});

writeTest(
  "test_write_close: what was written arrives before the end",
  async ({ transport, protocol, trace }) => {
    transport.write(bytes("one"));
    transport.write(bytes("two"));
    transport.close();
    await protocol.lost();
    await asyncio.sleep(0.001);
    assertEquals(trace, ["onetwo", "close"]);
    assertEquals(protocol.trace, ["made", "lost null"]);
  },
);

writeTest(
  "test_abort: what was written is dropped",
  async ({ transport, protocol, trace }) => {
    transport.write(bytes("one"));
    transport.abort();
    await protocol.lost();
    await asyncio.sleep(0.001);
    assertEquals(trace, ["abort"]);
    assertEquals(protocol.trace, ["made", "lost null"]);
  },
);

writeTest(
  "test_write_eof: the end closes the stream",
  async ({ transport, trace }) => {
    transport.write(bytes("one"));
    transport.writeEof();
    await asyncio.sleep(0.001);
    assertEquals(trace, ["one", "close"]);
  },
);

// --- Datagrams -----------------------------------------------------------------------------------

/** An endpoint, and the name of another one and what that is told. */
function datagramTest(
  name: string,
  fn: (
    transport: asyncio.DatagramTransport,
    protocol: DatagramRecorder,
    other: DatagramRecorder,
  ) => Promise<void>,
  isConnected = false,
): void {
  test(`selector_events/SelectorDatagramTransportTests.${name}`, () =>
    asyncio.run(async () => {
      const loop = asyncio.getRunningLoop();
      const make = () => new DatagramRecorder();
      const [there, other] = await loop.createDatagramEndpoint(make, {
        localAddr: ["127.0.0.1", 0],
      });
      const [transport, protocol] = await loop.createDatagramEndpoint(
        make,
        isConnected
          ? { remoteAddr: nameOf(there) }
          : { localAddr: ["127.0.0.1", 0] },
      );
      await fn(transport, protocol, other);
      transport.abort();
      there.abort();
      await protocol.seen("lost null");
      await other.seen("lost null");
    }));
}

datagramTest(
  "test_sendto: datagrams arrive one by one",
  async (transport, _, other) => {
    const data = bytes("one");
    transport.sendto(data, nameOf(other.transport));
    // This one has to wait, and its memory is used again.
    data.set(bytes("two"));
    transport.sendto(data, nameOf(other.transport));
    data.fill(120);
    await other.seen("datagram two");
    assertEquals(other.trace, ["made", "datagram one", "datagram two"]);
    assertEquals(transport.getWriteBufferSize(), 0);
  },
);

datagramTest(
  "test_sendto_no_data: an empty datagram is one",
  async (transport, _, other) => {
    transport.sendto(new Uint8Array(0), nameOf(other.transport));
    await other.seen("datagram ");
  },
);

datagramTest(
  "test_sendto_error_received: a datagram that is too long is an error of its own",
  async (transport, protocol, other) => {
    transport.sendto(new Uint8Array(70_000), nameOf(other.transport));
    transport.sendto(bytes("short"), nameOf(other.transport));
    await other.seen("datagram short");
    await protocol.seen("error Error");
    assertEquals(protocol.trace, [
      "made",
      "pause",
      "error Error",
      "resume",
    ]);
    assertEquals(transport.isClosing(), false);
  },
);

datagramTest(
  "test_sendto_str: only bytes can be sent",
  (transport, _, other) => {
    assertThrows(
      // @ts-expect-error Testing invalid input
      () => transport.sendto("text", nameOf(other.transport)),
      TypeError,
      "'data' must be a Uint8Array",
    );
    assertThrows(
      () => transport.sendto(bytes("text")),
      TypeError,
      "'addr' must be [host, port]: null",
    );
    return Promise.resolve();
  },
);

datagramTest(
  "test_sendto_connected_addr: nothing but the remote address can be sent to",
  async (transport, _, other) => {
    transport.sendto(bytes("one"));
    transport.sendto(bytes("two"), nameOf(other.transport));
    await other.seen("datagram two");
    assertThrows(
      () => transport.sendto(bytes("x"), ["127.0.0.1", 9]),
      RangeError,
      "Invalid address: 'addr' must be null or",
    );
  },
  true,
);

datagramTest(
  "test_sendto_closing: what is sent after close() is dropped",
  async (transport, protocol, other) => {
    transport.sendto(bytes("last"), nameOf(other.transport));
    transport.close();
    transport.close();
    transport.sendto(bytes("late"), nameOf(other.transport));
    await protocol.seen("lost null");
    await other.seen("datagram last");
    await asyncio.sleep(0.01);
    assertEquals(other.trace, ["made", "datagram last"]);
  },
);

datagramTest(
  "DatagramTransport pauses and resumes its protocol at the water marks",
  async (transport, protocol, other) => {
    transport.setWriteBufferLimits({ high: 3, low: 1 });
    assertEquals(transport.getWriteBufferLimits(), [1, 3]);
    transport.sendto(bytes("one"), nameOf(other.transport));
    transport.sendto(bytes("two"), nameOf(other.transport));
    assertEquals(protocol.trace, ["made", "pause"]);
    await protocol.seen("resume");
    assertEquals(protocol.trace, ["made", "pause", "resume"]);
  },
);

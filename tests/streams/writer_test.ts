import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { StreamWriter } from "../../streams/mod.ts";
import {
  BrokenPipeError,
  ConnectionResetError,
} from "../../loop/connection_errors.ts";
import { virtualTest } from "../_support/mod.ts";
import { bytes, text } from "./support.ts";

/** A writer whose other side the test plays. */
function recorded(): {
  writer: StreamWriter;
  /** What has gone out, a call of the platform each. */
  log: string[];
  /** Lets nothing go out until it is called. */
  hold: () => () => void;
  /** Lets the next call fail. */
  fail: (error: unknown) => void;
} {
  const log: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  let failure: unknown = null;
  const writer = StreamWriter.from(
    new WritableStream<Uint8Array>({
      async write(chunk) {
        await gate;
        if (failure !== null) throw failure;
        const piece = text(chunk);
        log.push(piece.length > 100 ? `${piece.length} ${piece[0]}` : piece);
      },
      close: () => void log.push("closed"),
    }, { highWaterMark: Infinity }),
  );
  return {
    writer,
    log,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    fail: (error) => void (failure = error),
  };
}

/** Gives the platform a turn. */
async function settle(): Promise<void> {
  await asyncio.sleep(0.001);
}

virtualTest(
  "StreamWriter.write() lets out in one piece what tasks write in one turn",
  async () => {
    const { writer, log } = recorded();
    await asyncio.gather(["a", "b", "c"].map((piece) => async () => {
      for (let i = 0; i < 3; i++) {
        writer.write(bytes(piece));
        await asyncio.sleep(0);
      }
    }));
    assertEquals(log, []);
    await settle();
    assertEquals(log, ["abcabcabc"]);
  },
);

virtualTest(
  "StreamWriter.write() lets much out at once, in order",
  async () => {
    const { writer, log } = recorded();
    writer.write(bytes("head"));
    writer.write(new Uint8Array(20_000).fill(0x78));
    writer.write(bytes("tail"));
    await settle();
    assertEquals(log, ["head", "20000 x", "tail"]);
  },
);

virtualTest("StreamWriter.write() copies small pieces", async () => {
  const { writer, log } = recorded();
  const piece = bytes("one ");
  writer.write(piece);
  piece.set(bytes("two "));
  writer.write(piece);
  piece.fill(0);
  await settle();
  assertEquals(log, ["one two "]);
});

virtualTest(
  "StreamWriter.drain() waits until a large piece can be used again",
  async () => {
    const { writer, log, hold } = recorded();
    const piece = new Uint8Array(20_000).fill(0x61);
    const release = hold();
    writer.write(piece);
    const drained = asyncio.createTask(() => writer.drain());
    await settle();
    assertEquals(drained.done(), false);
    release();
    await drained;
    piece.fill(0x62);
    await settle();
    assertEquals(log, ["20000 a"]);
  },
);

virtualTest(
  "StreamWriter.drain() waits between the high and the low water mark",
  async () => {
    const gates: (() => void)[] = [];
    const writer = StreamWriter.from(
      new WritableStream<Uint8Array>({
        write: () => new Promise((resolve) => void gates.push(resolve)),
      }),
    );
    const { transport } = writer;
    assertEquals(transport.getWriteBufferLimits(), [16 * 1024, 64 * 1024]);
    const trace: string[] = [];
    const piece = new Uint8Array(1024);
    while (transport.getWriteBufferSize() < 64 * 1024) writer.write(piece);
    await writer.drain();
    trace.push(`full ${transport.getWriteBufferSize()}`);
    writer.write(piece);
    const drained = asyncio.createTask(() => writer.drain());
    await settle();
    while (!drained.done()) {
      gates.shift()!();
      await settle();
      const state = drained.done() ? "drained" : "waiting";
      trace.push(`${state} at ${transport.getWriteBufferSize()}`);
    }
    assertEquals(trace, [
      "full 65536",
      "waiting at 50176",
      "waiting at 33792",
      "waiting at 17408",
      "drained at 1024",
    ]);
    transport.abort();
  },
);

virtualTest(
  "StreamTransport.setWriteBufferLimits() moves the marks",
  async () => {
    const { writer, hold } = recorded();
    const { transport } = writer;
    transport.setWriteBufferLimits({ high: 10 });
    assertEquals(transport.getWriteBufferLimits(), [2, 10]);
    transport.setWriteBufferLimits({ low: 5 });
    assertEquals(transport.getWriteBufferLimits(), [5, 20]);
    assertThrows(
      () => transport.setWriteBufferLimits({ high: 1, low: 2 }),
      RangeError,
      "'high' must be at least 'low'",
    );
    assertThrows(
      () => transport.setWriteBufferLimits({ high: -1 }),
      RangeError,
      "'high'",
    );
    transport.setWriteBufferLimits({ high: 0 });
    const release = hold();
    writer.write(bytes("x"));
    const drained = asyncio.createTask(() => writer.drain());
    await settle();
    assertEquals(drained.done(), false);
    release();
    await drained;
  },
);

virtualTest(
  "StreamWriter.drain() may be cancelled: everything still goes out",
  async () => {
    const { writer, log, hold } = recorded();
    const release = hold();
    const task = asyncio.createTask(() => writer.send(new Uint8Array(70_000)));
    await settle();
    task.cancel();
    await asyncio.wait([task]);
    writer.write(bytes("more"));
    release();
    await settle();
    assertEquals([task.cancelled(), log], [true, ["70000 \0", "more"]]);
  },
);

virtualTest(
  "StreamWriter.drain() ends with the reason of its signal",
  async () => {
    const { writer, hold } = recorded();
    hold();
    writer.write(new Uint8Array(70_000));
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await assertRejects(() => writer.drain({ signal }), Error, "enough");
    writer.transport.abort();
  },
);

virtualTest(
  "StreamWriter.write() goes on while the platform writes",
  async () => {
    const { writer, log, hold } = recorded();
    const release = hold();
    writer.write(bytes("a"));
    await settle();
    for (const piece of ["b", "c", "d"]) writer.write(bytes(piece));
    await settle();
    release();
    await settle();
    assertEquals(log, ["a", "bcd"]);
  },
);

virtualTest(
  "StreamWriter.writelines() writes each, and takes bytes only",
  async () => {
    const { writer, log } = recorded();
    writer.writelines([bytes("a"), bytes("b")]);
    assertThrows(() => writer.write("c" as never), TypeError, `"c"`);
    await assertRejects(() => writer.send(null as never), TypeError, "null");
    assertThrows(() => writer.writelines(1 as never), TypeError, "iterable");
    await settle();
    assertEquals(log, ["ab"]);
  },
);

virtualTest(
  "StreamWriter.writeEof() comes after what was written, and ends writing",
  async () => {
    const { writer, log } = recorded();
    assert(writer.canWriteEof());
    writer.write(bytes("last"));
    writer.writeEof();
    assertThrows(() => writer.write(bytes("x")), asyncio.RuntimeError);
    writer.writeEof();
    await settle();
    assertEquals([log, writer.isClosing()], [["last", "closed"], false]);
    writer.close();
    await writer.waitClosed();
  },
);

virtualTest("StreamWriter.close() lets out what was written", async () => {
  const { writer, log } = recorded();
  writer.write(bytes("last words"));
  writer.close();
  assert(writer.isClosing());
  await writer.waitClosed();
  writer.close();
  await settle();
  assertEquals(log, ["last words", "closed"]);
  await assertRejects(
    () => writer.drain(),
    ConnectionResetError,
    "Connection lost",
  );
});

virtualTest(
  "StreamTransport.abort() drops it, and wakes who waits",
  async () => {
    const { writer, log, hold } = recorded();
    const release = hold();
    writer.write(new Uint8Array(70_000));
    writer.write(bytes("dropped"));
    const drained = asyncio.createTask(() => writer.drain());
    const closed = asyncio.createTask(() => writer.waitClosed());
    await settle();
    writer.transport.abort();
    await assertRejects(
      async () => await drained,
      ConnectionResetError,
      "aborted",
    );
    await closed;
    release();
    await settle();
    assertEquals(log, ["70000 \0", "closed"]);
  },
);

virtualTest(
  "StreamWriter fails with the error that the connection was lost by",
  async () => {
    const { writer, log, fail } = recorded();
    fail(Object.assign(new Error("pipe"), { code: "EPIPE" }));
    writer.write(new Uint8Array(70_000));
    const closed = asyncio.createTask(() => writer.waitClosed());
    await assertRejects(() => writer.drain(), BrokenPipeError, "pipe");
    await assertRejects(async () => await closed, BrokenPipeError);
    writer.write(bytes("dropped"));
    assert(writer.isClosing());
    await assertRejects(() => writer.send(bytes("dropped")), BrokenPipeError);
    await settle();
    assertEquals(log, []);
  },
);

virtualTest(
  "StreamWriter[Symbol.asyncDispose]() throws a loss that nobody knows of",
  async () => {
    const unknown = recorded();
    unknown.fail(Object.assign(new Error("pipe"), { code: "EPIPE" }));
    await assertRejects(async () => {
      await using writer = unknown.writer;
      writer.write(bytes("x"));
    }, BrokenPipeError);
    const known = recorded();
    known.fail(Object.assign(new Error("pipe"), { code: "EPIPE" }));
    const error = await assertRejects(async () => {
      await using writer = known.writer;
      writer.write(new Uint8Array(70_000));
      await writer.drain();
    });
    assertEquals(`${error}`, "BrokenPipeError: [Errno 32] pipe");
  },
);

virtualTest("StreamWriter.writable takes a Web stream", async () => {
  const { writer, log } = recorded();
  await new Blob(["streamed"]).stream().pipeTo(writer.writable);
  assertEquals(log, ["streamed", "closed"]);
  assert(writer.isClosing());
});

virtualTest(
  "StreamWriter keeps the bytes of many writers apart from its own",
  async () => {
    const sides = Array.from({ length: 20 }, recorded);
    for (let round = 0; round < 5; round++) {
      for (const [index, { writer }] of sides.entries()) {
        writer.write(bytes(`${index}:${round} `));
      }
      await settle();
    }
    for (const [index, { log }] of sides.entries()) {
      assertEquals(log, [0, 1, 2, 3, 4].map((round) => `${index}:${round} `));
    }
  },
);

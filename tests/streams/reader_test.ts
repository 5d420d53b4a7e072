import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { StreamReader } from "../../streams/mod.ts";
import { virtualTest } from "../_support/mod.ts";
import { bytes, pattern, text } from "./support.ts";

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

/** A reader that pulls from a stream which the test fills. */
function pulled(options = {}): {
  reader: StreamReader;
  feed: (text: string) => void;
  end: () => void;
  fail: (error: unknown) => void;
  log: string[];
} {
  const log: string[] = [];
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const stream = new ReadableStream<Uint8Array>({
    start: (it) => void (controller = it),
    cancel: () => void log.push("cancelled"),
  });
  return {
    reader: StreamReader.from(stream, options),
    feed: (piece) => controller.enqueue(bytes(piece)),
    end: () => controller.close(),
    fail: (error) => controller.error(error),
    log,
  };
}

/** Lets a stream pass on what it has. */
async function settle(): Promise<void> {
  await asyncio.sleep(0.001);
}

virtualTest("StreamReader.from() reads an iterable of chunks", async () => {
  const reader = StreamReader.from([bytes("ab"), bytes(""), bytes("c\nd")]);
  assertEquals(text(await reader.readline()), "abc\n");
  assertEquals(text(await reader.read()), "d");
});

virtualTest(
  "StreamReader.from() reads an async iterable of chunks",
  async () => {
    async function* chunks() {
      for (const piece of ["one", " two\n", "three"]) {
        await asyncio.sleep(1);
        yield bytes(piece);
      }
    }
    const lines: string[] = [];
    for await (const line of StreamReader.from(chunks())) {
      lines.push(
        text(line),
      );
    }
    assertEquals(lines, ["one two\n", "three"]);
  },
);

virtualTest("StreamReader.from() reads the body of a response", async () => {
  const reader = StreamReader.from(new Response("12345\nrest").body!);
  assertEquals(text(await reader.readexactly(2)), "12");
  assertEquals(text(await reader.readuntil("\n")), "345\n");
  assertEquals(text(await reader.readline()), "rest");
});

virtualTest("StreamReader.from() refuses what has no bytes", async () => {
  for (const value of [null, 1, {}, new Uint8Array(1)]) {
    assertThrows(
      () => StreamReader.from(wrong(value)),
      TypeError,
      "A ReadableStream or an iterable of Uint8Arrays is wanted",
    );
  }
  await assertRejects(
    () => StreamReader.from(wrong(["text"])).read(),
    TypeError,
    'A chunk must be a Uint8Array: "text"',
  );
});

virtualTest(
  "StreamReader leaves all bytes of a cancelled read to the next",
  async () => {
    const { reader, feed, end } = pulled();
    const log: string[] = [];
    const reads: (() => Promise<unknown>)[] = [
      () => reader.read(10),
      () => reader.read(),
      () => reader.readline(),
      () => reader.readexactly(10),
      () => reader.readuntil("\n"),
    ];
    for (const [index, read] of reads.entries()) {
      const task = asyncio.createTask(read);
      await settle();
      task.cancel();
      await asyncio.wait([task]);
      log.push(`${index} ${task.cancelled()}`);
      feed(String(index));
      await settle();
    }
    feed("\n");
    end();
    assertEquals(log, reads.map((_, index) => `${index} true`));
    assertEquals(text(await reader.read()), "01234\n");
  },
);

virtualTest(
  "StreamReader gives the bytes that a cancelled readInto() was to get to any other read",
  async () => {
    const { reader, feed } = pulled();
    const lent = new Uint8Array(4);
    for (
      const [read, expected] of [
        [() => reader.read(3), "abc"],
        [() => reader.readexactly(3), "abc"],
      ] as const
    ) {
      const task = asyncio.createTask(() => reader.readInto(lent));
      await settle();
      task.cancel();
      await asyncio.wait([task]);
      const next = asyncio.createTask(read);
      await settle();
      feed("abcd");
      assertEquals(text(await next), expected);
      assertEquals(text(await reader.read(3)), "d");
    }
    const cancelled = asyncio.createTask(() => reader.readInto(lent));
    await settle();
    cancelled.cancel();
    await asyncio.wait([cancelled]);
    const again = asyncio.createTask(() => reader.readInto(lent));
    await settle();
    feed("wxyz");
    assertEquals([await again, text(lent)], [4, "wxyz"]);
  },
);

virtualTest(
  "StreamReader hands over what has come before a cancel, which is raised at the next wait",
  async () => {
    const { reader, feed } = pulled();
    const log: string[] = [];
    const task = asyncio.createTask(async () => {
      log.push(text(await reader.read(10)));
      await asyncio.sleep(1);
    });
    await settle();
    feed("bytes");
    // The bytes and the cancel meet in the same turn.
    while (`${reader}`.includes("waiting")) await Promise.resolve();
    task.cancel();
    await asyncio.wait([task]);
    assertEquals([log, task.cancelled()], [["bytes"], true]);
  },
);

virtualTest(
  "StreamReader.read() ends with the reason of its signal",
  async () => {
    const { reader, feed } = pulled();
    const controller = new AbortController();
    const reason = new Error("enough");
    const task = asyncio.createTask(() =>
      reader.read(5, { signal: controller.signal })
    );
    await settle();
    controller.abort(reason);
    assertStrictEquals(await assertRejects(async () => await task), reason);
    for (
      const read of [
        () => reader.read(5, { signal: controller.signal }),
        () => reader.readline({ signal: controller.signal }),
        () => reader.readexactly(1, { signal: controller.signal }),
        () => reader.readuntil("x", { signal: controller.signal }),
        () => reader.readInto(new Uint8Array(1), { signal: controller.signal }),
      ]
    ) assertStrictEquals(await assertRejects(read), reason);
    feed("kept");
    assertEquals(text(await reader.read(10)), "kept");
  },
);

virtualTest("StreamReader lets one task wait at a time", async () => {
  const { reader, feed } = pulled();
  const first = asyncio.createTask(() => reader.readline());
  await settle();
  await assertRejects(
    () => reader.readexactly(1),
    asyncio.RuntimeError,
    "readexactly() called while another task is already waiting for incoming data",
  );
  feed("line\n");
  assertEquals(text(await first), "line\n");
});

virtualTest(
  "StreamReader fails for whoever reads when the stream fails",
  async () => {
    const { reader, feed, fail } = pulled();
    feed("part");
    const task = asyncio.createTask(() => reader.readexactly(10));
    await settle();
    const error = new Error("broken");
    fail(error);
    assertStrictEquals(await assertRejects(async () => await task), error);
    assertStrictEquals(reader.exception(), error);
    assertStrictEquals(await assertRejects(() => reader.read(1)), error);
  },
);

virtualTest(
  "StreamReader.readexactly() takes more than any buffer holds",
  async () => {
    const data = pattern(3_000_000);
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < data.length; at += 70_001) {
      chunks.push(data.subarray(at, at + 70_001));
    }
    const reader = StreamReader.from(chunks);
    const head = await reader.readexactly(2_999_999);
    assert(head.every((byte, at) => byte === data[at]));
    assertEquals((await reader.read()).length, 1);
  },
);

virtualTest(
  "StreamReader.readexactly() does not take room before the bytes come",
  async () => {
    const reader = StreamReader.from([bytes("few")]);
    const error = await assertRejects(
      () => reader.readexactly(2 ** 40),
      asyncio.IncompleteReadError,
    );
    assertEquals([text(error.partial), error.expected], ["few", 2 ** 40]);
  },
);

virtualTest(
  "StreamReader returns bytes that are never written again",
  async () => {
    const { reader, feed } = pulled();
    const seen: Uint8Array[] = [];
    const expected: string[] = [];
    for (let i = 0; i < 3000; i++) {
      const line = `line ${i} ${"x".repeat(i % 90)}\n`;
      feed(line);
      seen.push(await reader.readline());
      expected.push(line);
    }
    assertEquals(seen.map(text), expected);
  },
);

virtualTest(
  "StreamReader.readline() finds newlines wherever chunks end",
  async () => {
    const data = "a\n\nbc\nlonger than that\n" + "x".repeat(700) + "\nend";
    for (const size of [1, 2, 3, 7, 255, 256, 257, 1000]) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < data.length; at += size) {
        chunks.push(bytes(data.slice(at, at + size)));
      }
      const lines: string[] = [];
      for await (const line of StreamReader.from(chunks)) {
        lines.push(
          text(line),
        );
      }
      assertEquals(lines, data.split(/(?<=\n)/), `chunks of ${size}`);
    }
  },
);

virtualTest(
  "StreamReader.readuntil() finds separators wherever chunks end",
  async () => {
    const data = "header: 1\r\n\r\nbody\r\r\n\r\n";
    for (let size = 1; size <= data.length; size++) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < data.length; at += size) {
        chunks.push(bytes(data.slice(at, at + size)));
      }
      const reader = StreamReader.from(chunks);
      assertEquals(
        [text(await reader.readuntil("\r\n\r\n")), text(await reader.read())],
        ["header: 1\r\n\r\n", "body\r\r\n\r\n"],
        `chunks of ${size}`,
      );
    }
  },
);

virtualTest(
  "StreamReader.readuntil() refuses separators of the wrong kind",
  async () => {
    await assertRejects(
      () => StreamReader.from([]).readuntil(wrong(10)),
      TypeError,
      "A separator must be a string or a Uint8Array: 10",
    );
  },
);

virtualTest(
  "StreamReader.readInto() is 0 at the end and for no room",
  async () => {
    const reader = StreamReader.from([bytes("ab")]);
    assertEquals(await reader.readInto(new Uint8Array(0)), 0);
    const buffer = new Uint8Array(4);
    assertEquals([await reader.readInto(buffer), text(buffer)], [2, "ab\0\0"]);
    assertEquals(await reader.readInto(buffer), 0);
    assert(reader.atEof());
  },
);

virtualTest(
  "StreamReader.readable passes the rest on, and its cancel to the source",
  async () => {
    const { reader, feed, end } = pulled();
    feed("head\nrest ");
    await reader.readline();
    feed("of it");
    end();
    assertEquals(await new Response(reader.readable).text(), "rest of it");
    const other = pulled();
    await other.reader.readable.cancel();
    assertEquals(other.log, ["cancelled"]);
    assert(other.reader.atEof());
  },
);

virtualTest(
  "StreamReader[Symbol.asyncDispose]() cancels the stream",
  async () => {
    const { reader, feed, log } = pulled();
    feed("some");
    {
      await using _ = reader;
      await reader.read(2);
    }
    assertEquals(log, ["cancelled"]);
    assertEquals(text(await reader.read()), "");
  },
);

virtualTest(
  "StreamReader.feedData() is not for a reader that pulls, nor after the end",
  () => {
    const { reader } = pulled();
    for (
      const feed of [() => reader.feedData(bytes("x")), () => reader.feedEof()]
    ) assertThrows(feed, asyncio.RuntimeError, "pulls by itself");
    const byHand = new StreamReader();
    byHand.feedEof();
    const error = assertThrows(() => byHand.feedData(bytes("x")));
    assertInstanceOf(error, asyncio.RuntimeError);
    assertThrows(
      () => byHand.feedData(wrong("text")),
      TypeError,
      `'data' must be a Uint8Array: "text"`,
    );
  },
);

virtualTest("StreamReader.feedData() keeps a copy", async () => {
  const reader = new StreamReader();
  const data = bytes("abc");
  reader.feedData(data);
  data.fill(0);
  assertEquals(text(await reader.read(3)), "abc");
  assertFalse(reader.atEof());
});

// CPython's test_streams, by meaning. What is fed by hand runs under virtual time; what has a connection, on loopback.

import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import * as streams from "../../streams/mod.ts";
import { ConnectionError } from "../../loop/connection_errors.ts";
import { recordExceptions, test, virtualTest } from "../_support/mod.ts";
import {
  addressOf,
  bytes,
  rest,
  text,
  withFolder,
} from "../streams/support.ts";

const DATA = "line1\nline2\nline3\n";

/** A reader that has been fed. */
function fed(pieces: string[], options = {}): streams.StreamReader {
  const reader = new streams.StreamReader(options);
  for (const piece of pieces) reader.feedData(bytes(piece));
  return reader;
}

/** A transport that does nothing. */
class Deaf extends asyncio.Transport {
  override setWriteBufferLimits(): void {}
}

function soon(callback: () => void): void {
  asyncio.getRunningLoop().callSoon(callback);
}

/** Answers a request as a web server of long ago, and closes. */
async function answer(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  await reader.readline();
  writer.write(bytes("HTTP/1.0 200 OK\r\nContent-Length: 12\r\n\r\n"));
  writer.write(bytes("Test message"));
  writer.close();
}

/** What asks such a server, and leaves the connection to `check`. */
async function ask(
  [reader, writer]: [streams.StreamReader, streams.StreamWriter],
): Promise<void> {
  writer.write(bytes("GET / HTTP/1.0\r\n\r\n"));
  assertEquals(text(await reader.readline()), "HTTP/1.0 200 OK\r\n");
  assert(text(await reader.read()).endsWith("\r\n\r\nTest message"));
}

/** Runs `fn` beside a server, by TCP; nothing may be reported. */
function served(
  handler: streams.ClientHandler,
  fn: (host: string, port: number) => Promise<void>,
): Promise<void> {
  return asyncio.run(async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    {
      await using server = await streams.startServer(handler, "127.0.0.1", 0);
      await fn(...addressOf(server));
    }
    assertEquals(reports, []);
  });
}

/** The same by a Unix socket. */
function servedUnix(
  handler: streams.ClientHandler,
  fn: (path: string) => Promise<void>,
): Promise<void> {
  return withFolder((folder) =>
    asyncio.run(async () => {
      const reports = recordExceptions(asyncio.getRunningLoop());
      const path = `${folder}/s`;
      {
        await using _ = await streams.startUnixServer(handler, path);
        await fn(path);
      }
      assertEquals(reports, []);
    })
  );
}

test("streams/StreamTests.test_open_connection: a request and its answer", () =>
  served(answer, async (host, port) => {
    const pair = await streams.openConnection(host, port);
    await ask(pair);
    pair[1].close();
  }));

test("streams/StreamTests.test_open_unix_connection: a request and its answer", () =>
  servedUnix(answer, async (path) => {
    const pair = await streams.openUnixConnection(path);
    await ask(pair);
    pair[1].close();
  }));

test("streams/StreamTests.test_open_connection_error: a lost connection fails the reader", () =>
  served(answer, async (host, port) => {
    const [reader, writer] = await streams.openConnection(host, port);
    reader.setException(new RangeError("lost"));
    await assertRejects(() => reader.read(), RangeError, "lost");
    writer.close();
  }));

test("streams/StreamTests.test_open_unix_connection_error: a lost connection fails the reader", () =>
  servedUnix(answer, async (path) => {
    const [reader, writer] = await streams.openUnixConnection(path);
    reader.setException(new RangeError("lost"));
    await assertRejects(() => reader.read(), RangeError, "lost");
    writer.close();
  }));

virtualTest(
  "streams/StreamTests.test_feed_empty_data: nothing is added",
  async () => {
    assertEquals(await rest(fed([""])), "");
  },
);

virtualTest(
  "streams/StreamTests.test_feed_nonempty_data: it is kept",
  async () => {
    assertEquals(await rest(fed([DATA])), DATA);
  },
);

virtualTest(
  "streams/StreamTests.test_read_zero: nothing is taken",
  async () => {
    const reader = fed([DATA]);
    assertEquals(text(await reader.read(0)), "");
    assertEquals(await rest(reader), DATA);
  },
);

virtualTest(
  "streams/StreamTests.test_read: waits for the first bytes",
  async () => {
    const reader = fed([]);
    const task = asyncio.createTask(() => reader.read(30));
    soon(() => reader.feedData(bytes(DATA)));
    assertEquals(text(await task), DATA);
    assertEquals(await rest(reader), "");
  },
);

virtualTest(
  "streams/StreamTests.test_read_line_breaks: leaves the rest",
  async () => {
    const reader = fed(["line1", "line2"]);
    assertEquals(text(await reader.read(5)), "line1");
    assertEquals(await rest(reader), "line2");
  },
);

virtualTest(
  "streams/StreamTests.test_read_eof: is empty at the end",
  async () => {
    const reader = fed([]);
    const task = asyncio.createTask(() => reader.read(1024));
    soon(() => reader.feedEof());
    assertEquals(text(await task), "");
  },
);

virtualTest(
  "streams/StreamTests.test_read_until_eof: gets everything",
  async () => {
    const reader = fed([]);
    const task = asyncio.createTask(() => reader.read(-1));
    soon(() => {
      reader.feedData(bytes("chunk1\n"));
      reader.feedData(bytes("chunk2"));
      reader.feedEof();
    });
    assertEquals(text(await task), "chunk1\nchunk2");
  },
);

virtualTest(
  "streams/StreamTests.test_read_exception: the error comes first",
  async () => {
    const reader = fed(["line\n"]);
    assertEquals(text(await reader.read(2)), "li");
    reader.setException(new RangeError("no"));
    await assertRejects(() => reader.read(2), RangeError);
  },
);

virtualTest("streams/StreamTests.test_invalid_limit: is refused", () => {
  for (const limit of [0, -1]) {
    assertThrows(
      () => new streams.StreamReader({ limit }),
      RangeError,
      "'limit'",
    );
  }
});

virtualTest(
  "streams/StreamTests.test_read_limit: does not bound read()",
  async () => {
    const reader = fed(["chunk"], { limit: 3 });
    assertEquals(text(await reader.read(5)), "chunk");
  },
);

virtualTest("streams/StreamTests.test_readline: collects a line", async () => {
  const reader = fed(["chunk1 "]);
  const task = asyncio.createTask(() => reader.readline());
  soon(() => {
    for (const piece of ["chunk2 ", "chunk3 ", "\n chunk4"]) {
      reader.feedData(bytes(piece));
    }
  });
  assertEquals(text(await task), "chunk1 chunk2 chunk3 \n");
  assertEquals(await rest(reader), " chunk4");
});

virtualTest(
  "streams/StreamTests.test_readline_limit_with_existing_data: drops the line",
  async () => {
    const reader = fed(["li", "ne1\nline2\n"], { limit: 3 });
    await assertRejects(() => reader.readline(), RangeError, "limit of 3");
    assertEquals(await rest(reader), "line2\n");
    const endless = fed(["li", "ne1", "li"], { limit: 3 });
    await assertRejects(() => endless.readline(), RangeError, "limit of 3");
    assertEquals(await rest(endless), "");
  },
);

virtualTest(
  "streams/StreamTests.test_at_eof: end and nothing left",
  async () => {
    const reader = fed([]);
    assertFalse(reader.atEof());
    reader.feedData(bytes("some data\n"));
    assertFalse(reader.atEof());
    await reader.readline();
    assertFalse(reader.atEof());
    reader.feedData(bytes("some data\n"));
    reader.feedEof();
    assertFalse(reader.atEof());
    await reader.readline();
    assert(reader.atEof());
  },
);

virtualTest(
  "streams/StreamTests.test_readline_limit: drops what is over",
  async () => {
    const one = fed([], { limit: 7 });
    soon(() => {
      for (const piece of ["chunk1", "chunk2", "chunk3\n"]) {
        one.feedData(bytes(piece));
      }
      one.feedEof();
    });
    await assertRejects(() => one.readline(), RangeError);
    assertEquals(text(await one.read()), "");
    const two = fed([], { limit: 7 });
    soon(() => {
      for (const piece of ["chunk1", "chunk2\n", "chunk3\n"]) {
        two.feedData(bytes(piece));
      }
      two.feedEof();
    });
    await assertRejects(() => two.readline(), RangeError);
    assertEquals(text(await two.read()), "chunk3\n");
    const strict = fed(["1234567\n"], { limit: 7 });
    assertEquals(text(await strict.readline()), "1234567\n");
    strict.feedData(bytes("12345678\n"));
    await assertRejects(() => strict.readline(), RangeError);
    assertEquals(`${strict}`, "<StreamReader limit=7>");
    strict.feedData(bytes("12345678"));
    await assertRejects(() => strict.readline(), RangeError);
    assertEquals(`${strict}`, "<StreamReader limit=7>");
  },
);

virtualTest(
  "streams/StreamTests.test_readline_nolimit_nowait: takes one of several",
  async () => {
    const reader = fed([DATA.slice(0, 6), DATA.slice(6)]);
    assertEquals(text(await reader.readline()), "line1\n");
    assertEquals(await rest(reader), "line2\nline3\n");
  },
);

virtualTest(
  "streams/StreamTests.test_readline_eof: the rest is a line",
  async () => {
    const reader = fed(["some data"]);
    reader.feedEof();
    assertEquals(text(await reader.readline()), "some data");
  },
);

virtualTest(
  "streams/StreamTests.test_readline_empty_eof: is empty",
  async () => {
    const reader = fed([]);
    reader.feedEof();
    assertEquals(text(await reader.readline()), "");
  },
);

virtualTest(
  "streams/StreamTests.test_readline_read_byte_count: go together",
  async () => {
    const reader = fed([DATA]);
    await reader.readline();
    assertEquals(text(await reader.read(7)), "line2\nl");
    assertEquals(await rest(reader), "ine3\n");
  },
);

virtualTest("streams/StreamTests.test_readline_exception: fails", async () => {
  const reader = fed(["line\n"]);
  assertEquals(text(await reader.readline()), "line\n");
  reader.setException(new RangeError("no"));
  await assertRejects(() => reader.readline(), RangeError, "no");
  assertStrictEquals(`${reader}`.includes("bytes"), false);
});

virtualTest(
  "streams/StreamTests.test_readuntil_separator: there must be one",
  async () => {
    const reader = fed([]);
    for (const separator of ["", [""], [], new Uint8Array(0)]) {
      await assertRejects(() => reader.readuntil(separator), RangeError);
    }
  },
);

virtualTest(
  "streams/StreamTests.test_readuntil_multi_chunks: leaves the rest",
  async () => {
    const reader = fed(["lineAAA"]);
    assertEquals(text(await reader.readuntil("AAA")), "lineAAA");
    reader.feedData(bytes("lineAAAxxx"));
    assertEquals(text(await reader.readuntil("AAA")), "lineAAA");
    assertEquals(await rest(reader), "xxx");
  },
);

virtualTest(
  "streams/StreamTests.test_readuntil_multi_chunks_1: finds what comes in pieces",
  async () => {
    const reader = fed([]);
    for (
      const pieces of [
        ["QWEaa", "XYaa", "a"],
        ["QWEaa", "XYa", "aa"],
        ["aaa"],
        ["Xaaa"],
        ["XXX", "a", "a", "a"],
      ]
    ) {
      const task = asyncio.createTask(() => reader.readuntil("aaa"));
      for (const piece of pieces) {
        await asyncio.sleep(0.1);
        reader.feedData(bytes(piece));
      }
      assertEquals(text(await task), pieces.join(""));
    }
    assertEquals(await rest(reader), "");
  },
);

virtualTest(
  "streams/StreamTests.test_readuntil_eof: hands over what came",
  async () => {
    const reader = fed(["some dataAA"]);
    reader.feedEof();
    const error = await assertRejects(
      () => reader.readuntil("AAA"),
      asyncio.IncompleteReadError,
      "undefined expected bytes",
    );
    assertEquals([text(error.partial), error.expected], ["some dataAA", null]);
    assert(reader.atEof());
  },
);

virtualTest(
  "streams/StreamTests.test_readuntil_limit_found_sep: leaves the bytes",
  async () => {
    const reader = fed(["some dataAA"], { limit: 3 });
    const missing = await assertRejects(
      () => reader.readuntil("AAA"),
      asyncio.LimitOverrunError,
      "not found",
    );
    assertEquals(missing.consumed, 9);
    reader.feedData(bytes("A"));
    const found = await assertRejects(
      () => reader.readuntil("AAA"),
      asyncio.LimitOverrunError,
      "is found",
    );
    assertEquals(found.consumed, 9);
    assertEquals(await rest(reader), "some dataAAA");
  },
);

virtualTest(
  "streams/StreamTests.test_readuntil_multi_separator: the first end wins",
  async () => {
    const reader = fed(["line 1\nline 2\r"]);
    assertEquals(text(await reader.readuntil(["\r", "\n"])), "line 1\n");
    assertEquals(text(await reader.readuntil(["\r", "\n"])), "line 2\r");
    reader.feedData(bytes("ABCDEFG"));
    assertEquals(text(await reader.readuntil(["DEF", "BCDE"])), "ABCDE");
    assertEquals(await rest(reader), "FG");
  },
);

virtualTest(
  "streams/StreamTests.test_readuntil_multi_separator_limit: counts to the match",
  async () => {
    const reader = fed(["some dataA"], { limit: 3 });
    const error = await assertRejects(
      () => reader.readuntil(["A", "ome dataA"]),
      asyncio.LimitOverrunError,
      "is found",
    );
    assert(error.consumed > 3);
    assertEquals(await rest(reader), "some dataA");
  },
);

virtualTest(
  "streams/StreamTests.test_readuntil_multi_separator_negative_offset: a long one",
  async () => {
    const reader = fed(["data"]);
    const task = asyncio.createTask(() => reader.readuntil(["A", "long sep"]));
    soon(() => reader.feedData(bytes("Z")));
    soon(() => reader.feedData(bytes("Aaaa")));
    assertEquals(text(await task), "dataZA");
    assertEquals(await rest(reader), "aaa");
  },
);

virtualTest(
  "streams/StreamTests.test_readuntil_bytearray: bytes of any kind",
  async () => {
    const reader = fed(["some data\r\n"]);
    const separator = new Uint8Array([0, 13, 10]).subarray(1);
    assertEquals(text(await reader.readuntil(separator)), "some data\r\n");
  },
);

virtualTest(
  "streams/StreamTests.test_readexactly_zero_or_less: takes nothing",
  async () => {
    const reader = fed([DATA]);
    assertEquals(text(await reader.readexactly(0)), "");
    await assertRejects(() => reader.readexactly(-1), RangeError, "'n'");
    assertEquals(await rest(reader), DATA);
  },
);

virtualTest("streams/StreamTests.test_readexactly: waits for all", async () => {
  const reader = fed([]);
  const task = asyncio.createTask(() => reader.readexactly(2 * DATA.length));
  soon(() => {
    for (let i = 0; i < 3; i++) reader.feedData(bytes(DATA));
  });
  assertEquals(text(await task), DATA + DATA);
  assertEquals(await rest(reader), DATA);
});

virtualTest(
  "streams/StreamTests.test_readexactly_limit: does not bound it",
  async () => {
    const reader = fed(["chunk"], { limit: 3 });
    assertEquals(text(await reader.readexactly(5)), "chunk");
  },
);

virtualTest(
  "streams/StreamTests.test_readexactly_eof: hands over what came",
  async () => {
    const reader = fed([]);
    const task = asyncio.createTask(() => reader.readexactly(2 * DATA.length));
    soon(() => {
      reader.feedData(bytes(DATA));
      reader.feedEof();
    });
    const error = await assertRejects(
      async () => await task,
      asyncio.IncompleteReadError,
      "18 bytes read on a total of 36 expected bytes",
    );
    assertEquals([text(error.partial), error.expected], [DATA, 36]);
    assert(reader.atEof());
  },
);

virtualTest(
  "streams/StreamTests.test_readexactly_exception: fails",
  async () => {
    const reader = fed(["line\n"]);
    assertEquals(text(await reader.readexactly(2)), "li");
    reader.setException(new RangeError("no"));
    await assertRejects(() => reader.readexactly(2), RangeError, "no");
  },
);

virtualTest("streams/StreamTests.test_exception: is what was set", () => {
  const reader = fed([]);
  assertEquals(reader.exception(), null);
  const error = new RangeError("no");
  reader.setException(error);
  assertStrictEquals(reader.exception(), error);
});

virtualTest(
  "streams/StreamTests.test_exception_waiter: wakes who waits",
  async () => {
    const reader = fed([]);
    const task = asyncio.createTask(() => reader.readline());
    asyncio.createTask(() => reader.setException(new RangeError("no")));
    await asyncio.wait([task]);
    assertThrows(() => task.result(), RangeError, "no");
  },
);

virtualTest(
  "streams/StreamTests.test_exception_cancel: nobody waits any more",
  async () => {
    const reader = fed([]);
    const task = asyncio.createTask(() => reader.readline());
    await asyncio.sleep(0.1);
    task.cancel();
    await asyncio.wait([task]);
    reader.setException(new asyncio.RuntimeError("message"));
    await asyncio.sleep(0.1);
    assert(task.cancelled());
    assertFalse(`${reader}`.includes("waiting"));
  },
);

/** Sends a line back. */
async function echoLine(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  writer.write(await reader.readline());
  await writer.drain();
  writer.close();
  await writer.waitClosed();
}

/** Sends a line and returns what comes back. */
async function sendLine(
  [reader, writer]: [streams.StreamReader, streams.StreamWriter],
): Promise<string> {
  writer.write(bytes("hello world!\n"));
  const answer = text(await reader.readline());
  writer.close();
  await writer.waitClosed();
  return answer;
}

/** A handler that is no coroutine, and starts one. */
function echoLater(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): void {
  asyncio.createTask(() => echoLine(reader, writer));
}

test("streams/StreamTests.test_start_server: with both kinds of handler", async () => {
  for (const handler of [echoLine, echoLater]) {
    await served(handler, async (host, port) => {
      assertEquals(
        await sendLine(await streams.openConnection(host, port)),
        "hello world!\n",
      );
    });
  }
});

test("streams/StreamTests.test_start_unix_server: with both kinds of handler", async () => {
  for (const handler of [echoLine, echoLater]) {
    await servedUnix(handler, async (path) => {
      assertEquals(
        await sendLine(await streams.openUnixConnection(path)),
        "hello world!\n",
      );
    });
  }
});

virtualTest(
  "streams/StreamTests.test_read_all_from_pipe_reader: more than twice the limit",
  async () => {
    const pipe = new Blob(["da", "ta"]).stream();
    const reader = streams.StreamReader.from(pipe, { limit: 1 });
    assertEquals(text(await reader.read(-1)), "data");
  },
);

test("streams/StreamTests.test_streamreader_constructor_without_loop: takes the thread's own loop", () => {
  assertEquals(`${new streams.StreamReader()}`, "<StreamReader>");
});

test("streams/StreamTests.test_streamreader_constructor_use_running_loop: takes the running loop", () =>
  asyncio.run(async () => {
    const reader = fed([]);
    const loop = asyncio.getRunningLoop();
    loop.setDebug(true);
    const task = asyncio.createTask(() => reader.read(1), { name: "first" });
    await asyncio.sleep(0);
    await assertRejects(
      () => reader.read(1),
      asyncio.RuntimeError,
      "already waiting for incoming data: first",
    );
    task.cancel();
  }));

test("streams/StreamTests.test_streamreaderprotocol_constructor_without_loop: takes the thread's own loop", async () => {
  const protocol = new streams.StreamReaderProtocol(fed([]), () => {
    ran.resolve(asyncio.getEventLoop());
  });
  const ran = Promise.withResolvers<asyncio.EventLoop>();
  protocol.connectionMade(new Deaf());
  assertStrictEquals(await ran.promise, asyncio.getEventLoop());
});

test("streams/StreamTests.test_streamreaderprotocol_constructor_use_running_loop: takes the running loop", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    const ran = loop.createFuture<asyncio.EventLoop>();
    const protocol = new streams.StreamReaderProtocol(fed([]), () => {
      ran.setResult(asyncio.getRunningLoop());
    });
    protocol.connectionMade(new Deaf());
    assertStrictEquals(await ran, loop);
  }));

test("streams/StreamTests.test_multiple_drain: all who wait go on", async () => {
  let isReading = false;
  await served(async (reader, writer) => {
    await using _ = writer;
    while (!isReading) await asyncio.sleep(0.001);
    while ((await reader.read(1 << 20)).length > 0);
  }, async (host, port) => {
    await using connection = await streams.connect(host, port);
    while (connection.writer.transport.getWriteBufferSize() < 1 << 20) {
      connection.write(new Uint8Array(1 << 20));
      await asyncio.sleep(0.001);
    }
    let drained = 0;
    const drains = Array.from(
      { length: 10 },
      () =>
        asyncio.createTask(async () => {
          await connection.drain();
          drained++;
        }),
    );
    await asyncio.sleep(0.001);
    assertEquals(drained, 0);
    isReading = true;
    await asyncio.gather(drains);
    assertEquals(drained, 10);
  });
});

test("streams/StreamTests.test_drain_raises: a loop of write and drain ends with the connection", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const closing = listener.accept().then((peer) => {
    peer.close();
    listener.close();
  });
  await asyncio.run(async () => {
    const reports = recordExceptions(asyncio.getRunningLoop());
    const [, writer] = await streams.openConnection(
      "127.0.0.1",
      listener.addr.port,
    );
    await assertRejects(async () => {
      for (;;) {
        writer.write(bytes("foo\n"));
        await writer.drain();
      }
    }, ConnectionError);
    writer.close();
    assertEquals(reports, []);
  });
  await closing;
});

virtualTest("streams/StreamTests.test___repr__: a reader by itself", () => {
  assertEquals(`${fed([])}`, "<StreamReader>");
});

virtualTest(
  "streams/StreamTests.test___repr__nondefault_limit: its limit",
  () => {
    assertEquals(`${fed([], { limit: 123 })}`, "<StreamReader limit=123>");
  },
);

virtualTest("streams/StreamTests.test___repr__eof: its end", () => {
  const reader = fed([]);
  reader.feedEof();
  assertEquals(`${reader}`, "<StreamReader eof>");
});

virtualTest("streams/StreamTests.test___repr__data: its bytes", () => {
  assertEquals(`${fed(["data"])}`, "<StreamReader 4 bytes>");
});

virtualTest("streams/StreamTests.test___repr__exception: its error", () => {
  const reader = fed([]);
  reader.setException(new asyncio.RuntimeError("no"));
  assertEquals(`${reader}`, "<StreamReader exception=RuntimeError: no>");
});

virtualTest(
  "streams/StreamTests.test___repr__waiter: that somebody waits",
  async () => {
    const reader = fed([]);
    const task = asyncio.createTask(() => reader.read(1));
    await asyncio.sleep(0);
    assertEquals(`${reader}`, "<StreamReader waiting>");
    reader.feedData(bytes("x"));
    await task;
    assertEquals(`${reader}`, "<StreamReader>");
  },
);

virtualTest(
  "streams/StreamTests.test___repr__transport: that its transport is paused",
  async () => {
    const calls: string[] = [];
    const reader = fed([], { limit: 3 });
    reader.setTransport({
      pauseReading: () => void calls.push("pause"),
      resumeReading: () => void calls.push("resume"),
    });
    reader.feedData(bytes("123456"));
    assertEquals(calls, []);
    reader.feedData(bytes("7"));
    assertEquals(`${reader}`, "<StreamReader 7 bytes limit=3 paused>");
    await reader.read(3);
    assertEquals(calls, ["pause"]);
    await reader.read(1);
    assertEquals(calls, ["pause", "resume"]);
    assertThrows(
      () => reader.setTransport({ pauseReading() {}, resumeReading() {} }),
      asyncio.RuntimeError,
      "already set",
    );
  },
);

test("streams/StreamTests.test_wait_closed_on_close: waits for the end", () =>
  served(answer, async (host, port) => {
    const pair = await streams.openConnection(host, port);
    await ask(pair);
    const [, writer] = pair;
    assertFalse(writer.isClosing());
    writer.close();
    assert(writer.isClosing());
    await writer.waitClosed();
  }));

test("streams/StreamTests.test_wait_closed_on_close_with_unread_data: drops it", () =>
  served(answer, async (host, port) => {
    const [reader, writer] = await streams.openConnection(host, port);
    writer.write(bytes("GET / HTTP/1.0\r\n\r\n"));
    assertEquals(text(await reader.readline()), "HTTP/1.0 200 OK\r\n");
    writer.close();
    await writer.waitClosed();
  }));

test("streams/StreamTests.test_async_writer_api: close() and waitClosed()", () =>
  served(answer, async (host, port) => {
    const pair = await streams.openConnection(host, port);
    await ask(pair);
    pair[1].close();
    await pair[1].waitClosed();
  }));

test("streams/StreamTests.test_async_writer_api_exception_after_close: drain() fails", () =>
  served(answer, async (host, port) => {
    const pair = await streams.openConnection(host, port);
    await ask(pair);
    const [, writer] = pair;
    writer.close();
    writer.write(bytes("data"));
    await assertRejects(() => writer.drain(), ConnectionError);
  }));

test("streams/StreamTests.test_eof_feed_when_closing_writer: the reader ends", () =>
  served(answer, async (host, port) => {
    const [reader, writer] = await streams.openConnection(host, port);
    writer.close();
    await writer.waitClosed();
    assert(reader.atEof());
    assertEquals(text(await reader.read()), "");
  }));

/** What is reported while a client talks to `handler`. */
async function reportsOf(handler: streams.ClientHandler) {
  const reports: asyncio.ExceptionContext[] = [];
  await asyncio.run(async () => {
    const recorded = recordExceptions(asyncio.getRunningLoop());
    const server = await streams.startServer(handler, "localhost", 0);
    await server.startServing();
    const [, writer] = await streams.openConnection(
      "localhost",
      addressOf(server)[1],
    );
    writer.write(bytes("test msg"));
    await writer.drain();
    writer.close();
    await writer.waitClosed();
    while (server.clients === 0 && recorded.length === 0) {
      await asyncio.sleep(0.001);
    }
    while (server.clients > 0) await asyncio.sleep(0.001);
    server.close();
    await server.waitClosed();
    reports.push(...recorded);
  });
  return reports;
}

test("streams/StreamTests.test_unhandled_exception: is reported", async () => {
  const reports = await reportsOf(() => {
    throw new Error("test");
  });
  assertEquals(
    reports.map(({ message, exception }) => [message, `${exception}`]),
    [["Unhandled exception in the handler of a client", "Error: test"]],
  );
});

test("streams/StreamTests.test_unhandled_cancel: is not", async () => {
  let isDone = false;
  assertEquals(
    await reportsOf(async (_reader, writer) => {
      if (isDone) return;
      await asyncio.sleep(0.005);
      isDone = true;
      writer.close();
      asyncio.currentTask()!.cancel();
    }),
    [],
  );
  assert(isDone);
});

/** Transports and protocols beside CPython's own asyncio, both ways, where there is a CPython. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { recordExceptions, test } from "../_support/mod.ts";
import {
  bytes,
  DatagramRecorder,
  Echo,
  nameOf,
  portOf,
  Recorder,
  text,
} from "./network_support.ts";

const PYTHON = Deno.env.get("PYTHON") ?? "python3";

/** Whether there is a CPython. */
function findPython(): boolean {
  try {
    return new Deno.Command(PYTHON, { args: ["--version"] }).outputSync()
      .success;
  } catch {
    return false;
  }
}

const MISSING = !findPython();

/** What the programs share: a protocol that echoes, one that keeps a trace. */
const PRELUDE = `
import asyncio, sys

class Recorder(asyncio.Protocol):
    def __init__(self):
        self.trace, self.received = [], b""
        self.lost = asyncio.get_running_loop().create_future()
    def connection_made(self, transport):
        self.transport = transport
        self.trace.append("made")
    def data_received(self, data):
        self.received += data
        if self.trace[-1] != "data":
            self.trace.append("data")
    def eof_received(self):
        self.trace.append("eof")
    def connection_lost(self, exc):
        self.trace.append("lost " + ("null" if exc is None else type(exc).__name__))
        self.lost.set_result(None)

class Echo(Recorder):
    def data_received(self, data):
        super().data_received(data)
        self.transport.write(data)
    def eof_received(self):
        super().eof_received()

def say(*words):
    print(*words, flush=True)
`;

/** A program in Python: its output by lines, and its end. */
class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #output: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(source: string, ...args: string[]) {
    this.#child = new Deno.Command(PYTHON, {
      args: ["-c", `${PRELUDE}\n${source}\nasyncio.run(main())`, ...args],
      stdout: "piped",
    }).spawn();
    this.#output = this.#child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
  }

  async line(): Promise<string> {
    while (!this.#text.includes("\n")) {
      const { value, done } = await this.#output.read();
      if (done) break;
      this.#text += value;
    }
    const [line = "", ...rest] = this.#text.split("\n");
    this.#text = rest.join("\n");
    return line;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#output.cancel();
    await this.#child.status;
  }
}

function interopTest(
  name: string,
  fn: (loop: asyncio.EventLoop) => Promise<void>,
): void {
  test(
    `CPython interop: ${name}`,
    () =>
      asyncio.run(async () => {
        const loop = asyncio.getRunningLoop();
        const reports = recordExceptions(loop);
        await fn(loop);
        assertEquals(reports, []);
      }),
    { ignore: MISSING },
  );
}

const ECHO_SERVER = `
async def main():
    made = asyncio.get_running_loop().create_future()
    def factory():
        protocol = Echo()
        made.set_result(protocol)
        return protocol
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    say(server.sockets[0].getsockname()[1])
    protocol = await made
    await protocol.lost
    say(len(protocol.received), *protocol.trace)
    server.close()
`;

for (const size of [5, 100_000, 3_000_000]) {
  interopTest(
    `a server of CPython sends back ${size} bytes, through a half close`,
    async (loop) => {
      await using python = new Program(ECHO_SERVER);
      const [transport, protocol] = await loop.createConnection(
        () => new Recorder(),
        "127.0.0.1",
        Number(await python.line()),
      );
      const sent = "0123456789".repeat(size / 5).slice(0, size);
      transport.write(bytes(sent));
      transport.writeEof();
      await protocol.lost();
      assert(protocol.received === sent);
      assertEquals(
        protocol.trace.filter((step) => !/pause|resume/.test(step)),
        ["made", "data", "eof", "lost null"],
      );
      assertEquals(await python.line(), `${size} made data eof lost null`);
    },
  );
}

interopTest(
  "a server of CPython hears of an end and of an abort",
  async (loop) => {
    for (const end of ["close", "abort"] as const) {
      await using python = new Program(ECHO_SERVER);
      const [transport, protocol] = await loop.createConnection(
        () => new Recorder(),
        "127.0.0.1",
        Number(await python.line()),
      );
      transport.write(bytes("hello"));
      await protocol.got(5);
      transport[end]();
      await protocol.lost();
      assertEquals(await python.line(), "5 made data eof lost null");
    }
  },
);

interopTest(
  "a client of CPython is served, through a half close",
  async (loop) => {
    const accepted = new Echo();
    await using server = await loop.createServer(
      () => accepted,
      "127.0.0.1",
      0,
    );
    await using python = new Program(
      `
async def main():
    transport, protocol = await asyncio.get_running_loop().create_connection(
        Recorder, "127.0.0.1", int(sys.argv[1]))
    transport.write(b"x" * 1_000_000)
    transport.write_eof()
    await protocol.lost
    say(len(protocol.received), *protocol.trace)
`,
      String(portOf(server)),
    );
    assertEquals(await python.line(), "1000000 made data eof lost null");
    await accepted.lost();
    assertEquals(
      accepted.trace.filter((step) => !/pause|resume|data/.test(step)),
      ["made", "eof", "lost null"],
    );
  },
);

interopTest(
  "a client of CPython that resets is an error, which is not reported",
  async (loop) => {
    const accepted = new Recorder();
    await using server = await loop.createServer(
      () => accepted,
      "127.0.0.1",
      0,
    );
    await using python = new Program(
      `
import socket, struct
async def main():
    sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    sock.sendall(b"x")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await asyncio.sleep(0.05)
    sock.close()
    say("reset")
`,
      String(portOf(server)),
    );
    assertEquals(await python.line(), "reset");
    await accepted.lost();
    assertEquals(accepted.trace, ["made", "data", "lost ConnectionResetError"]);
    assert(accepted.error instanceof asyncio.ConnectionResetError);
  },
);

interopTest("an endpoint of CPython answers datagrams", async (loop) => {
  await using python = new Program(`
class Answer(asyncio.DatagramProtocol):
    def __init__(self):
        self.done = asyncio.get_running_loop().create_future()
    def connection_made(self, transport):
        self.transport = transport
    def datagram_received(self, data, addr):
        self.transport.sendto(data.upper(), addr)
        if data == b"end":
            self.done.set_result(None)
async def main():
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        Answer, local_addr=("127.0.0.1", 0))
    say(transport.get_extra_info("sockname")[1])
    await protocol.done
    transport.close()
`);
  const port = Number(await python.line());
  const [transport, protocol] = await loop.createDatagramEndpoint(
    () => new DatagramRecorder(),
    { remoteAddr: ["127.0.0.1", port] },
  );
  for (const word of ["one", "two", "end"]) {
    transport.sendto(bytes(word));
    await protocol.seen(`datagram ${word.toUpperCase()}`);
  }
  transport.close();
  await protocol.seen("lost null");
  assertEquals(protocol.addresses[0], ["127.0.0.1", port]);
});

interopTest("an endpoint answers datagrams of CPython", async (loop) => {
  class Answer extends DatagramRecorder {
    override datagramReceived(
      data: Uint8Array,
      addr: asyncio.HostAndPort,
    ): void {
      super.datagramReceived(data, addr);
      this.transport.sendto(bytes(text(data).toUpperCase()), addr);
    }
  }
  const [transport, protocol] = await loop.createDatagramEndpoint(
    () => new Answer(),
    { localAddr: ["127.0.0.1", 0] },
  );
  await using python = new Program(
    `
class Ask(asyncio.DatagramProtocol):
    def __init__(self):
        self.answers = asyncio.Queue()
    def datagram_received(self, data, addr):
        self.answers.put_nowait(data)
async def main():
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        Ask, remote_addr=("127.0.0.1", int(sys.argv[1])))
    for word in (b"one", b"", b"two"):
        transport.sendto(word)
    got = [(await protocol.answers.get()).decode() for _ in range(2)]
    transport.close()
    say(*got)
`,
    String(nameOf(transport)[1]),
  );
  // Before 3.13 CPython sends no empty datagrams.
  assertMatch(await python.line(), /^ONE( TWO|)/);
  transport.close();
  await protocol.seen("lost null");
});

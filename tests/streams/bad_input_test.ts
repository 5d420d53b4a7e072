// Every option and argument of the network half, of a wrong kind and of a wrong value: a clear error, and nothing opened
// (the runner looks for what is left open).

import { assertEquals, assertMatch } from "@std/assert";
import * as asyncio from "../../mod.ts";
import * as subprocess from "../../streams/subprocess.ts";
import { test } from "../_support/mod.ts";
import { CA, CLIENT, OTHER, SERVER } from "./certificates.ts";
import { bytes } from "./support.ts";

const { createSubprocessExec, createSubprocessShell, runProcess } = subprocess;

/** What an option must not be: of a wrong kind, which is a `TypeError`, or of a wrong value, a `RangeError`. */
interface Wrong {
  readonly kinds: readonly unknown[];
  readonly values?: readonly unknown[];
}

type Options = Readonly<Record<string, Wrong>>;

const OBJECT: Wrong = { kinds: [5, "x", null, true] };
const SWITCH: Wrong = { kinds: [1, "yes", null, {}] };
const TEXT: Wrong = { kinds: [5, null, {}, ["x"]] };
const FUNCTION: Wrong = { kinds: [5, "x", null, {}] };
const TIME: Wrong = { kinds: ["1", null, true, {}], values: [NaN, -1] };
const COUNT: Wrong = {
  kinds: ["1", null, {}],
  values: [NaN, 0, -1, 1.5],
};
const AMOUNT: Wrong = { kinds: ["1", null, {}], values: [NaN, -1, 1.5] };
const PORT: Wrong = { ...AMOUNT, values: [NaN, -1, 1.5, 65_536] };
const ADDRESS: Wrong = {
  kinds: [5, "x", null, {}, ["a"], [1, 2], ["a", "1"]],
  values: [["a", -1], ["a", NaN]],
};
const SIGNAL: Options = { signal: { kinds: [5, "x", null, {}] } };
const FAMILY: Wrong = { kinds: ["4", null, {}], values: [NaN, 5] };
const LIMIT: Options = { limit: COUNT };

const HANDSHAKE: Options = {
  ...SIGNAL,
  serverHostname: TEXT,
  sslHandshakeTimeout: { ...TIME, values: [NaN, -1, 0] },
};

const CLIENT_SSL: Wrong = {
  kinds: [
    5,
    "x",
    null,
    { cert: 5, key: "x" },
    { cert: "x", key: null },
    { caCerts: "x" },
    { caCerts: [5] },
    { alpnProtocols: "x" },
    { alpnProtocols: [5] },
    { checkHostname: "no" },
    { requireClientCert: 1 },
  ],
  values: [
    { cert: CLIENT.cert },
    { key: CLIENT.key },
    { alpnProtocols: [""] },
    { alpnProtocols: ["x".repeat(256)] },
  ],
};

const SERVER_SSL: Wrong = {
  kinds: [
    5,
    "x",
    null,
    true,
    {},
    { cert: SERVER.cert },
    { ...SERVER, caCerts: "x" },
    { ...SERVER, alpnProtocols: [5] },
    { ...SERVER, requireClientCert: 1 },
  ],
  values: [{ ...SERVER, alpnProtocols: [""] }],
};

const DIAL: Options = { ...HANDSHAKE, ssl: CLIENT_SSL };

const DIAL_TCP: Options = {
  ...DIAL,
  family: FAMILY,
  localAddr: ADDRESS,
  happyEyeballsDelay: TIME,
  allErrors: SWITCH,
  noDelay: SWITCH,
  keepAlive: SWITCH,
};

const LISTEN: Options = {
  ssl: SERVER_SSL,
  sslHandshakeTimeout: HANDSHAKE.sslHandshakeTimeout!,
  startServing: SWITCH,
};

const LISTEN_TCP: Options = {
  ...LISTEN,
  backlog: COUNT,
  reusePort: SWITCH,
  keepAlive: SWITCH,
};

const LISTEN_UNIX: Options = { ...LISTEN, cleanupSocket: SWITCH };

const DATAGRAMS: Options = {
  ...SIGNAL,
  localAddr: ADDRESS,
  remoteAddr: ADDRESS,
  family: FAMILY,
  reusePort: SWITCH,
  allowBroadcast: SWITCH,
};

const SPAWN: Options = {
  stdin: { kinds: [5, "x", {}, "stdout"] },
  stdout: { kinds: [5, "x", {}, "stdout"] },
  stderr: { kinds: [5, "x", {}] },
  cwd: { kinds: [5, null, {}], values: ["a\0b"] },
  env: {
    kinds: [5, "x", null, { A: 5 }, { A: null }],
    values: [{ "A=B": "" }, { "": "" }, { A: "\0" }],
  },
  clearEnv: SWITCH,
  uid: AMOUNT,
  gid: AMOUNT,
  startNewSession: SWITCH,
};

/** Passes any value where the types would refuse it. */
function wrong(value: unknown): never {
  return value as never;
}

function noop() {}

function running(): asyncio.EventLoop {
  return asyncio.getRunningLoop();
}

function protocol(): asyncio.Protocol {
  return new asyncio.Protocol();
}

function reader(): asyncio.StreamReader {
  return new asyncio.StreamReader();
}

function pipe(): WritableStream<Uint8Array> {
  return new WritableStream();
}

function writer(): asyncio.StreamWriter {
  return asyncio.StreamWriter.from(pipe());
}

/** A server that listens nowhere. */
function server(): asyncio.Server {
  return new asyncio.Server(running(), [], noop);
}

/** Runs `fn` with a process, and ends that. */
async function withProcess(
  fn: (process: subprocess.Process) => unknown,
): Promise<void> {
  await using process = await createSubprocessExec("sleep", ["60"]);
  await fn(process);
}

/** Calls that take options, and what these must not be. */
const CALLS: readonly (readonly [
  name: string,
  call: (options: never) => unknown,
  options: Options,
])[] = [
  [
    "openConnection()",
    (options) => asyncio.openConnection("127.0.0.1", 1, options),
    { ...DIAL_TCP, ...LIMIT },
  ],
  [
    "connect()",
    (options) => asyncio.connect("127.0.0.1", 1, options),
    { ...DIAL_TCP, ...LIMIT },
  ],
  [
    "openUnixConnection()",
    (options) => asyncio.openUnixConnection("/no/such", options),
    { ...DIAL, ...LIMIT },
  ],
  [
    "connectUnix()",
    (options) => asyncio.connectUnix("/no/such", options),
    { ...DIAL, ...LIMIT },
  ],
  [
    "startServer()",
    (options) => asyncio.startServer(noop, "127.0.0.1", 0, options),
    { ...LISTEN_TCP, ...LIMIT },
  ],
  [
    "startUnixServer()",
    (options) => asyncio.startUnixServer(noop, "/no/such", options),
    { ...LISTEN_UNIX, ...LIMIT },
  ],
  [
    "loop.createConnection()",
    (options) => running().createConnection(protocol, "127.0.0.1", 1, options),
    DIAL_TCP,
  ],
  [
    "loop.createConnection(null, null)",
    (options) => running().createConnection(protocol, null, null, options),
    { sock: { kinds: [5, null, {}] } },
  ],
  [
    "loop.createUnixConnection()",
    (options) => running().createUnixConnection(protocol, "/no", options),
    DIAL,
  ],
  [
    "loop.createServer()",
    (options) => running().createServer(protocol, "127.0.0.1", 0, options),
    LISTEN_TCP,
  ],
  [
    "loop.createServer(null, null)",
    (options) => running().createServer(protocol, null, null, options),
    { sock: { kinds: [5, null, {}] } },
  ],
  [
    "loop.createUnixServer()",
    (options) => running().createUnixServer(protocol, "/no/such", options),
    LISTEN_UNIX,
  ],
  [
    "loop.createDatagramEndpoint()",
    (options) => running().createDatagramEndpoint(protocol, options),
    DATAGRAMS,
  ],
  [
    "loop.startTls()",
    (options) =>
      running().startTls(
        new asyncio.Transport(),
        protocol(),
        { caCerts: CA },
        options,
      ),
    {
      serverHostname: TEXT,
      sslHandshakeTimeout: TIME,
      serverSide: SWITCH,
    },
  ],
  [
    "loop.sendfile()",
    (options) =>
      running().sendfile(new asyncio.Transport(), wrong(Deno.stdin), options),
    { offset: AMOUNT, count: COUNT, fallback: SWITCH },
  ],
  [
    "loop.connectReadPipe()",
    (options) =>
      running().connectReadPipe(protocol, new ReadableStream(), options),
    SIGNAL,
  ],
  [
    "loop.connectWritePipe()",
    (options) => running().connectWritePipe(protocol, pipe(), options),
    SIGNAL,
  ],
  [
    "loop.subprocessExec()",
    (options) => running().subprocessExec(protocol, ["true"], options),
    SPAWN,
  ],
  [
    "loop.subprocessShell()",
    (options) => running().subprocessShell(protocol, "true", options),
    SPAWN,
  ],
  [
    "loop.getaddrinfo()",
    (options) => running().getaddrinfo("localhost", 1, options),
    { family: FAMILY, ...SIGNAL },
  ],
  [
    "loop.getnameinfo()",
    (options) => running().getnameinfo(["127.0.0.1", 1], options),
    SIGNAL,
  ],
  ["openDatagram()", (options) => asyncio.openDatagram(options), DATAGRAMS],
  [
    "createSubprocessExec()",
    (options) => createSubprocessExec("true", [], options),
    { ...SPAWN, ...LIMIT },
  ],
  [
    "createSubprocessShell()",
    (options) => createSubprocessShell("true", options),
    { ...SPAWN, ...LIMIT },
  ],
  [
    "runProcess()",
    (options) => runProcess(["true"], options),
    {
      ...SPAWN,
      ...SIGNAL,
      input: { kinds: [5, "x", null, {}] },
      check: SWITCH,
      grace: TIME,
    },
  ],
  [
    "Process.aclose()",
    (options) => withProcess((process) => process.aclose(options)),
    { grace: TIME },
  ],
  [
    "Process.wait()",
    (options) => withProcess((process) => process.wait(options)),
    SIGNAL,
  ],
  [
    "fetch()",
    (options) => asyncio.fetch("data:,x", options),
    {
      ...LIMIT,
      connectTimeout: { kinds: ["1", true, {}], values: [NaN, -1] },
      readTimeout: { kinds: ["1", true, {}], values: [NaN, -1] },
      limits: OBJECT,
      signal: { kinds: [5, "x", {}] },
    },
  ],
  [
    "HostLimits()",
    (options) => new asyncio.HostLimits(options),
    { perHost: COUNT, total: COUNT },
  ],
  [
    "HostLimits.acquire()",
    (options) => new asyncio.HostLimits().acquire("a", options),
    SIGNAL,
  ],
  [
    "serve()",
    (options) => asyncio.serve(wrong(noop), options),
    {
      port: PORT,
      hostname: TEXT,
      path: TEXT,
      cert: TEXT,
      key: TEXT,
      reusePort: SWITCH,
      onListen: FUNCTION,
      grace: TIME,
    },
  ],
  ["Server.shutdown()", (options) => server().shutdown(options), {
    ...SIGNAL,
    grace: TIME,
  }],
  ["Server.waitClosed()", (options) => server().waitClosed(options), SIGNAL],
  [
    "Server.serveForever()",
    (options) => server().serveForever(options),
    SIGNAL,
  ],
  [
    "StreamReader()",
    (options) => new asyncio.StreamReader(options),
    { ...LIMIT, loop: OBJECT },
  ],
  [
    "StreamReader.from()",
    (options) => asyncio.StreamReader.from([], options),
    LIMIT,
  ],
  ["StreamReader.read()", (options) => reader().read(1, options), SIGNAL],
  ["StreamReader.read(-1)", (options) => reader().read(-1, options), SIGNAL],
  ["StreamReader.readline()", (options) => reader().readline(options), SIGNAL],
  [
    "StreamReader.readexactly()",
    (options) => reader().readexactly(1, options),
    SIGNAL,
  ],
  [
    "StreamReader.readuntil()",
    (options) => reader().readuntil("x", options),
    SIGNAL,
  ],
  [
    "StreamReader.readInto()",
    (options) => reader().readInto(new Uint8Array(1), options),
    SIGNAL,
  ],
  ["StreamWriter.drain()", (options) => writer().drain(options), SIGNAL],
  [
    "StreamWriter.send()",
    (options) => writer().send(bytes("x"), options),
    SIGNAL,
  ],
  [
    "StreamWriter.waitClosed()",
    (options) => writer().waitClosed(options),
    SIGNAL,
  ],
  [
    "StreamWriter.startTls()",
    (options) => writer().startTls(true, options),
    HANDSHAKE,
  ],
  [
    "StreamTransport.setWriteBufferLimits()",
    (options) => writer().transport.setWriteBufferLimits(options),
    { high: AMOUNT, low: AMOUNT },
  ],
  [
    "StreamReaderProtocol()",
    (options) => new asyncio.StreamReaderProtocol(reader(), null, options),
    { loop: OBJECT },
  ],
  ["SignalReceiver.next()", async (options) => {
    using signals = asyncio.openSignalReceiver("SIGUSR2");
    await signals.next(options);
  }, SIGNAL],
];

/** The class and the message of what a call throws, or rejects with. */
async function failureOf(call: () => unknown): Promise<[string, string]> {
  try {
    await call();
  } catch (error) {
    const { constructor, message } = error as Error;
    return [constructor.name, message];
  }
  return ["nothing", ""];
}

/** Tries wrong values one after the other. */
async function refusesAll(
  { kinds, values = [] }: Wrong,
  call: (value: never) => unknown,
): Promise<void> {
  for (const [list, name] of [[kinds, "TypeError"], [values, "RangeError"]]) {
    for (const value of list as readonly unknown[]) {
      const what = Deno.inspect(value);
      const [thrown, message] = await failureOf(() => call(wrong(value)));
      assertEquals(thrown, name, `${what}: ${message}`);
      // Ours: what is wanted, and what there is.
      assertMatch(message, /must|cannot be|meaningful|wanted/, what);
    }
  }
}

for (const [name, call, options] of CALLS) {
  for (const [option, wrongs] of Object.entries(options)) {
    test(`${name} refuses a wrong '${option}'`, () =>
      asyncio.run(() =>
        refusesAll(wrongs, (value) => call(wrong({ [option]: value })))
      ));
  }
  test(`${name} refuses options that are no object`, () =>
    asyncio.run(() => refusesAll(OBJECT, call)));
}

/** Sends a datagram to `addr`, with a remote address or without one. */
async function sendTo(addr: never, remoteAddr?: [string, number]) {
  await using endpoint = await asyncio.openDatagram({
    localAddr: ["127.0.0.1", 0],
    remoteAddr,
  });
  await endpoint.send(bytes("x"), addr);
}

/** The same by a transport. */
async function sendtoTo(addr: never, remoteAddr?: [string, number]) {
  const [transport] = await running().createDatagramEndpoint(
    () => new asyncio.DatagramProtocol(),
    { localAddr: ["127.0.0.1", 0], remoteAddr },
  );
  try {
    transport.sendto(bytes("x"), addr);
  } finally {
    transport.close();
  }
}

/** What a listener, a stream or a file must not be. */
const THING: Wrong = { kinds: [5, "x", null, {}] };

/** Positional arguments. */
const ARGUMENTS: readonly (readonly [
  name: string,
  call: (value: never) => unknown,
  wrongs: Wrong,
])[] = [
  ["openConnection(host)", (v) => asyncio.openConnection(v, 1), TEXT],
  ["openConnection(port)", (v) => asyncio.openConnection("a", v), PORT],
  ["connect(host)", (v) => asyncio.connect(v, 1), TEXT],
  ["connect(port)", (v) => asyncio.connect("a", v), PORT],
  [
    "openUnixConnection(path)",
    (v) => asyncio.openUnixConnection(v),
    { kinds: [5, null, {}], values: [""] },
  ],
  ["startServer(handler)", (v) => asyncio.startServer(v, "::1", 0), FUNCTION],
  [
    "startServer(host)",
    (v) => asyncio.startServer(noop, v, 0),
    { kinds: [5, {}, [5], [null]], values: [[]] },
  ],
  ["startServer(port)", (v) => asyncio.startServer(noop, "::1", v), PORT],
  [
    "startUnixServer(handler)",
    (v) => asyncio.startUnixServer(v, "/no/such"),
    FUNCTION,
  ],
  [
    "startUnixServer(path)",
    (v) => asyncio.startUnixServer(noop, v),
    { kinds: [5, null, {}], values: [""] },
  ],
  [
    "loop.createConnection(factory)",
    (v) => running().createConnection(v, "127.0.0.1", 1),
    FUNCTION,
  ],
  [
    "loop.createServer(factory)",
    (v) => running().createServer(v, "127.0.0.1", 0),
    FUNCTION,
  ],
  [
    "loop.connectAcceptedSocket(sock)",
    (v) => running().connectAcceptedSocket(protocol, v),
    THING,
  ],
  [
    "loop.connectReadPipe(pipe)",
    (v) => running().connectReadPipe(protocol, v),
    THING,
  ],
  [
    "loop.connectReadPipe(factory) of no protocol",
    (v) => running().connectReadPipe(() => v, new ReadableStream()),
    OBJECT,
  ],
  [
    "loop.connectWritePipe(pipe)",
    (v) => running().connectWritePipe(protocol, v),
    THING,
  ],
  [
    "loop.subprocessExec(command)",
    (v) => running().subprocessExec(protocol, v),
    { kinds: [5, "ls", null, {}, [], [5], ["ls", 5]], values: [["a\0"]] },
  ],
  [
    "loop.subprocessShell(command)",
    (v) => running().subprocessShell(protocol, v),
    { kinds: [5, null, {}, ["ls"]], values: ["a\0"] },
  ],
  [
    "loop.startTls(transport)",
    (v) => running().startTls(v, protocol(), { caCerts: CA }),
    THING,
  ],
  [
    "loop.startTls(protocol)",
    (v) => running().startTls(new asyncio.Transport(), v, { caCerts: CA }),
    OBJECT,
  ],
  [
    "loop.startTls(ssl)",
    (v) => running().startTls(new asyncio.Transport(), protocol(), v),
    CLIENT_SSL,
  ],
  [
    "loop.sendfile(transport)",
    (v) => running().sendfile(v, wrong(Deno.stdin)),
    THING,
  ],
  ["loop.getaddrinfo(host)", (v) => running().getaddrinfo(v, 1), {
    kinds: [5, {}],
  }],
  ["loop.getaddrinfo(port)", (v) => running().getaddrinfo("a", v), PORT],
  ["loop.getnameinfo(address)", (v) => running().getnameinfo(v), ADDRESS],
  [
    "WriteTransport.setProtocol()",
    async (v) => {
      const [transport] = await running().connectWritePipe(protocol, pipe());
      transport.setProtocol(v);
    },
    OBJECT,
  ],
  [
    "WriteTransport.setWriteBufferLimits()",
    async (v) => {
      const [transport] = await running().connectWritePipe(protocol, pipe());
      transport.setWriteBufferLimits(v);
    },
    {
      kinds: [5, "x", null, { high: "1" }, { high: NaN }, { low: null }],
      values: [{ low: -1 }, { high: 1, low: 2 }],
    },
  ],
  ["DatagramEndpoint.send(addr)", (v) => sendTo(v), ADDRESS],
  [
    "DatagramEndpoint.send(addr) beside a remote one",
    (v) => sendTo(v, ["127.0.0.1", 9]),
    { kinds: [5, "x", {}, ["a"]], values: [["127.0.0.1", 10]] },
  ],
  ["DatagramTransport.sendto(addr)", (v) => sendtoTo(v), ADDRESS],
  [
    "DatagramTransport.sendto(addr) beside a remote one",
    (v) => sendtoTo(v, ["127.0.0.1", 9]),
    { kinds: [5, "x", {}, ["a"]], values: [["127.0.0.1", 10]] },
  ],
  [
    "createSubprocessExec(program)",
    (v) => createSubprocessExec(v),
    { kinds: [5, null, {}], values: ["a\0"] },
  ],
  [
    "createSubprocessExec(args)",
    (v) => createSubprocessExec("true", v),
    { kinds: [5, "x", null, {}, [5], [null]], values: [["a\0"]] },
  ],
  [
    "createSubprocessShell(command)",
    (v) => createSubprocessShell(v),
    { kinds: [5, null, {}], values: ["a\0"] },
  ],
  [
    "runProcess(command)",
    (v) => runProcess(v),
    { kinds: [5, null, {}, [], [5], ["true", 5]] },
  ],
  [
    "runProcess(both 'input' and 'stdin')",
    (v) => runProcess(["true"], { input: bytes("x"), stdin: v }),
    { kinds: [], values: [subprocess.PIPE, subprocess.DEVNULL] },
  ],
  [
    "Process.sendSignal()",
    (v) => withProcess((process) => process.sendSignal(v)),
    { kinds: [5, "x", null, {}, "SIGNOTHING", "toString"] },
  ],
  [
    "Process.communicate()",
    (v) => withProcess((process) => process.communicate(v)),
    { kinds: [5, "x", {}] },
  ],
  [
    "openSignalReceiver()",
    (v) => asyncio.openSignalReceiver(v),
    { kinds: [5, "x", null, {}] },
  ],
  [
    "HostLimits.acquire(host)",
    (v) => new asyncio.HostLimits().acquire(v),
    TEXT,
  ],
  ["serve(handler)", (v) => asyncio.serve(v), FUNCTION],
  [
    "StreamReader.read(n)",
    (v) => reader().read(v),
    { kinds: ["5", null, {}], values: [NaN, 1.5] },
  ],
  ["StreamReader.readexactly(n)", (v) => reader().readexactly(v), AMOUNT],
  [
    "StreamReader.readuntil(separator)",
    (v) => reader().readuntil(v),
    { kinds: [5, null, {}, [5]], values: ["", [], [""]] },
  ],
  ["StreamReader.readInto(buffer)", (v) => reader().readInto(v), THING],
  ["StreamReader.setTransport()", (v) => reader().setTransport(v), OBJECT],
  ["StreamReader.feedData(data)", (v) => reader().feedData(v), THING],
  ["StreamReader.from(chunks)", (v) => asyncio.StreamReader.from(v), {
    kinds: [5, null, {}, bytes("x")],
  }],
  ["StreamWriter.from(writable)", (v) => asyncio.StreamWriter.from(v), THING],
  ["StreamWriter.write(data)", (v) => writer().write(v), THING],
  ["StreamWriter.writelines(data)", (v) => writer().writelines(v), {
    kinds: [5, "x", null, {}, ["x"]],
  }],
  ["StreamWriter.send(data)", (v) => writer().send(v), THING],
  ["StreamWriter.startTls(ssl)", (v) => writer().startTls(v), CLIENT_SSL],
];

for (const [name, call, wrongs] of ARGUMENTS) {
  test(`${name} refuses what is wrong`, () =>
    asyncio.run(() => refusesAll(wrongs, call)));
}

/** Certificates and keys that are none, or do not belong together. */
const NO_PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";

test("'ssl' is refused with certificates that are none", () =>
  asyncio.run(async () => {
    for (
      const ssl of [
        { cert: "x", key: "y" },
        { cert: NO_PEM, key: SERVER.key },
        { cert: SERVER.cert, key: OTHER.key },
        { ...SERVER, caCerts: ["x"] },
        { ...SERVER, caCerts: [NO_PEM] },
      ]
    ) {
      const uses: (() => unknown)[] = [
        () => asyncio.connect("127.0.0.1", 1, { ssl }),
        () => asyncio.startServer(noop, "127.0.0.1", 0, { ssl }),
        () =>
          asyncio.startServer(noop, "127.0.0.1", 0, {
            ssl: { ...ssl, requireClientCert: true },
          }),
        () => writer().startTls(ssl),
      ];
      for (const use of uses) {
        assertEquals((await failureOf(use))[0], "SslError");
      }
    }
  }));

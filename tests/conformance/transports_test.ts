/** CPython's test_transports, ported by meaning. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test } from "../_support/mod.ts";
import { bytes, Recorder, text } from "./network_support.ts";

/** Asserts that none of these methods is implemented. */
function assertAbstract(calls: Record<string, () => unknown>): void {
  for (const [method, call] of Object.entries(calls)) {
    assertThrows(
      call,
      asyncio.RuntimeError,
      `.${method}() is not implemented`,
    );
  }
}

test("transports/TransportTests.test_ctor_extra_is_none: a transport knows nothing by default", () => {
  assertEquals(new asyncio.Transport().getExtraInfo("peername"), null);
});

test("transports/TransportTests.test_get_extra_info: what it knows by name, or the fallback", () => {
  const transport = new asyncio.Transport({ extra: "info" });
  assertEquals(transport.getExtraInfo("extra"), "info");
  assertEquals(transport.getExtraInfo("unknown"), null);
  assertEquals(transport.getExtraInfo("toString"), null);
  const fallback = {};
  assertStrictEquals(transport.getExtraInfo("unknown", fallback), fallback);
});

test("transports/TransportTests.test_writelines: pieces are joined and written at once", () => {
  const written: string[] = [];
  class Kept extends asyncio.Transport {
    override write(data: Uint8Array): void {
      written.push(text(data));
    }
  }
  new Kept().writelines([bytes("line1"), bytes("line2"), bytes("line3")]);
  assertEquals(written, ["line1line2line3"]);
});

test("transports/TransportTests.test_not_implemented: the class says only what there is", () => {
  const transport = new asyncio.Transport();
  assertAbstract({
    setWriteBufferLimits: () => transport.setWriteBufferLimits(),
    getWriteBufferLimits: () => transport.getWriteBufferLimits(),
    getWriteBufferSize: () => transport.getWriteBufferSize(),
    write: () => transport.write(bytes("data")),
    writeEof: () => transport.writeEof(),
    canWriteEof: () => transport.canWriteEof(),
    pauseReading: () => transport.pauseReading(),
    resumeReading: () => transport.resumeReading(),
    isReading: () => transport.isReading(),
    isClosing: () => transport.isClosing(),
    close: () => transport.close(),
    abort: () => transport.abort(),
    setProtocol: () => transport.setProtocol(new asyncio.Protocol()),
    getProtocol: () => transport.getProtocol(),
  });
});

test("transports/TransportTests.test_dgram_not_implemented: the class says only what there is", () => {
  const transport = new asyncio.DatagramTransport();
  assertAbstract({
    sendto: () => transport.sendto(bytes("data")),
    abort: () => transport.abort(),
  });
});

test("transports/TransportTests.test_subprocess_transport_not_implemented: the class says only what there is", () => {
  const transport = new asyncio.SubprocessTransport();
  assertAbstract({
    getPid: () => transport.getPid(),
    getReturncode: () => transport.getReturncode(),
    getPipeTransport: () => transport.getPipeTransport(1),
    sendSignal: () => transport.sendSignal("SIGTERM"),
    terminate: () => transport.terminate(),
    kill: () => transport.kill(),
  });
});

test("transports/TransportTests.test_flowcontrol_mixin_set_write_limits: new marks pause at once", () =>
  asyncio.run(async () => {
    // A stream that takes nothing.
    const pipe = new WritableStream<Uint8Array>({
      write: () => new Promise<void>(() => {}),
    });
    const [transport, protocol] = await asyncio.getRunningLoop()
      .connectWritePipe(() => new Recorder(), pipe);
    assertEquals(transport.getWriteBufferLimits(), [16_384, 65_536]);
    transport.write(new Uint8Array(512));

    assertThrows(
      () => transport.setWriteBufferLimits({ high: 0, low: 1 }),
      RangeError,
      "'high' (0) must be >= 'low' (1) must be >= 0",
    );
    assertThrows(
      () => transport.setWriteBufferLimits({ high: 1, low: -1 }),
      RangeError,
      "must be >= 0",
    );

    transport.setWriteBufferLimits({ high: 1024, low: 128 });
    assertEquals(protocol.trace, ["made"]);
    assertEquals(transport.getWriteBufferLimits(), [128, 1024]);

    transport.setWriteBufferLimits({ high: 256, low: 128 });
    assertEquals(protocol.trace, ["made", "pause"]);
    assertEquals(transport.getWriteBufferLimits(), [128, 256]);

    transport.setWriteBufferLimits({ low: 100 });
    assertEquals(transport.getWriteBufferLimits(), [100, 400]);
    transport.abort();
    await protocol.lost();
    assertEquals(protocol.trace, ["made", "pause", "lost null"]);
  }));

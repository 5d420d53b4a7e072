/** CPython's test_protocols, ported by meaning. */
import { assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test } from "../_support/mod.ts";

const transport = new asyncio.Transport();
const data = new Uint8Array(1);

test("protocols/ProtocolsAbsTests.test_base_protocol: nothing is done until it is overridden", () => {
  const protocol = new asyncio.BaseProtocol();
  assertEquals(
    [
      protocol.connectionMade(transport),
      protocol.connectionLost(null),
      protocol.pauseWriting(),
      protocol.resumeWriting(),
    ],
    [undefined, undefined, undefined, undefined],
  );
  assertEquals(Object.keys(protocol), []);
});

test("protocols/ProtocolsAbsTests.test_protocol: nothing is done until it is overridden", () => {
  const protocol = new asyncio.Protocol();
  assertEquals(
    [protocol.dataReceived(data), protocol.eofReceived()],
    [undefined, undefined],
  );
  assertEquals(protocol instanceof asyncio.BaseProtocol, true);
  assertEquals(Object.keys(protocol), []);
});

test("protocols/ProtocolsAbsTests.test_buffered_protocol: it has no memory until it is overridden", () => {
  const protocol = new asyncio.BufferedProtocol();
  assertEquals(protocol.getBuffer(100).length, 0);
  assertEquals(
    [protocol.bufferUpdated(150), protocol.eofReceived()],
    [undefined, undefined],
  );
  assertEquals(protocol instanceof asyncio.BaseProtocol, true);
  assertEquals(Object.keys(protocol), []);
});

test("protocols/ProtocolsAbsTests.test_datagram_protocol: nothing is done until it is overridden", () => {
  const protocol = new asyncio.DatagramProtocol();
  assertEquals(
    [
      protocol.datagramReceived(data, ["127.0.0.1", 1]),
      protocol.errorReceived(new Error()),
    ],
    [undefined, undefined],
  );
  assertEquals(protocol instanceof asyncio.BaseProtocol, true);
  assertEquals(Object.keys(protocol), []);
});

test("protocols/ProtocolsAbsTests.test_subprocess_protocol: nothing is done until it is overridden", () => {
  const protocol = new asyncio.SubprocessProtocol();
  assertEquals(
    [
      protocol.pipeDataReceived(1, data),
      protocol.pipeConnectionLost(1, null),
      protocol.processExited(),
    ],
    [undefined, undefined, undefined],
  );
  assertEquals(protocol instanceof asyncio.BaseProtocol, true);
  assertEquals(Object.keys(protocol), []);
});

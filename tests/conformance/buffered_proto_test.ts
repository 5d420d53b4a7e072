/** CPython's test_buffered_proto, ported by meaning. */
import { assert, assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test } from "../_support/mod.ts";
import { bytes, portOf, Recorder, text } from "./network_support.ts";

const NOISE = "12345678+".repeat(1024);

/** Receives into pieces of a hundred bytes. */
class Receive extends asyncio.BufferedProtocol {
  readonly lost = asyncio.getRunningLoop().createFuture<unknown>();
  received = "";
  largest = 0;
  #transport!: asyncio.Transport;
  #buffer = new Uint8Array(0);

  override connectionMade(transport: asyncio.Transport): void {
    this.#transport = transport;
  }

  override getBuffer(): Uint8Array {
    return this.#buffer = new Uint8Array(100);
  }

  override bufferUpdated(count: number): void {
    this.largest = Math.max(this.largest, count);
    this.received += text(this.#buffer.subarray(0, count));
    if (this.received.length === NOISE.length) {
      this.#transport.write(bytes("1"));
    }
  }

  override connectionLost(error: unknown): void {
    this.lost.setResult(error);
  }
}

test("buffered_proto/BaseTestBufferedProtocol.test_buffered_proto_create_connection: what comes is received into the protocol's own memory", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    class Noise extends Recorder {
      override connectionMade(transport: asyncio.Transport): void {
        super.connectionMade(transport);
        transport.write(bytes(NOISE));
      }
      override dataReceived(): void {
        this.transport.close();
      }
    }
    await using server = await loop.createServer(
      () => new Noise(),
      "127.0.0.1",
      0,
    );
    const [, protocol] = await loop.createConnection(
      () => new Receive(),
      "127.0.0.1",
      portOf(server),
    );
    assertEquals(await asyncio.waitFor(protocol.lost, 5), null);
    assertEquals(protocol.received, NOISE);
    assert(protocol.largest <= 100);
  }));

/** The part of CPython's test_sslproto that is about `loop.startTls()` and handshakes, ported by meaning. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test } from "../_support/mod.ts";
import { CA, SERVER } from "../streams/certificates.ts";
import { bytes, Echo, Recorder, withPair } from "./network_support.ts";

const TRUSTING = { caCerts: CA };
const HELLO = "hello".repeat(50_000);

function recorder(): Recorder {
  return new Recorder();
}

/** Receives into memory of its own. */
class Buffered extends asyncio.BufferedProtocol {
  readonly #memory = new Uint8Array(1000);
  received = 0;
  readonly lost = asyncio.getRunningLoop().createFuture<unknown>();

  override getBuffer(): Uint8Array {
    return this.#memory;
  }

  override bufferUpdated(count: number): void {
    this.received += count;
  }

  override connectionLost(error: unknown): void {
    this.lost.setResult(error);
  }
}

/** Starts TLS on the side that has accepted, for an echoing protocol. */
async function secureAccepted(
  loop: asyncio.EventLoop,
  accepted: Recorder,
): Promise<Echo> {
  const echo = new Echo();
  echo.transport = await loop.startTls(accepted.transport, echo, SERVER, {
    serverSide: true,
  });
  return echo;
}

for (
  const name of [
    "test_start_tls_client_reg_proto_1",
    "test_start_tls_server_1",
  ]
) {
  test(`sslproto/BaseStartTLS.${name}: a connection goes on in TLS, on both sides`, () =>
    withPair(recorder, async ({ accepted, client, loop, transport }) => {
      transport.write(bytes("STARTTLS\n"));
      await accepted.got(9);
      const echoing = loop.createTask(() => secureAccepted(loop, accepted));
      const secure = await loop.startTls(transport, client, TRUSTING, {
        serverHostname: "localhost",
      });
      const echo = await echoing;
      assert(transport.isClosing());
      secure.write(bytes(HELLO));
      await client.got(HELLO.length);
      assert(client.received === HELLO);
      assertEquals(secure.getExtraInfo("sslcontext"), TRUSTING);
      secure.close();
      await client.lost();
      await echo.lost();
      assertEquals(client.trace.filter((step) => step === "made"), ["made"]);
      assertEquals(client.trace.at(-1), "lost null");
      assertEquals(accepted.trace, ["made", "data"]);
      assertEquals(echo.trace.at(-1), "lost null");
    }));
}

test("sslproto/BaseStartTLS.test_start_tls_client_buf_proto_1: a protocol with its own memory goes on in TLS", () =>
  withPair(recorder, async ({ accepted, loop, transport }) => {
    const protocol = new Buffered();
    transport.setProtocol(protocol);
    accepted.transport.write(bytes("ready"));
    while (protocol.received < 5) await asyncio.sleep(0.001);
    const echoing = loop.createTask(() => secureAccepted(loop, accepted));
    const secure = await loop.startTls(transport, protocol, TRUSTING, {
      serverHostname: "localhost",
    });
    await echoing;
    secure.write(bytes(HELLO));
    while (protocol.received < 5 + HELLO.length) await asyncio.sleep(0.001);
    secure.close();
    assertEquals(await protocol.lost, null);
  }));

test("sslproto/BaseStartTLS.test_start_tls_slow_client_cancel: a cancelled handshake closes the connection", () =>
  withPair(recorder, async ({ accepted, client, loop, transport }) => {
    const task = loop.createTask(() =>
      loop.startTls(transport, client, TRUSTING, {
        serverHostname: "localhost",
      })
    );
    // The hello of the client has come, and nobody answers.
    await accepted.got(1);
    task.cancel();
    await assertRejects(async () => await task, asyncio.CancelledError);
    await accepted.lost();
  }));

test("sslproto/BaseStartTLS.test_handshake_timeout: a handshake that takes too long ends the connection", () =>
  withPair(recorder, async ({ accepted, client, loop, transport }) => {
    await assertRejects(
      () =>
        loop.startTls(transport, client, TRUSTING, {
          serverHostname: "localhost",
          sslHandshakeTimeout: 0.05,
        }),
      asyncio.ConnectionAbortedError,
      "The TLS handshake takes longer than 0.05 seconds",
    );
    await accepted.lost();
  }));

test("sslproto/BaseStartTLS.test_start_tls_client_corrupted_ssl: what is no TLS ends the handshake", () =>
  withPair(recorder, async ({ accepted, client, loop, transport }) => {
    const failing = loop.createTask(() =>
      loop.startTls(transport, client, TRUSTING, {
        serverHostname: "localhost",
      })
    );
    await accepted.got(1);
    accepted.transport.write(bytes("please no TLS\n".repeat(100)));
    await assertRejects(async () => await failing, Error);
    await accepted.lost();
  }));

test("sslproto/BaseStartTLS.test_start_tls_wrong_args: startTls() wants a transport of ours and options", () =>
  withPair(recorder, async ({ client, loop, transport }) => {
    await assertRejects(
      // @ts-expect-error Testing invalid input
      () => loop.startTls(transport, client, null),
      TypeError,
      "'ssl' must be an object: null",
    );
    await assertRejects(
      () => loop.startTls(new asyncio.Transport(), client, TRUSTING),
      TypeError,
      "A transport that TLS can be started on is wanted",
    );
    await assertRejects(
      () => loop.startTls(transport, client, {}, { serverSide: true }),
      TypeError,
      "'ssl' of a server must have 'cert' and 'key'",
    );
  }));

test("sslproto/BaseStartTLS.test_create_connection_ssl_slow_handshake: createConnection() gives a silent server up", () =>
  asyncio.run(async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const accepting = listener.accept();
    await assertRejects(
      () =>
        asyncio.getRunningLoop().createConnection(
          recorder,
          "127.0.0.1",
          listener.addr.port,
          { ssl: true, sslHandshakeTimeout: 0.05 },
        ),
      asyncio.ConnectionAbortedError,
      "takes longer than 0.05 seconds",
    );
    (await accepting).close();
  }));

test("sslproto/BaseStartTLS.test_create_connection_ssl_failed_certificate: createConnection() refuses a certificate", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    await using server = await loop.createServer(
      recorder,
      "127.0.0.1",
      0,
      { ssl: SERVER },
    );
    await assertRejects(
      () =>
        loop.createConnection(
          recorder,
          "localhost",
          Number(server.sockets[0]!.getsockname()[1]),
          { ssl: true },
        ),
      asyncio.SslCertVerificationError,
      "UnknownIssuer",
    );
  }));

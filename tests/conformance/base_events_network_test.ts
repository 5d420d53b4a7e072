/** The part of CPython's test_base_events that is about the network, ported by meaning, over real sockets. */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import { test } from "../_support/mod.ts";
import { DatagramRecorder, Echo, portOf, Recorder } from "./network_support.ts";

const NAME = "base_events/BaseEventLoopWithSelectorTests.";

/** A test inside a running loop. */
function networkTest(
  name: string,
  fn: (loop: asyncio.EventLoop) => Promise<void>,
): void {
  test(
    NAME + name,
    () => asyncio.run(() => fn(asyncio.getRunningLoop())),
  );
}

function recorder(): Recorder {
  return new Recorder();
}

/** A port of 127.0.0.1 on which nobody listens. */
function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

networkTest(
  "test_getnameinfo: an address has a host and a service",
  async (loop) => {
    const [host, service] = await loop.getnameinfo(["127.0.0.1", 80]);
    assertEquals([typeof host, host.length > 0], ["string", true]);
    assert(service === "http" || service === "80");
  },
);

networkTest(
  "test_create_connection_multiple_errors: the errors of all addresses come as a group",
  async (loop) => {
    const error = await assertRejects(
      () =>
        loop.createConnection(recorder, "localhost", closedPort(), {
          allErrors: true,
        }),
      asyncio.ExceptionGroup,
    );
    for (const one of (error as asyncio.ExceptionGroup<Error>).exceptions) {
      assertInstanceOf(one, asyncio.ConnectionRefusedError);
    }
  },
);

networkTest(
  "test_create_connection_timeout: a timeout gives the attempt up",
  async (loop) => {
    // A backlog of one that is full does not answer any more.
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    const connect = loop.createTask(() =>
      loop.createConnection(recorder, "127.0.0.1", portOf(server))
    );
    connect.cancel();
    await assertRejects(async () => await connect, asyncio.CancelledError);
    server.abortClients();
  },
);

networkTest(
  "test_create_connection_host_port_sock: a connection has no host beside it",
  async (loop) => {
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    using sock = await Deno.connect({ port: portOf(server) });
    await assertRejects(
      () => loop.createConnection(recorder, "example.com", 80, { sock }),
      RangeError,
      "cannot be used with 'sock'",
    );
    server.abortClients();
  },
);

networkTest(
  "test_create_connection_no_host_port_sock: there must be a port or a connection",
  async (loop) => {
    await assertRejects(
      () => loop.createConnection(recorder),
      RangeError,
      "'port' must be given where there is no 'sock'",
    );
  },
);

networkTest(
  "test_create_connection_connect_err: an attempt that fails says how",
  async (loop) => {
    const error = await assertRejects(
      () => loop.createConnection(recorder, "127.0.0.1", closedPort()),
      asyncio.ConnectionRefusedError,
    );
    assertInstanceOf(error, asyncio.ConnectionError);
    await assertRejects(
      () =>
        loop.createConnection(recorder, "127.0.0.1", closedPort(), {
          allErrors: true,
        }),
      asyncio.ExceptionGroup,
      "The connection failed",
    );
  },
);

networkTest(
  "test_create_connection_multiple: every address of a host is tried",
  async (loop) => {
    // Both families of localhost, of which only one is listened on.
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    const [transport] = await loop.createConnection(
      recorder,
      "localhost",
      portOf(server),
    );
    assertEquals(
      transport.getExtraInfo("peername"),
      ["127.0.0.1", portOf(server)],
    );
    transport.abort();
    server.abortClients();
  },
);

networkTest(
  "test_create_connection_multiple_errors_local_addr: an address that is not ours cannot be connected from",
  async (loop) => {
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    const connect = (allErrors: boolean) =>
      loop.createConnection(recorder, "127.0.0.1", portOf(server), {
        localAddr: ["192.0.2.1", 0],
        allErrors,
      });
    await assertRejects(() => connect(false), Error, "bind");
    await assertRejects(() => connect(true), asyncio.ExceptionGroup);
  },
);

networkTest(
  "test_create_connection_ip_addr: a numeric host needs no resolver",
  async (loop) => {
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    const [transport, protocol] = await loop.createConnection(
      recorder,
      "127.0.0.1",
      portOf(server),
      { family: 4 },
    );
    assertStrictEquals(transport.getProtocol(), protocol);
    assertEquals(protocol.trace, ["made"]);
    await assertRejects(
      () =>
        loop.createConnection(recorder, "127.0.0.1", portOf(server), {
          family: 6,
        }),
      asyncio.ConnectionError,
      "The host has no address",
    );
    transport.abort();
    server.abortClients();
  },
);

networkTest(
  "test_create_connection_no_local_addr: a local address of the other family does not do",
  async (loop) => {
    await using server = await loop.createServer(recorder, "127.0.0.1", 0);
    await assertRejects(
      () =>
        loop.createConnection(recorder, "127.0.0.1", portOf(server), {
          localAddr: ["::1", 0],
        }),
      Error,
    );
  },
);

networkTest(
  "test_create_connection_no_ssl_server_hostname_errors: a name to check is for TLS",
  async (loop) => {
    await assertRejects(
      () =>
        loop.createConnection(recorder, "python.org", 80, {
          serverHostname: "",
        }),
      RangeError,
      "'serverHostname' is only meaningful with 'ssl'",
    );
  },
);

networkTest(
  "test_create_connection_ssl_server_hostname_errors: TLS without a host needs a name",
  async (loop) => {
    await assertRejects(
      () => loop.createConnection(recorder, "", 80, { ssl: true }),
      RangeError,
      "'serverHostname' must be given",
    );
  },
);

networkTest(
  "test_create_connection_ssl_timeout_for_plain_socket: a handshake's timeout is for TLS",
  async (loop) => {
    await assertRejects(
      () =>
        loop.createConnection(recorder, "example.com", 80, {
          sslHandshakeTimeout: 1,
        }),
      RangeError,
      "'sslHandshakeTimeout' is only meaningful with 'ssl'",
    );
  },
);

networkTest(
  "test_create_server_ssl_timeout_for_plain_socket: a handshake's timeout is for TLS",
  async (loop) => {
    await assertRejects(
      () =>
        loop.createServer(recorder, "127.0.0.1", 0, { sslHandshakeTimeout: 1 }),
      RangeError,
      "'sslHandshakeTimeout' is only meaningful with 'ssl'",
    );
  },
);

networkTest(
  "test_create_server_ipv6: a server listens on an IPv6 address",
  async (loop) => {
    await using server = await loop.createServer(() => new Echo(), "::1", 0);
    const [transport, client] = await loop.createConnection(
      recorder,
      "::1",
      portOf(server),
    );
    assertEquals(transport.getExtraInfo("peername"), ["::1", portOf(server)]);
    transport.close();
    await client.lost();
  },
);

networkTest(
  "test_create_server_empty_host: no host stands for all addresses",
  async (loop) => {
    for (const host of ["", null]) {
      await using server = await loop.createServer(recorder, host, 0);
      // One socket for IPv6 and IPv4 where CPython has two; without IPv6 one for IPv4.
      assertMatch(server.sockets[0]!.host, /^(::|0\.0\.0\.0)$/);
    }
  },
);

networkTest(
  "test_create_server_host_port_sock: a listener has no host beside it",
  async (loop) => {
    using sock = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await assertRejects(
      () => loop.createServer(recorder, "0.0.0.0", 0, { sock }),
      RangeError,
      "cannot be used with 'sock'",
    );
  },
);

networkTest(
  "test_create_server_no_host_port_sock: there must be a port or a listener",
  async (loop) => {
    await assertRejects(
      () => loop.createServer(recorder),
      RangeError,
      "'port' must be given where there is no 'sock'",
    );
  },
);

networkTest(
  "test_create_server_cant_bind: an address that is not ours cannot be listened on",
  async (loop) => {
    const error = await assertRejects(
      () => loop.createServer(recorder, "192.0.2.1", 0),
      Deno.errors.AddrNotAvailable,
    );
    assertEquals((error as { code?: string }).code, "EADDRNOTAVAIL");
  },
);

networkTest(
  "test_create_datagram_endpoint_addr_error: an address is a host and a port",
  async (loop) => {
    for (
      const wrong of ["localhost", ["localhost", 1, 2], ["localhost", "1"]]
    ) {
      await assertRejects(
        () =>
          loop.createDatagramEndpoint(() => new DatagramRecorder(), {
            // @ts-expect-error Testing invalid input
            localAddr: wrong,
          }),
        TypeError,
        "'localAddr'",
      );
    }
  },
);

networkTest(
  "test_create_datagram_endpoint_connect_err: a remote address must exist",
  async (loop) => {
    await assertRejects(
      () =>
        loop.createDatagramEndpoint(() => new DatagramRecorder(), {
          remoteAddr: ["name.invalid", 12345],
        }),
      Error,
      "ENOTFOUND",
    );
  },
);

networkTest(
  "test_create_datagram_endpoint_allow_broadcast: the endpoint may send to all",
  async (loop) => {
    const [transport, protocol] = await loop.createDatagramEndpoint(
      () => new DatagramRecorder(),
      { localAddr: ["127.0.0.1", 0], allowBroadcast: true },
    );
    transport.close();
    await protocol.seen("lost null");
  },
);

networkTest(
  "test_create_datagram_endpoint_noaddr_nofamily: there must be an address or a family",
  async (loop) => {
    await assertRejects(
      () => loop.createDatagramEndpoint(() => new DatagramRecorder()),
      RangeError,
      "'localAddr', 'remoteAddr' or 'family' must be given",
    );
  },
);

networkTest(
  "test_create_datagram_endpoint_cant_bind: an address that is taken cannot be received at",
  async (loop) => {
    await assertRejects(
      () =>
        loop.createDatagramEndpoint(() => new DatagramRecorder(), {
          localAddr: ["192.0.2.1", 0],
        }),
      Error,
    );
  },
);

networkTest(
  "test_create_datagram_endpoint_ip_addr: numeric hosts need no resolver",
  async (loop) => {
    for (const remoteAddr of [["1.2.3.4", 1] as const, undefined]) {
      const [transport, protocol] = await loop.createDatagramEndpoint(
        () => new DatagramRecorder(),
        { localAddr: ["0.0.0.0", 0], remoteAddr },
      );
      assertEquals(transport.getExtraInfo("peername"), remoteAddr ?? null);
      transport.close();
      await protocol.seen("lost null");
    }
    await assertRejects(
      () =>
        loop.createDatagramEndpoint(() => new DatagramRecorder(), {
          localAddr: ["127.0.0.1", 0],
          remoteAddr: ["::1", 1],
        }),
      RangeError,
      "Cannot get address information",
    );
  },
);

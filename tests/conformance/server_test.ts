// CPython's test_server, by meaning, on loopback.

import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as asyncio from "../../mod.ts";
import * as streams from "../../streams/mod.ts";
import type { Server } from "../../loop/network/server.ts";
import { test } from "../_support/mod.ts";
import { addressOf, bytes, exists, withFolder } from "../streams/support.ts";

/** Serves until it is cancelled by what it serves. */
async function serveOnce(
  start: (handler: streams.ClientHandler) => Promise<Server>,
  client: (server: Server) => Promise<streams.Connection>,
): Promise<void> {
  const server = await start(async (reader, writer) => {
    await reader.readline();
    serving.cancel();
    writer.write(bytes("1"));
    writer.close();
    await writer.waitClosed();
  });
  assertFalse(server.isServing());
  const serving = asyncio.createTask(async () => {
    await using _ = server;
    await server.serveForever();
  });
  while (!server.isServing()) await asyncio.sleep(0);
  {
    await using connection = await client(server);
    await connection.send(bytes("1".repeat(5 * 1024) + "\n"));
    assertEquals((await connection.read(1)).length, 1);
  }
  await assertRejects(async () => await serving, asyncio.CancelledError);
  assertEquals(server.sockets, []);
  assertFalse(server.isServing());
  await assertRejects(
    () => server.serveForever(),
    asyncio.RuntimeError,
    "is closed",
  );
}

test("server/BaseStartServer.test_start_server_1: a cancel closes it", () =>
  asyncio.run(() =>
    serveOnce(
      (handler) =>
        streams.startServer(handler, "127.0.0.1", 0, { startServing: false }),
      (server) => streams.connect(...addressOf(server)),
    )
  ));

test("server/SelectorStartServerTests.test_start_unix_server_1: a cancel closes it", () =>
  withFolder((folder) =>
    asyncio.run(() =>
      serveOnce(
        (handler) =>
          streams.startUnixServer(handler, `${folder}/s`, {
            startServing: false,
          }),
        () => streams.connectUnix(`${folder}/s`),
      )
    )
  ));

/** Reads to the end and closes. */
async function readAll(
  reader: streams.StreamReader,
  writer: streams.StreamWriter,
): Promise<void> {
  try {
    await reader.read();
  } finally {
    writer.close();
    await writer.waitClosed();
  }
}

/** Waits until a server has accepted `count` clients. */
async function accepted(server: Server, count: number): Promise<void> {
  while (server.clients < count) await asyncio.sleep(0.001);
}

test("server/TestServer2.test_wait_closed_basic: closed and no client", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(readAll, "127.0.0.1", 0);
    const first = asyncio.createTask(() => server.waitClosed());
    await asyncio.sleep(0.001);
    assertFalse(first.done());

    const client = await streams.connect(...addressOf(server));
    await accepted(server, 1);
    const second = asyncio.createTask(() => server.waitClosed());
    await asyncio.sleep(0.001);
    assertEquals([first.done(), second.done()], [false, false]);

    server.close();
    const third = asyncio.createTask(() => server.waitClosed());
    await asyncio.sleep(0.001);
    assertEquals([first, second, third].map((task) => task.done()), [
      false,
      false,
      false,
    ]);

    client.close();
    await client.waitClosed();
    await asyncio.gather(first, second, third);
    await server.waitClosed();
  }));

test("server/TestServer2.test_wait_closed_race: both close at once", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(readAll, "127.0.0.1", 0);
    const task = asyncio.createTask(() => server.waitClosed());
    await asyncio.sleep(0.001);
    assertFalse(task.done());
    const client = await streams.connect(...addressOf(server));
    await accepted(server, 1);
    const loop = asyncio.getRunningLoop();
    loop.callSoon(() => server.close());
    loop.callSoon(() => client.close());
    await server.waitClosed();
    await task;
  }));

test("server/TestServer2.test_close_clients: ends the connections", () =>
  asyncio.run(async () => {
    const server = await streams.startServer(readAll, "127.0.0.1", 0);
    await using client = await streams.connect(...addressOf(server));
    await accepted(server, 1);
    const task = asyncio.createTask(() => server.waitClosed());
    await asyncio.sleep(0.001);
    assertFalse(task.done());
    server.close();
    server.closeClients();
    await task;
    assertEquals((await client.read()).length, 0);
  }));

test("server/TestServer2.test_abort_clients: drops what has not gone out", () =>
  asyncio.run(async () => {
    let serverSide!: streams.StreamWriter;
    const server = await streams.startServer(
      async (_reader, writer) => {
        serverSide = writer;
        await writer.waitClosed();
      },
      "127.0.0.1",
      0,
    );
    await using _client = await streams.connect(...addressOf(server));
    await accepted(server, 1);
    await asyncio.sleep(0.001);
    // The client does not read: what the system does not take stays here.
    const { transport } = serverSide;
    for (let i = 0; i < 20; i++) {
      serverSide.write(new Uint8Array(1 << 20));
      await asyncio.sleep(0.001);
    }
    assert(transport.getWriteBufferSize() > 0);
    const task = asyncio.createTask(() => server.waitClosed());
    await asyncio.sleep(0.001);
    assertFalse(task.done());
    server.close();
    server.abortClients();
    await task;
    assertStrictEquals(transport.getWriteBufferSize(), 0);
  }));

test("server/UnixServerCleanupTests.test_unix_server_addr_cleanup: the file goes", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const path = `${folder}/s`;
      const server = await streams.startUnixServer(() => {}, path);
      assert(await exists(path));
      server.close();
      assertFalse(await exists(path));
      await server.waitClosed();
    })
  ));

test("server/UnixServerCleanupTests.test_unix_server_cleanup_gone: nothing to remove", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const path = `${folder}/s`;
      const server = await streams.startUnixServer(() => {}, path);
      await Deno.remove(path);
      server.close();
      assertFalse(await exists(path));
    })
  ));

test("server/UnixServerCleanupTests.test_unix_server_cleanup_replaced: the file of another stays", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const path = `${folder}/s`;
      const server = await streams.startUnixServer(() => {}, path);
      await Deno.remove(path);
      using other = Deno.listen({ transport: "unix", path });
      server.close();
      await server.waitClosed();
      assert(await exists(path));
      assertEquals(other.addr.path, path);
    })
  ));

test("server/UnixServerCleanupTests.test_unix_server_cleanup_prevented: the file stays", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const path = `${folder}/s`;
      const server = await streams.startUnixServer(() => {}, path, {
        cleanupSocket: false,
      });
      server.close();
      await server.waitClosed();
      assert(await exists(path));
    })
  ));

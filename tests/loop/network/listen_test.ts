// Where servers listen: all of the machine, and paths of Unix sockets that are taken.
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import * as asyncio from "../../../mod.ts";
import { test } from "../../_support/mod.ts";
import {
  bytes,
  exists,
  hasIpv6,
  text,
  withFolder,
} from "../../streams/support.ts";

/** Says who has come. */
async function greet(
  _reader: asyncio.StreamReader,
  writer: asyncio.StreamWriter,
): Promise<void> {
  await using _ = writer;
  await writer.send(bytes(writer.getExtraInfo("peername")![0]!));
}

/** What a server says to a client. */
async function greeting(host: string, port: number): Promise<string> {
  await using connection = await asyncio.connect(host, port);
  return text(await connection.read());
}

for (const host of [null, ""]) {
  test(
    `startServer(${
      JSON.stringify(host)
    }) listens on IPv6 and IPv4, on one port`,
    () =>
      asyncio.run(async () => {
        await using server = await asyncio.startServer(greet, host, 0);
        const ports = new Set(server.sockets.map(({ port }) => port));
        assertEquals(ports.size, 1);
        const [port] = [...ports] as [number];
        assertEquals(await greeting("127.0.0.1", port), "127.0.0.1");
        assertEquals(await greeting("::1", port), "::1");
        // The same with a port that is given.
        server.close();
        await server.waitClosed();
        await using again = await asyncio.startServer(greet, host, port);
        assertEquals(again.sockets[0]!.port, port);
        assertEquals(await greeting("127.0.0.1", port), "127.0.0.1");
        assertEquals(await greeting("::1", port), "::1");
      }),
    { ignore: !hasIpv6() },
  );
}

test("loop.createServer(null) tells a protocol the address of IPv4 as such", () =>
  asyncio.run(async () => {
    const loop = asyncio.getRunningLoop();
    const peer = loop.createFuture<unknown>();
    class Look extends asyncio.Protocol {
      override connectionMade(transport: asyncio.Transport): void {
        const [host] = transport.getExtraInfo("peername") as [string];
        const [own] = transport.getExtraInfo("sockname") as [string];
        peer.setResult([host, own]);
        transport.close();
      }
    }
    await using server = await loop.createServer(() => new Look(), null, 0);
    assertEquals(
      await greeting("127.0.0.1", server.sockets[0]!.port),
      "",
    );
    assertEquals(await peer, ["127.0.0.1", "127.0.0.1"]);
  }));

/** Lets `Deno.listen` be `fake` meanwhile. */
async function withListen(
  fake: (options: Deno.TcpListenOptions) => Deno.TcpListener,
  fn: () => Promise<void>,
): Promise<void> {
  const { listen } = Deno;
  // deno-lint-ignore no-explicit-any -- one of its overloads
  Deno.listen = fake as any;
  try {
    await fn();
  } finally {
    Deno.listen = listen;
  }
}

test("startServer(null) listens on IPv4 alone where there is no IPv6", () =>
  asyncio.run(async () => {
    const { listen } = Deno;
    await withListen((options) => {
      if (options.hostname !== "::") return listen(options);
      throw Object.assign(new Error("Address family not supported"), {
        code: "EAFNOSUPPORT",
      });
    }, async () => {
      await using server = await asyncio.startServer(greet, null, 0);
      assertEquals(server.sockets.map(({ host }) => host), ["0.0.0.0"]);
      const { port } = server.sockets[0]!;
      assertEquals(await greeting("127.0.0.1", port), "127.0.0.1");
    });
  }));

test(
  "startServer(null) listens twice where IPv6 does not take IPv4",
  () =>
    asyncio.run(async () => {
      const { listen } = Deno;
      await withListen(
        // Two sockets that are not in each other's way.
        (options) =>
          listen({
            ...options,
            hostname: options.hostname === "::" ? "::1" : "127.0.0.1",
          }),
        async () => {
          await using server = await asyncio.startServer(greet, null, 0);
          const [six, four] = server.sockets;
          assertEquals([six!.host, four!.host], ["::1", "127.0.0.1"]);
          assertEquals(six!.port, four!.port);
          assertEquals(await greeting("127.0.0.1", four!.port), "127.0.0.1");
          assertEquals(await greeting("::1", six!.port), "::1");
        },
      );
    }),
  { ignore: !hasIpv6() },
);

test(
  "startServer(null) fails where somebody listens on the port",
  () =>
    asyncio.run(async () => {
      for (const hostname of ["0.0.0.0", "::"]) {
        using taken = Deno.listen({ hostname, port: 0 });
        await assertRejects(
          () => asyncio.startServer(greet, null, taken.addr.port),
          Deno.errors.AddrInUse,
        );
      }
    }),
  { ignore: !hasIpv6() },
);

// --- Unix sockets --------------------------------------------------------------------------------

async function answer(path: string): Promise<string> {
  await using connection = await asyncio.connectUnix(path);
  return text(await connection.read());
}

/** A handler that says `word`. */
function saying(word: string): asyncio.ClientHandler {
  return async (_reader, writer) => {
    await using _ = writer;
    await writer.send(bytes(word));
  };
}

test("startUnixServer() removes a socket that a dead process has left", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const path = `${folder}/s`;
      const program = `Deno.listen({ transport: "unix", path: ${
        JSON.stringify(path)
      } }); Deno.kill(Deno.pid, "SIGKILL")`;
      await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          `data:text/typescript,${encodeURIComponent(program)}`,
        ],
        stderr: "null",
      }).output();
      assert((await Deno.stat(path)).isSocket);
      const server = await asyncio.startUnixServer(saying("new"), path);
      assertEquals(await answer(path), "new");
      server.close();
      assert(!await exists(path));
    })
  ));

test("loop.createUnixServer() leaves a file that is no socket", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const loop = asyncio.getRunningLoop();
      const path = `${folder}/s`;
      await Deno.writeTextFile(path, "precious");
      await assertRejects(
        () => loop.createUnixServer(() => new asyncio.Protocol(), path),
        Deno.errors.AddrInUse,
      );
      assertEquals(await Deno.readTextFile(path), "precious");
    })
  ));

test("startUnixServer() takes a path over, and its old server leaves the file", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const path = `${folder}/s`;
      const first = await asyncio.startUnixServer(saying("first"), path);
      assertEquals(await answer(path), "first");
      const second = await asyncio.startUnixServer(saying("second"), path);
      assertEquals(await answer(path), "second");
      first.close();
      await first.waitClosed();
      assertEquals(await answer(path), "second");
      second.close();
      assert(!await exists(path));
    })
  ));

test("startUnixServer() listens at a path that was left a moment ago", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const path = `${folder}/s`;
      for (let i = 0; i < 20; i++) {
        const server = await asyncio.startUnixServer(saying(`${i}`), path);
        assertEquals(await answer(path), `${i}`);
        server.close();
      }
      assert(!await exists(path));
    })
  ));

test("startUnixServer({ cleanupSocket: false }) leaves its file", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      for (const startServing of [true, false]) {
        const path = `${folder}/${startServing}`;
        const server = await asyncio.startUnixServer(saying("x"), path, {
          cleanupSocket: false,
          startServing,
        });
        const { ino } = await Deno.stat(path);
        server.close();
        await server.waitClosed();
        assertEquals((await Deno.stat(path)).ino, ino);
        await assertRejects(
          () => asyncio.connectUnix(path),
          asyncio.ConnectionRefusedError,
        );
      }
    })
  ));

test("loop.createUnixServer({ sock }) removes the file of what listens already", () =>
  withFolder((folder) =>
    asyncio.run(async () => {
      const loop = asyncio.getRunningLoop();
      for (const cleanupSocket of [true, false]) {
        const path = `${folder}/${cleanupSocket}`;
        const sock = Deno.listen({ transport: "unix", path });
        const server = await loop.createUnixServer(
          () => new asyncio.Protocol(),
          null,
          { sock, cleanupSocket },
        );
        server.close();
        await server.waitClosed();
        assertEquals(await exists(path), !cleanupSocket);
      }
    })
  ));

test(
  "startUnixServer() listens at a name that is none of a file",
  () =>
    asyncio.run(async () => {
      const path = `\0asyncio-test-${Deno.pid}`;
      await using server = await asyncio.startUnixServer(saying("x"), path);
      assertMatch(server.sockets[0]!.host, /asyncio-test/);
      assertEquals(await answer(path), "x");
    }),
  { ignore: Deno.build.os !== "linux" },
);

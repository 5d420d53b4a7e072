import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import * as asyncio from "../../../mod.ts";
import { fetch, serve } from "../../../streams/http/mod.ts";
import { StreamReader } from "../../../streams/reader.ts";
import { runProcess } from "../../../streams/subprocess.ts";
import { recordExceptions, test } from "../../_support/mod.ts";
import { withServer } from "./_server.ts";

function serveTest(name: string, fn: () => Promise<void>): void {
  test(name, () => asyncio.run(fn));
}

async function until(isSo: () => boolean): Promise<void> {
  await asyncio.timeout(5, async () => {
    while (!isSo()) await asyncio.sleep(0.005);
  });
}

async function textOf(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

serveTest("serve() runs each request as a task", async () => {
  const id = new asyncio.ContextVar("id", { default: "outside" });
  const names = new Set<string>();
  id.set("server");
  await withServer(async () => {
    names.add(asyncio.currentTask()!.getName());
    const before = id.get();
    id.set("request");
    await asyncio.sleep(0.001);
    return new Response(`${before} ${id.get()}`);
  }, async ({ url }) => {
    id.set("later");
    const texts = await asyncio.gather([1, 2, 3].map(() => () => textOf(url)));
    assertEquals(texts, Array(3).fill("server request"));
    assertEquals(names.size, 3);
  });
});

serveTest(
  "serve() takes a handler that does not wait",
  () =>
    withServer(() => new Response("at once"), async ({ url }) => {
      assertEquals(await textOf(url), "at once");
    }),
);

serveTest(
  "serve() gives the handler the platform's information",
  () =>
    withServer(
      (_request, info) =>
        new Response((info.remoteAddr as Deno.NetAddr).hostname),
      async ({ url }) => assertEquals(await textOf(url), "127.0.0.1"),
    ),
);

serveTest("serve() cancels a request whose client goes away", async () => {
  const log: string[] = [];
  await withServer(async () => {
    log.push("begin");
    try {
      await asyncio.sleep(60);
    } catch (error) {
      log.push((error as Error).name);
      throw error;
    }
    return new Response();
  }, async ({ url }) => {
    await asyncio.moveOnAfter(0.05, () => fetch(url));
    await until(() => log.length === 2);
    assertEquals(log, ["begin", "CancelledError"]);
  });
});

serveTest(
  "serve() cancels a request that offers another protocol, too",
  async () => {
    const log: string[] = [];
    await withServer(async () => {
      log.push("begin");
      try {
        await asyncio.sleep(60);
      } finally {
        log.push("end");
      }
      return new Response();
    }, async ({ url }) => {
      const { hostname, port } = new URL(url);
      const client = await asyncio.connect(hostname, Number(port));
      await client.send(
        new TextEncoder().encode(
          "GET / HTTP/1.1\r\nhost: here\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n",
        ),
      );
      await until(() => log.length === 1);
      client.close();
      await until(() => log.length === 2);
      assertEquals(log, ["begin", "end"]);
    });
  },
);

serveTest("serve() cancels the stream of a client that goes away", async () => {
  const log: string[] = [];
  await withServer(() =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(3)),
        cancel: () => void log.push("cancelled"),
      }),
    ), async ({ url }) => {
    {
      await using response = await fetch(url);
      await response.body.readexactly(3);
    }
    await until(() => log.length > 0);
  });
});

serveTest("serve() reports a handler that throws, and goes on", async () => {
  const contexts = recordExceptions(asyncio.getRunningLoop());
  await withServer(async (request) => {
    await asyncio.sleep(0);
    if (request.url.endsWith("/bad")) throw new RangeError("bad");
    if (request.url.endsWith("/none")) return undefined as never;
    return new Response("good");
  }, async ({ url }) => {
    const waiting = asyncio.createTask(() => textOf(url));
    const response = await fetch(`${url}/bad`);
    assertEquals(
      [response.status, await response.text()],
      [500, "Internal Server Error"],
    );
    assertEquals(await textOf(`${url}/none`), "Internal Server Error");
    assertEquals([await waiting, await textOf(url)], ["good", "good"]);
    assertEquals(contexts.map(({ message }) => message), [
      `Exception in the handler of a request: GET ${url}/bad`,
      "Exception in the handler of a request",
    ]);
    assertEquals(`${contexts[0]!.exception}`, "RangeError: bad");
  });
});

serveTest("serve() lets requests end when it is cancelled", async () => {
  const log: string[] = [];
  const [begun, mayEnd] = [new asyncio.Event(), new asyncio.Event()];
  await withServer(async (request) => {
    if (request.url.endsWith("/fast")) return new Response("fast");
    begun.set();
    await mayEnd.wait();
    log.push("slow: done");
    return new Response("slow");
  }, async ({ url, task }) => {
    const slow = asyncio.createTask(() => textOf(`${url}/slow`));
    await begun.wait();
    task.cancel();
    await asyncio.sleep(0);
    const refused = await fetch(`${url}/fast`);
    log.push(`fast: ${refused.status} ${await refused.text()}`);
    mayEnd.set();
    log.push(await slow);
    await asyncio.wait([task]);
    assert(task.cancelled());
    assertEquals(log, [
      "fast: 503 Service Unavailable",
      "slow: done",
      "slow",
    ]);
    await assertRejects(() => fetch(url), TypeError);
  }, { grace: 10 });
});

serveTest("serve() cancels requests after the grace", async () => {
  const log: string[] = [];
  await withServer(async (request) => {
    if (request.url.endsWith("/stream")) {
      return new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new Uint8Array(3)),
          cancel: () => void log.push("stream cancelled"),
        }),
      );
    }
    try {
      await asyncio.sleep(60);
    } finally {
      log.push("handler cancelled");
    }
    return new Response();
  }, async ({ url, task }) => {
    const loop = asyncio.getRunningLoop();
    const hanging = asyncio.createTask(() =>
      fetch(url).then(({ status }) => status, () => "cut")
    );
    await using stream = await fetch(`${url}/stream`);
    await stream.body.readexactly(3);
    await asyncio.sleep(0.02);
    const start = loop.time();
    task.cancel();
    await asyncio.wait([task]);
    assert(loop.time() - start >= 0.05);
    assert(task.cancelled());
    assert(["cut", 503].includes(await hanging));
    await assertRejects(() => stream.bytes());
    assertEquals(log.toSorted(), ["handler cancelled", "stream cancelled"]);
  }, { grace: 0.05 });
});

serveTest("serve() ends in the time that a timeout gives it", async () => {
  const isListening = asyncio.getRunningLoop().createFuture<void>();
  await assertRejects(
    () =>
      asyncio.timeout(0.05, () =>
        serve(() => new Response(), {
          hostname: "127.0.0.1",
          port: 0,
          onListen: () => isListening.setResult(),
        })),
    asyncio.TimeoutError,
  );
  assert(isListening.done());
});

serveTest(
  "serve() says why it cannot listen",
  () =>
    withServer(() => new Response(), async ({ url }) => {
      const port = Number(new URL(url).port);
      await assertRejects(
        () => serve(() => new Response(), { hostname: "127.0.0.1", port }),
        Deno.errors.AddrInUse,
      );
    }),
);

serveTest("serve() refuses what is no handler and no option", async () => {
  await assertRejects(() => serve(5 as never), TypeError, "The handler");
  await assertRejects(
    () => serve(() => new Response(), null as never),
    TypeError,
    "The options",
  );
  await assertRejects(
    () => serve(() => new Response(), { grace: NaN }),
    RangeError,
  );
});

serveTest("serve() listens on a Unix socket", async () => {
  const path = await Deno.makeTempFile();
  await Deno.remove(path);
  const listening = asyncio.getRunningLoop().createFuture<Deno.Addr>();
  const task = asyncio.createTask(() =>
    serve(() => new Response("unix"), {
      path,
      onListen: (address) => listening.setResult(address),
    })
  );
  assertEquals((await listening as Deno.UnixAddr).path, path);
  using client = Deno.createHttpClient({
    proxy: { transport: "unix", path },
  });
  await using response = await fetch("http://localhost/", { client });
  assertEquals(await response.text(), "unix");
  task.cancel();
  await asyncio.wait([task]);
});

serveTest(
  "serve() answers clients that send nonsense, and lives",
  () =>
    withServer(() => new Response("alive"), async ({ url }) => {
      const port = Number(new URL(url).port);
      const bad = [
        "\x00\x01\x02\x03\r\n\r\n",
        "GET / HTTP/1.1\r\n" + "x: y\r\n".repeat(20_000) + "\r\n",
        `GET /${"a".repeat(600_000)} HTTP/1.1\r\n\r\n`,
        "GET / HTTP/1.1\r\nhost: x\r\n",
      ];
      for (const text of bad) {
        using conn = await Deno.connect({ hostname: "127.0.0.1", port });
        const wire = new TextEncoder().encode(text);
        await conn.write(wire).catch(() => {});
        await conn.closeWrite().catch(() => {});
        const answer = new Uint8Array(1024);
        const count = await conn.read(answer).catch(() => null);
        const first = new TextDecoder().decode(answer.subarray(0, count ?? 0));
        if (first !== "") assertMatch(first, /^HTTP\/1.1 4\d\d/);
      }
      assertEquals(await textOf(url), "alive");
    }),
);

serveTest(
  "serve() lets a request become a WebSocket",
  () =>
    withServer(async (request) => {
      await asyncio.sleep(0);
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onmessage = ({ data }) => socket.send(`echo ${data}`);
      return response;
    }, async ({ url }) => {
      const socket = new WebSocket(url.replace("http", "ws"));
      const got = asyncio.getRunningLoop().createFuture<string>();
      const closed = asyncio.getRunningLoop().createFuture<void>();
      socket.onopen = () => socket.send("hello");
      socket.onmessage = ({ data }) => got.setResult(data);
      socket.onclose = () => closed.setResult();
      assertEquals(await got, "echo hello");
      socket.close();
      await closed;
    }),
);

const hasCurl = await runProcess(["curl", "--version"])
  .then(() => true, () => false);

test(
  "serve() answers curl",
  () =>
    asyncio.run(() =>
      withServer(async (request) => {
        const body = await StreamReader.from(request.body ?? []).read();
        return new Response(`${request.method} ${body.length}`);
      }, async ({ url }) => {
        const curl = async (...args: string[]) => {
          const { stdout } = await runProcess(["curl", "-sS", ...args, url], {
            input: new Uint8Array(300_000),
          });
          return new TextDecoder().decode(stdout);
        };
        assertEquals(await curl(), "GET 0");
        assertEquals(await curl("--data-binary", "@-"), "POST 300000");
        assertEquals(await curl("-T", "-", "--http1.1"), "PUT 300000");
      })
    ),
  { ignore: !hasCurl },
);

serveTest("serve() leaves no descriptor", async () => {
  const open = () => [...Deno.readDirSync("/proc/self/fd")].length;
  await withServer(() => new Response("x"), async ({ url }) => {
    await textOf(url);
  });
  const before = open();
  for (let i = 0; i < 5; i++) {
    await withServer(() => new Response("x"), async ({ url }) => {
      assertNotEquals(await textOf(url), "");
    });
  }
  await until(() => open() <= before);
});

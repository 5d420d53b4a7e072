import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as asyncio from "../../../mod.ts";
import { fetch, HostLimits } from "../../../streams/http/mod.ts";
import { test } from "../../_support/mod.ts";
import { withServer } from "./_server.ts";

const GIB = 2 ** 30;

/** Answers by the path; `seen` gets what becomes of requests. */
function site(seen: string[] = []) {
  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    switch (pathname) {
      case "/lines":
        return new Response("one\ntwo\nthree");
      case "/json":
        return Response.json({ a: [1, null] });
      case "/empty":
        return new Response(null, { status: 204 });
      case "/echo":
        return new Response(request.body, { headers: request.headers });
      case "/moved":
        return Response.redirect(new URL("/lines", request.url), 302);
      case "/hang":
        try {
          await asyncio.sleep(60);
        } finally {
          seen.push("hang: gone");
        }
        break;
      case "/drip":
        return new Response(drip(seen));
      case "/slow":
        return new Response(ReadableStream.from(slow()));
      case "/endless":
        return new Response(endless(seen));
    }
    return new Response("nothing here", { status: 404 });
  };
}

/** Five pieces in 0.15 seconds. */
async function* slow(): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    yield new Uint8Array(1);
  }
}

/** One piece, and no more. */
function drip(seen: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(5)),
    cancel: () => void seen.push("drip: gone"),
  });
}

function endless(seen: string[]): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(65536));
      sent += 65536;
      if (sent > GIB) controller.close();
    },
    cancel: () => void seen.push(`endless: gone, bounded ${sent < GIB / 8}`),
  });
}

function fetchTest(
  name: string,
  fn: (url: string, seen: string[]) => Promise<void>,
): void {
  test(name, () =>
    asyncio.run(() => {
      const seen: string[] = [];
      return withServer(site(seen), ({ url }) => fn(url, seen));
    }));
}

async function until(isSo: () => boolean): Promise<void> {
  await asyncio.timeout(5, async () => {
    while (!isSo()) await asyncio.sleep(0.005);
  });
}

fetchTest("fetch() reads a body by lines", async (url) => {
  const response = await fetch(`${url}/lines`);
  const lines: string[] = [];
  for await (const line of response.body) {
    lines.push(new TextDecoder().decode(line));
  }
  assertEquals(lines, ["one\n", "two\n", "three"]);
  assertEquals([response.status, response.ok], [200, true]);
  assertEquals(`${response}`, `<FetchResponse 200 ${url}/lines>`);
});

fetchTest("fetch() reads text, JSON and bytes", async (url) => {
  assertEquals(await (await fetch(`${url}/json`)).json(), { a: [1, null] });
  assertEquals(await (await fetch(`${url}/lines`)).text(), "one\ntwo\nthree");
  assertEquals((await (await fetch(`${url}/lines`)).bytes()).length, 13);
  const error = await assertRejects(
    async () => await (await fetch(`${url}/lines`)).json(),
    SyntaxError,
  );
  assert(error instanceof SyntaxError);
});

fetchTest("fetch() gives a response without a body, too", async (url) => {
  const limits = new HostLimits();
  const response = await fetch(`${url}/empty`, { limits });
  assertEquals([response.status, limits.active], [204, 0]);
  assertEquals(await response.text(), "");
  const missing = await fetch(`${url}/x`);
  assertEquals([missing.ok, await missing.text()], [false, "nothing here"]);
});

fetchTest("fetch() takes what the platform's takes", async (url) => {
  const posted = await fetch(`${url}/echo`, {
    method: "POST",
    body: "hello",
    headers: { "x-test": "1" },
  });
  assertEquals(posted.headers.get("x-test"), "1");
  assertEquals(await posted.text(), "hello");
  const request = new Request(`${url}/echo`, { method: "POST", body: "again" });
  assertEquals(await (await fetch(request)).text(), "again");
  const moved = await fetch(new URL(`${url}/moved`));
  assertEquals([moved.redirected, moved.url], [true, `${url}/lines`]);
  moved.close();
});

fetchTest("fetch() that is cancelled aborts the request", async (url, seen) => {
  const task = asyncio.createTask(() => fetch(`${url}/hang`));
  await asyncio.sleep(0.05);
  task.cancel();
  await assertRejects(() => task, asyncio.CancelledError);
  await until(() => seen.length > 0);
  assertEquals(seen, ["hang: gone"]);
});

fetchTest("fetch() is under the deadline of its task", async (url, seen) => {
  await assertRejects(
    () => asyncio.timeout(0.05, () => fetch(`${url}/hang`)),
    asyncio.TimeoutError,
    "the deadline has passed",
  );
  await assertRejects(
    () =>
      asyncio.timeout(0.05, async () => {
        await using response = await fetch(`${url}/drip`);
        await response.bytes();
      }),
    asyncio.TimeoutError,
    "the deadline has passed",
  );
  await until(() => seen.length > 1);
  assertEquals(seen, ["hang: gone", "drip: gone"]);
});

fetchTest("fetch() may be cancelled anywhere", async (url) => {
  const limits = new HostLimits({ perHost: 1 });
  for (let turns = 0; turns < 20; turns++) {
    const task = asyncio.createTask(async () => {
      await using response = await fetch(`${url}/lines`, { limits });
      return await response.text();
    });
    for (let i = 0; i < turns; i++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    task.cancel();
    await asyncio.wait([task]);
    if (!task.cancelled()) assertEquals(task.result(), "one\ntwo\nthree");
    assertEquals(limits.active, 0);
  }
});

fetchTest("FetchResponse keeps its body for the next reader", async (url) => {
  await using response = await fetch(`${url}/drip`);
  const cut = await asyncio.moveOnAfter(0.05, () => response.bytes());
  assertEquals(cut, undefined);
  assertEquals((await response.body.readexactly(5)).length, 5);
});

fetchTest("fetch() gives up after 'connectTimeout'", async (url, seen) => {
  const limits = new HostLimits();
  await assertRejects(
    () => fetch(`${url}/hang`, { connectTimeout: 0.05, limits }),
    asyncio.TimeoutError,
    "the response has not come within 0.05 s",
  );
  assertEquals(limits.active, 0);
  await until(() => seen.length > 0);
  const response = await fetch(`${url}/lines`, {
    connectTimeout: { milliseconds: 50 },
  });
  await asyncio.sleep(0.06);
  assertEquals(await response.text(), "one\ntwo\nthree");
});

fetchTest("fetch() gives up after 'readTimeout'", async (url, seen) => {
  const limits = new HostLimits();
  const response = await fetch(`${url}/drip`, { readTimeout: 0.05, limits });
  await asyncio.sleep(0.06);
  assertEquals((await response.body.read(5)).length, 5);
  await assertRejects(
    () => response.bytes(),
    asyncio.TimeoutError,
    "the next part of the body has not come within 0.05 s",
  );
  assertEquals(limits.active, 0);
  await until(() => seen.length > 0);
  assertEquals(seen, ["drip: gone"]);
});

fetchTest("fetch() gives each part its 'readTimeout'", async (url) => {
  const limits = new HostLimits();
  const response = await fetch(`${url}/slow`, { readTimeout: 0.1, limits });
  assertEquals((await response.bytes()).length, 5);
  assertEquals([limits.active, response.body.atEof()], [0, true]);
});

fetchTest("fetch() does not count the time in line", async (url) => {
  const limits = new HostLimits({ perHost: 1 });
  const first = await fetch(`${url}/drip`, { limits });
  const second = asyncio.createTask(() =>
    fetch(`${url}/lines`, { limits, connectTimeout: 1 })
  );
  await asyncio.sleep(0.02);
  assertFalse(second.done());
  first.close();
  assertEquals(await (await second).text(), "one\ntwo\nthree");
});

fetchTest("fetch() ends when its signal aborts", async (url) => {
  const controller = new AbortController();
  asyncio.getRunningLoop().callLater(
    0.03,
    () => controller.abort(new Error("enough")),
  );
  await assertRejects(
    () => fetch(`${url}/hang`, { signal: controller.signal }),
    Error,
    "enough",
  );
  const request = new Request(url, { signal: AbortSignal.abort("no") });
  const limits = new HostLimits();
  const thrown = await fetch(request, { limits }).catch((error) => error);
  assertEquals([thrown, limits.active], ["no", 0]);
});

fetchTest("FetchResponse.close() drops the rest", async (url, seen) => {
  const limits = new HostLimits();
  const response = await fetch(`${url}/endless`, { limits });
  assertEquals((await response.body.readexactly(100_000)).length, 100_000);
  response.close();
  response.close();
  assertEquals([limits.active, await response.text()], [0, ""]);
  await until(() => seen.length > 0);
  assertEquals(seen, ["endless: gone, bounded true"]);
});

fetchTest("FetchResponse that is dropped gives its place back", async (url) => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const limits = new HostLimits();
  await (async () => {
    assertEquals((await fetch(`${url}/drip`, { limits })).status, 200);
  })();
  assertEquals(limits.active, 1);
  await until(() => (gc(), limits.active === 0));
});

fetchTest("fetch() throws what the platform throws", async (url) => {
  const limits = new HostLimits();
  await assertRejects(
    () => fetch("http://127.0.0.1:1/", { limits }),
    TypeError,
  );
  await assertRejects(() => fetch("nonsense:x"), TypeError);
  await assertRejects(() => fetch("no url", { limits }), TypeError);
  await assertRejects(
    () => fetch(url, { limits: {} as never }),
    TypeError,
    "'limits' must be HostLimits",
  );
  await assertRejects(() => fetch(url, { readTimeout: NaN }), RangeError);
  await assertRejects(() => fetch(url, 5 as never), TypeError, "The options");
  assertEquals(limits.active, 0);
});

test("fetch() fails clearly when the server breaks off", () =>
  asyncio.run(async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const broken = (async () => {
      using conn = await listener.accept();
      await conn.read(new Uint8Array(1024));
      await conn.write(
        new TextEncoder().encode(
          "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf",
        ),
      );
    })();
    const limits = new HostLimits();
    const { port } = listener.addr;
    const response = await fetch(`http://127.0.0.1:${port}/`, { limits });
    assertEquals(
      new TextDecoder().decode(await response.body.readexactly(4)),
      "half",
    );
    const error = await assertRejects(() => response.bytes(), TypeError);
    assertStringIncludes(`${error}`, "body");
    assertEquals(limits.active, 0);
    await broken;
  }));

test("fetch() leaves no body open that nobody has read when the loop is closed", async () => {
  const cancelled = Promise.withResolvers<void>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new Uint8Array(3)),
          cancel: () => cancelled.resolve(),
        }),
      ),
  );
  const limits = new HostLimits();
  await asyncio.run(async () => {
    await fetch(`http://127.0.0.1:${server.addr.port}/`, { limits });
    assertEquals(limits.active, 1);
  });
  assertEquals(limits.active, 0);
  await cancelled.promise;
});

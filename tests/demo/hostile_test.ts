// The demo's servers under clients that mean no good: they get a clear answer or none, and the servers live.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { httpServer } from "../../demo/http_server.ts";
import { lineServer } from "../../demo/line_server.ts";
import * as asyncio from "../../mod.ts";
import { fetch } from "../../streams/http/mod.ts";
import { connect } from "../../streams/mod.ts";
import { recordExceptions, test } from "../_support/mod.ts";

type Service = (started: (port: number) => void) => Promise<void>;

/** Runs `attack` against a server that must answer `check` before and after, and report nothing. */
function hostileTest(
  name: string,
  service: Service,
  attack: (port: number) => Promise<void>,
): void {
  const check = service === lineServer ? checkLines : checkHttp;
  test(`${service.name}() ${name}`, () =>
    asyncio.run(() =>
      asyncio.taskGroup(async (tg) => {
        const reports = recordExceptions(asyncio.getRunningLoop());
        const port = await tg.start(service);
        await check(port);
        await attack(port);
        await check(port);
        tg.cancel();
        assertEquals(reports, []);
      })
    ));
}

async function checkLines(port: number): Promise<void> {
  assertEquals(await askLine(port, "WAIT 0\n"), "DONE\n");
}

async function checkHttp(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/wait/0`);
  assertEquals(await response.text(), "DONE\n");
}

/** Sends bytes and returns the line that comes back, empty if none does. */
async function askLine(
  port: number,
  request: string | Uint8Array,
): Promise<string> {
  const bytes = typeof request === "string"
    ? new TextEncoder().encode(request)
    : request;
  await using connection = await connect("127.0.0.1", port);
  try {
    await connection.send(bytes);
    return new TextDecoder().decode(await connection.readline());
  } catch (error) {
    if (error instanceof asyncio.ConnectionError) return "";
    throw error;
  }
}

hostileTest("answers a line over the limit", lineServer, async (port) => {
  for (const size of [102, 5_000, 300_000]) {
    const answer = await askLine(port, `${"x".repeat(size)}\n`);
    // What is left unread can reset the connection before the answer has come.
    assert(["ERROR the line is too long\n", ""].includes(answer));
  }
});

hostileTest("answers binary data", lineServer, async (port) => {
  const noise = new Uint8Array(64);
  for (let i = 0; i < 63; i++) noise[i] = (i * 37 + 128) % 256;
  noise[noise.indexOf(10)] = 0;
  noise[63] = 10;
  assertEquals(await askLine(port, noise), "ERROR ask for WAIT and seconds\n");
});

for (const line of ["WAIT", "WAIT -1", "WAIT NaN", "WAIT 1e9", "", "QUIT"]) {
  hostileTest(`answers ${JSON.stringify(line)}`, lineServer, async (port) => {
    const answer = await askLine(port, `${line}\n`);
    assertEquals(answer, "ERROR ask for WAIT and seconds\n");
  });
}

hostileTest("lives with clients that reset", lineServer, async (port) => {
  for (let i = 0; i < 20; i++) {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await conn.write(new TextEncoder().encode("WAIT 0.001\nWAIT 0\n"));
  }
  await asyncio.sleep(0.02);
});

hostileTest("serves others beside a slow loris", lineServer, async (port) => {
  await asyncio.taskGroup(async (tg) => {
    for (let i = 0; i < 50; i++) {
      tg.createTask(async () => {
        await using connection = await connect("127.0.0.1", port);
        for (const char of "WAIT 60\n".repeat(100)) {
          await connection.send(new TextEncoder().encode(char));
          await asyncio.sleep(0.01);
        }
      });
    }
    await asyncio.sleep(0.02);
    await checkLines(port);
    tg.cancel();
  });
});

hostileTest("refuses a header bomb", httpServer, async (port) => {
  for (
    const bomb of [
      "GET / HTTP/1.1\r\n" + "x: y\r\n".repeat(20_000) + "\r\n",
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(1_000_000)}\r\n\r\n`,
      `GET /${"a".repeat(600_000)} HTTP/1.1\r\n\r\n`,
      "\x00\x01\x02\x03\r\n\r\n",
    ]
  ) {
    const answer = await askLine(port, bomb);
    if (answer !== "") assertMatch(answer, /^HTTP\/1.1 4\d\d /);
  }
});

hostileTest("answers nonsense with 400", httpServer, async (port) => {
  for (const path of ["/", "/wait/", "/wait/x", "/wait/-1", "/wait/1e9"]) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    assertEquals(
      [response.status, await response.text()],
      [400, "ask for /wait/ and seconds\n"],
    );
  }
});

hostileTest("serves others beside a slow loris", httpServer, async (port) => {
  await asyncio.taskGroup(async (tg) => {
    for (let i = 0; i < 50; i++) {
      tg.createTask(async () => {
        await using connection = await connect("127.0.0.1", port);
        for (const char of "GET / HTTP/1.1\r\nhost: x\r\n".repeat(10)) {
          await connection.send(new TextEncoder().encode(char));
          await asyncio.sleep(0.01);
        }
      });
    }
    await asyncio.sleep(0.02);
    await checkHttp(port);
    tg.cancel();
  });
});

import { assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { fetch } from "../../streams/http/mod.ts";
import { test } from "../_support/mod.ts";

const programs = new URL("../../examples/programs/", import.meta.url);

/** npm's Hono may not be there. */
const HONO = "npm:hono@^4.6.0";
const hasHono = await import(HONO).then(() => true, () => false);

function programTest(
  name: string,
  // deno-lint-ignore no-explicit-any -- the programs are loaded by name
  fn: (main: (...args: any[]) => Promise<void>) => Promise<void>,
  options: { ignore?: boolean } = {},
): void {
  test(`examples/programs/${name}.ts does what it says`, async () => {
    const { main } = await import(new URL(`${name}.ts`, programs).href);
    await asyncio.run(() => fn(main));
  }, options);
}

programTest("process_pipeline", async (main) => {
  const log = console.log;
  const printed: string[] = [];
  console.log = (line: string) => void printed.push(line);
  try {
    await main();
  } finally {
    console.log = log;
  }
  assertEquals(printed, ["3439 numbers", "from 1007 to 9997"]);
});

programTest("signal_service", async (main) => {
  const log: string[] = [];
  const begun = asyncio.getRunningLoop().createFuture<void>();
  const service = asyncio.createTask(() =>
    main((line: string) => {
      log.push(line);
      if (log.length === 1) begun.setResult();
    })
  );
  await begun;
  const url = log.shift()!;
  const ask = async () => log.push(await (await fetch(url)).text());
  await ask();
  Deno.kill(Deno.pid, "SIGHUP");
  while (log.length < 2) await asyncio.sleep(0.005);
  const last = asyncio.createTask(ask);
  await asyncio.sleep(0.1);
  Deno.kill(Deno.pid, "SIGTERM");
  await asyncio.gather(service, last);
  assertEquals(log.slice(0, 3), ["settings 1\n", "SIGHUP", "SIGTERM"]);
  assertEquals(log.slice(3).toSorted(), [
    "all requests are answered",
    "settings 2\n",
  ]);
});

programTest("hono_server", async (main) => {
  const reports: unknown[] = [];
  asyncio.getRunningLoop().setExceptionHandler((_loop, context) => {
    reports.push(context);
  });
  await asyncio.taskGroup(async (tg) => {
    const { port } = await tg.start(main) as Deno.NetAddr;
    const ask = async (path: string) => {
      await using response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.text()];
    };
    assertEquals(await ask("/hello/you"), [200, "Hello, you\n"]);
    assertEquals(await ask("/report/0.01"), [200, '{"done":true}']);
    assertEquals(await ask("/report/60"), [504, "It takes too long\n"]);
    // Clients that go away free the places of their reports.
    const gone = ["/report/0.9", "/report/0.9"].map((path) => () => ask(path));
    await asyncio.moveOnAfter(0.05, () => asyncio.gather(gone));
    const start = asyncio.getRunningLoop().time();
    await ask("/report/0.01");
    assertEquals(asyncio.getRunningLoop().time() - start < 0.7, true);
    tg.cancel();
  });
  assertEquals(reports, []);
}, { ignore: !hasHono });

// Many connections at once, and many one after the other: nothing is left of them.

import { assert, assertEquals } from "@std/assert";
import * as asyncio from "../../mod.ts";
import { createSubprocessExec, PIPE } from "../../streams/subprocess.ts";
import { test } from "../_support/mod.ts";
import { descriptors } from "./_processes.ts";
import type { Holding } from "./_soak.ts";
import { addressOf, bytes, text } from "./support.ts";

const WANTED = 10_000;
/** What a process has open besides. */
const RESERVE = 200;

/** How many connections fit into what a process may have open. */
function fitting(): number {
  const { stdout } = new Deno.Command("sh", { args: ["-c", "ulimit -n"] })
    .outputSync();
  const limit = Number(text(stdout)) || Infinity;
  const count = Math.min(WANTED, limit - RESERVE);
  if (count < WANTED) {
    console.log(`With "ulimit -n" of ${limit} only ${count} connections fit`);
  }
  return count;
}

test(
  "startServer() holds 10,000 idle connections, serves them, and forgets them",
  () =>
    asyncio.run(async () => {
      const count = fitting();
      const server = await asyncio.startServer(
        async (reader, writer) => {
          await using _ = writer;
          for await (const line of reader) await writer.send(line);
        },
        "127.0.0.1",
        0,
        { backlog: 1000 },
      );
      const [host, port] = addressOf(server);
      await using client = await createSubprocessExec(Deno.execPath(), [
        "run",
        "--allow-net=127.0.0.1",
        "--no-check",
        new URL("_idle_client.ts", import.meta.url).pathname,
      ], { stdin: PIPE, stdout: PIPE });
      const ask = async (line: string) => {
        await client.stdin.send(bytes(`${line}\n`));
        return text(await client.stdout.readline()).trim();
      };
      await ask("ready 0");
      const before = descriptors();
      assertEquals(await ask(`open ${count} ${port}`), `open ${count}`);
      while (server.clients < count) await asyncio.sleep(0.01);
      assert(descriptors() >= before + count);
      assertEquals(await ask("echo 200"), "echo 200");
      await ask("close");
      while (server.clients > 0) await asyncio.sleep(0.01);
      assert(descriptors() <= before + 2);
      // It is alive.
      {
        await using connection = await asyncio.connect(host, port);
        await connection.send(bytes("still here\n"));
        assertEquals(text(await connection.readline()), "still here\n");
      }
      await server.shutdown();
    }),
  { ignore: Deno.build.os !== "linux", timeout: 300_000 },
);

test(
  "Connections that come and go in every way leave no descriptor and no memory",
  async () => {
    const count = 2000;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-check",
        "--v8-flags=--expose-gc",
        new URL("_soak.ts", import.meta.url).pathname,
        String(count),
      ],
    }).output();
    assertEquals(text(stderr), "");
    const [half, end] = JSON.parse(text(stdout)) as [Holding, Holding];
    assertEquals([half.clients, end.clients], [0, 0]);
    assert(end.descriptors <= half.descriptors + 2);
    // A connection has at least 5 KB as long as it is held.
    const each = (end.bytes - half.bytes) / (count / 2);
    assert(each < 250, `${each} bytes of each connection`);
  },
  { ignore: Deno.build.os !== "linux", timeout: 300_000 },
);

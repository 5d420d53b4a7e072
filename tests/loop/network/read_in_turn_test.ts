import { assert, assertEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import * as asyncio from "../../../mod.ts";
import { readInTurn } from "../../../loop/network/read_in_turn.ts";
import { test } from "../../_support/mod.ts";

function hostTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("readInTurn() lets few reads begin at once, and the others later, in order", async () => {
  const begun: number[] = [];
  const begin = (reader: number) => void begun.push(reader);
  for (let reader = 0; reader < 1000; reader++) readInTurn(begin, reader);
  const first = begun.length;
  assert(first > 0 && first < 128, `${first} of 1000 began at once`);
  await hostTurn();
  assertEquals(begun.length, first, "a long line waits for more than a turn");
  let most = 0;
  while (begun.length < 1000) {
    const before = begun.length;
    await hostTurn();
    most = Math.max(most, begun.length - before);
  }
  assert(most < 128, `${most} began in one turn`);
  assertEquals(begun, Array.from({ length: 1000 }, (_, reader) => reader));
});

test("readInTurn() does not make a short line wait for more than a turn", async () => {
  for (let round = 0; round < 10; round++) {
    const begun: number[] = [];
    for (let reader = 0; reader < 60; reader++) {
      readInTurn(() => void begun.push(reader), reader);
    }
    await hostTurn();
    await hostTurn();
    assertEquals(begun, Array.from({ length: 60 }, (_, reader) => reader));
  }
});

test("StreamReader serves busy connections one after the other", async () => {
  const connections = 200;
  const rounds = 300;
  /** When a connection was served last, counted in requests. */
  const servedAt: number[] = [];
  let requests = 0;
  let longest = 0;
  await asyncio.run(async () => {
    const isDone = new asyncio.Event();
    await using server = await asyncio.startServer(
      async (reader, writer) => {
        await using _ = writer;
        const number = servedAt.push(0) - 1;
        for (;;) {
          const bytes = await reader.read(1024);
          if (bytes.length === 0) break;
          requests++;
          // The first rounds are those of the connections that come first.
          if (requests > rounds / 2 * connections) {
            longest = Math.max(longest, requests - servedAt[number]!);
          }
          if (requests === rounds * connections) isDone.set();
          servedAt[number] = requests;
          writer.write(bytes);
        }
      },
      "127.0.0.1",
      0,
      { backlog: connections },
    );
    const client = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "--allow-net=127.0.0.1",
        new URL("_saturating_client.ts", import.meta.url).href,
        `${server.sockets[0]!.port}`,
        `${connections}`,
      ],
    }).spawn();
    await isDone.wait();
    server.closeClients();
    await client.status;
  });
  assert(
    longest < 3 * connections,
    `one of ${connections} waited for ${longest} requests of others`,
  );
});

/**
 * The program of `load_test.ts` that looks for growth, in a process of its own because of its heap: clients come, speak,
 * and go in every way there is. Prints what is there after the first half and at the end, as JSON.
 *
 * @module
 */
import * as asyncio from "../../mod.ts";
import { descriptors } from "./_processes.ts";

/** What a process has open, and what it holds. */
export interface Holding {
  readonly descriptors: number;
  readonly bytes: number;
  readonly clients: number;
}

const { gc } = globalThis as unknown as { gc(): void };
const WORD = new TextEncoder().encode("word\n");

/** How a client goes. */
const WAYS: ((connection: asyncio.Connection) => unknown)[] = [
  (connection) => connection.close(),
  (connection) => connection.writer.transport.abort(),
  async (connection) => {
    connection.writeEof();
    await connection.read();
    connection.close();
  },
  (connection) => connection.reader.close(),
  // A read is left.
  async (connection) => {
    await asyncio.moveOnAfter(0, () => connection.read());
    connection.close();
  },
];

async function visit(port: number, index: number): Promise<void> {
  const connection = await asyncio.connect("127.0.0.1", port);
  await connection.send(WORD);
  await connection.readline();
  await WAYS[index % WAYS.length]!(connection);
  await connection.waitClosed().catch(() => {});
}

async function holding(server: asyncio.Server): Promise<Holding> {
  while (server.clients > 0) await asyncio.sleep(0.001);
  for (let i = 0; i < 5; i++) {
    gc();
    await asyncio.sleep(0.01);
  }
  const { heapUsed, external } = Deno.memoryUsage();
  return {
    descriptors: descriptors(),
    bytes: heapUsed + external,
    clients: server.clients,
  };
}

if (import.meta.main) {
  const count = Number(Deno.args[0]);
  const found = await asyncio.run(async () => {
    await using server = await asyncio.startServer(
      async (reader, writer) => {
        await using _ = writer;
        for await (const line of reader) await writer.send(line);
      },
      "127.0.0.1",
      0,
    );
    // A client that aborts is an error to its handler.
    asyncio.getRunningLoop().setExceptionHandler(() => {});
    const { port } = server.sockets[0]!;
    const found: Holding[] = [];
    for (let half = 0; half < 2; half++) {
      for (let i = 0; i < count / 2; i += 10) {
        await asyncio.gather(
          Array.from(
            { length: 10 },
            (_, index) => () => visit(port, i + index),
          ),
        );
      }
      found.push(await holding(server));
    }
    return found;
  });
  console.log(JSON.stringify(found));
}

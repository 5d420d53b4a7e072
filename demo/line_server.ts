import * as asyncio from "@asyncio/asyncio";
import {
  startServer,
  type StreamReader,
  type StreamWriter,
} from "../streams/mod.ts";
import { parseDelay } from "./delay.ts";

/**
 * A TCP server on loopback that is slow on demand: `WAIT 0.2` is answered with
 * `DONE` after 0.2 seconds, `WAIT Infinity` is not answered at all, and anything
 * else is answered with `ERROR`.
 *
 * Serves until it is cancelled; `started` receives its port.
 */
export async function lineServer(
  started: (port: number) => void,
): Promise<void> {
  // No request is longer: one that is must not fill the memory.
  const limit = 100;
  await using server = await startServer(serve, "127.0.0.1", 0, { limit });
  const { port } = server.sockets[0]!;
  started(Number(port));
  await server.serveForever();
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

async function serve(
  reader: StreamReader,
  writer: StreamWriter,
): Promise<void> {
  await using _ = writer;
  try {
    for await (const line of reader) {
      await answer(decoder.decode(line), writer);
    }
  } catch (error) {
    if (error instanceof RangeError) {
      await writer.send(encoder.encode("ERROR the line is too long\n"));
      // A client that has given up needs no answer.
    } else if (!(error instanceof asyncio.ConnectionError)) throw error;
  }
}

async function answer(line: string, writer: StreamWriter): Promise<void> {
  const delay = parseDelay(line.trimEnd().replace("WAIT ", ""));
  if (delay === Infinity) return; // hangs until the client hangs up
  if (delay !== null) await asyncio.sleep(delay);
  const text = delay === null ? "ERROR ask for WAIT and seconds" : "DONE";
  await writer.send(encoder.encode(`${text}\n`));
}

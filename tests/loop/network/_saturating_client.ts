/**
 * Opens as many connections as the second argument says to the port of the first, and keeps each of them busy: what
 * comes back is sent again. Its own reads begin in turn, so that it is the server that has to be fair.
 *
 * @module
 */
import { readInTurn } from "../../../loop/network/read_in_turn.ts";

async function keepBusy(port: number): Promise<void> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const buffer = new Uint8Array(64);
  for (let count: number | null = 64; count !== null;) {
    await conn.write(buffer.subarray(0, count));
    await new Promise<void>((resolve) => readInTurn(resolve, undefined));
    count = await conn.read(buffer);
  }
  conn.close();
}

const [port, connections] = Deno.args.map(Number);
await Promise.all(
  Array.from({ length: connections! }, () => keepBusy(port!).catch(() => {})),
);

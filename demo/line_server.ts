import * as asyncio from "@asyncio/asyncio";
import { LineConnection } from "./line_connection.ts";

/**
 * A TCP server on loopback that is slow on demand: `WAIT 0.2` is answered with
 * `DONE` after 0.2 seconds, `WAIT Infinity` is not answered at all.
 *
 * Serves until it is cancelled; `started` receives its port.
 */
export async function lineServer(
  started: (port: number) => void,
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  started(listener.addr.port);
  await asyncio.taskGroup(async (connections) => {
    while (true) {
      const conn = await asyncio.ensureFuture(listener.accept(), {
        onCancel: () => listener[Symbol.dispose](),
      });
      connections.createTask(() => serve(conn));
    }
  });
}

async function serve(conn: Deno.Conn): Promise<void> {
  using client = new LineConnection(conn);
  try {
    let line: string | null;
    while ((line = await client.readLine()) !== null) {
      const delay = Number(line.replace("WAIT ", ""));
      if (delay === Infinity) continue; // hangs until the client hangs up
      await asyncio.sleep(delay);
      await client.writeLine("DONE");
    }
  } catch (error) {
    if (!isHangUp(error)) throw error;
  }
}

function isHangUp(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.BrokenPipe;
}

import * as asyncio from "@asyncio/asyncio";
import { serve } from "../streams/http/mod.ts";
import { parseDelay } from "./delay.ts";

/**
 * The same over HTTP: `GET /wait/0.2` is answered with `DONE` after 0.2 seconds,
 * `GET /wait/Infinity` stalls in the middle of the answer, and anything else has
 * status 400.
 *
 * Serves until it is cancelled; `started` receives its port.
 */
export async function httpServer(
  started: (port: number) => void,
): Promise<void> {
  await serve(answer, {
    hostname: "127.0.0.1",
    port: 0,
    onListen: (address) => started((address as Deno.NetAddr).port),
  });
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const delay = parseDelay(pathname.replace("/wait/", ""));
  if (delay === null) {
    return new Response("ask for /wait/ and seconds\n", { status: 400 });
  }
  if (delay === Infinity) return new Response(new ReadableStream());
  await asyncio.sleep(delay);
  return new Response("DONE\n");
}

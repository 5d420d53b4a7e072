import * as asyncio from "@asyncio/asyncio";

/**
 * The same over HTTP: `GET /wait/0.2` is answered with `DONE` after 0.2 seconds,
 * `GET /wait/Infinity` stalls in the middle of the answer.
 *
 * Serves until it is cancelled; `started` receives its port.
 */
export async function httpServer(
  started: (port: number) => void,
): Promise<void> {
  const signal = asyncio.currentSignal(); // aborted by the cancel of this task
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal,
    onListen: ({ port }) => started(port),
    onError: (error) => new Response(String(error), { status: 500 }),
  }, (request) => answer(request, signal));
  await server.finished;
}

async function answer(
  request: Request,
  signal: AbortSignal,
): Promise<Response> {
  const delay = Number(new URL(request.url).pathname.replace("/wait/", ""));
  if (delay === Infinity) return new Response(new ReadableStream());
  await asyncio.sleep(delay, undefined, { signal });
  return new Response("DONE");
}

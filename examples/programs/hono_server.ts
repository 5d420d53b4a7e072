/**
 * A Hono app in `serve()`: each request is a task, so a time limit, a semaphore and a cancel by the client that goes away
 * need no more than asyncio's own means. Ctrl-C lets requests end that are under way.
 *
 * Run it: `deno run --allow-net examples/programs/hono_server.ts`
 */
import * as asyncio from "@asyncio/asyncio";
import { Hono } from "npm:hono@^4.6.0";

/** At most two reports are made at a time. */
const reports = new asyncio.Semaphore(2);

/** The app: it knows nothing of the server. */
export const app: Hono = new Hono();

app.use(async (context, next) => {
  try {
    await asyncio.timeout(1, next);
  } catch (error) {
    if (!(error instanceof asyncio.TimeoutError)) throw error;
    context.res = context.text("It takes too long\n", 504);
  }
});

app.get("/hello/:name", (context) => {
  return context.text(`Hello, ${context.req.param("name")}\n`);
});

app.get("/report/:seconds", async (context) => {
  using _ = await reports.acquire();
  await asyncio.sleep(Number(context.req.param("seconds")));
  return context.json({ done: true });
});

app.onError((error) => {
  // Hono would answer with status 500; the task has to end as one that is cancelled.
  throw error;
});

/** Serves until it is cancelled; `started` receives the address. */
export async function main(
  started: (address: Deno.Addr) => void,
): Promise<void> {
  await asyncio.serve(app.fetch, {
    hostname: "127.0.0.1",
    port: 0,
    onListen: started,
  });
}

if (import.meta.main) {
  await asyncio.run(() =>
    main((address) => {
      const { hostname, port } = address as Deno.NetAddr;
      console.log(`Try http://${hostname}:${port}/hello/you`);
    })
  );
}

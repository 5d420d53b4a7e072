import * as asyncio from "../../../mod.ts";
import {
  type HttpServeOptions,
  type RequestHandler,
  serve,
} from "../../../streams/http/mod.ts";

/** A server of a test. */
export interface TestServer {
  /** Its address, such as `http://127.0.0.1:4321`. */
  readonly url: string;
  /** What it runs in. */
  readonly task: asyncio.Task<unknown>;
}

/** Starts a server on a free port, calls `fn`, and ends the server. */
export async function withServer(
  handler: RequestHandler,
  fn: (server: TestServer) => Promise<void>,
  options: HttpServeOptions = {},
): Promise<void> {
  const listening = asyncio.getRunningLoop().createFuture<Deno.Addr>();
  const task = asyncio.createTask(() =>
    serve(handler, {
      hostname: "127.0.0.1",
      port: 0,
      grace: 0,
      onListen: (address) => listening.setResult(address),
      ...options,
    })
  );
  const { port } = await listening as Deno.NetAddr;
  try {
    await fn({ url: `http://127.0.0.1:${port}`, task });
  } finally {
    task.cancel();
    await asyncio.wait([task]);
  }
}

import {
  checkFunction,
  checkObject,
  checkString,
  checkSwitches,
} from "../../loop/check.ts";
import { type Duration, toSpan } from "../../loop/duration.ts";
import { checkPort } from "../../loop/network/address.ts";
import { ensureFuture } from "../../loop/ensure_future.ts";
import { shieldScope } from "../../tasks/scopes.ts";
import { type RequestHandler, Requests } from "./_requests.ts";

export type { RequestHandler };

/** How {@linkcode serve} serves. */
export interface HttpServeOptions {
  /** The port; 0 for any that is free. @default {8000} */
  readonly port?: number | undefined;
  /** The address to listen on. @default {"0.0.0.0": all} */
  readonly hostname?: string | undefined;
  /** The path of a Unix socket, in place of a port. @default {none} */
  readonly path?: string | undefined;
  /** For TLS: the certificate chain, as PEM text. @default {none} */
  readonly cert?: string | undefined;
  /** For TLS: the private key, as PEM text. @default {none} */
  readonly key?: string | undefined;
  /** Whether several processes may share the port. @default {false} */
  readonly reusePort?: boolean | undefined;
  /** Called with the address once it listens. @default {nothing} */
  readonly onListen?: ((address: Deno.Addr) => void) | undefined;
  /** How long requests may take to end when the server is cancelled, in seconds; then they are cancelled. @default {5} */
  readonly grace?: Duration | undefined;
}

/**
 * Serves HTTP, over `Deno.serve`, until it is cancelled.
 *
 * - **Each request is a task** of a group of this call: `currentTask()`, timeouts and context variables work in the
 *   handler.
 * - **A client that goes away** cancels the task of its request, unless that asks for a WebSocket. A body that is still
 *   being streamed has its stream cancelled.
 * - **A handler that throws** answers with status 500 and is reported to the loop's exception handler; the others go on.
 * - The runtime warns once that `request.signal` also aborts after a success, which does no harm here; its flag
 *   `--unstable-no-legacy-abort` silences that.
 *
 * **Cancellation.** The server answers new requests with status 503 and waits for those that are under way; after the
 * time of grace, they are cancelled, and what is left of connections is closed. Then the `CancelledError` comes out. (An
 * answer that is complete, and that the client does not take, stays with the platform until the client goes away.)
 *
 * @throws {TypeError} If an argument is of the wrong kind.
 * @throws {RangeError} If one has a wrong value, or options contradict each other.
 * @throws {RuntimeError} If the caller is not in a task.
 * @throws {Deno.errors.AddrInUse} If somebody else listens there.
 * @throws {Deno.errors.NotCapable} If the program may not listen there.
 *
 * @example A server and its client
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * function service(started: (address: Deno.Addr) => void) {
 *   const handler = (request: Request) => new Response(`You asked for ${new URL(request.url).pathname}`);
 *   return asyncio.serve(handler, { hostname: "127.0.0.1", port: 0, onListen: started });
 * }
 *
 * await asyncio.run(() =>
 *   asyncio.taskGroup(async (tg) => {
 *     const { port } = await tg.start(service) as Deno.NetAddr;
 *     const response = await asyncio.fetch(`http://127.0.0.1:${port}/tea`);
 *     assertEquals(await response.text(), "You asked for /tea");
 *     tg.cancel();
 *   })
 * );
 * ```
 */
export async function serve(
  handler: RequestHandler,
  options: HttpServeOptions = {},
): Promise<never> {
  checkFunction(handler, "The handler of serve()");
  checkObject(options, "The options of serve()");
  const { grace = 5, onListen, ...address } = options;
  const timeout = toSpan(grace, "'grace'");
  if (onListen !== undefined) checkFunction(onListen, "'onListen'");
  checkAddressOptions(address);
  const requests = new Requests(handler);
  const abort = new AbortController();
  const server = Deno.serve({
    ...address,
    signal: abort.signal,
    onListen: (listening) => onListen?.(listening),
    onError: (error) => requests.report(error),
  } as Deno.ServeTcpOptions, requests.answer);
  // The platform ends softly or at once, and cannot change its mind: so it is told when all requests are answered.
  let isSoft = false;
  try {
    return await requests.run(async () => {
      try {
        return await ensureFuture(server.finished) as never;
      } finally {
        await shieldScope(async () => {
          await requests.end();
          isSoft = true;
          await ensureFuture(server.shutdown());
        }, { timeout });
      }
    });
  } finally {
    if (!isSoft) {
      abort.abort();
      // A promise of the platform: no cancel reaches this wait, which is short.
      await server.finished;
    }
  }
}

function checkAddressOptions(options: HttpServeOptions): void {
  const { port, hostname, path, cert, key } = options;
  if (port !== undefined) checkPort(port, "'port'");
  for (const [name, value] of Object.entries({ hostname, path, cert, key })) {
    if (value !== undefined) checkString(value, `'${name}'`);
  }
  checkSwitches(options, "reusePort");
  if ((cert === undefined) !== (key === undefined)) {
    throw new RangeError("'cert' and 'key' must be given together");
  }
  if (path !== undefined && (port ?? hostname) !== undefined) {
    throw new RangeError("'path' cannot be used with 'port' or 'hostname'");
  }
}

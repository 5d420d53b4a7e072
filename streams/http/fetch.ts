import { checkCount, checkObject, describe } from "../../loop/check.ts";
import { type Duration, toSpan } from "../../loop/duration.ts";
import { ensureFuture } from "../../loop/ensure_future.ts";
import { signalOf } from "../../loop/wait_options.ts";
import { Exchange } from "./_exchange.ts";
import { FetchResponse } from "./fetch_response.ts";
import { HostLimits } from "./host_limits.ts";

/** What {@linkcode fetch} takes beside the options of the platform's `fetch()`. */
export interface FetchOptions extends RequestInit {
  /**
   * How long it may take until the response begins, in seconds: to connect, to send the request and to get its headers,
   * which the platform does not tell apart. Time in the line of `limits` does not count.
   *
   * @default {null: without limit}
   */
  readonly connectTimeout?: Duration | null | undefined;
  /** How long each part of the body may take to come, in seconds, once it is asked for. @default {null: without limit} */
  readonly readTimeout?: Duration | null | undefined;
  /** How many requests may be under way at once. @default {without limit} */
  readonly limits?: HostLimits | undefined;
  /** How long a line of the body may be, in bytes. @default {65536} */
  readonly limit?: number | undefined;
  /** The platform's own settings of the connection, such as certificates and a proxy. @default {the default client} */
  readonly client?: Deno.HttpClient | undefined;
}

/**
 * Sends a request, as the platform's `fetch()` does, under the cancellation and the deadline of the current task.
 *
 * For a limit of the whole, put it into a `timeout()`.
 *
 * **Cancellation.** A cancelled caller aborts the request. After it has returned, a cancel reaches whoever reads the
 * body; closing the response aborts what is left of it.
 *
 * @throws {TimeoutError} If the response does not begin within `connectTimeout`.
 * @throws {TypeError} If there is no connection, the server does not speak HTTP, or an argument is of the wrong kind.
 * @throws {RangeError} If a time or the limit has a wrong value.
 * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
 *
 * @example Lines, within 5 seconds each
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as asyncio from "@asyncio/asyncio";
 *
 * const lines: string[] = [];
 * await asyncio.run(async () => {
 *   await using response = await asyncio.fetch("data:text/plain,one%0Atwo%0A", { readTimeout: 5 });
 *   assertEquals(response.ok, true);
 *   for await (const line of response.body) lines.push(new TextDecoder().decode(line));
 * });
 * assertEquals(lines, ["one\n", "two\n"]);
 * ```
 */
export async function fetch(
  input: string | URL | Request,
  options: FetchOptions = {},
): Promise<FetchResponse> {
  checkObject(options, "The options of fetch()");
  const { connectTimeout, readTimeout, limits, limit, signal, ...init } =
    options;
  const connectSeconds = secondsOrNull(connectTimeout, "'connectTimeout'");
  const readSeconds = secondsOrNull(readTimeout, "'readTimeout'");
  if (limit !== undefined) checkCount(limit, "'limit'", 1);
  if (signal !== undefined && signal !== null) signalOf({ signal });
  const signals = [signal, input instanceof Request ? input.signal : null]
    .filter((one) => one !== null && one !== undefined);
  const release = await startIn(limits, input, signals);
  const exchange = new Exchange(readSeconds, release);
  exchange.expect("the response", connectSeconds);
  try {
    const sent = globalThis.fetch(input, {
      ...init,
      signal: AbortSignal.any([exchange.signal, ...signals]),
    });
    const response = await ensureFuture(sent, {
      onCancel: () => exchange.abort(),
    });
    exchange.inTime();
    return new FetchResponse(response, exchange, limit);
  } catch (error) {
    exchange.abort();
    throw error;
  }
}

function secondsOrNull(
  delay: Duration | null | undefined,
  what: string,
): number | null {
  return delay === null || delay === undefined ? null : toSpan(delay, what);
}

function startIn(
  limits: HostLimits | undefined,
  input: string | URL | Request,
  signals: readonly AbortSignal[],
): Promise<() => void> | null {
  if (limits === undefined) return null;
  if (!(limits instanceof HostLimits)) {
    throw new TypeError(`'limits' must be HostLimits: ${describe(limits)}`);
  }
  const { host } = new URL(input instanceof Request ? input.url : input);
  return limits.acquire(
    host,
    signals.length === 0 ? {} : { signal: AbortSignal.any([...signals]) },
  );
}

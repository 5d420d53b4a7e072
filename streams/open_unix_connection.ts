import { dialUnix, type UnixDialOptions } from "../loop/network/dial.ts";
import { checkStreamOptions } from "./_check.ts";
import { Link } from "./_link.ts";
import type { StreamReader, StreamReaderOptions } from "./reader.ts";
import { StreamWriter } from "./writer.ts";

/** How {@linkcode openUnixConnection} connects. With `ssl`, `serverHostname` must be given. */
export interface OpenUnixConnectionOptions
  extends UnixDialOptions, Pick<StreamReaderOptions, "limit"> {}

/**
 * Connects to a Unix socket and returns a reader and a writer: {@linkcode openConnection} for a path.
 *
 * **Cancellation.** A cancelled caller has no connection; one that came too late is closed.
 *
 * @throws {ConnectionError} If the connection fails.
 * @throws {SslError} If TLS fails: `SslCertVerificationError` for the certificate of the other side.
 * @throws {TypeError} If an argument or an option is of the wrong kind.
 * @throws {RangeError} If one has a wrong value.
 * @throws {Deno.errors.NotFound} If there is no such socket.
 * @throws {unknown} `signal.reason`, if the signal has aborted or does so during the wait.
 */
export async function openUnixConnection(
  path: string | URL,
  options: OpenUnixConnectionOptions = {},
): Promise<[reader: StreamReader, writer: StreamWriter]> {
  checkStreamOptions(options, "openUnixConnection()");
  const link = new Link(await dialUnix(path, options), options)
    .closeWithLoop();
  return [link.reader, new StreamWriter(link)];
}

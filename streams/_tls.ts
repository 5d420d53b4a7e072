import { checkObject } from "../loop/check.ts";
import { RuntimeError } from "../loop/errors.ts";
import { ReadAhead } from "../loop/network/read_ahead.ts";
import type { SslOptions } from "../loop/network/ssl_options.ts";
import { checkSsl } from "../loop/network/check_ssl.ts";
import {
  checkHandshake,
  type HandshakeOptions,
  startClientTls,
  startServerTls,
} from "../loop/network/tls.ts";
import type { Link } from "./_link.ts";
import { type Flying, readers } from "./reader.ts";

/** Lets a connection go on in TLS. */
export async function upgradeToTls(
  link: Link,
  ssl: true | SslOptions,
  options: HandshakeOptions,
): Promise<void> {
  const isServer = link.isAccepted;
  const checked = checkSsl(ssl, isServer);
  checkObject(options, "The options of startTls()");
  checkHandshake(options);
  if (readers.isWaiting(link.reader)) {
    throw new RuntimeError("Cannot start TLS while a task waits in the reader");
  }
  await link.pipe.flush(options);
  const [unread, flying] = readers.detach(link.reader);
  let below = link.raw;
  if (flying !== null) below = new ReadAhead(below, landing(flying));
  if (unread.length > 0) below = new ReadAhead(below, Promise.resolve(unread));
  try {
    const { conn, tls } = isServer
      ? await startServerTls(below, checked, options)
      : await startClientTls(below, checked, {
        ...options,
        serverHostname: options.serverHostname ?? link.host,
      });
    link.raw = conn;
    link.tls = tls;
    readers.connect(link.reader, link);
  } catch (error) {
    link.abort();
    throw error;
  }
}

/** What a read in flight will bring, for whoever reads next. */
function landing({ buffer, count }: Flying): Promise<Uint8Array | null> {
  const bytes = count.then((length) =>
    length === null ? null : buffer.subarray(0, length)
  );
  // If nobody reads any more, nobody is to hear of it.
  bytes.catch(() => {});
  return bytes;
}

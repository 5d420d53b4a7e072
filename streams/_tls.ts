import { RuntimeError } from "../loop/errors.ts";
import type { RawConnection } from "../loop/raw_connection.ts";
import type { SslOptions } from "../loop/ssl_options.ts";
import {
  checkSsl,
  type HandshakeOptions,
  startClientTls,
  startServerTls,
} from "../loop/tls.ts";
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
  if (readers.isWaiting(link.reader)) {
    throw new RuntimeError("Cannot start TLS while a task waits in the reader");
  }
  await link.pipe.flush(options);
  const [unread, flying] = readers.detach(link.reader);
  const below = unread.length > 0 || flying !== null
    ? new ReadAhead(link.raw, unread, flying)
    : link.raw;
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

/** A connection of which something has been read already. */
class ReadAhead implements RawConnection {
  readonly #raw: RawConnection;
  #unread: Uint8Array;
  #flying: Flying | null;

  constructor(raw: RawConnection, unread: Uint8Array, flying: Flying | null) {
    this.#raw = raw;
    this.#unread = unread;
    this.#flying = flying;
  }

  get localAddr(): Deno.Addr {
    return this.#raw.localAddr;
  }

  get remoteAddr(): Deno.Addr {
    return this.#raw.remoteAddr;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    if (this.#unread.length === 0 && this.#flying !== null) {
      const { buffer: filled, count } = this.#flying;
      this.#flying = null;
      const filledCount = await count;
      if (filledCount === null) return null;
      this.#unread = filled.subarray(0, filledCount);
    }
    if (this.#unread.length === 0) return await this.#raw.read(buffer);
    const length = Math.min(buffer.length, this.#unread.length);
    buffer.set(this.#unread.subarray(0, length));
    this.#unread = this.#unread.subarray(length);
    return length;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#raw.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#raw.closeWrite();
  }

  close(): void {
    this.#raw.close();
  }
}

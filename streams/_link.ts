import { addressOf } from "../loop/network/address.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import type { Future } from "../loop/future.ts";
import {
  type Abandonable,
  abandonAtClose,
  forget,
} from "../loop/open_transports.ts";
import { getEventLoop } from "../loop/running_loop.ts";
import type {
  ByteSource,
  RawConnection,
} from "../loop/network/raw_connection.ts";
import type { Server, ServerClient } from "../loop/network/server.ts";
import type { Connected, TlsInfo } from "../loop/network/tls.ts";
import { readers, StreamReader, type StreamReaderOptions } from "./reader.ts";
import { type Outlet, WritePipe } from "./_write_pipe.ts";

/** What holds the two directions of a connection together. */
export class Link implements ByteSource, Outlet, ServerClient, Abandonable {
  readonly reader: StreamReader;
  readonly pipe: WritePipe;
  /** The connection: another one after TLS has begun. */
  raw: RawConnection;
  tls: TlsInfo | null;
  clientPlace?: number;
  openPlace?: number;
  /** The task that works for it, if a server has accepted it. */
  handler: Future<unknown> | null = null;
  /** The name that it was connected to. */
  host = "";
  readonly #server: Server | null;
  readonly #loop: EventLoop;

  constructor(
    { conn, tls }: Connected,
    options: StreamReaderOptions,
    server: Server | null = null,
  ) {
    this.#loop = getEventLoop();
    this.raw = conn;
    this.tls = tls;
    this.reader = new StreamReader(options);
    readers.connect(this.reader, this);
    this.pipe = new WritePipe(this);
    this.#server = server;
    server?.attach(this);
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.raw.read(buffer);
  }

  /** Has it closed with its loop: a pending read would keep the process alive. */
  closeWithLoop(): this {
    abandonAtClose(this.#loop, this);
    return this;
  }

  abandon(): void {
    this.end();
  }

  /** Whether a server has accepted it. */
  get isAccepted(): boolean {
    return this.#server !== null;
  }

  end(): void {
    try {
      this.raw.close();
    } catch (error) {
      // A handshake of TLS that has failed has closed it already.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
    forget(this.#loop, this);
    readers.end(this.reader);
    this.#server?.detach(this);
  }

  close(): void {
    this.pipe.close();
  }

  abort(): void {
    this.pipe.abort();
  }

  cancel(): Future<unknown> | null {
    this.handler?.cancel();
    return this.handler;
  }

  lost(error: unknown, isTold: boolean): void {
    this.pipe.lose(error, isTold);
  }

  getExtraInfo(name: string): unknown {
    switch (name) {
      case "peername":
        return addressOf(this.raw.remoteAddr);
      case "sockname":
        return addressOf(this.raw.localAddr);
      default:
        return this.tls?.[name as keyof TlsInfo];
    }
  }
}

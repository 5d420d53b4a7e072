import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { ConnectionResetError } from "../connection_errors.ts";
import { Deque } from "../deque.ts";
import { nodeModule } from "../node.ts";
import type { RawConnection } from "./raw_connection.ts";

/** How many bytes a bridge asks a connection for at a time. */
const BRIDGE_SIZE = 64 * 1024;
/** How long a peer may keep the end of its session from going out, in milliseconds. */
const FAREWELL = 1000;

/**
 * A socket of `node:net` or `node:tls` as a {@linkcode RawConnection}, for what `Deno.Conn` cannot do: a local address,
 * TLS over any other connection, client certificates.
 */
export class NodeConnection implements RawConnection {
  readonly localAddr: Deno.Addr;
  readonly remoteAddr: Deno.Addr;
  readonly #socket: Socket;
  readonly #chunks: Deque<Uint8Array> = new Deque();
  /** What is left of the chunk that was read last. */
  #rest: Uint8Array | null = null;
  #read: {
    buffer: Uint8Array;
    resolve: (count: number | null) => void;
    reject: (error: unknown) => void;
  } | null = null;
  #ended = false;
  #error: unknown = undefined;
  /** How many writes are on their way. */
  #writing = 0;

  /** `addresses` are those of the connection below, where the socket itself has none. */
  constructor(
    socket: Socket,
    addresses?: Pick<RawConnection, "localAddr" | "remoteAddr">,
  ) {
    this.#socket = socket;
    this.localAddr = addresses?.localAddr ??
      tcpAddress(socket.localAddress, socket.localPort);
    this.remoteAddr = addresses?.remoteAddr ??
      tcpAddress(socket.remoteAddress, socket.remotePort);
    socket.pause();
    socket.on("data", (chunk: Uint8Array) => {
      this.#chunks.push(chunk);
      socket.pause();
      this.#answer();
    });
    socket.on("end", () => this.#end(undefined));
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end(gone()));
    // What was over before anybody listened is not told again.
    if (socket.destroyed) this.#end(socket.errored ?? gone());
    else if (socket.readableEnded) this.#end(undefined);
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return new Promise((resolve, reject) => {
      this.#read = { buffer, resolve, reject };
      this.#answer();
    });
  }

  write(bytes: Uint8Array): Promise<number> {
    // The caller may use its buffer again once the promise has resolved, but node may hold on to it.
    const chunk = bytes.slice();
    this.#writing++;
    return new Promise((resolve, reject) => {
      this.#socket.write(chunk, (error) => {
        this.#writing--;
        if (error) reject(error);
        else resolve(chunk.length);
      });
    });
  }

  closeWrite(): Promise<void> {
    return new Promise((resolve) => this.#socket.end(() => resolve()));
  }

  /** Closes it; tells the other side that its session has ended, so that it can tell that from one that was cut off. */
  close(): void {
    const socket = this.#socket;
    if (this.#writing > 0 || this.#ended) {
      socket.destroy();
      return;
    }
    const timer = setTimeout(() => socket.destroy(), FAREWELL);
    socket.once("close", () => clearTimeout(timer));
    socket.end(() => socket.destroy());
  }

  /** Closes it at once. */
  abort(): void {
    this.#socket.destroy();
  }

  setNoDelay(noDelay = true): void {
    this.#socket.setNoDelay?.(noDelay);
  }

  setKeepAlive(keepAlive = true): void {
    this.#socket.setKeepAlive?.(keepAlive);
  }

  #end(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#answer();
  }

  #answer(): void {
    const read = this.#read;
    if (read === null) return;
    const chunk = this.#rest ??
      (this.#chunks.length > 0 ? this.#chunks.shift() : null);
    if (chunk !== null) {
      const count = Math.min(chunk.length, read.buffer.length);
      read.buffer.set(chunk.subarray(0, count));
      this.#rest = count < chunk.length ? chunk.subarray(count) : null;
      this.#read = null;
      read.resolve(count);
    } else if (!this.#ended) {
      this.#socket.resume();
    } else {
      this.#read = null;
      if (this.#error === undefined) read.resolve(null);
      else read.reject(this.#error);
    }
  }
}

/** A connection as a stream of node's, for `node:tls` to sit on. */
export function bridgeTo(conn: RawConnection): Duplex {
  return new (nodeModule("node:stream").Duplex)({
    read() {
      const buffer = new Uint8Array(BRIDGE_SIZE);
      conn.read(buffer).then(
        (count) =>
          void this.push(count === null ? null : buffer.subarray(0, count)),
        (error) => void this.destroy(error),
      );
    },
    write(chunk: Uint8Array, _encoding, done) {
      writeAll(conn, chunk).then(() => done(), done);
    },
    final(done) {
      conn.closeWrite().then(() => done(), done);
    },
    destroy(error, done) {
      closeQuietly(conn);
      done(error);
    },
  });
}

async function writeAll(conn: RawConnection, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    sent += await conn.write(bytes.subarray(sent));
  }
}

/** Closes a connection that may be closed already. */
export function closeQuietly(conn: { close(): void }): void {
  try {
    conn.close();
  } catch {
    // It was closed already.
  }
}

function gone(): ConnectionResetError {
  return new ConnectionResetError("The connection is closed");
}

function tcpAddress(hostname = "", port = 0): Deno.NetAddr {
  return { transport: "tcp", hostname, port };
}

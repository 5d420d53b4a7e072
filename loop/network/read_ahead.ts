import type { RawConnection } from "./raw_connection.ts";

/** A connection of which something has been read already, or is being read: whoever reads gets that first. */
export class ReadAhead implements RawConnection {
  readonly #conn: RawConnection;
  #first: Promise<Uint8Array | null> | null;

  /** `first` is what has been read; `null` for the end. */
  constructor(conn: RawConnection, first: Promise<Uint8Array | null>) {
    this.#conn = conn;
    this.#first = first;
  }

  get localAddr(): Deno.Addr {
    return this.#conn.localAddr;
  }

  get remoteAddr(): Deno.Addr {
    return this.#conn.remoteAddr;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    if (this.#first === null) return await this.#conn.read(buffer);
    const first = await this.#first;
    if (first === null) return null;
    const count = Math.min(first.length, buffer.length);
    buffer.set(first.subarray(0, count));
    this.#first = count === first.length
      ? null
      : Promise.resolve(first.subarray(count));
    return count;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#conn.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#conn.closeWrite();
  }

  close(): void {
    this.#conn.close();
  }
}

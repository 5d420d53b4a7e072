import { Readable } from "node:stream";
import { createGunzip, createGzip, type Gunzip, type Gzip } from "node:zlib";
import type { Device } from "./_device.ts";
import { OSError } from "./os_error.ts";
import { UnsupportedOperation } from "./unsupported_operation.ts";

const CHUNK = 64 * 1024;

/** What a compressed file does not have: positions, and a length. */
abstract class GzipDevice implements Device {
  readonly fileno: null = null;
  readonly inner: Device;

  constructor(inner: Device) {
    this.inner = inner;
  }

  get mayBlock(): boolean {
    return this.inner.mayBlock;
  }

  abstract read(into: Uint8Array): Promise<number | null>;
  abstract write(bytes: Uint8Array): Promise<number>;

  readAt(): Promise<null> {
    return Promise.reject(
      new UnsupportedOperation("A compressed file is not seekable"),
    );
  }

  seek(): number {
    throw new UnsupportedOperation("A compressed file is not seekable");
  }

  size(): null {
    return null;
  }

  truncate(): Promise<void> {
    return Promise.reject(
      new UnsupportedOperation("Cannot truncate a compressed file"),
    );
  }

  sync(): Promise<void> {
    return this.inner.sync();
  }

  syncData(): Promise<void> {
    return this.inner.syncData();
  }

  tryLock(exclusive: boolean): Promise<boolean> {
    return this.inner.tryLock(exclusive);
  }

  unlock(): Promise<void> {
    return this.inner.unlock();
  }

  isTerminal(): boolean {
    return false;
  }

  close(): void {
    this.inner.close();
  }
}

/** Reads a compressed file. The platform's `DecompressionStream` would stop after the first member of it. */
export class GunzipDevice extends GzipDevice {
  readonly #gunzip: Gunzip = createGunzip();
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #isEmpty = true;

  constructor(inner: Device) {
    super(inner);
    Readable.from(this.#compressed(), { objectMode: false })
      .on("error", (error) => this.#gunzip.destroy(error))
      .pipe(this.#gunzip);
    this.#chunks = this.#gunzip[Symbol.asyncIterator]();
  }

  override async read(into: Uint8Array): Promise<number | null> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#next();
      if (done) return null;
      this.#rest = value;
    }
    const count = Math.min(into.length, this.#rest.length);
    into.set(this.#rest.subarray(0, count));
    this.#rest = this.#rest.subarray(count);
    return count;
  }

  override write(): Promise<number> {
    throw new UnsupportedOperation("The file is not writable");
  }

  override close(): void {
    this.#gunzip.destroy();
    super.close();
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next();
    } catch (error) {
      const { code, message } = error as Error & { code?: string };
      if (!code?.startsWith("Z_")) throw error;
      // A file without any member is an empty one.
      if (this.#isEmpty) return { done: true, value: undefined };
      throw new OSError(
        code === "Z_BUF_ERROR"
          ? "The compressed file ends before its end-of-stream marker"
          : `Not a gzip file, or a damaged one: ${message}`,
      );
    }
  }

  async *#compressed(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = new Uint8Array(CHUNK);
      const count = await this.inner.read(chunk);
      if (count === null) return;
      this.#isEmpty = false;
      yield chunk.subarray(0, count);
    }
  }
}

/** Writes a compressed file. */
export class GzipWriterDevice extends GzipDevice {
  readonly #gzip: Gzip = createGzip();
  /** Ends when all is written, or with the error of the first write that failed. */
  readonly #written: Promise<void>;

  constructor(inner: Device) {
    super(inner);
    this.#written = this.#pump();
    // It is looked at by the next write, or in the end.
    this.#written.catch(() => {});
  }

  override read(): Promise<null> {
    throw new UnsupportedOperation("The file is not readable");
  }

  override async write(bytes: Uint8Array): Promise<number> {
    const taken = new Promise<void>((resolve) =>
      this.#gzip.write(bytes, () => resolve())
    );
    await Promise.race([taken, this.#written]);
    return bytes.length;
  }

  async finish(): Promise<void> {
    this.#gzip.end();
    await this.#written;
  }

  override close(): void {
    this.#gzip.destroy();
    super.close();
  }

  async #pump(): Promise<void> {
    for await (const chunk of this.#gzip as AsyncIterable<Uint8Array>) {
      let at = 0;
      while (at < chunk.length) {
        at += await this.inner.write(chunk.subarray(at));
      }
    }
  }
}

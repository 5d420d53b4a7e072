import type { Device, Whence } from "./_device.ts";
import { makeOSError } from "./os_error.ts";

const DONE: Promise<void> = Promise.resolve();

/** A file in memory. It never waits. */
export class MemoryDevice implements Device {
  readonly mayBlock: false = false;
  readonly fileno: null = null;
  #bytes: Uint8Array;
  #length: number;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes.slice();
    this.#length = bytes.length;
  }

  /** A copy of all there is. */
  get content(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length) as Uint8Array<ArrayBuffer>;
  }

  async read(into: Uint8Array): Promise<number | null> {
    const count = await this.readAt(into, this.#position);
    this.#position += count ?? 0;
    return count;
  }

  readAt(into: Uint8Array, position: number): Promise<number | null> {
    const count = Math.min(into.length, this.#length - position);
    if (count <= 0) return Promise.resolve(into.length === 0 ? 0 : null);
    into.set(this.#bytes.subarray(position, position + count));
    return Promise.resolve(count);
  }

  write(bytes: Uint8Array): Promise<number> {
    const end = this.#position + bytes.length;
    if (bytes.length > 0) this.#reach(end);
    this.#bytes.set(bytes, this.#position);
    this.#position = end;
    return Promise.resolve(bytes.length);
  }

  seek(offset: number, whence: Whence): number {
    const base = [0, this.#position, this.#length][whence]!;
    if (base + offset < 0) throw makeOSError("EINVAL");
    return this.#position = base + offset;
  }

  size(): number {
    return this.#length;
  }

  truncate(size: number): Promise<void> {
    if (size > this.#length) this.#reach(size);
    this.#bytes.fill(0, size, this.#length);
    this.#length = size;
    return DONE;
  }

  sync(): Promise<void> {
    return DONE;
  }

  syncData(): Promise<void> {
    return DONE;
  }

  tryLock(_exclusive: boolean): Promise<boolean> {
    return Promise.resolve(true);
  }

  unlock(): Promise<void> {
    return DONE;
  }

  isTerminal(): boolean {
    return false;
  }

  close(): void {}

  // Invariant: all bytes behind #length are 0.
  #reach(end: number): void {
    if (end > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    this.#length = Math.max(this.#length, end);
  }
}

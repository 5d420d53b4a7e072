import type { Device, Whence } from "./_device.ts";
import { makeOSError } from "./os_error.ts";
import { UnsupportedOperation } from "./unsupported_operation.ts";

/** A file of the system. Asking for its state and its position does not wait: a microsecond, against fifty. */
export class FsDevice implements Device {
  readonly #file: Deno.FsFile;
  readonly mayBlock: boolean;
  readonly fileno: null = null;
  /** The current position, while the system's is another one. */
  #position: number | null = null;

  constructor(file: Deno.FsFile, info: Deno.FileInfo) {
    this.#file = file;
    this.mayBlock = !info.isFile;
  }

  read(into: Uint8Array): Promise<number | null> {
    this.#return();
    return this.#file.read(into);
  }

  readAt(into: Uint8Array, position: number): Promise<number | null> {
    this.#position ??= this.#file.seekSync(0, Deno.SeekMode.Current);
    this.#file.seekSync(position, Deno.SeekMode.Start);
    return this.#file.read(into);
  }

  write(bytes: Uint8Array): Promise<number> {
    this.#return();
    return this.#file.write(bytes);
  }

  seek(offset: number, whence: Whence): number {
    this.#return();
    try {
      return this.#file.seekSync(offset, whence as number as Deno.SeekMode);
    } catch (cause) {
      if (offset !== 0 && this.#hasPositions()) {
        throw makeOSError("EINVAL", { cause });
      }
      throw new UnsupportedOperation(
        "Cannot seek: the file or stream is not seekable",
        { cause },
      );
    }
  }

  size(): number | null {
    const info = this.#file.statSync();
    return info.isFile ? info.size : null;
  }

  truncate(size: number): Promise<void> {
    return this.#file.truncate(size);
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  syncData(): Promise<void> {
    return this.#file.syncData();
  }

  tryLock(exclusive: boolean): Promise<boolean> {
    return this.#file.tryLock(exclusive);
  }

  unlock(): Promise<void> {
    return this.#file.unlock();
  }

  isTerminal(): boolean {
    return this.#file.isTerminal();
  }

  close(): void {
    this.#file.close();
  }

  #return(): void {
    if (this.#position === null) return;
    this.#file.seekSync(this.#position, Deno.SeekMode.Start);
    this.#position = null;
  }

  #hasPositions(): boolean {
    try {
      this.#file.seekSync(0, Deno.SeekMode.Current);
      return true;
    } catch {
      return false;
    }
  }
}

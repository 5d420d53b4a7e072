import type { Device } from "./_device.ts";
import { UnsupportedOperation } from "./unsupported_operation.ts";

/** A standard stream, as Deno has it. */
interface StandardStream {
  read?(into: Uint8Array): Promise<number | null>;
  write?(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
  close(): void;
}

/** One of the standard streams of the process. It has no positions, also where it is a file. */
export class StdDevice implements Device {
  readonly mayBlock: true = true;
  readonly fileno: number;
  readonly #stream: StandardStream;

  constructor(stream: StandardStream, fileno: number) {
    this.#stream = stream;
    this.fileno = fileno;
  }

  read(into: Uint8Array): Promise<number | null> {
    return this.#stream.read!(into);
  }

  readAt(): Promise<null> {
    return refused("pread");
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#stream.write!(bytes);
  }

  seek(): number {
    throw new UnsupportedOperation("A standard stream is not seekable");
  }

  size(): null {
    return null;
  }

  truncate(): Promise<void> {
    return refused("truncate");
  }

  sync(): Promise<void> {
    return refused("sync");
  }

  syncData(): Promise<void> {
    return refused("datasync");
  }

  tryLock(): Promise<boolean> {
    return refused("lock");
  }

  unlock(): Promise<void> {
    return refused("unlock");
  }

  isTerminal(): boolean {
    return this.#stream.isTerminal();
  }

  close(): void {
    this.#stream.close();
  }
}

function refused(operation: string): Promise<never> {
  return Promise.reject(
    new UnsupportedOperation(`Cannot ${operation} a standard stream`),
  );
}

import type { WaitOptions } from "../loop/wait_options.ts";
import type { Buffered } from "./_buffered.ts";
import { checkInteger, toBytes } from "./_check.ts";
import { Handle } from "./_handle.ts";
import { ByteFile, type Bytes, type BytesLike } from "./byte_file.ts";

/**
 * A file of bytes without a buffer: a read or write is one call of the system, and may do less than it was asked for.
 * `open()` makes it for `buffering: 0`. CPython's `FileIO`.
 */
export class RawFile extends ByteFile {
  readonly #handle: Handle;

  /** @internal */
  constructor(buffered: Buffered, handle: Handle = new Handle(buffered)) {
    super(handle);
    this.#handle = handle;
  }

  /**
   * Reads up to `size` bytes in one call of the system, or all that are left.
   *
   * **Cancellation.** A cancelled caller takes nothing; what the system reads for it is there for the next call.
   */
  read(size: number = -1, options?: WaitOptions): Promise<Bytes> {
    if (size < 0) return this.readall(options);
    return this.#handle.run("read", async () => {
      checkInteger(size, "'size'");
      const { buffered } = this.#handle;
      if (buffered.available > 0) {
        return buffered.take(Math.min(size, buffered.available));
      }
      const bytes = new Uint8Array(size);
      if (size === 0) return bytes;
      const count = await buffered.readOnce(bytes, options);
      return count === size ? bytes : bytes.slice(0, count);
    }, options);
  }

  /**
   * Reads to the end of the file.
   *
   * **Cancellation.** A cancelled caller takes nothing; what the system reads for it is there for the next call.
   */
  readall(options?: WaitOptions): Promise<Bytes> {
    return this.#handle.run("read", async () => {
      const { buffered } = this.#handle;
      await buffered.gatherAll(options);
      return buffered.take(buffered.available);
    }, options);
  }

  /**
   * Reads bytes into `into` in one call of the system, and returns how many those were; 0 at the end of the file.
   *
   * **Cancellation.** A cancelled caller takes nothing, but the system may still write into the array; what comes is
   * there for the next call.
   */
  override readInto(into: BytesLike, options?: WaitOptions): Promise<number> {
    return this.#handle.run("read", () => {
      const { buffered } = this.#handle;
      const bytes = toBytes(into);
      return buffered.available > 0
        ? buffered.moveTo(bytes)
        : buffered.readOnce(bytes, options);
    }, options);
  }

  /**
   * Writes bytes in one call of the system, and returns how many it took; that may be fewer.
   *
   * **Cancellation.** A cancelled caller leaves at once; if it has begun, the bytes are written nonetheless.
   */
  write(data: BytesLike, options?: WaitOptions): Promise<number> {
    return this.#handle.run("write", () => {
      const bytes = toBytes(data);
      const { buffered, file } = this.#handle;
      buffered.unread();
      return file.call(() => file.device.write(bytes), options);
    }, options);
  }
}

import type { WaitOptions } from "../loop/wait_options.ts";
import type { Buffered } from "./_buffered.ts";
import { checkInteger, toBytes } from "./_check.ts";
import { Handle } from "./_handle.ts";
import { ByteFile, type Bytes, type BytesLike } from "./byte_file.ts";
import { RawFile } from "./raw_file.ts";

/**
 * A file of bytes with a buffer, such as `open(path, "rb")` gives. CPython's `BufferedReader`, `BufferedWriter` and
 * `BufferedRandom` in one.
 */
export class BinaryFile extends ByteFile {
  readonly #handle: Handle;
  #raw: RawFile | null = null;

  /** @internal */
  constructor(buffered: Buffered, handle: Handle = new Handle(buffered)) {
    super(handle);
    this.#handle = handle;
  }

  /**
   * The same file without a buffer. What has been read ahead comes first there, too, unlike in CPython; what waits to be
   * written does not: flush before you write.
   */
  get raw(): RawFile {
    return this.#raw ??= new RawFile(this.#handle.buffered);
  }

  /**
   * Reads `size` bytes, fewer only at the end of the file; or all that are left.
   *
   * **Cancellation.** A cancelled caller takes nothing; what the system reads for it is there for the next call.
   *
   * @param size How many; all if it is negative. @default {-1}
   */
  read(size: number = -1, options?: WaitOptions): Promise<Bytes> {
    const { buffered } = this.#handle;
    if (
      size > 0 && size <= buffered.available && options === undefined &&
      this.#handle.idle && Number.isSafeInteger(size)
    ) return Promise.resolve(buffered.take(size));
    return this.#handle.run("read", async () => {
      checkInteger(size, "'size'");
      if (size < 0) await buffered.gatherAll(options);
      else await buffered.gather(size, options);
      const { available } = buffered;
      return buffered.take(size < 0 ? available : Math.min(size, available));
    }, options);
  }

  /**
   * Reads up to `size` bytes, of what is at hand or comes with one call of the system.
   *
   * **Cancellation.** A cancelled caller takes nothing; what the system reads for it is there for the next call.
   *
   * @param size How many at most; as many as the buffer holds if it is negative. @default {-1}
   */
  read1(size: number = -1, options?: WaitOptions): Promise<Bytes> {
    return this.#handle.run("read", async () => {
      checkInteger(size, "'size'");
      const { buffered } = this.#handle;
      if (size !== 0 && buffered.available === 0) await buffered.fill(options);
      const { available } = buffered;
      return buffered.take(size < 0 ? available : Math.min(size, available));
    }, options);
  }

  /**
   * Returns what is read ahead, at least a byte unless the file is at its end, and leaves it there.
   *
   * **Cancellation.** A cancelled caller changes nothing.
   *
   * @param size Ignored, but for its type, as in CPython. @default {0}
   */
  peek(size: number = 0, options?: WaitOptions): Promise<Bytes> {
    return this.#handle.run("read", async () => {
      checkInteger(size, "'size'");
      const { buffered } = this.#handle;
      if (buffered.available === 0) await buffered.fill(options);
      return buffered.view.slice();
    }, options);
  }

  /**
   * Writes all the bytes, into the buffer if there is room, and returns how many those were.
   *
   * **Cancellation.** A cancelled caller has written all or nothing. Do not change an array that is larger than the
   * buffer before this has ended: it is not copied.
   *
   * @throws {OSError} If the system refuses, such as a full disk.
   */
  write(data: BytesLike, options?: WaitOptions): Promise<number> {
    const { buffered, file } = this.#handle;
    if (
      data instanceof Uint8Array && options === undefined &&
      this.#handle.idle && file.facts.writable && buffered.append(data)
    ) return Promise.resolve(data.length);
    return this.#handle.run("write", async () => {
      const bytes = toBytes(data);
      await buffered.write(bytes, options);
      return bytes.length;
    }, options);
  }

  /**
   * Flushes the file and gives it up to a raw file, which is returned; this object cannot be used any more. CPython's
   * `detach()`, which is no coroutine there.
   *
   * **Cancellation.** A cancelled caller leaves at once, and the file is as before.
   */
  detach(options?: WaitOptions): Promise<RawFile> {
    return this.#handle.run(null, async () => {
      await this.#handle.buffered.flush(options);
      const raw = this.raw;
      this.#handle.detach();
      return raw;
    }, options);
  }
}

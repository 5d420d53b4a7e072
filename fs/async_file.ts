import type { WaitOptions } from "../loop/wait_options.ts";
import { sleep } from "../tasks/sleep.ts";
import { INSPECT } from "../loop/inspect.ts";
import { checkInteger } from "./_check.ts";
import type { Handle } from "./_handle.ts";
import { UnsupportedOperation } from "./unsupported_operation.ts";

/** How often, in seconds, a lock is asked for. */
const LOCK_POLL = 0.01;

/** How a file is locked. */
export interface LockOptions extends WaitOptions {
  /** Whether nobody else may have a lock on it; otherwise others may share it. @default {true} */
  readonly exclusive?: boolean | undefined;
}

/**
 * What text, binary and raw files have in common. `open()` makes them.
 *
 * - **One operation at a time, in the order of the calls**, however many tasks use the file: nothing that is written
 *   is lost or interleaved. (aiofiles runs concurrent calls in any order.)
 * - **The system is called only when a buffer is empty or full**; other calls return at once.
 * - **A cancelled caller leaves at once**, while the system finishes what is under way; the next operation waits for
 *   that. A cancelled read loses nothing, a cancelled write has happened as a whole or not at all.
 * - **Close it**, best by `await using`: what is in the buffer when the program ends is lost. That is reported through
 *   the loop's exception handler, and so is a file that is dropped while it is open, which is closed then.
 */
export abstract class AsyncFile implements AsyncDisposable {
  readonly #handle: Handle;

  /** @internal */
  constructor(handle: Handle) {
    this.#handle = handle;
  }

  /** The path that the file was opened by. */
  get name(): string {
    return this.#handle.file.facts.name;
  }

  /** The mode of the file. */
  get mode(): string {
    return this.#handle.file.facts.mode;
  }

  /** Whether the file is closed, or being closed. */
  get closed(): boolean {
    return this.#handle.file.closed;
  }

  /** Whether the file can be read. A plain method, on all files; aiofiles has a coroutine method on some. */
  readable(): boolean {
    this.#handle.check();
    return this.#handle.file.facts.readable;
  }

  /** Whether the file can be written. */
  writable(): boolean {
    this.#handle.check();
    return this.#handle.file.facts.writable;
  }

  /** Whether the file has positions, unlike a pipe or a terminal. */
  seekable(): boolean {
    this.#handle.check();
    return this.#handle.file.seekable;
  }

  /** Whether the file is a terminal. */
  isatty(): boolean {
    this.#handle.check();
    return this.#handle.file.device.isTerminal();
  }

  /**
   * Returns the number of the file's descriptor: 0 to 2 for the standard streams. Deno does not tell that of other
   * files.
   *
   * @throws {UnsupportedOperation} If it is not known.
   */
  fileno(): number {
    this.#handle.check();
    const { fileno } = this.#handle.file.device;
    if (fileno === null) {
      throw new UnsupportedOperation(
        "Cannot tell the descriptor's number: Deno does not show it",
      );
    }
    return fileno;
  }

  /**
   * Hands what waits in the buffer to the system.
   *
   * **Cancellation.** A cancelled caller does not wait for it, and it is written nonetheless.
   *
   * @throws {OSError} If the system refuses; what could not be written stays in the buffer.
   */
  flush(options?: WaitOptions): Promise<void> {
    const { file } = this.#handle;
    return this.#handle.run(
      null,
      () => file.call(() => file.drain(), options),
      options,
    );
  }

  /**
   * Writes what is buffered and closes the file, after all that has been asked of it before. Closing a closed file does
   * nothing. A pending read of a pipe or terminal ends with an error; for a pending write to one, whose caller was
   * cancelled, nobody waits here: it goes on, and the file is closed after it.
   *
   * **Cancellation.** A cancelled caller does not wait for it; the file is closed nonetheless, and an error that nobody
   * waits for goes to the loop's exception handler.
   *
   * @throws {OSError} If the last bytes cannot be written; the file is closed then, too.
   */
  close(options?: WaitOptions): Promise<void> {
    return this.#handle.file.close(options);
  }

  /** Closes the file at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Cuts the file off, or fills it up with zeros, at `size` bytes, and returns the size. The position stays.
   *
   * **Cancellation.** A cancelled caller leaves at once; if it has begun, the file is cut nonetheless.
   *
   * @param size How long the file will be. @default {the current position}
   * @throws {UnsupportedOperation} If the file is not writable.
   */
  truncate(size?: number, options?: WaitOptions): Promise<number> {
    return this.#handle.run("write", async () => {
      if (size !== undefined) checkInteger(size, "'size'", 0);
      const { buffered, file } = this.#handle;
      await file.call(() => file.drain(), options);
      const length = size ?? buffered.position();
      buffered.unread();
      await file.call(() => file.device.truncate(length), options);
      return length;
    }, options);
  }

  /**
   * Flushes the file and waits until its content and its state are on the disk. Python's `os.fsync()`.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  sync(options?: WaitOptions): Promise<void> {
    return this.#sync(() => this.#handle.file.device.sync(), options);
  }

  /**
   * Flushes the file and waits until its content is on the disk. Python's `os.fdatasync()`.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  datasync(options?: WaitOptions): Promise<void> {
    return this.#sync(() => this.#handle.file.device.syncData(), options);
  }

  /**
   * Takes an advisory lock on the file, and waits for it if need be. Python's `fcntl.flock()`.
   *
   * It counts between open files, also of one process, and ends with {@linkcode unlock} or by closing the file. It is
   * asked for every 10 ms: the system's own wait could not be cancelled.
   *
   * **Cancellation.** A cancelled caller leaves at once, and has no lock.
   */
  async lock(options: LockOptions = {}): Promise<void> {
    while (!(await this.tryLock(options))) {
      await sleep(LOCK_POLL, undefined, options);
    }
  }

  /**
   * Takes the lock if it is free, and says whether it was.
   *
   * **Cancellation.** A cancelled caller leaves at once, and has no lock.
   */
  tryLock(options: LockOptions = {}): Promise<boolean> {
    const { exclusive = true } = options;
    return this.#handle.run(
      null,
      () => this.#handle.file.tryLock(exclusive, options),
      options,
    );
  }

  /**
   * Gives the lock back, after writing what is buffered. Without a lock, nothing happens.
   *
   * **Cancellation.** A cancelled caller leaves at once; if it has begun, the lock is given back nonetheless.
   */
  unlock(options?: WaitOptions): Promise<void> {
    return this.#sync(() => this.#handle.file.device.unlock(), options);
  }

  /** Such as `<TextFile name="notes.txt" mode="r">`. */
  toString(): string {
    const closed = this.closed ? " closed" : "";
    const { name } = this.constructor;
    return `<${name} name=${
      JSON.stringify(this.name)
    } mode="${this.mode}"${closed}>`;
  }

  /** How `console.log` shows it. */
  [INSPECT](): string {
    return this.toString();
  }

  #sync(last: () => Promise<void>, options?: WaitOptions): Promise<void> {
    const { file } = this.#handle;
    return this.#handle.run(null, async () => {
      await file.call(() => file.drain(), options);
      await file.call(last, options);
    }, options);
  }
}

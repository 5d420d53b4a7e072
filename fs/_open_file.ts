import { getEventLoop } from "../loop/running_loop.ts";
import type { EventLoop } from "../loop/event_loop.ts";
import { describe } from "../loop/check.ts";
import { isCancelled } from "../loop/errors.ts";
import { WaitList } from "../loop/wait_list.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import type { Device } from "./_device.ts";
import { type Abandoned, OperationQueue } from "./_operation_queue.ts";
import { toOSError } from "./os_error.ts";

/** What is known of a file from its opening. */
export interface FileFacts {
  readonly name: string;
  /** The mode as the raw file shows it, such as `"rb+"`. */
  readonly mode: string;
  readonly readable: boolean;
  readonly writable: boolean;
}

const DONE: Promise<void> = Promise.resolve();

/** What holds back what was written to a file: its topmost buffer. */
export interface Top {
  /** Whether there is any such thing. */
  readonly holdsBack: boolean;
  /** Writes it out, by promises of the platform only. */
  drain(): Promise<void>;
}

const NO_BUFFER: Top = { holdsBack: false, drain: () => DONE };

/** A file while it is open: shared by the objects that stand for it, as text, bytes and raw. */
export class OpenFile {
  readonly device: Device;
  readonly facts: FileFacts;
  /** Set by the layer on top. */
  top: Top = NO_BUFFER;
  readonly #queue = new OperationQueue();
  #reading = false;
  #closing: Promise<void> | null = null;
  readonly #closers: WaitList = new WaitList();
  #released = false;
  #seekable: boolean | null = null;
  #watched: WeakRef<OpenFile> | null = null;

  constructor(device: Device, facts: FileFacts) {
    this.device = device;
    this.facts = facts;
  }

  /**
   * Sees to it that the file is closed, and reported, if it is dropped without being closed; and reported if the program
   * ends before it has written everything.
   */
  watch(): void {
    const { device, facts: { name } } = this;
    const ref = this.#watched = new WeakRef(this);
    forgotten.register(this, { device, name, loop: getEventLoop(), ref }, this);
    if (watched === null) {
      watched = new Set();
      globalThis.addEventListener("unload", reportUnwritten);
    }
    watched.add(ref);
  }

  /** Writes out what is buffered, out of reach of any cancel. */
  drain(): Promise<void> {
    return this.top.drain();
  }

  get closed(): boolean {
    return this.#closing !== null;
  }

  /** Whether an operation could go on at once. */
  get idle(): boolean {
    return !this.#queue.busy && this.#closing === null;
  }

  get seekable(): boolean {
    return this.#seekable ??= this.#trySeek();
  }

  /** What an operation fails with, once the file is closed. */
  get closedError(): RangeError | null {
    return this.#closing === null ? null : this.#newClosedError();
  }

  /** Runs `body` when it is its turn. */
  async run<T>(body: () => T | Promise<T>, options?: WaitOptions): Promise<T> {
    if (options?.signal !== undefined || !this.#queue.tryEnter()) {
      await this.#queue.enter(options);
    }
    try {
      if (this.#released) throw this.#newClosedError();
      return await body();
    } finally {
      this.#queue.leave();
    }
  }

  /** Waits for a call of the system other than a read. An error that nobody waits for any more is reported. */
  call<T>(start: () => Promise<T>, options?: WaitOptions): Promise<T> {
    return this.#queue.call(start, options, this.#reportErrors as Abandoned<T>);
  }

  /** Takes the lock if it is free; one that nobody waits for any more is given back. */
  tryLock(exclusive: boolean, options?: WaitOptions): Promise<boolean> {
    return this.#queue.call(() => this.device.tryLock(exclusive), options, {
      value: (locked) => {
        if (locked) this.device.unlock().catch((error) => this.#report(error));
      },
    });
  }

  /** Waits for a read. */
  async read(
    start: () => Promise<number>,
    options?: WaitOptions,
    abandoned?: Abandoned<number>,
  ): Promise<number> {
    try {
      return await this.#queue.call(
        () => {
          this.#reading = true;
          return start().finally(this.#endRead);
        },
        options,
        abandoned,
      );
    } catch (error) {
      throw this.#released && !isCancelled(error)
        ? this.#newClosedError()
        : error;
    }
  }

  /**
   * Closes the file after what has been asked for before; a read that may never end is interrupted, and a write that may
   * never end, whose caller was cancelled, is not waited for.
   *
   * It cannot be stopped: a cancelled caller only does not wait for it any more.
   */
  close(options?: WaitOptions): Promise<void> {
    if (this.#released) return DONE;
    const answer = this.#closers.wait(options);
    if (this.#closing === null) {
      this.#closing = this.#finish();
      this.#closing.then(
        () => this.#closers.wakeAll(),
        (error: unknown) => {
          if (this.#closers.failAll(error) === 0) this.#report(error);
        },
      );
    }
    if (
      this.device.mayBlock && !this.#released && this.#queue.isAbandoned
    ) this.#closers.wakeAll();
    return answer;
  }

  async #finish(): Promise<void> {
    if (this.#reading && this.device.mayBlock) this.#release();
    await this.#queue.takeForGood();
    if (this.#released) return;
    try {
      try {
        await this.drain();
      } finally {
        await this.device.finish?.();
      }
    } catch (error) {
      throw toOSError(error);
    } finally {
      this.#release();
    }
  }

  #release(): void {
    this.#released = true;
    if (this.#watched !== null) {
      watched!.delete(this.#watched);
      forgotten.unregister(this);
    }
    this.device.close();
  }

  readonly #endRead = (): void => {
    this.#reading = false;
  };

  readonly #reportErrors: Abandoned<unknown> = {
    error: (error) => this.#report(error),
  };

  #report(exception: unknown): void {
    getEventLoop().callExceptionHandler({
      message: `A file operation failed after its caller had been cancelled: ${
        describe(this.facts.name)
      }`,
      exception,
    });
  }

  #newClosedError(): RangeError {
    return new RangeError(
      `I/O operation on closed file: ${describe(this.facts.name)}`,
    );
  }

  #trySeek(): boolean {
    try {
      this.device.seek(0, 1);
      return true;
    } catch {
      return false;
    }
  }
}

/** The files that are open; made with the first one. */
let watched: Set<WeakRef<OpenFile>> | null = null;

function reportUnwritten(): void {
  for (const ref of watched!) {
    const file = ref.deref();
    if (file?.top.holdsBack) reportForgotten(getEventLoop(), file.facts.name);
  }
}

/** What is left of a file that nobody has closed. */
interface Forgotten {
  readonly device: Device;
  readonly name: string;
  readonly loop: EventLoop;
  readonly ref: WeakRef<OpenFile>;
}

/** A file that is dropped while it is open would keep its descriptor for ever: it is closed, and reported. */
const forgotten = new FinalizationRegistry<Forgotten>(
  ({ device, name, loop, ref }) => {
    watched!.delete(ref);
    device.close();
    reportForgotten(loop, name);
  },
);

function reportForgotten(loop: EventLoop, name: string): void {
  loop.callExceptionHandler({
    message: `A file was never closed; what it had not written is lost: ${
      describe(name)
    }`,
  });
}

import {
  ConnectionResetError,
  toConnectionError,
} from "../loop/connection_errors.ts";
import { RuntimeError } from "../loop/errors.ts";
import { WaitList } from "../loop/wait_list.ts";
import { refusedBy, type WaitOptions } from "../loop/wait_options.ts";
import { checkCount } from "../loop/check.ts";
import {
  type Collecting,
  flushSoon,
  noteWrite,
} from "../loop/network/flush_soon.ts";
import type { ByteSink } from "../loop/network/raw_connection.ts";
import { LARGE_WRITE, WriteBuffer } from "../loop/network/write_buffer.ts";

const HIGH_WATER = 64 * 1024;

const DONE: Promise<void> = Promise.resolve();

/** What a pipe leads to. */
export interface Outlet {
  /** The connection: another one after TLS has begun. */
  readonly raw: ByteSink;
  /** Closes it; called once. */
  end(): void;
}

/**
 * The write side of a connection: it collects what is written and lets it go out, in order, one call of the platform at
 * a time.
 *
 * Bytes are collected for a moment (see `flushSoon()`): what is written meanwhile goes out together. Much goes out at
 * once.
 */
export class WritePipe implements Collecting {
  readonly #outlet: Outlet;
  readonly #buffer: WriteBuffer = new WriteBuffer();
  // Made when they are needed: most connections that wait for their next bytes never have.
  #drained: WaitList<void> | null = null;
  #flushed: WaitList<void> | null = null;
  #closed: WaitList<void> | null = null;
  #high = HIGH_WATER;
  #low = HIGH_WATER / 4;
  // Invariant: #isPaused from when more than #high bytes wait until at most #low do.
  #isPaused = false;
  #isCollecting = false;
  #isWriting = false;
  /** What of the piece that is going out has not gone yet. */
  #rest: Uint8Array | null = null;
  #hasEnded = false;
  #isClosing = false;
  #isClosed = false;
  /** Why the connection was lost, boxed. */
  #loss: { readonly error: unknown } | null = null;
  #isLossSeen = false;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  get size(): number {
    return this.#buffer.size;
  }

  get isClosing(): boolean {
    return this.#isClosing || this.#loss !== null;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get limits(): readonly [low: number, high: number] {
    return [this.#low, this.#high];
  }

  setLimits(high: number | undefined, low: number | undefined): void {
    if (low !== undefined) checkCount(low, "'low'", 0);
    if (high !== undefined) checkCount(high, "'high'", 0);
    const top = high ?? (low === undefined ? HIGH_WATER : 4 * low);
    const bottom = low ?? Math.floor(top / 4);
    if (bottom > top) {
      throw new RangeError(
        `'high' must be at least 'low': high is ${top}, low is ${bottom}`,
      );
    }
    this.#high = top;
    this.#low = bottom;
    this.#isPaused = this.#buffer.size > top;
    this.#noteProgress();
  }

  write(bytes: Uint8Array): void {
    if (this.#hasEnded) {
      throw new RuntimeError("Cannot call write() after writeEof()");
    }
    // Whoever writes on gets the loss from drain().
    if (this.isClosing || bytes.length === 0) return;
    const buffer = this.#buffer;
    buffer.push(bytes);
    const size = buffer.size;
    if (size > this.#high) this.#isPaused = true;
    if (this.#isWriting) return;
    if (size >= LARGE_WRITE) this.#flush();
    else if (this.#isCollecting) noteWrite();
    else {
      this.#isCollecting = true;
      flushSoon(this);
    }
  }

  flushCollected(): void {
    this.#isCollecting = false;
    if (!this.#isWriting && this.#buffer.size > 0) this.#flush();
  }

  /** Lets out what has been collected. */
  #flush(): void {
    this.#isWriting = true;
    this.#send(this.#buffer.next());
  }

  #send(bytes: Uint8Array): void {
    this.#rest = bytes;
    this.#outlet.raw.write(bytes).then(this.#onWritten, this.#onError);
  }

  readonly #onWritten = (count: number): void => {
    const bytes = this.#rest;
    // Lost, or aborted.
    if (bytes === null) return;
    if (count < bytes.length) return this.#send(bytes.subarray(count));
    this.#rest = null;
    this.#buffer.done();
    if (this.#buffer.size > 0) this.#flush();
    else this.#isWriting = false;
    this.#noteProgress();
  };

  readonly #onError = (error: unknown): void => {
    if (this.#rest !== null) this.lose(toConnectionError(error));
  };

  #noteProgress(): void {
    const size = this.#buffer.size;
    if (size <= this.#low) this.#isPaused = false;
    if (!this.#mustDrain) this.#drained?.wakeAll();
    if (size > 0) return;
    this.#flushed?.wakeAll();
    if (this.#hasEnded || this.#isClosing) this.#finish();
  }

  /** Whether `drain()` has to wait: too much is on its way, or bytes that belong to others. */
  get #mustDrain(): boolean {
    return this.#isPaused || this.#buffer.hasLent;
  }

  drain(options: WaitOptions | undefined): Promise<void> {
    if (this.#loss !== null) return this.#refuse();
    if (this.#isClosed) return this.#refuseClosed();
    if (this.#mustDrain) {
      return (this.#drained ??= new WaitList()).wait(options);
    }
    return refusedBy(options) ?? DONE;
  }

  /** Waits until everything that was written has gone out. */
  flush(options: WaitOptions | undefined): Promise<void> {
    if (this.#loss !== null) return this.#refuse();
    if (this.#isClosed) return this.#refuseClosed();
    if (this.#buffer.size > 0) {
      return (this.#flushed ??= new WaitList()).wait(options);
    }
    return refusedBy(options) ?? DONE;
  }

  #refuse(): Promise<never> {
    this.#isLossSeen = true;
    return Promise.reject(this.#loss!.error);
  }

  #refuseClosed(): Promise<never> {
    return Promise.reject(
      new ConnectionResetError("Connection lost: it has been closed"),
    );
  }

  writeEof(): void {
    if (this.#hasEnded || this.isClosing) return;
    this.#hasEnded = true;
    if (this.#buffer.size === 0) this.#finish();
  }

  /** Closes it once everything has gone out. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (this.#buffer.size === 0) this.#finish();
  }

  /** Closes it at once; what has not gone out is dropped. */
  abort(): void {
    this.#isClosing = true;
    this.#drop();
    const error = new ConnectionResetError("Connection lost: aborted");
    this.#drained?.failAll(error);
    this.#flushed?.failAll(error);
    this.#end();
  }

  /** Ends the write side after an error, which whoever reads may know: nothing goes out any more. */
  lose(error: unknown, isSeen = false): void {
    if (this.#loss !== null || this.#isClosed) return;
    this.#loss = { error };
    this.#isLossSeen = isSeen;
    this.#drop();
    this.#failAll(error);
    if (this.#isClosing) this.#end();
  }

  #failAll(error: unknown): void {
    const told = (this.#drained?.failAll(error) ?? 0) +
      (this.#flushed?.failAll(error) ?? 0) +
      (this.#closed?.failAll(error) ?? 0);
    if (told > 0) this.#isLossSeen = true;
  }

  #drop(): void {
    this.#rest = null;
    this.#buffer.clear();
    this.#isPaused = this.#isWriting = false;
  }

  /** Everything has gone out: ends this direction, or all. */
  #finish(): void {
    if (this.#isClosing) this.#end();
    else {
      this.#outlet.raw.closeWrite().then(
        undefined,
        (error) => this.lose(toConnectionError(error)),
      );
    }
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#outlet.end();
    this.#closed?.wakeAll();
  }

  waitClosed(options: WaitOptions | undefined): Promise<void> {
    if (this.#loss !== null) return this.#refuse();
    if (!this.#isClosed) {
      return (this.#closed ??= new WaitList()).wait(options);
    }
    return refusedBy(options) ?? DONE;
  }

  /** Closes it and waits for that; an error that somebody has got already is not thrown again. */
  async dispose(): Promise<void> {
    const wasSeen = this.#isLossSeen;
    this.close();
    try {
      await this.waitClosed(undefined);
    } catch (error) {
      if (!wasSeen || error !== this.#loss?.error) throw error;
    }
  }
}

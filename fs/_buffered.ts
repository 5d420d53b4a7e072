import type { WaitOptions } from "../loop/wait_options.ts";
import type { Whence } from "./_device.ts";
import type { OpenFile, Top } from "./_open_file.ts";

/**
 * How many bytes go through the system at once: a call of it costs some fifty microseconds, whatever its size. The
 * first ones are smaller, since most files are.
 */
const LARGEST = 256 * 1024;
const SMALLEST = 8 * 1024;

const encoder = new TextEncoder();

const NOTHING = new Uint8Array(0);

/**
 * The bytes between a file and its user: those read ahead, and those not yet written. The system is called only when
 * there are no more of the ones, or too many of the others.
 *
 * A read that is cancelled loses nothing: what comes later is in the buffer. All methods that may wait are called by
 * whose turn it is (see OpenFile.run).
 */
export class Buffered implements Top {
  // Invariant: available === 0 || #pending === 0. Read ahead are #bytes[#start..#end].
  readonly file: OpenFile;
  readonly #fixed: number | null;
  readonly #limit: number;
  #bytes: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;
  /** Whether somebody has a view of #bytes, which must not be filled again then. */
  #lent = false;
  /** How much to ask the system for next. */
  #chunk: number;
  #out: Uint8Array = NOTHING;
  #pending = 0;

  /**
   * `size` is how many bytes are buffered, each way; it adapts itself if that is `null`. With 0, nothing is kept that
   * is written, and read ahead only where there is no other way to find the end of a line.
   */
  constructor(file: OpenFile, size: number | null) {
    this.file = file;
    this.#fixed = size === 0 ? null : size;
    this.#limit = size ?? LARGEST;
    this.#chunk = this.#firstChunk();
    file.top = this;
  }

  /** How many bytes have been read ahead. */
  get available(): number {
    return this.#end - this.#start;
  }

  /** Whether there are bytes that wait to be written. */
  get holdsBack(): boolean {
    return this.#pending > 0;
  }

  /** Whether more bytes wait to be written than should. */
  get isOverfull(): boolean {
    return this.#pending > this.#limit;
  }

  /** What has been read ahead; it is overwritten by the next {@linkcode fill}. */
  get view(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  skip(count: number): void {
    this.#start += count;
    // A file that was read as a whole need not be held any longer.
    if (this.#start === this.#end && this.#bytes.length > LARGEST) {
      this.#forget();
    }
  }

  /** Takes `count` of the bytes that have been read ahead. */
  take(count: number): Uint8Array<ArrayBuffer> {
    if (count > 0 && count === this.#bytes.length && !this.#lent) {
      const whole = this.#bytes as Uint8Array<ArrayBuffer>;
      this.#forget();
      return whole;
    }
    const bytes = this.#bytes.slice(this.#start, this.#start + count);
    this.skip(count);
    return bytes as Uint8Array<ArrayBuffer>;
  }

  /** Takes `count` of the bytes that have been read ahead, as a view: ten times as fast as a copy, if it is short. */
  lend(count: number): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes.subarray(this.#start, this.#start + count);
    this.#lent = true;
    this.skip(count);
    return bytes as Uint8Array<ArrayBuffer>;
  }

  /** Moves what has been read ahead to `into`, as far as there is room, and says how much that was. */
  moveTo(into: Uint8Array): number {
    const count = Math.min(into.length, this.available);
    into.set(this.#bytes.subarray(this.#start, this.#start + count));
    this.skip(count);
    return count;
  }

  /** How many bytes it is to the end of the line, from `from` on; 0 if that is not read ahead. */
  lineLength(from: number): number {
    const at = this.#bytes.indexOf(0x0a, this.#start + from);
    return at < 0 || at >= this.#end ? 0 : at + 1 - this.#start;
  }

  /** Reads on, once. Returns false at the end of the file. */
  async fill(options?: WaitOptions): Promise<boolean> {
    await this.flush(options);
    this.#makeRoom();
    const room = this.#bytes.subarray(this.#end);
    const count = await this.file.read(
      () => this.#land(room),
      options,
    );
    if (count === room.length && this.#fixed === null) {
      this.#chunk = Math.min(LARGEST, this.#chunk * 2);
    }
    return count > 0;
  }

  /** Reads on until `count` bytes are there, or the file ends. */
  async gather(count: number, options?: WaitOptions): Promise<void> {
    while (this.available < count) {
      if (count > this.#chunk) this.reserve(count);
      if (!(await this.fill(options))) return;
    }
  }

  /** Reads on to the end of the file. */
  async gatherAll(options?: WaitOptions): Promise<void> {
    await this.flush(options);
    const rest = this.#rest();
    if (rest > 0) {
      this.reserve(this.available + rest);
      // Asking for the size is cheaper than a read that finds nothing.
      while (this.#rest() > 0) if (!(await this.fill(options))) return;
    } else while (await this.fill(options));
  }

  /** Fills `into`, as far as the file goes, and says how far that was. */
  async readInto(into: Uint8Array, options?: WaitOptions): Promise<number> {
    let filled = this.moveTo(into);
    try {
      while (filled < into.length) {
        const rest = into.subarray(filled);
        if (rest.length < this.#chunk) {
          await this.gather(rest.length, options);
          return filled + this.moveTo(rest);
        }
        const count = await this.readOnce(rest, options);
        if (count === 0) break;
        filled += count;
      }
    } catch (error) {
      this.#putBack(into.subarray(0, filled));
      throw error;
    }
    return filled;
  }

  /** Reads into `into` directly, with one call of the system; there must be nothing read ahead. */
  async readOnce(into: Uint8Array, options?: WaitOptions): Promise<number> {
    await this.flush(options);
    const { device } = this.file;
    this.#start = this.#end = 0;
    return this.file.read(
      async () => await device.read(into) ?? 0,
      options,
      { value: (count) => this.#putBack(into.subarray(0, count)) },
    );
  }

  /** Reads from another position, and leaves everything else as it is. */
  async readAt(
    position: number,
    count: number,
    options?: WaitOptions,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#pending > 0) await this.flush(options);
    return await this.file.call(() => this.#readAt(position, count), options);
  }

  /** Makes room for `count` bytes in an array of just that size. */
  reserve(count: number): void {
    if (this.#bytes.length - this.#start >= count) return;
    this.#replace(new Uint8Array(count));
  }

  /** Puts bytes with those that wait to be written, if they fit in and nothing is read ahead. */
  append(bytes: Uint8Array, limit: number = this.#limit): boolean {
    const pending = this.#pending + bytes.length;
    if (pending > limit || this.#start !== this.#end) return false;
    // What was read before is not what lies before the position any more.
    this.#start = this.#end = 0;
    if (pending > this.#out.length) this.#grow(pending);
    this.#out.set(bytes, this.#pending);
    this.#pending = pending;
    return true;
  }

  /** Puts text with the bytes that wait to be written, however many those are; it must be well-formed. */
  appendUtf8(text: string): void {
    this.unread();
    const most = this.#pending + text.length * 3;
    if (most > this.#out.length) this.#grow(most);
    this.#pending += encoder.encodeInto(
      text,
      this.#out.subarray(this.#pending),
    ).written;
  }

  /** Writes bytes: into the buffer, if there is or can be made room. Once it has begun, all of them are written. */
  async write(bytes: Uint8Array, options?: WaitOptions): Promise<void> {
    this.unread();
    if (this.append(bytes)) return;
    await this.flush(options);
    if (!this.append(bytes)) {
      await this.file.call(() => this.#writeAll(bytes), options);
    }
  }

  /** Hands what waits to be written to the system. */
  async flush(options?: WaitOptions): Promise<void> {
    if (this.#pending > 0) await this.file.call(() => this.drain(), options);
  }

  /** What {@linkcode flush} does, out of reach of any cancel. What fails to be written stays. */
  async drain(): Promise<void> {
    let at = 0;
    try {
      while (at < this.#pending) {
        at += await this.file.device.write(
          this.#out.subarray(at, this.#pending),
        );
      }
    } finally {
      this.#out.copyWithin(0, at, this.#pending);
      this.#pending -= at;
    }
  }

  /** Gives up what has been read ahead, and goes back to where the user is. */
  unread(): void {
    if (this.available > 0) this.file.device.seek(-this.available, 1);
    this.#start = this.#end = 0;
  }

  /** Where the user is: reading ahead and what waits to be written count. */
  position(): number {
    return this.file.device.seek(0, 1) - this.available + this.#pending;
  }

  /** Goes to another position; there must be nothing that waits to be written. */
  seek(offset: number, whence: Whence): number {
    const { device } = this.file;
    if (whence !== 2 && !this.#lent) {
      const end = device.seek(0, 1);
      const target = whence === 0 ? offset : end - this.available + offset;
      if (target >= end - this.#end && target <= end) {
        this.#start = this.#end - (end - target);
        return target;
      }
    }
    const position = device.seek(
      whence === 1 ? offset - this.available : offset,
      whence,
    );
    this.#start = this.#end = 0;
    this.#chunk = this.#firstChunk(SMALLEST);
    return position;
  }

  #firstChunk(most = LARGEST): number {
    if (this.#fixed !== null) return this.#fixed;
    // One more byte, to see the end.
    const wanted = this.file.facts.readable
      ? (this.file.device.size() ?? 0) + 1
      : 0;
    return Math.max(SMALLEST, Math.min(most, wanted));
  }

  /** Takes bytes for read ahead that an operation has not come to use, behind those that are there. */
  #putBack(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#replace(new Uint8Array(this.available + bytes.length));
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #forget(): void {
    this.#bytes = NOTHING;
    this.#start = this.#end = 0;
    this.#lent = false;
  }

  async #land(room: Uint8Array): Promise<number> {
    const count = await this.file.device.read(room) ?? 0;
    this.#end += count;
    return count;
  }

  #makeRoom(): void {
    const { available } = this;
    const size = this.#bytes.length;
    if (this.#lent) {
      this.#replace(new Uint8Array(Math.max(this.#chunk, available * 2)));
    } else if (available === 0) {
      this.#start = this.#end = 0;
      if (size < this.#chunk) this.#bytes = new Uint8Array(this.#chunk);
    } else if (this.#end === size) {
      if (this.#start === 0) this.#replace(new Uint8Array(size * 2));
      else {
        this.#bytes.copyWithin(0, this.#start, this.#end);
        this.#end = available;
        this.#start = 0;
      }
    }
  }

  /** Goes on with another array, to which what has been read ahead is moved. */
  #replace(bytes: Uint8Array): void {
    const { available } = this;
    bytes.set(this.view);
    this.#bytes = bytes;
    this.#start = 0;
    this.#end = available;
    this.#lent = false;
  }

  /** How much of the file is left to be read, as far as it has a length. */
  #rest(): number {
    const { device } = this.file;
    const size = device.size();
    return size === null ? 0 : size - device.seek(0, 1);
  }

  async #readAt(
    position: number,
    count: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { device } = this.file;
    const bytes = new Uint8Array(count);
    let end = 0;
    while (end < count) {
      const rest = end === 0 ? bytes : bytes.subarray(end);
      const more = await device.readAt(rest, position + end);
      if (more === null) return bytes.slice(0, end);
      end += more;
    }
    return bytes;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      at += await this.file.device.write(
        at === 0 ? bytes : bytes.subarray(at),
      );
    }
  }

  #grow(pending: number): void {
    const size = Math.max(SMALLEST, this.#out.length * 2);
    const out = new Uint8Array(
      Math.max(pending, Math.min(this.#limit, size)),
    );
    out.set(this.#out.subarray(0, this.#pending));
    this.#out = out;
  }
}

// Bytes that have come and have not been taken, in one piece of memory.
//
// A part that is taken, such as a line, is a view of that memory: each byte of it is given out once and never written
// again, so the view belongs to whoever has it. All that is there is taken as a copy, and the memory is used again:
// it is hot, while fresh memory has to be cleared and written from far away, and a view would hold all of it.
//
// The size follows the traffic: a read that waits pins its memory, so it is small while nothing comes, and large when
// reads fill it.

import { keepFreedMemory } from "./keep_freed_memory.ts";

const SMALL = 1024;
const MEDIUM = 64 * 1024;
const LARGE = 256 * 1024;

/** From what size of a read on the next larger memory is taken. */
const BUSY = 512;
const FILLING = 28 * 1024;

const NEWLINE = 0x0a;

export const NO_BYTES: Uint8Array<ArrayBuffer> = new Uint8Array(0);

/** The bytes between the read side and whoever takes them. */
export class ReadBuffer {
  #memory = NO_BYTES;
  // Invariant: 0 <= #start <= #end <= #memory.length.
  #start = 0;
  #end = 0;
  #lastRead = 0;

  /** How many bytes there are. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** The bytes, without taking them. */
  peek(): Uint8Array<ArrayBuffer> {
    return this.#memory.subarray(this.#start, this.#end);
  }

  /** Takes the first `count` bytes, which must be there. */
  take(count: number): Uint8Array<ArrayBuffer> {
    const start = this.#start;
    this.#start += count;
    return this.#memory.subarray(start, start + count);
  }

  /** Takes all bytes. No read may be in flight. */
  takeAll(): Uint8Array<ArrayBuffer> {
    // Not by slice(), which would clear its memory first.
    const all = new Uint8Array(this.peek());
    this.#end = this.#start;
    return all;
  }

  /** Copies as many bytes as are there into `target`, and returns how many. */
  takeInto(target: Uint8Array): number {
    const count = Math.min(this.length, target.length);
    target.set(this.take(count));
    return count;
  }

  /** Drops the first `count` bytes. */
  drop(count: number): void {
    this.#start += count;
  }

  /** Adds a copy of `bytes`. */
  append(bytes: Uint8Array): void {
    if (this.#free < bytes.length) {
      this.#renew(Math.max(bytes.length, 2 * this.length));
    }
    this.#memory.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /**
   * Returns free memory to read into, which {@linkcode added} tells of then; in between nothing may be added.
   *
   * @param wanted How many bytes the caller waits for in all.
   */
  room(wanted: number): Uint8Array<ArrayBuffer> {
    const size = sizeAfter(this.#lastRead);
    const least = size / 4;
    if (this.#free < least || this.#memory.length < size) {
      if (size > SMALL) keepFreedMemory();
      const unread = this.length;
      // Doubling makes the copies linear; the wanted size is trusted no further than that.
      this.#renew(Math.max(size, Math.min(wanted - unread, unread)));
    }
    return this.#end === 0 ? this.#memory : this.#memory.subarray(this.#end);
  }

  /** Says that a read has filled `count` bytes of the last {@linkcode room}. */
  added(count: number): void {
    this.#end += count;
    this.#lastRead = count;
  }

  /**
   * Returns the offset of the first newline at `from` or later, or -1.
   *
   * @param isFilling Whether a read is in flight, which may have written behind the bytes already.
   */
  findNewline(from: number, isFilling: boolean): number {
    if (isFilling) return this.peek().indexOf(NEWLINE, from);
    // A newline behind the last byte ends the search at the price of one store; a view would cost a third of it.
    this.#memory[this.#end] = NEWLINE;
    const at = this.#memory.indexOf(NEWLINE, this.#start + from);
    return at === -1 || at >= this.#end ? -1 : at - this.#start;
  }

  get #free(): number {
    return this.#memory.length - this.#end;
  }

  #renew(free: number): void {
    const unread = this.peek();
    this.#memory = new Uint8Array(unread.length + free);
    this.#memory.set(unread);
    this.#start = 0;
    this.#end = unread.length;
  }
}

function sizeAfter(read: number): number {
  return read >= FILLING ? LARGE : read >= BUSY ? MEDIUM : SMALL;
}

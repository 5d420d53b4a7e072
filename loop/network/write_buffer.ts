// What has been written and is not yet on its way.
//
// Small pieces are copied into blocks, so that their owner may use them again at once and many go out in one call;
// large ones are kept as they are. Blocks go round through a pool: memory that is written again and again stays in the
// processor's cache, and an idle connection holds none.

import { Deque } from "../deque.ts";

/** From what size on bytes are not copied but kept until they have gone out. */
export const LARGE_WRITE: number = 16 * 1024;

const BLOCK = LARGE_WRITE;
const POOLED = 64;
const pool: Uint8Array[] = [];

/** Bytes that go out in one call: the first `length` of `bytes`. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly isBlock: boolean;
}

/** The bytes between whoever writes and the write side. */
export class WriteBuffer {
  // Invariant: what goes out first is #going, then #pieces in order, then #block.
  // Invariant: `null` until there is a piece: most connections never write more than a block at a time.
  #pieces: Deque<Piece> | null = null;
  /** The block that is being filled. */
  #block: Uint8Array | null = null;
  #used = 0;
  /** What {@linkcode next} gave last and {@linkcode done} has not heard of. */
  #going: Uint8Array | null = null;
  #goingLength = 0;
  #goesBlock = false;
  #size = 0;
  /** How many of the bytes are not copies. */
  #lent = 0;

  /** How many bytes there are, those that are on their way included. */
  get size(): number {
    return this.#size;
  }

  /** Whether it keeps bytes that belong to others. */
  get hasLent(): boolean {
    return this.#lent > 0;
  }

  /** Adds bytes. */
  push(bytes: Uint8Array): void {
    const length = bytes.length;
    this.#size += length;
    if (length >= LARGE_WRITE) {
      this.#seal();
      this.#lent += length;
      this.#keep({ bytes, length, isBlock: false });
      return;
    }
    if (this.#used + length > BLOCK) this.#seal();
    this.#block ??= pool.pop() ?? new Uint8Array(BLOCK);
    this.#block.set(bytes, this.#used);
    this.#used += length;
  }

  #seal(): void {
    if (this.#block === null) return;
    this.#keep({ bytes: this.#block, length: this.#used, isBlock: true });
    this.#block = null;
    this.#used = 0;
  }

  #keep(piece: Piece): void {
    this.#pieces ??= new Deque();
    this.#pieces.push(piece);
  }

  /** Returns the bytes that go out next; there must be some. */
  next(): Uint8Array {
    if (this.#pieces !== null && this.#pieces.length > 0) {
      const { bytes, length, isBlock } = this.#pieces.shift();
      this.#going = bytes;
      this.#goingLength = length;
      this.#goesBlock = isBlock;
    } else {
      this.#going = this.#block!;
      this.#goingLength = this.#used;
      this.#goesBlock = true;
      this.#block = null;
      this.#used = 0;
    }
    return this.#goesBlock
      ? this.#going.subarray(0, this.#goingLength)
      : this.#going;
  }

  /** Says that the bytes of the last {@linkcode next} have gone out. */
  done(): void {
    this.#size -= this.#goingLength;
    if (!this.#goesBlock) this.#lent -= this.#goingLength;
    else if (pool.length < POOLED) pool.push(this.#going!);
    this.#going = null;
  }

  /** Drops everything. */
  clear(): void {
    // A block that is going out must not be used by others: it is left to the garbage collector.
    this.#pieces = null;
    this.#block = this.#going = null;
    this.#used = this.#size = this.#lent = 0;
  }
}

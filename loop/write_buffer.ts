// What has been written and is not yet on its way.
//
// Small pieces are copied into blocks, so that their owner may use them again at once and many go out in one call;
// large ones are kept as they are. Blocks go round through a pool: memory that is written again and again stays in the
// processor's cache, and an idle connection holds none.

/** From what size on bytes are not copied but kept until they have gone out. */
export const LARGE_WRITE: number = 16 * 1024;

const BLOCK = LARGE_WRITE;
const POOLED = 64;
const pool: Uint8Array[] = [];

/** A piece that goes out in one call. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly isBlock: boolean;
}

/** The bytes between whoever writes and the write side. */
export class WriteBuffer {
  readonly #pieces: Piece[] = [];
  /** The block that is being filled, which comes after the pieces. */
  #block: Uint8Array | null = null;
  #used = 0;
  #size = 0;
  /** How many of the bytes are not copies. */
  #lent = 0;
  #first: Piece | null = null;

  /** How many bytes there are, those that {@linkcode first} gave and that have not gone out included. */
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
      this.#pieces.push({ bytes, isBlock: false });
      return;
    }
    if (this.#block === null || this.#used + length > BLOCK) {
      this.#seal();
      this.#block = pool.pop() ?? new Uint8Array(BLOCK);
    }
    this.#block.set(bytes, this.#used);
    this.#used += length;
  }

  #seal(): void {
    if (this.#block === null) return;
    this.#pieces.push({
      bytes: this.#block.subarray(0, this.#used),
      isBlock: true,
    });
    this.#block = null;
    this.#used = 0;
  }

  /** Takes the piece that goes out next; there must be one. */
  next(): Uint8Array {
    if (this.#pieces.length === 0) this.#seal();
    this.#first = this.#pieces.shift()!;
    return this.#first.bytes;
  }

  /** Says that the piece of the last {@linkcode next} has gone out. */
  done(): void {
    const { bytes, isBlock } = this.#first!;
    this.#first = null;
    this.#size -= bytes.length;
    if (!isBlock) this.#lent -= bytes.length;
    else if (pool.length < POOLED) pool.push(new Uint8Array(bytes.buffer));
  }

  /** Drops everything. */
  clear(): void {
    // A block that is going out must not be used by others: it is left to the garbage collector.
    this.#pieces.length = 0;
    this.#block = this.#first = null;
    this.#used = this.#size = this.#lent = 0;
  }
}

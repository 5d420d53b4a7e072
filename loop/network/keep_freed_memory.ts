/**
 * The size from which on glibc's allocator takes memory from the system by itself is that of the largest piece of such
 * memory that was ever freed, up to 32 MiB; and it keeps twice as much for later use before it gives some back.
 */
const LARGEST_PIECE = 31 * 1024 * 1024;

let isDone = false;

/**
 * Lets the allocator keep the memory of reads that was freed for those to come. By default it gives it back to the
 * system at once, and to get it again, page by page, takes as long as all the rest of a large read.
 *
 * It is enough to free one large piece, which has never been touched and so never existed. Where the allocator is another
 * one, nothing happens.
 */
export function keepFreedMemory(): void {
  if (isDone) return;
  isDone = true;
  try {
    new ArrayBuffer(LARGEST_PIECE).transfer(0);
  } catch {
    // The process may not have as much.
  }
}

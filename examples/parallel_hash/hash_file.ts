/** The work of `parallel_hash.ts`, which threads load by themselves. */

import { createHash } from "node:crypto";

const CHUNK = 64 * 1024;

/** Hashes a file, and tells after each piece how many bytes it had. */
export async function hashFile(
  path: string,
  progress: (bytes: number) => Promise<void>,
): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const buffer = new Uint8Array(CHUNK);
  for (;;) {
    const length = await file.read(buffer);
    if (length === null) return hash.digest("hex");
    hash.update(buffer.subarray(0, length));
    await progress(length);
  }
}

/**
 * Hashes the files of a folder on all processors, with progress. The jobs are a function of a module, typed as it is
 * there. Run it with `--allow-read --allow-write`.
 */

import * as asyncio from "@asyncio/asyncio";
import {
  fromThread,
  threadModule,
  ThreadPoolExecutor,
} from "@asyncio/asyncio/threads";

const work = threadModule<typeof import("./parallel_hash/hash_file.ts")>(
  new URL("./parallel_hash/hash_file.ts", import.meta.url),
);

/** Prints each quarter of the way. */
class Progress {
  readonly #total: number;
  #bytes = 0;
  #quarters = 0;

  constructor(total: number) {
    this.#total = total;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    while (this.#bytes * 4 >= this.#total * (this.#quarters + 1)) {
      console.log(`${++this.#quarters * 25}%`);
    }
  }
}

async function makeFiles(folder: string): Promise<string[]> {
  const names = ["a.bin", "b.bin", "c.bin", "d.bin", "e.bin"];
  for (const [i, name] of names.entries()) {
    const bytes = new Uint8Array(100_000 * (i + 1)).fill(i);
    await Deno.writeFile(`${folder}/${name}`, bytes);
  }
  return names;
}

export async function main(): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const names = await makeFiles(folder);
    const progress = new Progress(1_500_000);
    const onBytes = fromThread((bytes: number) => progress.add(bytes));

    await using pool = new ThreadPoolExecutor();
    const hashes = await asyncio.gather(
      names.map((name) =>
        pool.submit(work.hashFile, `${folder}/${name}`, onBytes)
      ),
    );
    for (const [i, name] of names.entries()) {
      console.log(`${hashes[i]!.slice(0, 16)}  ${name}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await asyncio.run(main);

import type { WaitOptions } from "../loop/wait_options.ts";
import { NATIVE } from "./_flavour.ts";
import { type FollowOptions, stat } from "./_os_stat.ts";
import { readDir } from "./_read_dir.ts";
import { type FilePath, fspath, type PathLike } from "./fspath.ts";
import { FileNotFoundError } from "./os_error.ts";

/**
 * What {@linkcode scandir} finds: a name in a folder, and what the system has told about it on the way. CPython's
 * `os.DirEntry`; the questions are async here, because the answer for a symbolic link has to be looked up.
 */
export class DirEntry implements PathLike {
  /** The name in the folder. */
  readonly name: string;
  /** The path: that of the folder, as it was given, and the name. */
  readonly path: string;
  readonly #entry: Deno.DirEntry;
  readonly #stats: [Deno.FileInfo?, Deno.FileInfo?] = [];

  /** Entries come from {@linkcode scandir}. */
  constructor(folder: string, entry: Deno.DirEntry) {
    this.name = entry.name;
    this.path = NATIVE.join([folder, entry.name]);
    this.#entry = entry;
  }

  /**
   * Whether it is a folder, or a symbolic link to one.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  async isDir(options: FollowOptions = {}): Promise<boolean> {
    if (!this.#mustLook(options)) return this.#entry.isDirectory;
    return (await this.#target(options))?.isDirectory ?? false;
  }

  /**
   * Whether it is a file, or a symbolic link to one.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  async isFile(options: FollowOptions = {}): Promise<boolean> {
    if (!this.#mustLook(options)) return this.#entry.isFile;
    return (await this.#target(options))?.isFile ?? false;
  }

  /** Whether it is a symbolic link. */
  isSymlink(): boolean {
    return this.#entry.isSymlink;
  }

  /**
   * Returns the number of the file on its disk.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {FileNotFoundError} If it has been removed meanwhile.
   */
  async inode(options: WaitOptions = {}): Promise<number | null> {
    return (await this.stat({ ...options, followSymlinks: false })).ino;
  }

  /**
   * Returns what the system knows about the file. It is asked once, and the answer kept.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {FileNotFoundError} If it has been removed meanwhile, or a symbolic link leads nowhere.
   */
  async stat(options: FollowOptions = {}): Promise<Deno.FileInfo> {
    const { followSymlinks = true } = options;
    const kind = followSymlinks && this.#entry.isSymlink ? 1 : 0;
    return this.#stats[kind] ??= await stat(this.path, options);
  }

  /** Returns {@linkcode path}. */
  fspath(): string {
    return this.path;
  }

  /** Such as `<DirEntry 'name'>`. */
  toString(): string {
    return `<DirEntry '${this.name}'>`;
  }

  #mustLook({ followSymlinks = true }: FollowOptions): boolean {
    return followSymlinks && this.#entry.isSymlink;
  }

  /** What a symbolic link leads to, if anything. */
  async #target(options: FollowOptions): Promise<Deno.FileInfo | null> {
    try {
      return await this.stat(options);
    } catch (error) {
      if (error instanceof FileNotFoundError) return null;
      throw error;
    }
  }
}

/**
 * Goes through what is in a folder, in no particular order; `.` and `..` are left out.
 *
 * Nothing blocks the loop. The folder is read when the first entry is asked for, and nothing stays open, so an
 * iteration can be left at any time. aiofiles gives Python's own iterator, which blocks.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @param path The folder, or by default the one that the program works in.
 * @throws {FileNotFoundError} If there is no such folder.
 * @throws {NotADirectoryError} If it is no folder.
 *
 * @example The sizes of all files in a folder
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scandir, TemporaryDirectory, writeText } from "@asyncio/asyncio/fs";
 *
 * await using folder = await TemporaryDirectory();
 * await writeText(`${folder.name}/a.txt`, "12345");
 *
 * const sizes = new Map<string, number>();
 * for await (const entry of scandir(folder.name)) {
 *   if (await entry.isFile()) sizes.set(entry.name, (await entry.stat()).size);
 * }
 * assertEquals(sizes, new Map([["a.txt", 5]]));
 * ```
 */
export async function* scandir(
  path: FilePath = ".",
  options: WaitOptions = {},
): AsyncGenerator<DirEntry, void, void> {
  const folder = fspath(path);
  for (const entry of await readDir(folder, options)) {
    yield new DirEntry(folder, entry);
  }
}

import { type FollowOptions, stat } from "./_os_stat.ts";
import { OSError } from "./os_error.ts";

/**
 * What a `Path` has been found to be: each question is asked once, and the answer kept. `pathlib.types.PathInfo` of
 * CPython 3.14; `path.info` gives it.
 *
 * @example Ask twice, look once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Path } from "@asyncio/asyncio/fs";
 *
 * const { info } = new Path("/");
 * assertEquals(await info.isDir(), true);
 * assertEquals(await info.exists(), true);
 * ```
 */
export class PathInfo {
  readonly #path: string;
  readonly #found: [Found?, Found?] = [];

  /** Makes one that knows nothing yet. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Whether there is such a file.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  async exists(options: FollowOptions = {}): Promise<boolean> {
    return await this.#look(options) !== null;
  }

  /**
   * Whether it is a folder.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  async isDir(options: FollowOptions = {}): Promise<boolean> {
    return (await this.#look(options))?.isDirectory ?? false;
  }

  /**
   * Whether it is a file.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  async isFile(options: FollowOptions = {}): Promise<boolean> {
    return (await this.#look(options))?.isFile ?? false;
  }

  /**
   * Whether it is a symbolic link.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  async isSymlink(options: FollowOptions = {}): Promise<boolean> {
    const found = await this.#look({ ...options, followSymlinks: false });
    return found?.isSymlink ?? false;
  }

  async #look(options: FollowOptions): Promise<Found> {
    const kind = options.followSymlinks ?? true ? 0 : 1;
    let found = this.#found[kind];
    if (found === undefined) {
      try {
        found = await stat(this.#path, options);
      } catch (error) {
        if (!(error instanceof OSError)) throw error;
        found = null;
      }
      this.#found[kind] = found;
    }
    return found;
  }
}

type Found = Deno.FileInfo | null;

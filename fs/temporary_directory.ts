import { makeTempFolder, type TemporaryNameOptions } from "./_make_temp.ts";
import { Opening } from "./opening.ts";
import { toOSError } from "./os_error.ts";

/** Options of {@linkcode TemporaryDirectory}. */
export interface TemporaryDirectoryOptions extends TemporaryNameOptions {
  /** Whether the folder is removed at the end of the block. @default {true} */
  readonly delete?: boolean | undefined;
  /** Whether it is fine if something in the folder cannot be removed. @default {false} */
  readonly ignoreCleanupErrors?: boolean | undefined;
}

/** A folder that is removed with all that is in it, made by the function of the same name. */
export interface TemporaryDirectory extends AsyncDisposable {
  /** The path of the folder. */
  readonly name: string;
  /**
   * Removes the folder now. If it is gone, nothing happens.
   *
   * **Cancellation.** It cannot be cancelled: it takes until everything is removed.
   *
   * @throws {OSError} If something cannot be removed, unless `ignoreCleanupErrors` is set.
   */
  cleanup(): Promise<void>;
}

/**
 * Makes a temporary folder, which only this user may look into, and which is removed at the end of the block.
 *
 * Without `await using`, call `cleanup()`: a folder that is only dropped stays, unlike in CPython.
 *
 * **Cancellation.** A cancelled caller leaves at once; a folder that is made nonetheless is removed. The removal at the
 * end of a block cannot be cancelled.
 *
 * @throws {FileNotFoundError} If there is no folder to make it in.
 *
 * @example A place for a while
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Path, TemporaryDirectory } from "@asyncio/asyncio/fs";
 *
 * let path: Path;
 * {
 *   await using folder = await TemporaryDirectory();
 *   path = new Path(folder.name);
 *   await path.joinpath("notes.txt").writeText("for a while");
 * }
 * assertEquals(await path.exists(), false);
 * ```
 */
export function TemporaryDirectory(
  options: TemporaryDirectoryOptions = {},
): Opening<TemporaryDirectory> {
  return new Opening(start(options));
}

async function start(
  options: TemporaryDirectoryOptions,
): Promise<TemporaryDirectory> {
  return new Folder(await makeTempFolder(options), options);
}

class Folder implements TemporaryDirectory {
  readonly name: string;
  readonly #options: TemporaryDirectoryOptions;

  constructor(name: string, options: TemporaryDirectoryOptions) {
    this.name = name;
    this.#options = options;
  }

  async cleanup(): Promise<void> {
    try {
      // Not by the kernel, so that a cancel cannot leave half of it.
      await Deno.remove(this.name, { recursive: true });
    } catch (error) {
      const isFine = error instanceof Deno.errors.NotFound ||
        this.#options.ignoreCleanupErrors;
      if (!isFine) throw toOSError(error, { filename: this.name });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#options.delete ?? true) await this.cleanup();
  }

  toString(): string {
    return `<TemporaryDirectory '${this.name}'>`;
  }
}

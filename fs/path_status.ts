import { constants } from "node:os";
import type { WaitOptions } from "../loop/wait_options.ts";
import { type FollowOptions, stat } from "./_os_stat.ts";
import { groupName, userName } from "./_user_names.ts";
import type { FilePath } from "./fspath.ts";
import { FileNotFoundError, NotADirectoryError, OSError } from "./os_error.ts";
import { ismount, samefile } from "./ospath.ts";
import { PathInfo } from "./path_info.ts";
import { PurePath } from "./pure_path.ts";
import { UnsupportedOperation } from "./unsupported_operation.ts";

export type { FollowOptions };

/**
 * The questions that a `Path` answers.
 *
 * Those that begin with `is`, and `exists()`, are false for what is not there, and throw if the system does not let us
 * look, as in CPython 3.13.
 */
export class PathStatus extends PurePath {
  #info: PathInfo | undefined;

  /** What the path has been found to be: asked once, and kept. */
  get info(): PathInfo {
    return this.#info ??= new PathInfo(this.fspath());
  }

  /**
   * Returns what the system knows about the file.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {FileNotFoundError} If there is no such file.
   */
  stat(options: FollowOptions = {}): Promise<Deno.FileInfo> {
    return stat(this, options);
  }

  /**
   * Returns what the system knows about the file, or about the symbolic link itself.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {FileNotFoundError} If there is no such file.
   */
  lstat(options: WaitOptions = {}): Promise<Deno.FileInfo> {
    return stat(this, { ...options, followSymlinks: false });
  }

  /**
   * Whether there is something of that name; a symbolic link that leads nowhere counts as nothing.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  exists(options: FollowOptions = {}): Promise<boolean> {
    return this.#is(() => true, options);
  }

  /**
   * Whether it is a folder.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  isDir(options: FollowOptions = {}): Promise<boolean> {
    return this.#is((info) => info.isDirectory, options);
  }

  /**
   * Whether it is a regular file.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  isFile(options: FollowOptions = {}): Promise<boolean> {
    return this.#is((info) => info.isFile, options);
  }

  /**
   * Whether it is a symbolic link.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  isSymlink(options: WaitOptions = {}): Promise<boolean> {
    return this.#is(
      (info) => info.isSymlink,
      { ...options, followSymlinks: false },
    );
  }

  /**
   * Whether it is a junction of Windows; Deno takes them for symbolic links, so this is always false.
   *
   * **Cancellation.** It does not wait.
   */
  isJunction(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /**
   * Whether another file system begins there.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  isMount(options: WaitOptions = {}): Promise<boolean> {
    return ismount(this, options);
  }

  /**
   * Whether it is a block device.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  isBlockDevice(options: WaitOptions = {}): Promise<boolean> {
    return this.#is((info) => info.isBlockDevice, options);
  }

  /**
   * Whether it is a character device.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  isCharDevice(options: WaitOptions = {}): Promise<boolean> {
    return this.#is((info) => info.isCharDevice, options);
  }

  /**
   * Whether it is a FIFO.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  isFifo(options: WaitOptions = {}): Promise<boolean> {
    return this.#is((info) => info.isFifo, options);
  }

  /**
   * Whether it is a Unix socket.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  isSocket(options: WaitOptions = {}): Promise<boolean> {
    return this.#is((info) => info.isSocket, options);
  }

  /**
   * Whether the other path leads to the same file.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {FileNotFoundError} If one of them does not exist.
   */
  samefile(other: FilePath, options: WaitOptions = {}): Promise<boolean> {
    return samefile(this, other, options);
  }

  /**
   * Returns the name of the user whom the file belongs to, from `/etc/passwd`.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {LookupError} If the user has no name there.
   * @throws {UnsupportedOperation} On Windows.
   */
  async owner(options: FollowOptions = {}): Promise<string> {
    const { uid } = await this.stat(options);
    if (uid === null) {
      throw new UnsupportedOperation("Files have no owner here");
    }
    return await userName(uid, options);
  }

  /**
   * Returns the name of the group that the file belongs to, from `/etc/group`.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {LookupError} If the group has no name there.
   * @throws {UnsupportedOperation} On Windows.
   */
  async group(options: FollowOptions = {}): Promise<string> {
    const { gid } = await this.stat(options);
    if (gid === null) {
      throw new UnsupportedOperation("Files have no group here");
    }
    return await groupName(gid, options);
  }

  async #is(
    what: (info: Deno.FileInfo) => boolean | null,
    options: FollowOptions,
  ): Promise<boolean> {
    // No system has files of such names.
    if (this.fspath().includes("\0")) return false;
    try {
      return what(await this.stat(options)) ?? false;
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  }
}

/** Whether the system says that there is no such file: too many symbolic links lead nowhere, too. */
function isAbsence(error: unknown): boolean {
  return error instanceof FileNotFoundError ||
    error instanceof NotADirectoryError ||
    (error instanceof OSError && error.errno === constants.errno.ELOOP);
}

import { constants, homedir } from "node:os";
import { LookupError, RuntimeError } from "../loop/errors.ts";
import type { WaitOptions } from "../loop/wait_options.ts";
import { checkInteger } from "./_check.ts";
import { uriToPath } from "./_file_uri.ts";
import { NATIVE } from "./_flavour.ts";
import { globTree } from "./_glob_tree.ts";
import { chmod, utime } from "./_os_change.ts";
import { getcwd, makedirs, mkdir, rmdir } from "./_os_folders.ts";
import {
  link,
  readlink,
  remove,
  rename,
  symlink,
  type SymlinkOptions,
} from "./_os_names.ts";
import type { FollowOptions } from "./_os_stat.ts";
import { readDir } from "./_read_dir.ts";
import { pathText } from "./_path_text.ts";
import { realPath } from "./_real_path.ts";
import { repr } from "../loop/repr.ts";
import { request } from "./_system.ts";
import { homeOf } from "./_user_names.ts";
import { waitOnly } from "./_wait_only.ts";
import { type WalkOptions, type WalkStep, walkTree } from "./_walk_tree.ts";
import type { BinaryFile } from "./binary_file.ts";
import type { Bytes, BytesLike } from "./byte_file.ts";
import { copyFile } from "./copy_file.ts";
import { copyTree } from "./copy_tree.ts";
import type { BinaryOptions, FileOptions } from "./file_options.ts";
import { type FilePath, fspath } from "./fspath.ts";
import { type BinaryMode, open, type TextMode } from "./open.ts";
import type { Opening } from "./opening.ts";
import { FileNotFoundError, OSError } from "./os_error.ts";
import { PathStatus } from "./path_status.ts";
import type { MatchOptions } from "./pure_path.ts";
import type { RawFile } from "./raw_file.ts";
import { readBytes } from "./read_bytes.ts";
import { readText } from "./read_text.ts";
import { removeTree } from "./remove_tree.ts";
import type { TextFile } from "./text_file.ts";
import type { TextOptions } from "./text_options.ts";
import { UnsupportedOperation } from "./unsupported_operation.ts";
import { writeBytes } from "./write_bytes.ts";
import { writeText } from "./write_text.ts";

export type { SymlinkOptions };

/** Options of {@linkcode Path.glob} and {@linkcode Path.rglob}. */
export interface PathGlobOptions extends MatchOptions, WaitOptions {
  /** Whether `**` goes where symbolic links lead. @default {false} */
  readonly recurseSymlinks?: boolean | undefined;
}

/** Options of {@linkcode Path.mkdir}. */
export interface PathMkdirOptions extends WaitOptions {
  /** The permission bits; the system takes away those of its `umask`. @default {0o777} */
  readonly mode?: number | undefined;
  /** Whether to make the folders that it lies in, too. @default {false} */
  readonly parents?: boolean | undefined;
  /** Whether a folder that is there already is fine. @default {false} */
  readonly existOk?: boolean | undefined;
}

/** Options of {@linkcode Path.resolve}. */
export interface ResolveOptions extends WaitOptions {
  /** Whether the file must exist. @default {false} */
  readonly strict?: boolean | undefined;
}

/** Options of {@linkcode Path.touch}. */
export interface TouchOptions extends WaitOptions {
  /** The permission bits of a new file; the system takes away those of its `umask`. @default {0o666} */
  readonly mode?: number | undefined;
  /** Whether a file that is there is fine; its times are set to now. @default {true} */
  readonly existOk?: boolean | undefined;
}

/** Options of {@linkcode Path.unlink}. */
export interface UnlinkOptions extends WaitOptions {
  /** Whether it is fine if there is no such file. @default {false} */
  readonly missingOk?: boolean | undefined;
}

/**
 * A path that can be worked with: all of `pathlib.Path`, async where it asks the system, as in anyio and trio.
 *
 * What only looks at the path comes from {@linkcode PurePath}, the questions from {@linkcode PathStatus}. Every method
 * that waits takes `{ signal }`.
 *
 * @example A folder of one's own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Path, TemporaryDirectory } from "@asyncio/asyncio/fs";
 *
 * await using place = await TemporaryDirectory();
 * const folder = new Path(place.name, "notes");
 * await folder.mkdir();
 * await folder.joinpath("today.txt").writeText("buy milk\n");
 *
 * for await (const path of folder.glob("*.txt")) {
 *   assertEquals([path.stem, await path.readText()], ["today", "buy milk\n"]);
 * }
 * ```
 */
export class Path extends PathStatus {
  /**
   * Returns the folder that the program works in.
   *
   * @throws {FileNotFoundError} If it has been removed.
   */
  static async cwd(): Promise<Path> {
    return new this(await getcwd());
  }

  /** Returns the home folder of the user. A promise, as in anyio, although it does not wait. */
  static home(): Promise<Path> {
    return Promise.resolve(new this(homedir()));
  }

  /**
   * Returns the path that a `file:` URI names.
   *
   * @throws {RangeError} If it is none, or not absolute.
   */
  static fromUri(uri: string): Path {
    const path = new this(uriToPath(uri));
    if (!path.isAbsolute()) {
      throw new RangeError(`The URI is not absolute: ${repr(uri)}`);
    }
    return path;
  }

  /**
   * Returns the path from the root on, without looking at it: `..` stays. A promise, as in anyio, although it does not
   * wait.
   */
  async absolute(): Promise<this> {
    return this.isAbsolute() ? this : this.withSegments(await getcwd(), this);
  }

  /**
   * Returns the path from the root on, with all symbolic links followed and without `..`.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {FileNotFoundError} If there is no such file, with `strict`.
   * @throws {OSError} If a symbolic link leads to itself, with `strict`.
   */
  async resolve(options: ResolveOptions = {}): Promise<this> {
    const { strict = false } = options;
    const path = await this.absolute();
    return this.withSegments(
      await realPath(fspath(path), { ...options, strict }),
    );
  }

  /**
   * Returns the path with `~` or `~user` at its start replaced by the home folder.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {RuntimeError} If there is no such user.
   */
  async expanduser(options: WaitOptions = {}): Promise<this> {
    const [first = "", ...rest] = this.parts;
    if (!first.startsWith("~")) return this;
    const user = first.slice(1);
    if (user === "") return this.withSegments(homedir(), ...rest);
    try {
      return this.withSegments(await homeOf(user, options), ...rest);
    } catch (cause) {
      if (!(cause instanceof LookupError)) throw cause;
      throw new RuntimeError("Could not determine home directory", { cause });
    }
  }

  /** Opens a text file: see `open()`. */
  open(mode?: TextMode, options?: FileOptions): Opening<TextFile>;
  /** Opens a file of bytes, without a buffer: see `open()`. */
  open(
    mode: BinaryMode,
    options: BinaryOptions & { readonly buffering: 0 },
  ): Opening<RawFile>;
  /** Opens a file of bytes: see `open()`. */
  open(mode: BinaryMode, options?: BinaryOptions): Opening<BinaryFile>;
  /**
   * Opens the file: see `open()`.
   *
   * **Cancellation.** A cancelled caller leaves at once; a file that is opened nonetheless is closed.
   */
  open(
    mode: string,
    options?: FileOptions,
  ): Opening<TextFile | BinaryFile | RawFile>;
  open(
    mode: string = "r",
    options: FileOptions = {},
  ): Opening<TextFile | BinaryFile | RawFile> {
    return open(this, mode, options);
  }

  /**
   * Returns the bytes of the file: see `readBytes()`.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  readBytes(options: WaitOptions = {}): Promise<Bytes> {
    return readBytes(this, options);
  }

  /**
   * Returns the text of the file: see `readText()`.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  readText(options: TextOptions = {}): Promise<string> {
    return readText(this, options);
  }

  /**
   * Makes a file of bytes, and returns how many they are: see `writeBytes()`.
   *
   * **Cancellation.** A cancelled caller leaves at once; if it has begun, the file is written nonetheless.
   */
  writeBytes(bytes: BytesLike, options: WaitOptions = {}): Promise<number> {
    return writeBytes(this, bytes, options);
  }

  /**
   * Makes a file of text, and returns the text's length: see `writeText()`.
   *
   * **Cancellation.** A cancelled caller leaves at once; if it has begun, the file is written nonetheless.
   */
  writeText(text: string, options: TextOptions = {}): Promise<number> {
    return writeText(this, text, options);
  }

  /**
   * Goes through what is in the folder, in no particular order.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {FileNotFoundError} If there is no such folder.
   * @throws {NotADirectoryError} If it is no folder.
   */
  async *iterdir(
    options: WaitOptions = {},
  ): AsyncGenerator<this, void, void> {
    for (const { name } of await readDir(fspath(this), options)) {
      yield this.joinpath(name);
    }
  }

  /**
   * Goes through the paths below this one that fit a pattern, each once and in no particular order; `**` stands for any
   * number of folders. Unlike `glob()`, wildcards fit names that begin with a dot.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {RangeError} If the pattern is empty or absolute.
   */
  async *glob(
    pattern: FilePath,
    options: PathGlobOptions = {},
  ): AsyncGenerator<this, void, void> {
    const wanted = this.withSegments(pattern);
    if (wanted.anchor !== "") {
      throw new RangeError(
        `The pattern must be relative: ${repr(`${wanted}`)}`,
      );
    }
    const parts = [...wanted.parts];
    if (parts.length === 0) {
      throw new RangeError("The pattern must not be empty");
    }
    // A path does not keep the separator at its end, but it has a meaning here: only folders.
    const { altsep, isCaseSensitive, parser } = NATIVE;
    const last = pathText(pattern).at(-1);
    if (last === parser.sep || last === altsep) parts.push("");
    const { caseSensitive, recurseSymlinks = false } = options;
    const found = globTree(fspath(this), parts, {
      ...options,
      root: "",
      caseSensitive: caseSensitive ?? isCaseSensitive,
      literal: caseSensitive === undefined,
      recursive: true,
      recurseSymlinks,
      hidden: true,
    });
    for await (const path of found) yield this.withSegments(path);
  }

  /**
   * Goes through the paths at any depth below this one that fit a pattern: `glob()` with `**` before it.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {RangeError} If the pattern is absolute.
   */
  rglob(
    pattern: FilePath,
    options: PathGlobOptions = {},
  ): AsyncGenerator<this, void, void> {
    return this.glob(NATIVE.join(["**", pathText(pattern)]), options);
  }

  /**
   * Goes through the folder and all that lie in it: see `walk()`. Unlike there, symbolic links to folders are among the
   * files unless they are followed.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   */
  async *walk(
    options: WalkOptions = {},
  ): AsyncGenerator<WalkStep<this>, void, void> {
    const steps = walkTree(fspath(this), { ...options, linksAreFiles: true });
    for await (const [folder, folders, files] of steps) {
      yield [this.withSegments(folder), folders, files];
    }
  }

  /**
   * Makes the file if it is not there, and otherwise sets its times to now.
   *
   * **Cancellation.** A cancelled caller leaves at once; the file may still be made or changed.
   *
   * @throws {FileExistsError} If the file is there, and `existOk` is false.
   * @throws {FileNotFoundError} If the folder for it is not there.
   */
  async touch(options: TouchOptions = {}): Promise<void> {
    const { mode = 0o666, existOk = true } = options;
    checkInteger(mode, "'mode'", 0);
    const filename = fspath(this);
    if (existOk) {
      try {
        return await utime(filename, options);
      } catch (error) {
        if (!(error instanceof OSError)) throw error;
      }
    }
    const how = { write: true, create: existOk, createNew: !existOk, mode };
    const file = await request(
      { filename },
      () => Deno.open(filename, how),
      options,
      (late) => late.close(),
    );
    file.close();
  }

  /**
   * Makes a folder.
   *
   * **Cancellation.** A cancelled caller leaves at once; the folder may still be made.
   *
   * @throws {FileExistsError} If there is something of that name; with `existOk`, only if it is no folder.
   * @throws {FileNotFoundError} If the folder for it is not there, and `parents` is not set.
   */
  async mkdir(options: PathMkdirOptions = {}): Promise<void> {
    const { parents = false, existOk = false } = options;
    if (parents) return await makedirs(this, options);
    try {
      await mkdir(this, options);
    } catch (error) {
      const isFine = existOk && error instanceof OSError &&
        !(error instanceof FileNotFoundError) && await this.isDir(options);
      if (!isFine) throw error;
    }
  }

  /**
   * Removes the folder, which must be empty.
   *
   * **Cancellation.** A cancelled caller leaves at once; the removal may still take place.
   *
   * @throws {FileNotFoundError} If there is no such folder.
   * @throws {NotADirectoryError} If it is no folder.
   * @throws {OSError} If it is not empty.
   */
  rmdir(options: WaitOptions = {}): Promise<void> {
    return rmdir(this, options);
  }

  /**
   * Removes the file or symbolic link.
   *
   * **Cancellation.** A cancelled caller leaves at once; the removal may still take place.
   *
   * @throws {FileNotFoundError} If there is no such file, and `missingOk` is not set.
   * @throws {IsADirectoryError} If it is a folder.
   */
  async unlink(options: UnlinkOptions = {}): Promise<void> {
    try {
      await remove(this, options);
    } catch (error) {
      if (!options.missingOk || !(error instanceof FileNotFoundError)) {
        throw error;
      }
    }
  }

  /**
   * Gives the file or folder another name, and returns that; a file that had it is replaced.
   *
   * **Cancellation.** A cancelled caller leaves at once; the renaming may still take place.
   *
   * @throws {FileNotFoundError} If there is no such file.
   * @throws {OSError} If the two lie on different disks: see {@linkcode move}.
   */
  async rename(target: FilePath, options: WaitOptions = {}): Promise<this> {
    await rename(this, target, options);
    return this.withSegments(target);
  }

  /**
   * {@linkcode rename}: in Python, the one of the two that replaces a file on Windows, too.
   *
   * **Cancellation.** A cancelled caller leaves at once; the renaming may still take place.
   */
  replace(target: FilePath, options: WaitOptions = {}): Promise<this> {
    return this.rename(target, options);
  }

  /**
   * Copies the file, or the folder with all that is in it, and returns the path of the copy. With
   * `followSymlinks: false`, symbolic links are copied as links.
   *
   * **Cancellation.** A cancelled caller leaves at once; what has been copied stays.
   *
   * @throws {FileNotFoundError} If there is no such file.
   * @throws {FileExistsError} If this is a folder, and the target exists.
   * @throws {ExceptionGroup} Of the `OSError`s, if some of a folder could not be copied.
   */
  async copy(target: FilePath, options: FollowOptions = {}): Promise<this> {
    const symlinks = !(options.followSymlinks ?? true);
    if (symlinks && await this.isSymlink(options)) {
      await symlink(await readlink(this, options), target, options);
    } else if (await this.isDir(waitOnly(options))) {
      await copyTree(this, target, { ...waitOnly(options), symlinks });
    } else await copyFile(this, target, options);
    return this.withSegments(target);
  }

  /**
   * Copies the file or folder into a folder, under its own name, and returns the path of the copy.
   *
   * **Cancellation.** A cancelled caller leaves at once; what has been copied stays.
   *
   * @throws {RangeError} If this path has no name.
   */
  async copyInto(folder: FilePath, options: FollowOptions = {}): Promise<this> {
    return await this.copy(this.#in(folder), options);
  }

  /**
   * Moves the file or folder, to another disk too, and returns its new path.
   *
   * **Cancellation.** A cancelled caller leaves at once; the renaming may still take place. To another disk it is copied
   * first, and this path is removed when that is done.
   *
   * @throws {FileNotFoundError} If there is no such file.
   */
  async move(target: FilePath, options: WaitOptions = {}): Promise<this> {
    try {
      return await this.rename(target, options);
    } catch (error) {
      const isFar = error instanceof OSError &&
        error.errno === constants.errno.EXDEV;
      if (!isFar) throw error;
    }
    const links = { ...options, followSymlinks: false };
    await this.copy(target, links);
    if (await this.isDir(links)) await removeTree(this, options);
    else await remove(this, options);
    return this.withSegments(target);
  }

  /**
   * Moves the file or folder into a folder, under its own name, and returns its new path.
   *
   * **Cancellation.** As of {@linkcode move}.
   *
   * @throws {RangeError} If this path has no name.
   */
  async moveInto(folder: FilePath, options: WaitOptions = {}): Promise<this> {
    return await this.move(this.#in(folder), options);
  }

  /**
   * Makes this path a symbolic link that leads to `target`.
   *
   * **Cancellation.** A cancelled caller leaves at once; the link may still be made.
   *
   * @throws {FileExistsError} If there is something of this name.
   */
  symlinkTo(target: FilePath, options: SymlinkOptions = {}): Promise<void> {
    return symlink(target, this, options);
  }

  /**
   * Makes this path another name, a hard link, of `target`.
   *
   * **Cancellation.** A cancelled caller leaves at once; the link may still be made.
   *
   * @throws {FileExistsError} If there is something of this name.
   * @throws {FileNotFoundError} If there is no such target.
   */
  hardlinkTo(target: FilePath, options: WaitOptions = {}): Promise<void> {
    return link(target, this, options);
  }

  /**
   * Returns where the symbolic link leads, as it is written there.
   *
   * **Cancellation.** A cancelled caller leaves at once.
   *
   * @throws {OSError} If it is no symbolic link.
   */
  async readlink(options: WaitOptions = {}): Promise<this> {
    return this.withSegments(await readlink(this, options));
  }

  /**
   * Sets the permission bits.
   *
   * **Cancellation.** A cancelled caller leaves at once; the change may still take place.
   *
   * @throws {FileNotFoundError} If there is no such file.
   */
  chmod(mode: number, options: WaitOptions = {}): Promise<void> {
    return chmod(this, mode, options);
  }

  /**
   * Sets the permission bits, but not of what a symbolic link leads to: the platform cannot set those of a link.
   *
   * **Cancellation.** A cancelled caller leaves at once; the change may still take place.
   *
   * @throws {UnsupportedOperation} If it is a symbolic link.
   */
  async lchmod(mode: number, options: WaitOptions = {}): Promise<void> {
    if (await this.isSymlink(options)) {
      throw new UnsupportedOperation(
        `Symbolic links have no permission bits of their own: ${
          repr(`${this}`)
        }`,
      );
    }
    await chmod(this, mode, options);
  }

  #in(folder: FilePath): this {
    if (this.name === "") {
      throw new RangeError(`The path has an empty name: ${repr(`${this}`)}`);
    }
    return this.withSegments(folder, this.name);
  }
}

import { type PlatformPath, posix, win32 } from "node:path";
import { INSPECT } from "../loop/inspect.ts";
import { pathToUri } from "./_file_uri.ts";
import {
  type Flavour,
  formatPath,
  type ParsedPath,
  parsePath,
  POSIX,
  WINDOWS,
} from "./_flavour.ts";
import { pathText } from "./_path_text.ts";
import { repr } from "../loop/repr.ts";
import { isReservedName } from "./_reserved_name.ts";
import { pathMatcher } from "./_wildcard.ts";
import type { FilePath, PathLike } from "./fspath.ts";

/** Options of {@linkcode PurePath.relativeTo}. */
export interface RelativeToOptions {
  /** Whether the result may climb with `..`. @default {false} */
  readonly walkUp?: boolean;
}

/** Options of {@linkcode PurePath.match} and {@linkcode PurePath.fullMatch}. */
export interface MatchOptions {
  /** Whether case counts. @default {true, but false for Windows paths} */
  readonly caseSensitive?: boolean | undefined;
}

/**
 * A path as a value: it is taken apart, put together and compared, and nothing looks at a disk. CPython's
 * `pathlib.PurePath`, with its results; `/` between paths is {@linkcode joinpath}, `==` is {@linkcode equals}.
 *
 * It follows the rules of the system that the program runs on; {@linkcode PurePosixPath} and
 * {@linkcode PureWindowsPath} follow one set of rules everywhere. `Path` is one that can do something.
 *
 * @example Apart and together
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { PurePosixPath } from "@asyncio/asyncio/fs";
 *
 * const path = new PurePosixPath("/srv", "data", "report.tar.gz");
 * assertEquals([path.name, path.stem, path.suffix], ["report.tar.gz", "report.tar", ".gz"]);
 * assertEquals(`${path.parent.joinpath("old", path.name)}`, "/srv/data/old/report.tar.gz");
 * assertEquals(`${path.relativeTo("/srv")}`, "data/report.tar.gz");
 * assertEquals(path.match("*.gz"), true);
 * ```
 */
export class PurePath implements PathLike {
  /** The functions of `node:path` for this kind of path: `posix` or `win32`. */
  static readonly parser: PlatformPath = Deno.build.os === "windows"
    ? win32
    : posix;

  readonly #flavour: Flavour;
  readonly #parsed: ParsedPath;
  readonly #text: string;

  /**
   * Makes a path out of segments, each relative to what comes before it. Without any it is `.`.
   *
   * @throws {TypeError} If a segment is neither a string nor a path.
   */
  constructor(...segments: readonly FilePath[]) {
    const flavour = new.target.parser === win32 ? WINDOWS : POSIX;
    const texts = segments.map((segment) =>
      flavour === POSIX && segment instanceof PurePath
        ? segment.asPosix()
        : pathText(segment)
    );
    this.#flavour = flavour;
    this.#parsed = parsePath(flavour, flavour.join(texts));
    this.#text = formatPath(flavour, this.#parsed);
  }

  /** The functions of `node:path` for this path: `posix` or `win32`. */
  get parser(): PlatformPath {
    return this.#flavour.parser;
  }

  /** The drive, such as `c:` or `\\server\share`, or `""`. */
  get drive(): string {
    return this.#parsed.drive;
  }

  /** The root, such as `/`, or `""`. */
  get root(): string {
    return this.#parsed.root;
  }

  /** Drive and root together. */
  get anchor(): string {
    return this.drive + this.root;
  }

  /** The anchor, if there is one, and the names after it. */
  get parts(): readonly string[] {
    const { anchor } = this;
    return anchor === "" ? this.#parsed.tail : [anchor, ...this.#parsed.tail];
  }

  /** The path without its last name, or this path if it has none. */
  get parent(): this {
    const { tail } = this.#parsed;
    return tail.length === 0 ? this : this.#withTail(tail.slice(0, -1));
  }

  /** The parent, its parent, and so on. */
  get parents(): readonly this[] {
    const { tail } = this.#parsed;
    return tail.map((_, i) =>
      this.#withTail(tail.slice(0, tail.length - 1 - i))
    );
  }

  /** The last name, or `""`. */
  get name(): string {
    return this.#parsed.tail.at(-1) ?? "";
  }

  /** The last name from its last dot on, or `""`; a dot at its start or its end is none. */
  get suffix(): string {
    const { name } = this;
    return name.slice(stemLength(name));
  }

  /** All suffixes of the last name, such as `.tar` and `.gz`. */
  get suffixes(): readonly string[] {
    const { name } = this;
    if (name.endsWith(".")) return [];
    return name.replace(/^\.+/, "").split(".").slice(1).map((part) =>
      `.${part}`
    );
  }

  /** The last name without its {@linkcode suffix}. */
  get stem(): string {
    const { name } = this;
    return name.slice(0, stemLength(name));
  }

  /** Makes a path of the same class; what returns paths calls it, so that a subclass can override it. */
  withSegments(...segments: readonly FilePath[]): this {
    const own = this.constructor as new (
      ...segments: readonly FilePath[]
    ) => this;
    return new own(...segments);
  }

  /** Returns this path with `segments` after it; one that is absolute takes its place. Python's `/`. */
  joinpath(...segments: readonly FilePath[]): this {
    return this.withSegments(this, ...segments);
  }

  /**
   * Returns the path with another last name.
   *
   * @throws {RangeError} If the path has no name, or `name` is none: empty, `.`, or with a separator.
   */
  withName(name: string): this {
    const { tail } = this.#parsed;
    const { altsep, parser } = this.#flavour;
    const isName = name !== "" && name !== "." && !name.includes(parser.sep) &&
      (altsep === "" || !name.includes(altsep));
    if (!isName) throw new RangeError(`Invalid name: ${repr(name)}`);
    if (tail.length === 0) throw emptyName(this);
    return this.#withTail([...tail.slice(0, -1), name]);
  }

  /**
   * Returns the path with another stem and the same suffix.
   *
   * @throws {RangeError} If that leaves no valid name.
   */
  withStem(stem: string): this {
    const { suffix } = this;
    if (stem === "" && suffix !== "") {
      throw new RangeError(`The path has a suffix that needs a stem: ${this}`);
    }
    return this.withName(stem + suffix);
  }

  /**
   * Returns the path with another suffix, or with none for `""`.
   *
   * @throws {RangeError} If the path has no name, or `suffix` is not a dot with something after it.
   */
  withSuffix(suffix: string): this {
    const { stem } = this;
    if (stem === "") throw emptyName(this);
    if (suffix !== "" && !/^\../s.test(suffix)) {
      throw new RangeError(`Invalid suffix: ${repr(suffix)}`);
    }
    return this.withName(stem + suffix);
  }

  /**
   * Returns the way from `other` to this path.
   *
   * @throws {RangeError} If `other` is not a parent of this path, or, with `walkUp`, has another anchor or a `..` on
   * the way.
   */
  relativeTo(other: FilePath, options: RelativeToOptions = {}): this {
    const { walkUp = false } = options;
    const base = this.withSegments(other);
    const mine = this.#parsed.tail;
    const its = base.#parsed.tail;
    const shared = this.#sharedWith(base);
    if (shared !== its.length && !walkUp) {
      throw new RangeError(
        `${repr(this.#text)} is not in the subpath of ${repr(base.#text)}`,
      );
    }
    if (shared < its.length && its.slice(Math.max(shared, 0)).includes("..")) {
      throw new RangeError(
        `A '..' segment cannot be walked: ${repr(base.#text)}`,
      );
    }
    if (shared < 0) {
      throw new RangeError(
        `${repr(this.#text)} and ${repr(base.#text)} have different anchors`,
      );
    }
    const climb = its.slice(shared).fill("..");
    return this.withSegments(formatPath(this.#flavour, {
      drive: "",
      root: "",
      tail: [...climb, ...mine.slice(shared)],
    }));
  }

  /** Whether `other` is this path or one of its parents. */
  isRelativeTo(other: FilePath): boolean {
    const base = this.withSegments(other);
    return this.#sharedWith(base) === base.#parsed.tail.length;
  }

  /** Whether the path has a root and, on Windows, a drive. */
  isAbsolute(): boolean {
    const { drive, root } = this.#parsed;
    if (this.#flavour === POSIX) return root !== "";
    return drive.startsWith("\\\\") || (drive !== "" && root !== "");
  }

  /** Whether Windows keeps one of the names for itself, such as `NUL`; never for POSIX paths. */
  isReserved(): boolean {
    return this.#flavour === WINDOWS && this.#parsed.tail.some(isReservedName);
  }

  /** Returns the path with `/` as separator. */
  asPosix(): string {
    return this.#text.replaceAll(this.#flavour.parser.sep, "/");
  }

  /**
   * Returns the path as a `file:` URI.
   *
   * @throws {RangeError} If it is not absolute.
   */
  asUri(): string {
    if (!this.isAbsolute()) {
      throw new RangeError(
        `A relative path cannot be a file URI: ${repr(this.#text)}`,
      );
    }
    return pathToUri(this.drive, this.asPosix());
  }

  /**
   * Whether the pattern fits the end of the path, or all of it if the pattern is absolute. `**` is no more than `*`.
   *
   * @throws {RangeError} If the pattern is empty.
   */
  match(pattern: FilePath, options: MatchOptions = {}): boolean {
    const { anchor, parts: wanted } = this.withSegments(pattern);
    if (wanted.length === 0) {
      throw new RangeError(`The pattern is empty: ${repr(pathText(pattern))}`);
    }
    const { parts } = this;
    const surplus = parts.length - wanted.length;
    if (surplus < 0 || (surplus > 0 && anchor !== "")) return false;
    return wanted.every((part, i) =>
      this.#matcher(part, false, options)(parts[surplus + i]!)
    );
  }

  /** Whether the pattern fits all of the path; `**` stands for any number of names. */
  fullMatch(pattern: FilePath, options: MatchOptions = {}): boolean {
    const wanted = patternText(this.withSegments(pattern));
    return this.#matcher(wanted, true, options)(patternText(this));
  }

  /** Whether `other` is the same path of the same kind, as it is written; on Windows, case does not count. */
  equals(other: unknown): boolean {
    return other instanceof PurePath && other.#flavour === this.#flavour &&
      this.#fold(this.#text) === this.#fold(other.#text);
  }

  /** Returns the path as a string. Python's `__fspath__()`. */
  fspath(): string {
    return this.#text;
  }

  /** Returns the path as a string. */
  toString(): string {
    return this.#text;
  }

  /** Returns the path as a string. */
  toJSON(): string {
    return this.#text;
  }

  /** Such as `Path('/tmp')`. */
  [INSPECT](): string {
    return `${this.constructor.name}(${repr(this.asPosix())})`;
  }

  /** How many names this path and `base` begin with alike; -1 if they have different anchors. */
  #sharedWith(base: PurePath): number {
    if (this.#fold(this.anchor) !== this.#fold(base.anchor)) return -1;
    const { tail } = this.#parsed;
    const difference = base.#parsed.tail.findIndex((name, i) =>
      i >= tail.length || this.#fold(name) !== this.#fold(tail[i]!)
    );
    return difference < 0 ? base.#parsed.tail.length : difference;
  }

  #matcher(
    pattern: string,
    recursive: boolean,
    { caseSensitive = this.#flavour.isCaseSensitive }: MatchOptions,
  ): (path: string) => boolean {
    const { sep } = this.#flavour.parser;
    return pathMatcher(pattern, { sep, caseSensitive, recursive });
  }

  #fold(text: string): string {
    return this.#flavour.isCaseSensitive ? text : text.toLowerCase();
  }

  #withTail(tail: readonly string[]): this {
    return this.withSegments(
      formatPath(this.#flavour, { ...this.#parsed, tail }),
    );
  }
}

/** The empty path is no name, although it is written as one. */
function patternText(path: PurePath): string {
  return path.fspath() === "." ? "" : path.fspath();
}

function stemLength(name: string): number {
  const dot = name.lastIndexOf(".");
  return dot > 0 && dot < name.length - 1 ? dot : name.length;
}

function emptyName(path: PurePath): RangeError {
  return new RangeError(`The path has an empty name: ${repr(path.fspath())}`);
}

/** A {@linkcode PurePath} by the rules of POSIX, on every system. */
export class PurePosixPath extends PurePath {
  /** `posix` of `node:path`. */
  static override readonly parser: PlatformPath = posix;
}

/**
 * A {@linkcode PurePath} by the rules of Windows, on every system.
 *
 * @example Drives, shares and case
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { PureWindowsPath } from "@asyncio/asyncio/fs";
 *
 * const path = new PureWindowsPath("C:/Users", "ada");
 * assertEquals(`${path}`, "C:\\Users\\ada");
 * assert(path.equals(new PureWindowsPath("c:\\users\\ADA")));
 * assertEquals(new PureWindowsPath("//nas/share/x").anchor, "\\\\nas\\share\\");
 * ```
 */
export class PureWindowsPath extends PurePath {
  /** `win32` of `node:path`. */
  static override readonly parser: PlatformPath = win32;
}

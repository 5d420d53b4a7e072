import type { WaitOptions } from "../loop/wait_options.ts";
import { NATIVE } from "./_flavour.ts";
import { globTree } from "./_glob_tree.ts";
import { type FilePath, fspath } from "./fspath.ts";

/** Options of {@linkcode glob}. */
export interface GlobOptions extends WaitOptions {
  /** The folder to begin in; it is no part of the results. @default {the one that the program works in} */
  readonly rootDir?: FilePath | undefined;
  /** Whether `**` stands for any number of folders; otherwise it is no more than `*`. @default {false} */
  readonly recursive?: boolean | undefined;
  /** Whether wildcards fit names that begin with a dot. @default {false} */
  readonly includeHidden?: boolean | undefined;
}

/**
 * Goes through the paths that fit a pattern, in no particular order: CPython's `glob.iglob()`.
 *
 * `*` stands for any characters of a name, `?` for one, `[abc]`, `[a-z]` and `[!abc]` for one of a set. With a
 * separator at the end, only folders fit. Folders that cannot be read are left out. No path comes twice.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @throws {TypeError} If the pattern is neither a string nor a path.
 *
 * @example All TypeScript files below a folder
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { glob, os, TemporaryDirectory, writeText } from "@asyncio/asyncio/fs";
 *
 * await using folder = await TemporaryDirectory();
 * await os.mkdir(`${folder.name}/src`);
 * await writeText(`${folder.name}/src/main.ts`, "");
 *
 * const found = await Array.fromAsync(glob("**" + "/*.ts", { rootDir: folder.name, recursive: true }));
 * assertEquals(found, ["src/main.ts"]);
 * ```
 */
export async function* glob(
  pattern: FilePath,
  options: GlobOptions = {},
): AsyncGenerator<string, void, void> {
  const { altsep, isCaseSensitive, parser, splitRoot } = NATIVE;
  const { rootDir = "", recursive = false, includeHidden = false } = options;
  const text = fspath(pattern);
  const rest = splitRoot(
    altsep === "" ? text : text.replaceAll(altsep, parser.sep),
  )[2];
  const anchor = text.slice(0, text.length - rest.length);
  // Several separators are one; only the last one has a meaning.
  const parts = rest.split(parser.sep);
  const names = parts.filter((part, i) =>
    part !== "" || i > 0 && i === parts.length - 1
  );
  yield* globTree(anchor, names, {
    ...options,
    root: fspath(rootDir),
    caseSensitive: isCaseSensitive,
    literal: true,
    recursive,
    recurseSymlinks: true,
    hidden: includeHidden,
  });
}

import { type WalkOptions, type WalkStep, walkTree } from "./_walk_tree.ts";
import { type FilePath, fspath } from "./fspath.ts";

export type { WalkOptions, WalkStep };

/**
 * Goes through a folder and all that lie in it. CPython's `os.walk()`; a symbolic link to a folder counts as one.
 *
 * Going down, the caller may change `folders` in place: the walk goes on to what is in there then, in that order.
 *
 * **Cancellation.** A cancelled caller leaves at once; nothing has changed.
 *
 * @example All files but those in hidden folders
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { os, TemporaryDirectory, walk, writeText } from "@asyncio/asyncio/fs";
 *
 * await using folder = await TemporaryDirectory();
 * for (const name of [".git", "src"]) {
 *   await os.mkdir(`${folder.name}/${name}`);
 *   await writeText(`${folder.name}/${name}/file`, "");
 * }
 *
 * const found: string[] = [];
 * for await (const [path, folders, files] of walk(folder.name)) {
 *   folders.splice(0, Infinity, ...folders.filter((name) => !name.startsWith(".")));
 *   for (const name of files) found.push(`${path.slice(folder.name.length)}/${name}`);
 * }
 * assertEquals(found, ["/src/file"]);
 * ```
 */
export function walk(
  top: FilePath,
  options: WalkOptions = {},
): AsyncGenerator<WalkStep, void, void> {
  return walkTree(fspath(top), { ...options, linksAreFiles: false });
}

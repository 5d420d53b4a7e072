/**
 * Folders for tests, and their content as a value.
 *
 * @module
 */

import type { Random } from "./_oracle.ts";

/** Calls `fn` with the path of a new folder, which is removed afterwards. */
export async function withFolder(
  fn: (folder: string) => void | Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await fn(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a folder holds: text for files, `-> target` for links, objects for folders. */
export type Content = { [name: string]: string | Content };

export async function make(folder: string, content: Content): Promise<void> {
  for (const [name, item] of Object.entries(content)) {
    const path = `${folder}/${name}`;
    if (typeof item !== "string") {
      await Deno.mkdir(path);
      await make(path, item);
    } else if (item.startsWith("-> ")) await Deno.symlink(item.slice(3), path);
    else await Deno.writeTextFile(path, item);
  }
}

export async function contentOf(folder: string): Promise<Content> {
  const content: Content = {};
  const entries = await Array.fromAsync(Deno.readDir(folder));
  for (
    const { name, isDirectory, isSymlink } of entries.sort((a, b) =>
      a.name < b.name ? -1 : 1
    )
  ) {
    const path = `${folder}/${name}`;
    content[name] = isSymlink
      ? `-> ${await Deno.readLink(path)}`
      : isDirectory
      ? await contentOf(path)
      : await Deno.readTextFile(path);
  }
  return content;
}

const NAMES = ["a", "b", "a.txt", "b.TXT", ".hid", "c d", "é", "x[1]", "lib"];
/** None leads upwards: following such links takes for ever. */
const TARGETS = ["a", "b", "nowhere", "b/a.txt", "a.txt", "lib", "a/lib"];

/** A random tree of few names, with links to files, to folders, to nowhere, and to themselves. */
export function randomContent(random: Random, depth = 3): Content {
  const content: Content = {};
  for (const name of new Set(random.list(6, () => random.pick(NAMES)))) {
    const kind = random.below(6);
    if (kind < 3 && depth > 0) content[name] = randomContent(random, depth - 1);
    else if (kind === 3) content[name] = `-> ${random.pick(TARGETS)}`;
    else content[name] = "x".repeat(random.below(9));
  }
  return content;
}

import type { WaitOptions } from "../loop/wait_options.ts";
import { NATIVE } from "./_flavour.ts";
import { readDir } from "./_read_dir.ts";
import { OSError } from "./os_error.ts";
import { isdir } from "./ospath.ts";

/** Options of `walk()`. */
export interface WalkOptions extends WaitOptions {
  /** Whether a folder comes before those in it, or after them. @default {true} */
  readonly topDown?: boolean | undefined;
  /** Called when a folder cannot be read; it may throw to end the walk. @default {the folder is left out} */
  readonly onError?: ((error: OSError) => void) | undefined;
  /** Whether to go where symbolic links to folders lead; in a circle that does not end soon. @default {false} */
  readonly followSymlinks?: boolean | undefined;
}

/** What `walk()` tells of a folder: its path, and the names of the folders and of the other files in it. */
export type WalkStep<P = string> = [
  folder: P,
  folders: string[],
  files: string[],
];

/** A folder to look into, or, on the way up, one that has been looked into. */
type Task = string | WalkStep;

/** `walk()`; with `linksAreFiles`, links to folders that are not followed are among the files. */
export async function* walkTree(
  top: string,
  options: WalkOptions & { linksAreFiles: boolean },
): AsyncGenerator<WalkStep, void, void> {
  const { topDown = true, onError, followSymlinks = false } = options;
  const tasks: Task[] = [top];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    if (typeof task !== "string") {
      yield task;
      continue;
    }
    const links = new Set<string>();
    const step = await look(task, links, options);
    if (step instanceof OSError) {
      onError?.(step);
      continue;
    }
    const [folder, folders] = step;
    if (topDown) yield step;
    else tasks.push(step);
    for (const name of folders.toReversed()) {
      if (followSymlinks || !links.has(name)) {
        tasks.push(NATIVE.join([folder, name]));
      }
    }
  }
}

/** Sorts what is in a folder, and notes which of its folders are links. */
async function look(
  folder: string,
  links: Set<string>,
  options: WalkOptions & { linksAreFiles: boolean },
): Promise<WalkStep | OSError> {
  const { followSymlinks = false, linksAreFiles } = options;
  const folders: string[] = [];
  const files: string[] = [];
  try {
    for (const entry of await readDir(folder, options)) {
      const { name, isSymlink } = entry;
      const looksFurther = isSymlink && (followSymlinks || !linksAreFiles);
      const isFolder = looksFurther
        ? await isdir(NATIVE.join([folder, name]), options)
        : entry.isDirectory;
      (isFolder ? folders : files).push(name);
      if (isFolder && isSymlink) links.add(name);
    }
  } catch (error) {
    if (error instanceof OSError) return error;
    throw error;
  }
  return [folder, folders, files];
}

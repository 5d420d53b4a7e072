import type { WaitOptions } from "../loop/wait_options.ts";
import { NATIVE } from "./_flavour.ts";
import { readlink } from "./_os_names.ts";
import { request } from "./_system.ts";
import { OSError } from "./os_error.ts";

/** The end of what a symbolic link was replaced by. */
interface LinkEnd {
  readonly link: string;
}

/**
 * Follows the symbolic links in an absolute path, and removes `..`; names that are not there stay as they are, and so
 * does what comes after a link that leads to itself. With `strict`, the system's error is thrown for both.
 */
export async function realPath(
  filename: string,
  options: WaitOptions & { strict: boolean },
): Promise<string> {
  try {
    return await request({ filename }, () => Deno.realPath(filename), options);
  } catch (error) {
    if (options.strict || !(error instanceof OSError)) throw error;
    return await followByHand(filename, options);
  }
}

async function followByHand(
  filename: string,
  options: WaitOptions,
): Promise<string> {
  let [path, rest] = split(filename);
  const open = new Set<string>();
  for (let part = rest.pop(); part !== undefined; part = rest.pop()) {
    if (typeof part !== "string") open.delete(part.link);
    else if (part === "..") path = NATIVE.parser.dirname(path);
    else {
      const below = NATIVE.join([path, part]);
      const target = await targetOf(below, options);
      if (open.has(below)) {
        const names = rest.filter((one) => typeof one === "string");
        return NATIVE.parser.resolve(below, ...names.reverse());
      }
      if (target === null) {
        path = below;
        continue;
      }
      open.add(below);
      const [anchor, names] = split(target);
      if (anchor !== "") path = anchor;
      rest = [...rest, { link: below }, ...names];
    }
  }
  return path;
}

/** The anchor, and the names after it with the first one last. */
function split(path: string): [string, (string | LinkEnd)[]] {
  const [drive, root, rest] = NATIVE.splitRoot(path);
  const names = rest.split(NATIVE.parser.sep).filter((name) =>
    name !== "" && name !== "."
  );
  return [drive + root, names.reverse()];
}

async function targetOf(
  path: string,
  options: WaitOptions,
): Promise<string | null> {
  try {
    return await readlink(path, options);
  } catch (error) {
    if (error instanceof OSError) return null;
    throw error;
  }
}

import { type PlatformPath, posix, win32 } from "node:path";

/** What the paths of a kind of system look like. */
export interface Flavour {
  /** The functions of `node:path` for it. */
  readonly parser: PlatformPath;
  /** The other separator, which means the same, or nothing. */
  readonly altsep: string;
  readonly isCaseSensitive: boolean;
  /** Splits a path into its drive, its root and the rest; with `sep` only. */
  splitRoot(path: string): [drive: string, root: string, rest: string];
  /** Joins paths, each relative to what comes before it. */
  join(paths: readonly string[]): string;
}

/** The parts of a path: `tail` has no empty parts and no `.`. */
export interface ParsedPath {
  readonly drive: string;
  readonly root: string;
  readonly tail: readonly string[];
}

/** Splits a path at its separators. */
export function parsePath(flavour: Flavour, path: string): ParsedPath {
  const { sep } = flavour.parser;
  const [drive, root, rest] = flavour.splitRoot(unify(flavour, path));
  const tail = rest.split(sep).filter((part) => part !== "" && part !== ".");
  return { drive, root: root || impliedRoot(drive), tail };
}

/** Puts the parts together again; `"."` if there is none. */
export function formatPath(
  flavour: Flavour,
  { drive, root, tail }: ParsedPath,
): string {
  const rest = tail.join(flavour.parser.sep);
  if (drive || root) return drive + root + rest;
  // A first name that looks like a drive must not become one.
  const [likeDrive] = flavour.splitRoot(rest);
  return likeDrive ? `.${flavour.parser.sep}${rest}` : rest || ".";
}

function unify({ altsep, parser }: Flavour, path: string): string {
  return altsep === "" ? path : path.replaceAll(altsep, parser.sep);
}

/** A share is a root of its own: `\\server\share` means `\\server\share\`. */
function impliedRoot(drive: string): string {
  if (!drive.startsWith("\\") || drive.endsWith("\\")) return "";
  const parts = drive.split("\\");
  const isShare = parts.length === 4 && !["", "?", "."].includes(parts[2]!);
  return isShare || parts.length === 6 ? "\\" : "";
}

/** POSIX: two slashes at the start, and no more, are a root that the system may take for another one. */
export const POSIX: Flavour = {
  parser: posix,
  altsep: "",
  isCaseSensitive: true,
  splitRoot(path) {
    const root = /^\/\/(?!\/)|^\/|/.exec(path)![0];
    return ["", root, path.replace(/^\/+/, "")];
  },
  join(paths) {
    return paths.reduce((path, next) => {
      if (path === "" || next.startsWith("/")) return next || path;
      return path.endsWith("/") ? path + next : `${path}/${next}`;
    }, "");
  },
};

export const WINDOWS: Flavour = {
  parser: win32,
  altsep: "/",
  isCaseSensitive: false,
  splitRoot(path) {
    const unc = /^\\\\(?:\?\\UNC\\)?/i.exec(path)?.[0];
    if (unc !== undefined) {
      const server = path.indexOf("\\", unc.length);
      const share = server < 0 ? -1 : path.indexOf("\\", server + 1);
      return share < 0
        ? [path, "", ""]
        : [path.slice(0, share), "\\", path.slice(share + 1)];
    }
    const [all, drive = "", root = ""] = /^([^\\]:)?(\\)?/.exec(path)!;
    return [drive, root, path.slice(all.length)];
  },
  join(paths) {
    let [drive, root, rest] = ["", "", ""];
    for (const path of paths) {
      const next = WINDOWS.splitRoot(unify(WINDOWS, path));
      const isOtherDrive = next[0] !== "" &&
        next[0].toLowerCase() !== drive.toLowerCase();
      if (isOtherDrive) [drive, root, rest] = next;
      else if (next[1] !== "") [root, rest] = [next[1], next[2]];
      else if (next[2] !== "") {
        rest += rest === "" || rest.endsWith("\\") ? next[2] : `\\${next[2]}`;
      }
      // The same drive, in the case in which it was named last.
      if (next[0] !== "") drive = next[0];
    }
    // A share has its root even if nobody has written it.
    if (rest !== "" && root === "" && /[^:\\]$/.test(drive)) root = "\\";
    return drive + root + rest;
  },
};

/** That of the system the program runs on. */
export const NATIVE: Flavour = Deno.build.os === "windows" ? WINDOWS : POSIX;

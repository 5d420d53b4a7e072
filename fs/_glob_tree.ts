import type { WaitOptions } from "../loop/wait_options.ts";
import { NATIVE } from "./_flavour.ts";
import { readDir } from "./_read_dir.ts";
import { hasMagic, nameMatcher } from "./_wildcard.ts";
import { OSError } from "./os_error.ts";
import { lstat } from "./_os_stat.ts";
import { isdir } from "./ospath.ts";

/** What the two kinds of globbing in Python do differently. */
export interface GlobRules extends WaitOptions {
  /** The folder that paths are relative to when files are looked up; it is no part of the results. */
  readonly root: string;
  readonly caseSensitive: boolean;
  /** Whether names without wildcards are looked up as they are, or compared with what is in the folder. */
  readonly literal: boolean;
  /** Whether `**` stands for any number of folders. */
  readonly recursive: boolean;
  /** Whether `**` goes where symbolic links lead. */
  readonly recurseSymlinks: boolean;
  /** Whether wildcards fit names that begin with a dot. */
  readonly hidden: boolean;
}

/** A path that fits the first `part` parts of the pattern. */
interface Step {
  readonly path: string;
  readonly part: number;
  /** Whether the path is known to exist. */
  readonly exists: boolean;
  /** Whether a `**` has led here, which goes on. */
  readonly inside: boolean;
}

type Part = string | ((name: string) => boolean) | null;

/** Goes through the paths from `start` on that fit the parts of a pattern, each once. */
export async function* globTree(
  start: string,
  pattern: readonly string[],
  rules: GlobRules,
): AsyncGenerator<string, void, void> {
  const parts = pattern.filter((part, i) =>
    !isDeep(part, rules) || pattern[i + 1] !== part
  ).map((part) => partOf(part, rules));
  // A second `**` may come to the same path in several ways.
  const seen = parts.filter((part) => part === null).length > 1
    ? new Set<string>()
    : null;
  const steps: Step[] = [{
    path: start,
    part: 0,
    exists: false,
    inside: false,
  }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.part < parts.length) {
      await advance(step, parts, steps, rules);
    } else if (step.exists || await isThere(step.path, rules)) {
      if (step.path === "" || seen?.has(step.path)) continue;
      seen?.add(step.path);
      yield step.path;
    }
  }
}

function isDeep(part: string, { recursive }: GlobRules): boolean {
  return recursive && part === "**";
}

function partOf(part: string, rules: GlobRules): Part {
  if (isDeep(part, rules)) return null;
  const isName = part === "" || part === "." || part === ".." ||
    (rules.literal && !hasMagic(part));
  if (isName) return part;
  const matches = nameMatcher(part, rules.caseSensitive);
  const showsHidden = rules.hidden || part.startsWith(".");
  return showsHidden ? matches : (name) => name[0] !== "." && matches(name);
}

/** Adds the steps that one part of the pattern leads to. */
async function advance(
  step: Step,
  parts: readonly Part[],
  steps: Step[],
  rules: GlobRules,
): Promise<void> {
  const { path, part, exists, inside } = step;
  const wanted = parts[part]!;
  const next = { part: part + 1, inside: false };
  if (typeof wanted === "string") {
    const below = withSeparator(path) + wanted;
    steps.push({ ...next, path: below, exists: exists && wanted === ".." });
    return;
  }
  const isLast = next.part === parts.length;
  for (const entry of await entriesOf(path, rules)) {
    const below = NATIVE.join([path, entry.name]);
    const found = { ...next, path: below, exists: true };
    if (wanted !== null) {
      const fits = wanted(entry.name) &&
        (isLast || await isFolder(below, entry, rules));
      if (fits) steps.push(found);
    } else if (await goesOn(below, entry, rules)) {
      steps.push({ ...found, part, inside: true });
    } else if (isLast && isShown(entry.name, rules)) steps.push(found);
  }
  if (wanted === null) {
    const here = inside ? path : withSeparator(path);
    steps.push({ ...next, path: here, exists });
  }
}

function isShown(name: string, { hidden }: GlobRules): boolean {
  return hidden || name[0] !== ".";
}

/** Whether a `**` looks into it, too. */
async function goesOn(
  path: string,
  entry: Deno.DirEntry,
  rules: GlobRules,
): Promise<boolean> {
  if (!isShown(entry.name, rules)) return false;
  if (entry.isSymlink && !rules.recurseSymlinks) return false;
  return await isFolder(path, entry, rules);
}

function withSeparator(path: string): string {
  const { parser, altsep } = NATIVE;
  const last = path.at(-1);
  const isComplete = last === undefined || last === parser.sep ||
    last === altsep || NATIVE.splitRoot(path)[2] === "";
  return isComplete ? path : path + parser.sep;
}

function real(path: string, { root }: GlobRules): string {
  return NATIVE.join([root, path]) || ".";
}

/** What cannot be read has nothing in it. */
async function entriesOf(
  path: string,
  rules: GlobRules,
): Promise<Deno.DirEntry[]> {
  try {
    return await readDir(real(path, rules), rules);
  } catch (error) {
    if (error instanceof OSError) return [];
    throw error;
  }
}

async function isFolder(
  path: string,
  entry: Deno.DirEntry,
  rules: GlobRules,
): Promise<boolean> {
  return entry.isSymlink
    ? await isdir(real(path, rules), rules)
    : entry.isDirectory;
}

async function isThere(path: string, rules: GlobRules): Promise<boolean> {
  try {
    await lstat(real(path, rules), rules);
    return true;
  } catch (error) {
    if (error instanceof OSError) return false;
    throw error;
  }
}

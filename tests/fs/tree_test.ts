/** Paths, globs and walks over random trees, as CPython sees them. */
import { assertEquals } from "@std/assert";
import { glob } from "../../fs/glob.ts";
import * as os from "../../fs/os.ts";
import { OSError } from "../../fs/os_error.ts";
import { Path } from "../../fs/path.ts";
import { walk, type WalkStep } from "../../fs/walk.ts";
import { test } from "../_support/mod.ts";
import { make, randomContent, withFolder } from "./_folder.ts";
import { ask, Random } from "./_oracle.ts";

type Case = [question: string, root: string, ...rest: unknown[]];

const PARTS = [
  "*",
  "**",
  "a",
  "b",
  "*.txt",
  ".*",
  "[ab]*",
  "..",
  "?",
  "x[[]1]",
  "lib",
  "A",
];

function pattern(random: Random, separators: string[]): string {
  const start = random.pick(["", "", "", "", "./", "nowhere/", "../"]);
  const parts = random.list(3, () => random.pick(PARTS));
  const end = parts.length > 0 ? random.pick(["", "", "", "/"]) : "";
  return start + parts.join(random.pick(separators)) + end;
}

function cases(random: Random, root: string): Case[] {
  const flag = () => random.below(2) === 0;
  const name = () =>
    random.list(
      4,
      () =>
        random.pick([
          "a",
          "b",
          "lib",
          "..",
          "c d",
          "é",
          "nowhere",
          ".",
          "a.txt",
        ]),
    ).join("/");
  return [
    ...Array.from(
      { length: 12 },
      (): Case => ["glob", root, pattern(random, ["/"]), flag(), flag()],
    ),
    // Links in circles are followed by neither, or it would take for ever.
    ...Array.from(
      { length: 12 },
      (): Case => [
        "pathGlob",
        root,
        pattern(random, ["/", "/", "//"]),
        random.pick([null, null, true, false]),
        false,
      ],
    ),
    ...Array.from({ length: 12 }, (): Case => ["facts", root, name()]),
    ["walk", root, flag(), false],
    ["pathWalk", root, flag(), false],
  ];
}

async function attempt(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof OSError) return error.name;
    if (error instanceof RangeError) return "ValueError";
    throw error;
  }
}

async function sorted<T>(items: AsyncIterable<T>): Promise<T[]> {
  return (await Array.fromAsync(items)).sort();
}

async function steps(
  items: AsyncIterable<WalkStep<unknown>>,
): Promise<unknown[]> {
  const all = await Array.fromAsync(
    items,
    ([folder, folders, files]) =>
      [`${folder}`, folders.sort(), files.sort()] as const,
  );
  return all.sort((a, b) => a[0] < b[0] ? -1 : 1);
}

const questions: Record<
  string,
  (root: string, ...rest: never[]) => Promise<unknown>
> = {
  glob: (
    rootDir: string,
    pattern: string,
    recursive: boolean,
    includeHidden: boolean,
  ) => sorted(glob(pattern, { rootDir, recursive, includeHidden })),
  pathGlob: (root: string, pattern: string, caseSensitive: boolean | null) => {
    const found = new Path(root).glob(
      pattern,
      caseSensitive === null ? {} : { caseSensitive },
    );
    return Array.fromAsync(found, String).then((paths) => paths.sort());
  },
  walk: (root: string, topDown: boolean) =>
    steps(walk(root, { topDown, followSymlinks: false })),
  pathWalk: (root: string, topDown: boolean) =>
    steps(new Path(root).walk({ topDown })),
  facts: (root: string, name: string) => {
    const path = new Path(root, name);
    const text = `${root}/${name}`;
    return Promise.all([
      os.path.exists(text),
      os.path.isfile(text),
      os.path.isdir(text),
      os.path.islink(text),
      os.path.ismount(text),
      attempt(() => os.path.getsize(text)),
      attempt(() => os.path.samefile(text, root)),
      attempt(() => os.readlink(text)),
      attempt(async () => (await os.listdir(text)).sort()),
      attempt(() => entries(text)),
      attempt(() => path.exists()),
      attempt(() => path.exists({ followSymlinks: false })),
      attempt(() => path.isDir()),
      attempt(() => path.isFile()),
      attempt(() => path.isSymlink()),
      attempt(() => path.isMount()),
      attempt(() => path.isFifo()),
      attempt(() => path.isSocket()),
      attempt(() => path.isCharDevice()),
      attempt(() => path.isBlockDevice()),
      attempt(async () => String(await path.resolve())),
      attempt(async () =>
        (await Array.fromAsync(path.iterdir(), String)).sort()
      ),
      attempt(async () => String(await path.readlink())),
    ]);
  },
};

async function entries(path: string): Promise<unknown[]> {
  const all = await Array.fromAsync(os.scandir(path), async (entry) => [
    entry.name,
    entry.path,
    await entry.isDir(),
    await entry.isFile(),
    entry.isSymlink(),
    await entry.isDir({ followSymlinks: false }),
  ]);
  return all.sort((a, b) => a[0]! < b[0]! ? -1 : 1);
}

async function answerTo(
  folder: string,
  [question, root, ...rest]: Case,
): Promise<unknown> {
  const answer = await attempt(() =>
    questions[question]!(root, ...rest as never[])
  );
  return JSON.parse(JSON.stringify(answer).replaceAll(folder, "$"));
}

test("Path, glob(), walk() and ospath see what CPython sees, in 40 random trees", () =>
  withFolder(async (folder) => {
    const random = new Random(7);
    const all: Case[] = [];
    for (let i = 0; i < 40; i++) {
      // Deep enough for all the `..` there are.
      const root = `${folder}/${i}/u/v/w/x`;
      await Deno.mkdir(root, { recursive: true });
      await make(root, randomContent(random));
      all.push(...cases(random, root));
    }
    const anonymous = all.map((
      [question, root, ...rest],
    ) => [question, root.slice(folder.length), ...rest]);
    const answers = await ask<unknown>(
      "tree",
      all.map(([question, ...rest]) => [question, folder, ...rest]),
      { recordedAs: anonymous },
    );
    for (const [i, expected] of answers.entries()) {
      const one = anonymous[i];
      assertEquals([one, await answerTo(folder, all[i]!)], [one, expected]);
    }
  }));

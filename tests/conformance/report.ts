/**
 * `deno task conformance`: how much of CPython's own asyncio tests is ported here and passes.
 *
 * A test of ours counts for the CPython test whose name it begins with, as in
 * `futures/BaseFutureTests.test_result: ...`; where several bear the same name, all must pass.
 * `portable.json` says what can be ported and so which files are in scope. `given_up.json` says,
 * with a reason each, what is not: `given up` counts against the bar, `later` (comes with another
 * capability) and `not portable` (the list was wrong) do not. Everything not ported is printed.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";
import { findStd } from "../../tools/std.ts";
import givenUp from "./given_up.json" with { type: "json" };
import portable from "./portable.json" with { type: "json" };

/** At least this share of a file's tests must be ported and pass. */
const BARS = { P: 0.95, A: 0.85 } as const;

/** The portable tests of one CPython file, as `Class.test_name`. */
export interface PortableFile {
  /** Portable as they are. */
  P: string[];
  /** Portable with adaptation. */
  A: string[];
  /** Newer than the list; reported, not counted. */
  more: string[];
}

/** Why a portable test is not ported. */
export interface Excuse {
  verdict: "given up" | "later" | "not portable";
  reason: string;
}

/** Full test names (`futures/Class.test_x`) and whether all tests that bear them passed. */
export type Outcomes = ReadonlyMap<string, boolean>;

/** What the report of one file comes to. */
export interface FileReport {
  lines: string[];
  ported: number;
  portable: number;
  reachesBar: boolean;
}

/** Reads the outcomes from a JUnit report. */
export function readJunit(xml: string): Outcomes {
  const outcomes = new Map<string, boolean>();
  const cases = /<testcase name="(\w+\/\w+\.test_\w+)[^>]*>(.*?)<\/testcase>/gs;
  for (const [, name, body] of xml.matchAll(cases)) {
    const passed = !/<(failure|error|skipped)\b/.test(body!);
    outcomes.set(name!, passed && outcomes.get(name!) !== false);
  }
  return outcomes;
}

/** Weighs one CPython file. */
export function reportFile(
  file: string,
  tests: PortableFile,
  outcomes: Outcomes,
  excuses: Readonly<Record<string, Excuse>>,
): FileReport {
  const prefix = prefixOf(file);
  const P = weigh(prefix, tests.P, BARS.P, outcomes, excuses);
  const A = weigh(prefix, tests.A, BARS.A, outcomes, excuses);
  const ported = P.ported + A.ported;
  const reachesBar = ported > 0 && P.reachesBar && A.reachesBar;

  const newer = tests.more.filter((name) => outcomes.get(prefix + name)).length;
  const headline = [`${file}: P ${P.share} A ${A.share}`];
  if (tests.more.length > 0) {
    headline.push(`newer ${newer}/${tests.more.length}`);
  }
  if (!reachesBar) headline.push("BELOW THE BAR");
  return {
    lines: [
      headline.join(" "),
      ...P.lines,
      ...A.lines,
      ...notCounted(prefix, tests, outcomes),
    ],
    ported,
    portable: P.portable + A.portable,
    reachesBar,
  };
}

function prefixOf(file: string): string {
  return `${file.replace(/^test_/, "")}/`;
}

/** Counts the tests of one kind, and says what is wrong with those that do not count. */
function weigh(
  prefix: string,
  tests: string[],
  bar: number,
  outcomes: Outcomes,
  excuses: Readonly<Record<string, Excuse>>,
): FileReport & { share: string } {
  const lines: string[] = [];
  let ported = 0;
  let portable = 0;
  for (const name of tests.map((test) => prefix + test)) {
    const passed = outcomes.get(name);
    const excuse = excuses[name];
    if (passed) ported++;
    if (
      passed !== undefined || excuse === undefined ||
      excuse.verdict === "given up"
    ) portable++;

    if (passed === false) lines.push(`  failing: ${name}`);
    else if (passed && excuse) lines.push(`  ported, yet excused: ${name}`);
    else if (excuse) {
      lines.push(`  ${excuse.verdict}: ${name}: ${excuse.reason}`);
    } else if (!passed) lines.push(`  missing: ${name}`);
  }
  const reachesBar = ported >= bar * portable;
  return {
    lines,
    ported,
    portable,
    reachesBar,
    share: `${ported}/${portable}`,
  };
}

/** What is newer than the list and not there yet, and what bears a name that the list does not have. */
function notCounted(
  prefix: string,
  tests: PortableFile,
  outcomes: Outcomes,
): string[] {
  const newer = tests.more.map((name) => prefix + name);
  const known = new Set([
    ...newer,
    ...[...tests.P, ...tests.A].map((name) => prefix + name),
  ]);
  const lines = newer
    .filter((name) => !outcomes.get(name))
    .map((name) =>
      `  newer, ${outcomes.has(name) ? "failing" : "missing"}: ${name}`
    );
  for (const [name, passed] of outcomes) {
    if (!name.startsWith(prefix) || known.has(name)) continue;
    lines.push(`  beyond the list, ${passed ? "passing" : "failing"}: ${name}`);
  }
  return lines;
}

/** Runs the ported tests; says which files could not be run. */
async function runPorted(): Promise<Outcomes> {
  const std = await findStd();
  const junit = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "--allow-all",
        ...std.flags,
        "--no-check", // A type error in one file must not hide the others; `deno task ok` checks types.
        "--filter=/^\\w+\\/\\w+\\.test_/",
        `--junit-path=${junit}`,
        "tests/conformance",
        // Beside other tests of the same things.
        "tests/loop",
        "tests/streams",
      ],
      cwd: new URL("../..", import.meta.url),
    }).output();
    const decoder = new TextDecoder();
    const output = stripVTControlCharacters(decoder.decode(stdout));
    const broken = output.matchAll(/^(\S+) \(uncaught error\)$/gm).map((
      [, file],
    ) => file);
    for (const file of new Set(broken)) console.log(`cannot be run: ${file}`);
    const xml = await Deno.readTextFile(junit);
    if (xml === "") {
      throw new Error(`No test ran: ${output}${decoder.decode(stderr)}`);
    }
    return readJunit(xml);
  } finally {
    await Deno.remove(junit);
  }
}

/** Prints the report. Returns whether every file reaches its bar. */
async function report(): Promise<boolean> {
  const outcomes = await runPorted();
  const excuses = givenUp as Record<string, Excuse>;
  const reports = Object.entries(portable.files)
    .map(([file, tests]) => reportFile(file, tests, outcomes, excuses));
  for (const { lines } of reports) console.log(lines.join("\n"));

  const prefixes = Object.keys(portable.files).map(prefixOf);
  for (const name of outcomes.keys()) {
    if (!prefixes.some((prefix) => name.startsWith(prefix))) {
      console.log(`of no file in scope: ${name}`);
    }
  }
  const sum = (key: "ported" | "portable"): number =>
    reports.reduce((total, report) => total + report[key], 0);
  console.log(`ported ${sum("ported")} of ${sum("portable")} portable`);
  return reports.every((report) => report.reachesBar);
}

if (import.meta.main) Deno.exitCode = await report() ? 0 : 1;

import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { parseOptions, UsageError } from "../../demo/options.ts";
import { plans } from "../../demo/plan.ts";
import type { Result } from "../../demo/tally.ts";
import { test } from "../_support/mod.ts";

function demo(args: string[]): Deno.Command {
  const main = new URL("../../demo/main.ts", import.meta.url).href;
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--unstable-no-legacy-abort",
      "--allow-net=127.0.0.1",
      "--allow-write",
      main,
      ...args,
    ],
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await demo(args).output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  return { code, out: out!, err: err! };
}

async function withTempFile(fn: (path: string) => Promise<void>) {
  const path = await Deno.makeTempFile();
  try {
    await fn(path);
  } finally {
    await Deno.remove(path);
  }
}

async function readResults(path: string): Promise<Result[]> {
  const text = await Deno.readTextFile(path);
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

function count<T>(items: T[], isMeant: (item: T) => boolean): number {
  return items.filter(isMeant).length;
}

test("demo writes a line for each request and sums them up in a table", () =>
  withTempFile(async (path) => {
    const args = ["--clients=100", "--timeout=2"];
    const { code, out, err } = await run(...args, "--output", path);

    assertEquals(err, "");
    assertEquals(code, 0);
    const results = await readResults(path);
    const ids = results.map((result) => result.id).sort((a, b) => a - b);
    assertEquals(ids, Array.from({ length: 100 }, (_, i) => i + 1));

    const all = [...plans(parseOptions(args))];
    const hang = all.filter((plan) => plan.delay === Infinity);
    const timeouts = count(hang, (plan) => plan.patience === Infinity);
    const rows = [
      ["requests", 100],
      ["answered", 100 - hang.length],
      ["timeouts", timeouts],
      ["cancelled", hang.length - timeouts],
    ];
    for (const [label, value] of rows) {
      assertMatch(out, new RegExp(`^${label} +${value}\\b`, "m"));
    }
    assertMatch(out, /^wall time +\d+\.\d s$/m);
    assertMatch(out, /^sum of times +\d+\.\d s +\d+ × the wall time$/m);
    assertStringIncludes(out, `Results: ${path}\n`);
  }));

test("demo gives every request the outcome that its plan says", () =>
  withTempFile(async (path) => {
    const args = ["--clients=60", "--limit=60", "--timeout=2", "--seed=7"];
    await run(...args, "--output", path);

    const outcomes = new Map(
      (await readResults(path)).map(({ id, outcome }) => [id, outcome]),
    );
    for (const { id, delay, patience } of plans(parseOptions(args))) {
      const expected = delay < Infinity
        ? "answered"
        : patience < Infinity
        ? "cancelled"
        : "timeout";
      assertEquals(outcomes.get(id), expected, `request ${id}`);
    }
  }));

test("demo shows no progress line where stdout is no terminal", () =>
  withTempFile(async (path) => {
    const { out } = await run("--clients=5", "--output", path);
    assertFalse(out.includes("\x1b"));
    assertFalse(out.includes("\r"));
  }));

test("demo --help explains the options", async () => {
  const { code, out, err } = await run("--help");
  assertEquals([code, err], [0, ""]);
  for (const name of ["clients", "limit", "timeout", "seed", "output"]) {
    assertStringIncludes(out, `--${name} `);
  }
});

test("demo ends with exit code 2 and one line on bad arguments", async () => {
  const { code, out, err } = await run("--clients", "many");
  assertEquals(code, 2);
  assertEquals(out, "");
  assertEquals(
    err,
    'Cannot use --clients: "many"; pass a whole number from 1 to 1000000\n',
  );
});

test("demo ends with exit code 2 where the results cannot be written", async () => {
  const { code, err } = await run("--output", "/no/such/folder/results.jsonl");
  assertEquals(code, 2);
  assertMatch(
    err,
    /^Cannot write to --output: "\/no\/such\/folder\/results.jsonl"; pass .*\n$/,
  );
});

test("demo ends on Ctrl-C with exit code 130 and keeps the results", () =>
  withTempFile(async (path) => {
    // At this limit all requests would take many minutes.
    const args = ["--clients=20000", "--limit=20", "--output", path];
    await using child = demo(args).spawn();
    const output = child.output();
    while ((await Deno.stat(path)).size === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGINT");

    const { code, stdout, stderr } = await output;
    assertEquals(code, 130);
    assertEquals(new TextDecoder().decode(stdout), "");
    const results = await readResults(path);
    assertEquals(
      new TextDecoder().decode(stderr),
      `Interrupted: ${results.length} of 20000 requests are done\n` +
        `Results so far: ${path}\n`,
    );
    const cancelled = count(results, (r) => r.outcome === "cancelled");
    assert(cancelled > 0, "the requests under way are cancelled");
  }));

for (
  const [args, message] of [
    [["--clients", "0"], 'Cannot use --clients: "0"'],
    [["--clients", "1e3"], 'Cannot use --clients: "1e3"'],
    [["--clients"], 'Cannot use --clients: ""'],
    [["--limit=-1"], 'Cannot use --limit: "-1"'],
    [["--seed", "1.5"], 'Cannot use --seed: "1.5"'],
    [["--timeout", "0"], 'Cannot use --timeout: "0"'],
    [["--timeout", "soon"], 'Cannot use --timeout: "soon"'],
    [["--output="], 'Cannot use --output: ""'],
    [["--colour", "red"], 'Unknown option: "--colour"'],
    [["100"], 'Unknown option: "100"'],
  ] as const
) {
  test(`parseOptions() refuses ${args.join(" ")}`, () => {
    assertThrows(() => parseOptions([...args]), UsageError, message);
  });
}

test("parseOptions() takes both --name value and --name=value", () => {
  const options = parseOptions(["--clients", "5", "--output=a=b", "--seed=0"]);
  assertEquals(options, {
    clients: 5,
    limit: 100,
    timeout: 1,
    seed: 0,
    output: "a=b",
  });
});

test("plans() gives the same plans for the same seed, others for another", () => {
  const ofSeed = (seed: string) => [
    ...plans(parseOptions(["--clients=50", "--seed", seed])),
  ];
  assertEquals(ofSeed("3"), ofSeed("3"));
  assertEquals(ofSeed("3").length, 50);
  assertNotEquals(ofSeed("3"), ofSeed("4"));
});
